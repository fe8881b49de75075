import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { canonicalJson, sha256 } from '../../../src/base/digest.ts';
import { MarginLabError } from '../../../src/base/errors.ts';
import { startThreads } from '../../../src/run/execute/executors/threads.ts';
import type { StudyResult } from '../../../src/run/result.ts';
import { type RunOptions, runStudy } from '../../../src/run/run-study.ts';
import type { Study } from '../../../src/study/study.ts';
import { smallStudy } from '../../run/studies.ts';
import { pick, type Random, whole } from '../../support/random.ts';
import { scramblingExecutor } from '../../support/scrambling.ts';
import type { Campaign } from '../promise.ts';

/** Runs of each study, beside the one that they are compared with. */
const runsOfStudy = 10;

const digestOf = ({ results }: StudyResult) => sha256(canonicalJson(results));

/** Runs small studies in threads, in any order of completion, and stopped and resumed: one digest per study. */
export const determinism: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  // One pool for all runs; a run uses as many of its threads as it is told.
  const pool = startThreads(8);
  const failures: string[] = [];
  let tried = 0;
  try {
    while (tried < count) {
      const scenario = { paths: whole(random, 1, 1_500), steps: whole(random, 1, 24), seed: `${seed} ${tried}` };
      const study = smallStudy({ scenario });
      const expected = digestOf(await runStudy(study, { executor: 'inline' }));
      for (let run = 0; run < runsOfStudy && tried < count; run++, tried++) {
        const way = pick(random, ['scrambled', 'threads', 'threads', 'resumed']);
        const threads = pick(random, [1, 2, 3, 8]);
        const seen =
          way === 'resumed'
            ? await resumed(study, random)
            : await runStudy(
                study,
                way === 'threads' ? { executor: pool.executor, threads } : { executor: scramblingExecutor(random) },
              );
        if (digestOf(seen) !== expected)
          failures.push(`${JSON.stringify(scenario)}: another digest ${way}, ${threads} threads`);
      }
    }
  } finally {
    await pool.close();
  }
  return { tried, failures };
};

/** The result of a run that is stopped after some chunks and goes on afterwards. */
async function resumed(study: Study, random: Random): Promise<StudyResult> {
  const results = mkdtempSync(join(tmpdir(), 'margin-lab-determinism-'));
  const controller = new AbortController();
  let chunks = whole(random, 1, 5);
  const onProgress = () => {
    chunks--;
    if (chunks === 0) controller.abort(new MarginLabError('interrupted', 'stopped'));
  };
  const options: RunOptions = { results, executor: scramblingExecutor(random) };
  try {
    await runStudy(study, { ...options, signal: controller.signal, onProgress }).catch((error: unknown) => {
      if (!(error instanceof MarginLabError) || error.kind !== 'interrupted') throw error;
    });
    return await runStudy(study, { ...options, resume: true });
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
