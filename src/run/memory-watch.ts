import { MarginLabError } from '../base/errors.ts';
import { formatBytes } from '../base/quantities.ts';
import type { Budget } from './plan/budget.ts';
import type { Machine } from './plan/machine.ts';

/** Ends a run that takes far more memory than was foretold, before the machine ends it without a word. */
export interface MemoryWatch {
  /** Aborted with a `limit` error when too much is in use. */
  readonly signal: AbortSignal;
  /** Looks now: where the main thread is busy for long, the clock does not. */
  look(): void;
  close(): void;
}

const everyMs = 500;
/** A run may take so many times what was foretold, and a little more: what is freed is not given back at once. */
const [timesForetold, spareBytes] = [2, 256 * 2 ** 20];

/** Watches from now on; what the process holds already is not counted. */
export function watchMemory({ memoryBytes }: Pick<Budget, 'memoryBytes'>, machine: Machine): MemoryWatch {
  const before = machine.usedMemory();
  const most = before + Math.min(timesForetold * memoryBytes + spareBytes, machine.freeMemory());
  const stop = new AbortController();
  const look = () => {
    const used = machine.usedMemory();
    if (used <= most || stop.signal.aborted) return;
    const message =
      `the run takes ${formatBytes(used - before)} of memory, ${formatBytes(memoryBytes)} were foretold and ` +
      `${formatBytes(most - before)} are allowed; fewer threads, schemes, positions, tags or levels need less`;
    stop.abort(new MarginLabError('limit', message));
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return { signal: stop.signal, look, close: () => clearInterval(timer) };
}
