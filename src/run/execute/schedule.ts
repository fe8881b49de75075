/**
 * Works items off with several hands and hands the results over strictly in the order in which the items were taken.
 *
 * This is what makes results independent of threads: work may finish in any order, but it is merged in one. An early result is
 * held until its turn; at most `window` of them, so that memory stays flat behind one slow item.
 */
export async function inOrder<Item, Result>(options: {
  /** Takes the next item; null if there is none now. What is handed over may bring further ones; after all of it, null is the end. */
  readonly next: () => Item | null;
  /** How many items are worked on at a time. */
  readonly hands: number;
  readonly window: number;
  readonly work: (item: Item) => Promise<Result>;
  /** What must be there before the first result is handed over: called when that result has arrived. */
  readonly prepare?: () => Promise<void>;
  readonly deliver: (item: Item, result: Result) => void;
}): Promise<void> {
  const { hands, window, work, prepare = async () => {}, deliver } = options;
  const early = new Map<number, { readonly item: Item; readonly result: Result }>();
  let taken = 0;
  let delivered = 0;
  let prepared: Promise<void> | null = null;
  const stop = new AbortController();
  let waiting: (() => void)[] = [];

  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resume of woken) resume();
  };
  const deliverReady = () => {
    for (let ready = early.get(delivered); ready !== undefined; ready = early.get(delivered)) {
      early.delete(delivered);
      deliver(ready.item, ready.result);
      delivered++;
    }
    wake();
  };
  const hand = async () => {
    try {
      while (!stop.signal.aborted) {
        const item = taken < delivered + window ? options.next() : null;
        if (item === null) {
          if (taken === delivered) return;
          await new Promise<void>((resume) => waiting.push(resume));
          continue;
        }
        const index = taken++;
        early.set(index, { item, result: await work(item) });
        prepared ??= prepare();
        await prepared;
        if (!stop.signal.aborted) deliverReady();
      }
    } catch (error) {
      stop.abort();
      wake();
      throw error;
    }
  };
  // Settled, not raced: nothing may still be writing when the caller hears of the failure.
  const outcomes = await Promise.allSettled(Array.from({ length: hands }, hand));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
