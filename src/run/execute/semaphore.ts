/** A number of places of which each can be taken by one at a time; the others wait in line. */
export interface Semaphore {
  /** Waits for a place; rejects with the reason of `signal` if that is aborted first. */
  take(signal: AbortSignal): Promise<void>;
  free(): void;
}

export function createSemaphore(count: number): Semaphore {
  let open = count;
  const waiting = new Set<() => void>();
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (open > 0) {
        open--;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const proceed = () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          waiting.delete(proceed);
          reject(signal.reason as Error);
        };
        waiting.add(proceed);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
    free() {
      const [next] = waiting;
      if (next === undefined) {
        open++;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
