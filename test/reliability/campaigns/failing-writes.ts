import { appendFileSync } from 'node:fs';
import seedrandom from 'seedrandom';
import { MarginLabError } from '../../../src/base/errors.ts';
import { type Files, nodeFiles } from '../../../src/run/store/files.ts';
import { list, pick, shuffled } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';
import { countCalls, makePlayground, type Playground, runIn, type SituationName } from '../situations.ts';
import { type Call, halfOf, isWrite, watchedFiles } from '../watched-files.ts';

const codes = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'];
/** A call may fail before it does anything, when it has written half (a short write), or when all is done (an answer that is lost). */
const moments = ['before', 'half', 'after'] as const;

/**
 * Lets one call of the seam of files fail in a run, all calls of all situations in turn: the run ends with a storage error that names a
 * path among the results, and resumed it has the result of a run that was not disturbed and leaves nothing else. They come in an order
 * drawn by the seed.
 */
export const failingWrites: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const playground = await makePlayground();
  const failures: string[] = [];
  try {
    const counts = await countCalls(playground, () => true);
    const points = shuffled(
      random,
      counts.flatMap(({ situation, calls }) => list(calls, (call) => ({ situation, failAt: call + 1 }))),
    );
    for (let tried = 0; tried < count; tried++) {
      const { situation, failAt } = points[tried % points.length]!;
      const [code, moment] = [pick(random, codes), pick(random, moments)];
      const fault = await faultAfter(playground, situation, (nth) => failing(nth, code, moment), failAt);
      if (fault !== null) failures.push(`${situation}, call ${failAt}, ${moment}, ${code}: ${fault}`);
    }
  } finally {
    playground.remove();
  }
  return { tried: count, failures };
};

/** What is wrong after a run with a call that fails, and after it is resumed; null: nothing. */
async function faultAfter(
  playground: Playground,
  situation: SituationName,
  failingAt: (nth: number) => Failing,
  failAt: number,
): Promise<string | null> {
  const results = playground.set(situation);
  const disk = failingAt(failAt);
  const error = await runIn(situation, results, { files: disk.files }).then(
    () => null,
    (reason: unknown) => reason,
  );
  const said = error instanceof Error ? error.message : 'no error';
  const call = disk.failed();
  if (call === null) {
    if (error !== null) return `no call was made to fail, and it ended with ${said}`;
    // A run may make fewer calls than the one in which they were counted, and a call may fail by itself.
    const before = Math.min(disk.made(), failAt - 1);
    return before === 0 ? 'there was no call' : faultAfter(playground, situation, failingAt, before);
  }
  const isTold = error instanceof MarginLabError && error.kind === 'storage' && error.message.includes(results);
  const fault = isTold ? await playground.resumeAndCheck(situation).catch(String) : `ended with ${said}`;
  return fault === null ? null : `${call.name} ${call.path}: ${fault}`;
}

interface Failing {
  readonly files: Files;
  readonly failed: () => Call | null;
  /** How many calls were made. */
  readonly made: () => number;
}

function failing(failAt: number, code: string, moment: (typeof moments)[number]): Failing {
  let calls = 0;
  let chosen: Call | null = null;
  let failed: Call | null = null;
  const fail = (call: Call) => {
    failed = call;
    throw Object.assign(new Error(`${code}: as told`), { code });
  };
  const files = watchedFiles(nodeFiles, {
    before(call) {
      calls++;
      if (calls !== failAt) return;
      chosen = call;
      // What only reads has nothing that it could have done, and a lock that was taken is not refused afterwards.
      if (moment === 'after' && isWrite(call) && call.name !== 'lock') return;
      if (moment === 'half' && (call.name === 'create' || call.name === 'append'))
        appendFileSync(call.path, halfOf(call));
      fail(call);
    },
    after(call) {
      if (call === chosen) fail(call);
    },
  });
  return { files, failed: () => failed, made: () => calls };
}
