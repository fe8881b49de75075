import type { Patience } from '../../plan/patience.ts';
import { afterMs } from './deadline.ts';

/** A thread that does nothing for so many looks in a row, though it has not answered, waits for something that does not come. */
const mostIdleLooks = 10;
const [lookMs, lateMs] = [1_000, 500];
/** On a machine that does much else, a task takes many times as long as it works. */
const timesAsLong = 30;
/** Less work than this between two looks is none. */
const leastSeconds = 1e-3;

/**
 * Acts once if a task hangs, with how that was seen; returns what calls it off. Work is the processor time of the thread, which other
 * programs do not add to. Looks that come late do not tell idleness: a machine that lets this thread wait lets the other one wait, too.
 *
 * @param processorSeconds Processor time of the thread since it began; null where Node (before 24.6) cannot tell: then time has to do.
 */
export function whenHanging(
  patience: Patience,
  processorSeconds: (() => Promise<number>) | null,
  act: (how: string) => void,
): () => void {
  if ('milliseconds' in patience) return whenOver(patience.milliseconds, act);
  if (processorSeconds === null) return whenOver(1000 * timesAsLong * patience.processorSeconds, act);
  let told: number | null = null;
  let [first, last]: [number | null, number | null] = [null, null];
  let [idleLooks, isAsking] = [0, false];
  const ask = () => {
    // One that waits within the system does not even tell its time.
    if (isAsking) return;
    isAsking = true;
    processorSeconds().then(
      (seconds) => {
        told = seconds;
        isAsking = false;
      },
      // It has ended, which is heard elsewhere.
      () => {},
    );
  };
  const hangs = (): string | null => {
    if (told !== null && first !== null && told - first > patience.processorSeconds)
      return `no answer after ${Math.round(told - first)} s of work`;
    return idleLooks < mostIdleLooks ? null : `no answer, and no work for ${Math.round((idleLooks * lookMs) / 1000)} s`;
  };
  const look = (isLate: boolean) => {
    if (told !== null && (last === null || told - last >= leastSeconds)) idleLooks = 0;
    else if (!isLate) idleLooks++;
    last = told;
    first ??= told;
  };
  let stopWaiting: (() => void) | null = null;
  const goOn = () => {
    ask();
    const due = performance.now() + lookMs;
    stopWaiting = afterMs(lookMs, () => {
      look(performance.now() - due > lateMs);
      const how = hangs();
      if (how === null) goOn();
      else act(how);
    });
  };
  goOn();
  return () => stopWaiting?.();
}

function whenOver(milliseconds: number, act: (how: string) => void): () => void {
  return afterMs(milliseconds, () => act(`no answer within ${milliseconds / 1000} s`));
}
