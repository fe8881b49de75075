import { describe, expect, it } from 'vitest';
import {
  covarianceOf,
  logDensity,
  mahalanobis,
  precisionOf,
  scatterOf,
} from '../../../src/market/calibration/emission.ts';
import { type Chain, emptyPosterior, forwardBackward } from '../../../src/market/calibration/forward-backward.ts';
import { fitHiddenMarkov, type Rows } from '../../../src/market/calibration/hidden-markov.ts';
import { initialGuesses } from '../../../src/market/calibration/starts.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { seeded } from '../../support/seeds.ts';
import { type KnownMarket, simulatedHistory } from './simulated-history.ts';

const seed = 'hidden-markov';

const market: KnownMarket = {
  assets: ['A', 'B'],
  volatility: [
    [0.4, 0.6],
    [1.2, 1.5],
  ],
  correlation: [0.3, 0.8],
  transition: [
    [0.97, 0.03],
    [0.06, 0.94],
  ],
  degrees: 5,
};

function simulatedRows(count: number): Rows {
  const { values, runs, assets } = logReturns([simulatedHistory(market, count, seed)], { barTime: 'close' });
  return { values, runs, size: assets.length };
}

const prior = { rows: 3, scatter: Float64Array.from([1e-4, 0, 0, 1e-4]), changes: 0.1 };

function normalised(values: readonly number[]): number[] {
  return values.map((value) => value / values.reduce((sum, other) => sum + other, 0));
}

describe('forwardBackward', () => {
  it('equals the sum over all paths of regimes, in every run by itself', () => {
    const uniform = seeded(seed);
    const [rows, size] = [7, 3];
    const runs = [0, 4];
    const chain: Chain = {
      start: Float64Array.from(normalised([0.5, 0.2, 0.3])),
      transition: Float64Array.from([0, 1, 2].flatMap(() => normalised([uniform(), uniform(), uniform()]))),
    };
    const densities = Float64Array.from({ length: rows * size }, () => uniform() * 40 - 20);
    const wanted = enumerated(densities, runs, chain);
    const posterior = emptyPosterior(rows, size);
    forwardBackward(Float64Array.from(densities), runs, chain, posterior);
    expect(posterior.logLikelihood).toBeCloseTo(wanted.logLikelihood, 10);
    for (const [at, value] of wanted.regimes.entries()) expect(posterior.regimes[at]).toBeCloseTo(value, 12);
    for (const [at, value] of wanted.changes.entries()) expect(posterior.changes[at]).toBeCloseTo(value, 12);
  });

  it('keeps its digits where densities are far below the smallest double', () => {
    const posterior = emptyPosterior(3, 2);
    const chain = { start: Float64Array.from([0.5, 0.5]), transition: Float64Array.from([0.5, 0.5, 0.5, 0.5]) };
    forwardBackward(Float64Array.from([-9000, -9001, -9001, -9000, -9000, -9000]), [0], chain, posterior);
    // By hand: three independent rows, each log(mean of the two densities).
    expect(posterior.logLikelihood).toBeCloseTo(-27_000 + 2 * Math.log((1 + Math.exp(-1)) / 2), 9);
  });
});

/** The same by brute force: over all 3^4 + 3^3 paths of regimes. */
function enumerated(logDensities: Float64Array, runs: readonly number[], chain: Chain) {
  const size = chain.start.length;
  const rows = logDensities.length / size;
  const result = { logLikelihood: 0, regimes: new Float64Array(rows * size), changes: new Float64Array(size * size) };
  for (const [index, first] of runs.entries()) {
    const length = (runs[index + 1] ?? rows) - first;
    const paths = Array.from({ length: size ** length }, (_, code) =>
      Array.from({ length }, (_unused, t) => Math.floor(code / size ** t) % size),
    );
    const weights = paths.map((path) =>
      path.reduce((weight, k, t) => {
        const step = t === 0 ? chain.start[k]! : chain.transition[path[t - 1]! * size + k]!;
        return weight * step * Math.exp(logDensities[(first + t) * size + k]!);
      }, 1),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    result.logLikelihood += Math.log(total);
    for (const [p, path] of paths.entries()) {
      for (const [t, k] of path.entries()) {
        result.regimes[(first + t) * size + k]! += weights[p]! / total;
        if (t > 0) result.changes[path[t - 1]! * size + k]! += weights[p]! / total;
      }
    }
  }
  return result;
}

describe('fitHiddenMarkov', () => {
  it.each([
    ['normal', null],
    ['Student-t', 5],
  ])('never lowers its objective, %s, from any start', (_law, tails) => {
    const rows = simulatedRows(3_000);
    for (const guess of initialGuesses(rows, 3, 4, seed)) {
      const { history } = fitHiddenMarkov(rows, tails, guess, prior, { iterations: 60, tolerance: 1e-6 });
      expect(history.length).toBeGreaterThan(10);
      for (let i = 1; i < history.length; i++) expect(history[i]! - history[i - 1]!).toBeGreaterThan(-1e-7);
    }
  });

  it('with one regime is the sample mean, and the covariance shrunk by the rows of the prior', () => {
    const rows = simulatedRows(2_000);
    const count = rows.values.length / 2;
    const [guess] = initialGuesses(rows, 1, 1, seed);
    const heavy = { rows: 500, scatter: prior.scatter, changes: 0.1 };
    const { model } = fitHiddenMarkov(rows, null, guess!, heavy, { iterations: 5, tolerance: 1e-9 });
    const mean = [0, 1].map(
      (i) => rows.values.filter((_, at) => at % 2 === i).reduce((sum, value) => sum + value, 0) / count,
    );
    let covariance = 0;
    for (let t = 0; t < count; t++)
      covariance += ((rows.values[2 * t]! - mean[0]!) * (rows.values[2 * t + 1]! - mean[1]!)) / count;
    expect(model.laws[0]!.mean[0]).toBeCloseTo(mean[0]!, 12);
    // (n S + 500 Psi) / (n + 500), Psi being diagonal here.
    expect(model.laws[0]!.scatter[1]! / covariance).toBeCloseTo(count / (count + 500), 9);
  });

  it('keeps an invertible covariance of assets that always move together', () => {
    const { values, runs } = simulatedRows(1_000);
    const twins = { values: values.map((value, at) => values[at - (at % 2)] ?? value), runs, size: 2 };
    const scatter = Float64Array.from([1.000001e-4, 1e-4, 1e-4, 1.000001e-4]);
    for (const guess of initialGuesses(twins, 2, 2, seed)) {
      const fit = fitHiddenMarkov(twins, null, guess, { ...prior, scatter }, { iterations: 50, tolerance: 1e-3 });
      expect(Number.isFinite(fit.objective)).toBe(true);
    }
  });
});

describe('emission', () => {
  const law = { mean: Float64Array.from([0.1, -0.2]), scatter: Float64Array.from([2, 0.6, 0.6, 1]) };
  const distances = new Float64Array(1);
  mahalanobis(Float64Array.from([1, 1]), law.mean, precisionOf(law), distances);

  it('gives the squared Mahalanobis distance', () => {
    // x - m = (0.9, 1.2), inverse = [[1, -0.6], [-0.6, 2]] / 1.64: (0.81 - 2 * 0.648 + 2.88) / 1.64.
    expect(distances[0]).toBeCloseTo((0.81 - 1.296 + 2.88) / 1.64, 12);
    expect(precisionOf(law).logDeterminant).toBeCloseTo(Math.log(1.64), 12);
  });

  it('gives the Cauchy, t4 and normal densities in one dimension', () => {
    // 1 / (pi (1 + x^2)); (3 / 8) (1 + x^2 / 4)^(-5/2); exp(-x^2 / 2) / sqrt(2 pi): at x = 1.5.
    const square = 2.25;
    expect(Math.exp(logDensity(1, 0, 1)(square))).toBeCloseTo(1 / (Math.PI * 3.25), 14);
    expect(Math.exp(logDensity(4, 0, 1)(square))).toBeCloseTo(0.375 * 1.5625 ** -2.5, 14);
    expect(Math.exp(logDensity(null, 0, 1)(square))).toBeCloseTo(Math.exp(-1.125) / Math.sqrt(2 * Math.PI), 14);
  });

  it('has a Student-t covariance of nu / (nu - 2) times its scatter', () => {
    expect(covarianceOf(law, 4)[1]).toBeCloseTo(1.2, 14);
    expect([...scatterOf(covarianceOf(law, 7), 7)].map((value) => Number(value.toFixed(12)))).toEqual([...law.scatter]);
  });
});
