import { describe, expect, it } from 'vitest';
import { normalDensity, normalQuantile, normalUpperTail } from '../../src/stats/normal.ts';
import type { FigureRow } from '../support/figure-rows.ts';
import { estimate, type PathOutcome, pick, random, shapeOf } from './paths.ts';

/**
 * Intervals must cover and p-values must be uniform: the promises of every figure, tested on worlds with a known truth.
 *
 * 400 repetitions: a share near 0.95 has standard deviation 0.0109, a mean of z^2 has 0.071. The bands are four of
 * these around what the method promises, so a new seed raises a false alarm about once in 15,000 per figure.
 */
const repetitions = 400;
const paths = 1500;
const level = 0.95;
const shape = shapeOf({ schemes: ['a', 'b'], levels: [level], paths });
const threshold = 1.5;

/** Two normal losses with correlation 0.8 under the two schemes; a liquidation where the loss exceeds the threshold. */
function world(normal: () => number, scale: number): PathOutcome[] {
  return Array.from({ length: paths }, () => {
    const common = normal();
    const losses = [common, scale * (0.8 * common + 0.6 * normal())];
    return {
      schemes: losses.map((loss) => ({ account: { pnl: -loss, first_liquidation_step: loss > threshold ? 1 : 0 } })),
    };
  });
}

function repeat(seed: string, scale: number): FigureRow[][] {
  const { normal } = random(seed);
  return Array.from({ length: repetitions }, () => estimate(shape, world(normal, scale), 500));
}

describe('95 % intervals', () => {
  const scale = 0.9;
  const runs = repeat('coverage', scale);
  const quantile = normalQuantile(level);
  const shortfall = normalDensity(quantile) / (1 - level);
  const probability = normalUpperTail(threshold);

  it.each([
    // The interval of VaR is exact to the next rank, hence at least 95 %; those of ES and of differences of both allow for the unseen.
    ['p_any_pool', 'a', probability, 0.906, 0.994],
    ['p_any_pool', 'a - b', probability - normalUpperTail(threshold / scale), 0.906, 0.994],
    ['mean_pnl', 'a', 0, 0.906, 0.994],
    ['mean_pnl', 'a - b', 0, 0.906, 0.994],
    ['var', 'a', quantile, 0.906, 0.995],
    ['var', 'a - b', (1 - scale) * quantile, 0.906, 1],
    ['es', 'a', shortfall, 0.906, 1],
    ['es', 'a - b', (1 - scale) * shortfall, 0.906, 1],
  ])('of %s for %s cover the truth, with z scores of size 1', (metric, scheme, truth, lowest, highest) => {
    const figures = runs.map((run) => pick(run, { metric, scheme }));
    const covered = figures.filter(({ ciLow, ciHigh }) => ciLow! <= truth && truth <= ciHigh!).length / repetitions;
    const squares = figures.reduce((sum, row) => sum + ((row.estimate! - truth) / row.stdError!) ** 2, 0) / repetitions;
    console.log(`${metric} ${scheme}: coverage ${covered}, mean z^2 ${squares.toFixed(3)}`);
    expect(covered).toBeGreaterThan(lowest);
    expect(covered).toBeLessThan(highest);
    expect(squares).toBeGreaterThan(0.7);
    expect(squares).toBeLessThan(1.4);
  });
});

describe('p-values where the two schemes are equally risky', () => {
  const runs = repeat('null', 1);

  it.each(['mean_pnl'])('of %s are uniform', (metric) => {
    const values = runs.map((run) => pick(run, { metric, scheme: 'a - b' }).pValue!).toSorted((a, b) => a - b);
    const distance = Math.max(
      ...values.map((value, i) => Math.max((i + 1) / repetitions - value, value - i / repetitions)),
    );
    console.log(`${metric}: Kolmogorov distance ${distance.toFixed(4)}`);
    // Kolmogorov-Smirnov: exceeds 2.2 / sqrt(400) once in 8,000 if exactly uniform.
    expect(distance * Math.sqrt(repetitions)).toBeLessThan(2.2);
  });

  it.each(['p_any_pool', 'var', 'es'])('of %s reject no more often than they say', (metric) => {
    const values = runs.map((run) => pick(run, { metric, scheme: 'a - b' }).pValue!);
    for (const alpha of [0.01, 0.05, 0.2]) {
      const rejected = values.filter((value) => value <= alpha).length / repetitions;
      expect(rejected).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / repetitions));
    }
  });
});

describe('errors of rare events', () => {
  it('accept the truth within four of them, also for a handful of events', () => {
    // 3 events expected among 1,000 paths. By the Poisson law about 1 repetition in 700 lies beyond four errors.
    const { uniform } = random('rare');
    const rare = shapeOf({ paths: 1000 });
    let beyond = 0;
    let squares = 0;
    for (let repetition = 0; repetition < 200; repetition++) {
      const outcomes = Array.from(
        { length: 1000 },
        (): PathOutcome => ({
          schemes: [{ account: { first_liquidation_step: uniform() < 0.003 ? 1 : 0 } }],
        }),
      );
      const row = pick(estimate(rare, outcomes), { metric: 'p_any_pool' });
      const score = (row.estimate! - 0.003) / row.stdError!;
      if (Math.abs(score) > 4) beyond++;
      squares += score * score;
    }
    expect(beyond).toBeLessThanOrEqual(3);
    expect(squares / 200).toBeGreaterThan(0.4);
    expect(squares / 200).toBeLessThan(1.2);
  });
});
