import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenHanging } from '../../src/run/execute/executors/hanging.ts';
import { createThreads } from '../../src/run/execute/executors/thread-pool.ts';
import { familiesOf } from '../../src/run/plan/family.ts';
import { type Patience, patienceFor } from '../../src/run/plan/patience.ts';
import { smallStudy } from './studies.ts';

describe('a task that hangs', () => {
  let seconds = 0;
  let seen: string[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    [seconds, seen] = [0, []];
  });
  afterEach(() => void vi.useRealTimers());
  const patience: Patience = { processorSeconds: 10 };
  const watch = (processorSeconds: (() => Promise<number>) | null = async () => seconds) =>
    whenHanging(patience, processorSeconds, (how) => seen.push(how));
  /** So many seconds, in each of which the thread works for so many. */
  const pass = async (count: number, work: number) => {
    for (let second = 0; second < count; second++) {
      seconds += work;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };

  it('is known by the work that it has done, and acted on once', async () => {
    watch();
    await pass(9, 1);
    expect(seen).toEqual([]);
    await pass(20, 1);
    expect(seen).toEqual([expect.stringMatching(/^no answer after 1[12] s of work$/)]);
  });

  it('is known by doing nothing for ten seconds', async () => {
    watch();
    await pass(3, 0.5);
    await pass(9, 0);
    expect(seen).toEqual([]);
    await pass(3, 0);
    expect(seen).toEqual(['no answer, and no work for 10 s']);
  });

  it('is known by a thread that does not even tell its time', async () => {
    watch(() => new Promise(() => {}));
    await pass(20, 0);
    expect(seen).toEqual(['no answer, and no work for 10 s']);
  });

  it('is not one that gets a hundredth of a processor, however long it takes', async () => {
    watch();
    await pass(900, 0.01);
    expect(seen).toEqual([]);
  });

  it('is not one on a machine that was asleep, or lets this thread wait as well', async () => {
    watch();
    // Each look at the clock finds that two seconds are over.
    let time = performance.now();
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (time += 2_000));
    await pass(60, 0);
    now.mockRestore();
    expect(seen).toEqual([]);
  });

  it('is not one that has been called off', async () => {
    watch()();
    await pass(60, 1);
    expect(seen).toEqual([]);
  });

  it('is known by the time that has passed, where Node cannot tell its work', async () => {
    watch(null);
    await pass(299, 0);
    expect(seen).toEqual([]);
    await pass(2, 0);
    expect(seen).toEqual(['no answer within 300 s']);
  });
});

it('a task may work twenty times as long as it is guessed to, and ten seconds; a deadline that was asked for is kept', () => {
  const study = smallStudy({ scenario: { paths: 10_000, steps: 720 } });
  const scenarios = familiesOf(study).flatMap((family) => family.scenarios);
  const task = (count: number) => ({ scenarios: [scenarios[0]!.digest], firstPath: 0, count });
  const of = (count: number) => patienceFor(scenarios)(task(count)) as { readonly processorSeconds: number };
  expect(of(8).processorSeconds).toBeGreaterThan(10);
  expect(of(8).processorSeconds).toBeLessThan(11);
  expect(of(10_000).processorSeconds).toBeGreaterThan(10 + 20 * 0.02);
  expect(patienceFor(scenarios, 700)(task(8))).toEqual({ milliseconds: 700 });
});

describe('a thread that never answers', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'margin-lab-hanging-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['loops', 'for (;;);', /no answer after [12] s of work/],
    ['waits', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);', /no answer, and no work for 10 s/],
  ])('is ended: one that %s', async (_, body, how) => {
    const file = join(folder, 'worker.mjs');
    writeFileSync(file, `export function runTask() { ${body} }`);
    const threads = createThreads(pathToFileURL(file), 1, 60_000);
    try {
      const answer = threads.run(null, { processorSeconds: 1 }, new AbortController().signal);
      await expect(answer).rejects.toThrow(how);
    } finally {
      await threads.close();
    }
  });
});
