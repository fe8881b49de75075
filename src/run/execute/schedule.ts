/**
 * Works off a list with several hands and hands the results over strictly in the order of the list.
 *
 * This is what makes results independent of threads: work may finish in any order, but it is merged in one. An early result is
 * held until its turn; at most `window` of them, so that memory stays flat behind one slow task.
 */
export async function inOrder<Item, Result>(options: {
  readonly items: readonly Item[];
  /** How many items are worked on at a time. */
  readonly hands: number;
  readonly window: number;
  readonly work: (item: Item) => Promise<Result>;
  /** What must be there before the first result is handed over: called when that result has arrived. */
  readonly prepare?: () => Promise<void>;
  readonly deliver: (item: Item, result: Result) => void;
}): Promise<void> {
  const { items, hands, window, work, prepare = async () => {}, deliver } = options;
  const early = new Map<number, Result>();
  let next = 0;
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
    while (early.has(delivered)) {
      const result = early.get(delivered) as Result;
      early.delete(delivered);
      deliver(items[delivered] as Item, result);
      delivered++;
    }
    wake();
  };
  const hand = async () => {
    try {
      while (!stop.signal.aborted && next < items.length) {
        if (next >= delivered + window) {
          await new Promise<void>((resume) => waiting.push(resume));
          continue;
        }
        const index = next++;
        early.set(index, await work(items[index] as Item));
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
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(hands, items.length) }, hand));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
