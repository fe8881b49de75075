import { afterMs } from './deadline.ts';

/** How long a thread may take to answer: a time, or what its answer is foretold to take of a processor. */
export type Patience = { readonly deadlineMs: number } | { readonly foretoldMs: number };

/** Time as the watch sees it: the seam at which tests let it pass. */
export interface WatchClock {
  readonly now: () => number;
  readonly after: typeof afterMs;
}

/** Processor time does not grow with the load of a machine. So much more than foretold is beyond what slow machines and guesses explain. */
const timesForetold = 10;
/** In any case allowed: a first answer is computed while code is compiled. */
const leastProcessorMs = 10_000;
/**
 * Using this little of a processor for so long is hanging, too: a thread that competes with a hundred others gets several times as much, and
 * being looked at takes less.
 */
const [stillProcessorMs, stillMs] = [15, 10_000];
const lookEveryMs = 1_000;
/** A look that comes later than this says that the whole process had to wait, or slept with its machine: that time is not held against a thread. */
const latestLookMs = 1_500;
/** Where a thread does not tell its processor time. Five minutes: enough on a machine that is busy with other things. */
const defaultDeadlineMs = 300_000;

/**
 * Watches a thread that was asked something, until it is called off. A thread hangs when it has used far more processor time than foretold
 * or none for a while; where it does not tell that (`processorMs` is null) or a deadline was given, when that is over. `onHanging` hears why,
 * once.
 */
export function watchForHanging(
  patience: Patience,
  processorMs: (() => Promise<number>) | null,
  onHanging: (reason: string) => void,
  clock: WatchClock = { now: () => performance.now(), after: afterMs },
): () => void {
  if (processorMs === null || 'deadlineMs' in patience) {
    const deadlineMs = 'deadlineMs' in patience ? patience.deadlineMs : defaultDeadlineMs;
    return clock.after(deadlineMs, () => onHanging(`no answer within ${deadlineMs / 1000} s`));
  }
  const mostMs = Math.max(leastProcessorMs, timesForetold * patience.foretoldMs);
  /** Processor time of the thread at first, at last, and when it was last seen at work; null: it has not told any yet. */
  const seen: { first: number | null; last: number | null; stillFrom: number | null } = {
    first: null,
    last: null,
    stillFrom: null,
  };
  let still = 0;
  let isAsked = false;
  const ask = () => {
    // One that is deep in the system does not answer.
    if (isAsked) return;
    isAsked = true;
    processorMs().then(
      (used) => {
        seen.first ??= used;
        seen.last = used;
        isAsked = false;
      },
      // It has ended, which is heard elsewhere.
      () => {},
    );
  };
  const reason = (passed: number): string | null => {
    const { first, last, stillFrom } = seen;
    if (last !== null && (stillFrom === null || last - stillFrom > stillProcessorMs)) {
      seen.stillFrom = last;
      still = 0;
    } else if (passed <= latestLookMs) still += passed;
    if (still >= stillMs) return `it hangs: no processor time in ${stillMs / 1000} s`;
    const used = (last ?? 0) - (first ?? 0);
    if (used <= mostMs) return null;
    return `it hangs: ${Math.round(used / 1000)} s of processor time, ${(patience.foretoldMs / 1000).toPrecision(2)} s were foretold`;
  };
  let lookedAt = clock.now();
  const look = () => {
    const now = clock.now();
    const why = reason(now - lookedAt);
    lookedAt = now;
    if (why !== null) {
      onHanging(why);
      return;
    }
    ask();
    stop = clock.after(lookEveryMs, look);
  };
  let stop = clock.after(lookEveryMs, look);
  ask();
  return () => stop();
}
