import { appendFileSync } from 'node:fs';
import seedrandom from 'seedrandom';
import { MarginLabError } from '../../../src/base/errors.ts';
import { type Files, nodeFiles } from '../../../src/run/store/files.ts';
import { pick } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';
import { makePlayground, runIn, type SituationName, situations } from '../situations.ts';
import { type Call, halfOf, watchedFiles } from '../watched-files.ts';

const names = Object.keys(situations) as SituationName[];
const codes = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'];
/** A call may fail before it does anything, when it has written half (a short write), or when all is done (an answer that is lost). */
const moments = ['before', 'half', 'after'] as const;

/**
 * Lets one call of the seam of files fail in a run, all calls of all situations in turn: the run ends with a storage error that names a
 * path among the results, and resumed it has the result of a run that was not disturbed and leaves nothing else.
 */
export const failingWrites: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const playground = await makePlayground();
  const failures: string[] = [];
  let tried = 0;
  try {
    while (tried < count) {
      for (const situation of names) {
        // The calls of a run are counted while they fail one after another: where none is left to fail, all have.
        for (let failAt = 1, wasLast = false; !wasLast && tried < count; failAt++) {
          const [code, moment] = [pick(random, codes), pick(random, moments)];
          const results = playground.set(situation);
          const { files, failed } = failing(failAt, code, moment);
          const error = await runIn(situation, results, { files }).then(
            () => null,
            (reason: unknown) => reason,
          );
          wasLast = failed() === null;
          if (wasLast) continue;
          tried++;
          const isTold = error instanceof MarginLabError && error.kind === 'storage' && error.message.includes(results);
          const fault = isTold ? null : `ended with ${error instanceof Error ? error.message : 'no error'}`;
          const wrong = fault ?? (await playground.resumeAndCheck(situation).catch(String));
          const { name, path } = failed()!;
          if (wrong !== null)
            failures.push(`${situation}, call ${failAt}, ${moment} ${name} ${path}, ${code}: ${wrong}`);
        }
      }
    }
  } finally {
    playground.remove();
  }
  return { tried, failures };
};

function failing(
  failAt: number,
  code: string,
  moment: (typeof moments)[number],
): { readonly files: Files; readonly failed: () => Call | null } {
  let calls = 0;
  let failed: Call | null = null;
  const fail = (call: Call) => {
    failed = call;
    throw Object.assign(new Error(`${code}: as told`), { code });
  };
  const files = watchedFiles(nodeFiles, {
    before(call) {
      calls++;
      // A lock that was taken is not refused afterwards.
      if (calls !== failAt || (moment === 'after' && call.name !== 'lock')) return;
      if (moment === 'half' && (call.name === 'create' || call.name === 'append'))
        appendFileSync(call.path, halfOf(call));
      fail(call);
    },
    after(call) {
      if (calls === failAt && failed === null && call.name !== 'lock') fail(call);
    },
  });
  return { files, failed: () => failed };
}
