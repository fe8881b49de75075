import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { chance, list, pick, shuffled, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';
import { countCalls, makePlayground, type Playground, type SituationName, situations } from '../situations.ts';
import { isWrite } from '../watched-files.ts';

/** Where a run is killed: before a write, in the middle of it, or after it. */
export interface KillPoint {
  readonly situation: SituationName;
  /** The number of the write, from 1. */
  readonly write: number;
  readonly moment: 'before' | 'half' | 'after';
}

const moments = ['before', 'half', 'after'] as const;

/**
 * Kills runs (SIGKILL, in a process of their own) at a write, some of them once more while they are resumed, then resumes them: the result
 * is that of a run that was not disturbed, nothing else is left, and an earlier result is there at any time. All writes of all situations
 * come in turn, in an order drawn by the seed.
 */
export const kills: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const playground = await makePlayground();
  const failures: string[] = [];
  try {
    // One that is not killed leaves its compiled code to the others.
    await killedRun(playground, ['nothing yet', '0', 'before']);
    const points = shuffled(random, await allPoints(playground));
    for (let tried = 0; tried < count; tried++) {
      const point = points[tried % points.length]!;
      const again = chance(random, 1 / 3) ? { write: whole(random, 1, 60), moment: pick(random, moments) } : null;
      const fault = await faultAfter(playground, point, again);
      if (fault !== null) failures.push(`${JSON.stringify({ ...point, again })}: ${fault}`);
    }
  } finally {
    playground.remove();
  }
  return { tried: count, failures };
};

async function allPoints(playground: Playground): Promise<KillPoint[]> {
  const counts = await countCalls(playground, isWrite);
  return counts.flatMap(({ situation, calls }) =>
    list(calls, (write) => moments.map((moment) => ({ situation, write: write + 1, moment }))).flat(),
  );
}

/** What is wrong after a run was killed there, perhaps once more, and resumed; null: nothing. */
async function faultAfter(
  playground: Playground,
  { situation, write, moment }: KillPoint,
  again: Omit<KillPoint, 'situation'> | null,
): Promise<string | null> {
  playground.set(situation);
  const end = await killedRun(playground, [situation, String(write), moment]);
  if (end !== 'SIGKILL') {
    if (end !== 0 || write === 1) return `it was not killed but ended with ${end}`;
    // A run may make fewer writes than the one in which they were counted, and a write may fail by itself.
    return faultAfter(playground, { situation, write: write - 1, moment }, again);
  }
  if ('standing' in situations[situation] && !(await playground.holdsResult())) return 'the earlier result is lost';
  if (again !== null) await killedRun(playground, [situation, String(again.write), again.moment, '--resume']);
  return playground.resumeAndCheck(situation).catch((error: unknown) => `it could not be resumed: ${String(error)}`);
}

/** The signal that ended the process, or the code with which it ended. */
async function killedRun(
  { results, environment }: Playground,
  args: readonly string[],
): Promise<NodeJS.Signals | number | null> {
  const program = fileURLToPath(new URL('killed-run.ts', import.meta.url));
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const child = spawn(process.execPath, [program, results, ...args], { env: environment, stdio: [...stdio] });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
}
