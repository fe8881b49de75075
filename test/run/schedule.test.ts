import { setTimeout as sleep } from 'node:timers/promises';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/run/execute/schedule.ts';

/** Gives the items of a list one by one. */
function taking<Item>(items: readonly Item[]): () => Item | null {
  let taken = 0;
  return () => items[taken++] ?? null;
}

describe('work off a list', () => {
  test.prop([fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 }), fc.integer({ min: 1, max: 5 })], {
    numRuns: 40,
  })('hands results over in the order of the list, whatever order they finish in', async (delays, hands) => {
    const delivered: number[] = [];
    let running = 0;
    await inOrder<{ delay: number; index: number }, number>({
      next: taking(delays.map((delay, index) => ({ delay, index }))),
      hands,
      window: hands * 2,
      work: async ({ delay, index }) => {
        running++;
        expect(running).toBeLessThanOrEqual(hands);
        await sleep(delay);
        running--;
        return index;
      },
      deliver: (item, result) => {
        expect(item.index).toBe(result);
        delivered.push(result);
      },
    });
    expect(delivered).toEqual(delays.map((_, index) => index));
  });

  it('holds no more early results than its window while one item is slow', async () => {
    let started = 0;
    const slow = Promise.withResolvers<void>();
    const done = inOrder<number, void>({
      next: taking(Array.from({ length: 100 }, (_, index) => index)),
      hands: 4,
      window: 10,
      work: async (index) => {
        started++;
        if (index === 0) await slow.promise;
      },
      deliver: () => {},
    });
    await sleep(20);
    expect(started).toBe(10);
    slow.resolve();
    await done;
    expect(started).toBe(100);
  });

  it('prepares once, when the first result is there, and hands nothing over before that is done', async () => {
    const happened: string[] = [];
    await inOrder<number, void>({
      next: taking([0, 1, 2, 3]),
      hands: 2,
      window: 8,
      work: async (index) => {
        happened.push(`work ${index}`);
        await sleep(index === 0 ? 10 : 1);
      },
      prepare: async () => {
        happened.push('prepare');
        await sleep(20);
        happened.push('prepared');
      },
      deliver: (index) => happened.push(`deliver ${index}`),
    });
    expect(happened.slice(0, 3)).toEqual(['work 0', 'work 1', 'prepare']);
    expect(happened.filter((what) => what === 'prepare')).toHaveLength(1);
    expect(happened.indexOf('prepared')).toBeLessThan(happened.indexOf('deliver 0'));
    expect(happened.filter((what) => what.startsWith('deliver'))).toEqual([0, 1, 2, 3].map((n) => `deliver ${n}`));
  });

  it('ends with the failure of its preparation', async () => {
    const delivered: number[] = [];
    const run = inOrder<number, number>({
      next: taking([0, 1, 2]),
      hands: 2,
      window: 4,
      work: async (index) => index,
      prepare: () => Promise.reject(new Error('no room')),
      deliver: (index) => delivered.push(index),
    });
    await expect(run).rejects.toThrow('no room');
    expect(delivered).toEqual([]);
  });

  it('ends with the failure of an item, after all work in hand has ended, and starts nothing more', async () => {
    const ended: number[] = [];
    let started = 0;
    const run = inOrder<number, void>({
      next: taking([0, 1, 2, 3, 4, 5, 6, 7]),
      hands: 3,
      window: 8,
      work: async (index) => {
        started++;
        if (index === 1) throw new Error('no luck');
        await sleep(10);
        ended.push(index);
      },
      deliver: () => {},
    });
    await expect(run).rejects.toThrow('no luck');
    expect(started).toBe(3);
    expect(ended).toEqual([0, 2]);
  });

  it('takes items that what was handed over has brought, and ends when there are none after all of it', async () => {
    const waiting = [1, 2];
    const delivered: number[] = [];
    await inOrder({
      next: () => waiting.shift() ?? null,
      hands: 3,
      window: 6,
      work: async (item) => {
        await sleep(1);
        return item;
      },
      deliver: (item) => {
        delivered.push(item);
        // A round of two ends: the next one begins.
        if (item % 2 === 0 && item < 6) waiting.push(item + 1, item + 2);
      },
    });
    expect(delivered).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
