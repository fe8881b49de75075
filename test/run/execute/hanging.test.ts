import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Patience, watchForHanging } from '../../../src/run/execute/executors/hanging.ts';

/** What a thread does in a second of time: the processor time that it uses, whether it answers, how late the next look is. */
interface Second {
  readonly usedMs: number;
  readonly answers?: boolean;
  readonly lateMs?: number;
}

/** Lets so many seconds pass under a watch; gives when it called the thread hanging, and why, or null. */
async function watch(
  patience: Patience,
  seconds: number,
  of: (second: number) => Second,
  tells = true,
): Promise<{ readonly second: number; readonly reason: string } | null> {
  let now = 0;
  let used = 0;
  let due: { at: number; act: () => void } | null = null;
  const found: { second: number; reason: string }[] = [];
  let asked: ((used: number) => void)[] = [];
  const stop = watchForHanging(
    patience,
    tells ? () => new Promise((resolve) => asked.push(resolve)) : null,
    (reason) => {
      found.push({ second: Math.round(now / 1000), reason });
    },
    {
      now: () => now,
      after(milliseconds, act) {
        const mine = { at: now + milliseconds, act };
        due = mine;
        return () => {
          if (due === mine) due = null;
        };
      },
    },
  );
  const ready = () => due;
  while (found.length === 0 && now < seconds * 1000 && ready() !== null) {
    const { usedMs, lateMs = 0, answers = true } = of(Math.floor(now / 1000));
    const { at, act } = ready()!;
    if (answers) {
      for (const answer of asked) answer(used);
      asked = [];
    }
    await nextTurn();
    // Time passes second by second, however long it is until something is due.
    used += usedMs;
    now = Math.min(at, now + 1000);
    if (now < at) continue;
    now += lateMs;
    due = null;
    act();
  }
  stop();
  expect(found.length > 0 || now >= seconds * 1000, 'watched to the end').toBe(true);
  return found[0] ?? null;
}

const small = { foretoldMs: 50 };

describe('a thread hangs', () => {
  it('that uses far more processor time than foretold: three of them within a minute for a small chunk', async () => {
    const found = await watch(small, 100, () => ({ usedMs: 1_000 }));
    expect(found?.reason).toBe('it hangs: 11 s of processor time, 0.050 s were foretold');
    expect(found?.second).toBeLessThanOrEqual(13);
  });

  it('that waits for what does not come, or is deep in the system and does not even tell: three of them within a minute', async () => {
    for (const answers of [true, false]) {
      // Being looked at takes a little.
      const found = await watch(small, 100, (second) => ({ usedMs: 1, answers: answers || second === 0 }));
      expect(found?.reason).toBe('it hangs: no processor time in 10 s');
      expect(found?.second).toBeLessThanOrEqual(13);
    }
  });

  it('that begins well and stops', async () => {
    const found = await watch({ foretoldMs: 60_000 }, 200, (second) => ({ usedMs: second < 100 ? 900 : 0 }));
    expect(found?.reason).toMatch(/no processor time/);
    expect(found?.second).toBeGreaterThan(100);
  });

  it('at its deadline, where one was given or it does not tell its processor time', async () => {
    expect(await watch({ deadlineMs: 5_000 }, 100, () => ({ usedMs: 1_000 }))).toEqual({
      second: 5,
      reason: 'no answer within 5 s',
    });
    expect(await watch(small, 1_000, () => ({ usedMs: 0 }), false)).toEqual({
      second: 300,
      reason: 'no answer within 300 s',
    });
  });
});

describe('a thread does not hang', () => {
  it.each([
    ['a long chunk at full speed', { foretoldMs: 60_000 }, () => ({ usedMs: 1_000 }), 590],
    ['on a machine so busy that it gets a hundredth of a processor', small, () => ({ usedMs: 10 }), 900],
    [
      'while it competes with others and does not come to answer',
      small,
      (second: number) => ({ usedMs: 40, answers: second % 10 === 0 }),
      200,
    ],
    ['while the process has to wait itself', small, () => ({ usedMs: 0, lateMs: 600 }), 900],
    [
      'while its machine sleeps for hours',
      small,
      (second: number) => ({ usedMs: 100, lateMs: second === 5 ? 9e6 : 0 }),
      90,
    ],
  ] as const)('%s', async (_, patience, of, seconds) => {
    expect(await watch(patience, seconds, of)).toBeNull();
  });
});
