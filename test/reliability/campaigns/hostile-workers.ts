import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../../../src/base/digest.ts';
import { MarginLabError } from '../../../src/base/errors.ts';
import { startThreads } from '../../../src/run/execute/executors/threads.ts';
import { scenarioDigest } from '../../../src/run/plan/family.ts';
import { rangesBetween } from '../../../src/run/plan/ranges.ts';
import type { StudyResult } from '../../../src/run/result.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { smallStudy } from '../../run/studies.ts';
import { scheduleOf } from '../../run/workers/hostile-schedule.ts';
import type { Campaign } from '../promise.ts';

/** A thousand times what a chunk of these studies takes: enough on a machine that is busy with other things. */
const deadlineMs = 5_000;

const digestOf = ({ results }: StudyResult) => sha256(canonicalJson(results));

/**
 * Runs small studies on threads that misbehave by a seed. Where no chunk fails more than twice, the figures are those of a run in which
 * nothing failed; where one does, the run ends with its scenario and its paths.
 */
export const hostileWorkers: Campaign = async ({ count, seed }) => {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-hostile-'));
  const file = new URL('../../run/workers/hostile-by-seed.ts', import.meta.url);
  file.search = new URLSearchParams({ seed, folder }).toString();
  const pool = startThreads(2, file);
  const failures: string[] = [];
  try {
    for (let tried = 0; tried < count; tried++) {
      const study = smallStudy({ scenario: { paths: 1_000, steps: 8, seed: `${seed} ${tried}` } });
      const fault = await tryOne(study, seed, pool.executor);
      if (fault !== null) failures.push(`schedule ${tried}: ${fault}`);
    }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true });
  }
  return { tried: count, failures };
};

async function tryOne(
  study: ReturnType<typeof smallStudy>,
  seed: string,
  executor: ReturnType<typeof startThreads>['executor'],
): Promise<string | null> {
  const scenario = study.scenarios[0]!;
  const digest = scenarioDigest(scenario);
  const hopeless = rangesBetween(scenario, 0, scenario.paths).filter(
    ({ firstPath }) => scheduleOf(seed, digest, firstPath).length > 2,
  );
  try {
    const seen = digestOf(await runStudy(study, { executor, threads: 2, deadlineMs }));
    if (hopeless.length > 0) return `paths ${hopeless[0]!.firstPath} failed three times, and the run did not`;
    return seen === digestOf(await runStudy(study, { executor: 'inline' })) ? null : 'another digest';
  } catch (error) {
    if (!(error instanceof MarginLabError)) throw error;
    const isNamed = hopeless.some(({ firstPath, count }) =>
      error.message.startsWith(
        `scenario '${scenario.name}', paths ${firstPath} to ${firstPath + count - 1} failed 3 times`,
      ),
    );
    return error.kind === 'worker' && isNamed ? null : `ended with ${error.kind}: ${error.message}`;
  }
}
