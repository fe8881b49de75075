import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { MarginLabError } from '../../../src/base/errors.ts';
import { type Files, nodeFiles } from '../../../src/run/store/files.ts';
import { whileLocked } from '../../../src/run/store/lock.ts';
import { whole } from '../../support/random.ts';

/**
 * One of several processes that start at once: `node starter.ts RESULTS LOCK table|run SEED`. It waits for a line, then runs a study, or
 * only takes its lock and writes a table, on a disk that takes its time to rename, create and remove; and prints how that ended and when
 * it held the lock.
 */
export interface StarterEnd {
  readonly ended: 'finished' | 'refused' | 'failed';
  readonly message: string;
  /** Nanoseconds of the clock that all processes share. */
  readonly held: readonly (readonly [from: string, to: string])[];
}

const [results = '', lockPath = '', what = '', seed = ''] = process.argv.slice(2);
const random = seedrandom(seed);
const pause = () => sleep(whole(random, 0, 30));
const now = () => process.hrtime.bigint().toString();
const held: [string, string][] = [];

const slowly =
  <Args extends unknown[], Result>(operation: (...args: Args) => Promise<Result>) =>
  async (...args: Args): Promise<Result> => {
    await pause();
    const result = await operation(...args);
    await pause();
    return result;
  };
const files: Files = {
  ...nodeFiles,
  rename: slowly(nodeFiles.rename),
  create: slowly(nodeFiles.create),
  remove: slowly(nodeFiles.remove),
  async lock(path) {
    const lock = await slowly(nodeFiles.lock)(path);
    if (lock === null) return null;
    const from = now();
    return {
      describe: slowly(lock.describe),
      release: () => {
        held.push([from, now()]);
        return slowly(lock.release)();
      },
    };
  },
};

async function writeTable(): Promise<void> {
  await whileLocked(files, lockPath, async () => {
    const part = join(results, 'table.csv.part');
    await files.remove(part);
    await files.create(part, '');
    for (const line of ['a,b\n', '1,2\n']) {
      files.append(part, Buffer.from(line));
      await pause();
    }
    await files.rename(part, join(results, 'table.csv'));
  });
}

async function start(): Promise<Omit<StarterEnd, 'held'>> {
  // Loaded before the start, and only where it is needed: it takes longer than all the rest.
  const situations = what === 'run' ? await import('../situations.ts') : null;
  console.log('ready');
  await once(process.stdin, 'data');
  try {
    if (situations === null) await writeTable();
    else await situations.runIn('a stopped run', results, { files });
    return { ended: 'finished', message: '' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isRefused = error instanceof MarginLabError && error.kind === 'storage' && /another run writes/.test(message);
    return { ended: isRefused ? 'refused' : 'failed', message };
  }
}

const end = await start();
console.log(JSON.stringify({ ...end, held } satisfies StarterEnd));
process.exit();
