import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../../src/base/quantities.ts';
import { workSeconds } from '../../../src/run/plan/budget.ts';
import type { Tried } from '../promise.ts';
import type { Taken } from './run-one.ts';

/** Studies are cut to about so many seconds of guessed work; one that is not done after so many minutes has failed. */
const [mostSeconds, mostMinutes] = [4, 10];
const megabyte = 1e6;

/**
 * What an estimate may be wrong by: a factor, and where there is little to estimate an amount, which is what the program itself takes,
 * more or less (starting it, compiling it, its heap).
 */
const allowed = {
  seconds: { factor: 2, slack: 1.5 },
  memoryBytes: { factor: 2, slack: 50 * megabyte },
  diskBytes: { factor: 2, slack: 0.1 * megabyte },
} as const;

/**
 * Runs studies of any size, each in a process of its own on one thread, and holds the time, memory and disk that were foretold against
 * what was taken. A study may be refused instead. Time is that of the processor, so that other programs count for less; on a machine
 * that is busy it still grows, so `timeFactor` may be larger there.
 */
export async function estimates(options: {
  readonly count: number;
  readonly seed: string;
  readonly timeFactor?: number;
  /** Hears of every study. */
  readonly onTaken?: (seed: string, taken: Taken) => void;
}): Promise<Tried> {
  const { count, seed, timeFactor = allowed.seconds.factor, onTaken } = options;
  const failures: string[] = [];
  for (let index = 0; index < count; index++) {
    const own = `${seed} ${index}`;
    const taken = await runApart(own);
    if (typeof taken === 'string') failures.push(`'${own}': ${taken}`);
    else {
      onTaken?.(own, taken);
      failures.push(...faultsOf(taken, timeFactor).map((fault) => `'${own}': ${fault}`));
    }
  }
  return { tried: count, failures };
}

function faultsOf({ foretold, refused, ...taken }: Taken, timeFactor: number): string[] {
  if (refused !== null || foretold === null) return [];
  const { seconds, memoryBytes, diskBytes } = allowed;
  const time = { ...seconds, factor: timeFactor };
  const text = (value: number) => `${value.toFixed(1)} s of work`;
  return [
    ...faultOf(workSeconds(foretold), taken.workSeconds, time, text),
    ...faultOf(foretold.memoryBytes, taken.memoryBytes, memoryBytes, (value) => `${formatBytes(value)} of memory`),
    ...faultOf(foretold.diskBytes, taken.diskBytes, diskBytes, (value) => `${formatBytes(value)} of disk`),
  ];
}

function faultOf(
  foretold: number,
  taken: number,
  { factor, slack }: { readonly factor: number; readonly slack: number },
  textOf: (value: number) => string,
): string[] {
  const [less, more] = [Math.min(foretold, taken), Math.max(foretold, taken)];
  return more <= factor * less + slack ? [] : [`${textOf(foretold)} foretold, ${textOf(taken)} taken`];
}

/** What the study of a seed took, or why that is not known. */
async function runApart(seed: string): Promise<Taken | string> {
  const program = fileURLToPath(new URL('run-one.ts', import.meta.url));
  const child = spawn(process.execPath, [program, seed, '1', String(mostSeconds)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMinutes * 60_000,
    killSignal: 'SIGKILL',
  });
  let [answer, complaint] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    answer += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const lines = answer.trim().split('\n');
  if (code === 0) return JSON.parse(lines.at(-1) ?? '') as Taken;
  return `ended with ${code ?? signal} after ${lines[0]?.slice(0, 300)} ${complaint.slice(0, 500)}`;
}
