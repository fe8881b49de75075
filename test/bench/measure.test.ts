import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { change, loadCanonical } from '../../src/bench/canonical.ts';
import { measureRun } from '../../src/bench/measure.ts';
import { ratioTo, spreadOf, withWorkers } from '../../src/bench/rounds.ts';
import { checkWorkload, workloadLine } from '../../src/bench/workload-line.ts';
import type { Executor, ExecutorDefinition } from '../../src/run/execute/executor.ts';
import { inlineExecutor } from '../../src/run/execute/executors/inline.ts';
import type { Task } from '../../src/run/execute/task.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { namedIf } from '../../src/stats/figure.ts';

const short = [change('horizon', '48h'), change('leverage', 20)];
const study = loadCanonical({ set: short, paths: 2_500 });

/** An executor that writes down what it is given, and lets the clock run between. */
function watched(log: number[]): ExecutorDefinition {
  return {
    ...inlineExecutor,
    create(options): Executor {
      const inner = inlineExecutor.create(options);
      return {
        ...inner,
        run(task: Task, signal) {
          log.push(task.firstPath, task.count);
          return inner.run(task, signal);
        },
      };
    },
  };
}

describe('a measured run', () => {
  it('has the figures of an ordinary one, in worker threads of its own and in kept ones', async () => {
    const { results } = await runStudy(study, { threads: 2 });
    const own = await measureRun(study, { threads: 2 });
    const other = loadCanonical({ set: [...short, change('leverage', 2)], paths: 300 });
    const kept = await withWorkers(2, async ({ executor }) => {
      await measureRun(other, { threads: 2, executor });
      return measureRun(study, { threads: 2, executor });
    });
    for (const { result } of [own, kept]) expect(result.results[0]!.figures).toEqual(results[0]!.figures);
    expect(kept.assetSteps).toBe(2_500 * 48 * 8);
  });

  it('takes its time after the workers have computed something that does not count; cold, from before that', async () => {
    const warm: number[] = [];
    await measureRun(study, { threads: 1, executor: watched(warm) });
    expect(warm.slice(0, 4)).toEqual([0, 512, 0, 200]);
    const cold: number[] = [];
    await measureRun(study, { threads: 1, executor: watched(cold), start: 'cold' });
    expect(cold.slice(0, 2)).toEqual([0, 200]);
  });

  it('counts neither how long threads take to start nor how long they take to end', async () => {
    const moments = { up: 0, closing: 0 };
    const slow: ExecutorDefinition = {
      ...inlineExecutor,
      create(options): Executor {
        const inner = inlineExecutor.create(options);
        const up = sleep(200).then(() => {
          moments.up = performance.now();
        });
        return {
          tasksInFlight: inner.tasksInFlight,
          run: (task, signal) => up.then(() => inner.run(task, signal)),
          close: () => {
            moments.closing = performance.now();
            return sleep(200);
          },
        };
      },
    };
    // Moments, not durations: however busy the machine is, a warm clock runs within them and a cold one from before the first.
    const warm = await measureRun(study, { threads: 1, executor: slow });
    expect(warm.seconds).toBeLessThanOrEqual((moments.closing - moments.up) / 1000);
    const cold = await measureRun(study, { threads: 1, executor: slow, start: 'cold' });
    expect(cold.seconds).toBeGreaterThan((moments.closing - moments.up) / 1000);
    expect(cold.seconds).toBeLessThanOrEqual(moments.closing / 1000);
  });

  it('adds up: the coordinator is part of the process, and one thread has no more than a CPU-second per second and helpers', async () => {
    const { seconds, cpuSeconds, coordinatorSeconds, peakMemoryBytes, firstChunkSeconds } = await measureRun(study, {
      threads: 1,
      start: 'cold',
    });
    expect(seconds).toBeGreaterThan(0);
    expect(coordinatorSeconds).toBeGreaterThan(0);
    expect(coordinatorSeconds).toBeLessThan(cpuSeconds);
    expect(firstChunkSeconds).toBeGreaterThan(0);
    expect(peakMemoryBytes).toBeGreaterThan(20e6);
    expect(peakMemoryBytes).toBeLessThan(20e9);
  });
});

describe('the workload line', () => {
  it('has the figures of the run as fractions of the capital', async () => {
    const measurement = await measureRun(study, { threads: 1 });
    const [{ figures } = { figures: [] }] = measurement.result.results;
    const find = (metric: string, scheme: string, position: string | null = null) =>
      figures.find(
        (one) =>
          one.metric === metric &&
          one.scheme === scheme &&
          one.versus === null &&
          namedIf(one.subject, 'position') === position,
      )!.estimate!;
    const line = workloadLine(measurement, 'warm');
    expect(line).toMatchObject({
      impl: 'margin-lab',
      paths: 2_500,
      threads: 1,
      start: 'warm',
      firstChunkSeconds: null,
      pAnyIsolated: find('p_any_pool', 'isolated'),
      pCross: find('p_any_pool', 'cross'),
      var99Iso: find('var', 'isolated') / 100_000,
      es99Cross: find('es', 'cross') / 100_000,
      meanIso: find('mean_pnl', 'isolated') / 100_000,
      badDebtCross: find('mean_bad_debt', 'cross') / 100_000,
    });
    expect(line.pLiq).toEqual(Array.from({ length: 8 }, (_, i) => find('p_position', 'isolated', `P${i}`)));
    expect(line.pCross).toBeGreaterThan(0.01);
    expect(line.assetStepsPerSec * line.seconds).toBeCloseTo(2_500 * 48 * 8, 3);
  });

  it('is refused before the run for an experiment that lacks its figures', () => {
    const changed = (path: string, value: unknown) => () =>
      checkWorkload(loadCanonical({ set: [change(path, value)] }));
    expect(changed('schemes', { cross: { pools: 'one' } })).toThrow(
      'schemes: the workload reports on isolated and cross',
    );
    expect(changed('levels', [0.95])).toThrow('levels: the workload reports the tail at 99%');
    expect(changed('sweep', { leverage: [1, 2] })).toThrow('sweep: the workload cannot be swept');
    expect(changed('levels', [0.95, 0.99])).not.toThrow();
  });
});

describe('ratios', () => {
  it('are taken round by round, so that what slows a round down is in both', async () => {
    const one = await measureRun(study, { threads: 1, executor: inlineExecutor });
    const taking = (cpuSeconds: number) => ({ ...one, cpuSeconds });
    const base = [1, 10, 2].map(taking);
    const twice = [2, 20, 5].map(taking);
    const ratio = ratioTo(base, twice, ({ cpuSeconds }) => cpuSeconds);
    expect(ratio).toEqual({ median: 2, least: 2, most: 2.5 });
    expect(spreadOf([3, 1, 2, 9])).toEqual({ median: 2.5, least: 1, most: 9 });
  });
});
