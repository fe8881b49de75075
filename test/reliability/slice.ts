import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Promised, Tried } from './promise.ts';

/** A slice of a soak: so many cases of a promise, drawn by a seed. */
export interface Slice {
  readonly row: Promised;
  readonly seed: string;
  readonly count: number;
}

/** What a slice of a soak came to. */
export interface SliceResult extends Tried, Slice {
  readonly seconds: number;
}

/** The command that tries exactly this slice again. */
export function replayOf({ row, seed, count }: Slice): string {
  return `npm run soak -- --only ${row.name} --seed ${seed} --count ${count}`;
}

/** Tries a slice in this process; a campaign that throws has failed. */
export async function trySlice(slice: Slice): Promise<SliceResult> {
  const started = performance.now();
  const { tried, failures } = await slice.row
    .campaign(slice)
    .catch((error: unknown) => ({ tried: 0, failures: [error instanceof Error ? `${error.stack}` : String(error)] }));
  return { ...slice, tried, failures, seconds: (performance.now() - started) / 1000 };
}

/**
 * Tries a slice in a process of its own: whatever it does to itself, the soak goes on. A slice that does not end within `mostSeconds` is
 * ended with all that it has started, and has failed.
 */
export async function trySliceApart(slice: Slice, mostSeconds: number): Promise<SliceResult> {
  const { row, seed, count } = slice;
  const started = performance.now();
  const soak = fileURLToPath(new URL('soak.ts', import.meta.url));
  const args = [soak, '--only', row.name, '--seed', seed, '--count', String(count), '--print-result'];
  // A group of its own, so that what it has started ends with it.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let answer = '';
  child.stdout.on('data', (piece: Buffer) => {
    answer += piece.toString();
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, mostSeconds * 1000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const seconds = (performance.now() - started) / 1000;
  const { tried, failures } = read(
    answer,
    late ? `no end within ${mostSeconds} s` : `ended with ${code} and no result`,
  );
  return { ...slice, tried, failures, seconds };
}

/** The last line of what a process has printed, which is its result. */
function read(answer: string, otherwise: string): Tried {
  try {
    return JSON.parse(answer.trimEnd().split('\n').at(-1) ?? '') as Tried;
  } catch {
    return { tried: 0, failures: [otherwise] };
  }
}
