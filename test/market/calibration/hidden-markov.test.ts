import { describe, expect, it } from 'vitest';
import {
  covarianceOf,
  digamma,
  likeliestDegrees,
  logDensity,
  mahalanobis,
  precisionOf,
} from '../../../src/market/calibration/emission.ts';
import { initialGuesses } from '../../../src/market/calibration/fit-regimes.ts';
import { type Chain, emptyPosterior, forwardBackward } from '../../../src/market/calibration/forward-backward.ts';
import { fitHiddenMarkov, modelOfGuess, type Prior } from '../../../src/market/calibration/hidden-markov.ts';
import type { Rows } from '../../../src/market/calibration/hidden-markov-model.ts';
import { type FactoredScatter, likelierScatters, scatterOf } from '../../../src/market/calibration/scatters.ts';
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

const prior: Prior = {
  rows: 3,
  shape: Float64Array.from([1, 0.5, 0.5, 1]),
  floors: Float64Array.from([1e-9, 1e-9]),
  changes: 0.1,
};

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
  it.each(
    (['shared', 'blended', 'own'] as const).flatMap((correlation) =>
      (['normal', 'student-t'] as const).map((shocks) => [correlation, shocks] as const),
    ),
  )('never lowers its objective, correlation %s, shocks %s, from any start', (correlation, shocks) => {
    const rows = simulatedRows(2_000);
    const choice = { correlation, shocks, means: 'zero' } as const;
    for (const guess of initialGuesses(rows, 3, 4, seed)) {
      const from = modelOfGuess(rows, guess, choice, prior);
      const { history } = fitHiddenMarkov(rows, from, choice, prior, { iterations: 40, tolerance: 1e-6 });
      expect(history.length).toBeGreaterThan(10);
      for (let i = 1; i < history.length; i++) expect(history[i]! - history[i - 1]!).toBeGreaterThan(-1e-7);
    }
  });

  it('with one regime and normal shocks is the sample mean and covariance, whatever the prior', () => {
    const rows = simulatedRows(2_000);
    const count = rows.values.length / 2;
    const [guess] = initialGuesses(rows, 1, 1, seed);
    const choice = { correlation: 'shared', shocks: 'normal', means: 'sample' } as const;
    const from = modelOfGuess(rows, guess!, choice, { ...prior, rows: 500 });
    const { model } = fitHiddenMarkov(rows, from, choice, { ...prior, rows: 500 }, { iterations: 5, tolerance: 1e-9 });
    const mean = [0, 1].map(
      (i) => rows.values.filter((_, at) => at % 2 === i).reduce((sum, value) => sum + value, 0) / count,
    );
    const product = (i: number, j: number) => {
      let sum = 0;
      for (let t = 0; t < count; t++)
        sum += ((rows.values[2 * t + i]! - mean[i]!) * (rows.values[2 * t + j]! - mean[j]!)) / count;
      return sum;
    };
    expect(model.laws[0]!.mean[0]).toBeCloseTo(mean[0]!, 12);
    for (const [at, [i, j]] of [[0, 0] as const, [0, 1] as const, [1, 0] as const, [1, 1] as const].entries())
      expect(model.laws[0]!.scatter[at]! / product(i, j)).toBeCloseTo(1, 9);
  });

  it('meets the same maximum whether scales start far from it or near', () => {
    const rows = simulatedRows(2_000);
    const choice = { correlation: 'own', shocks: 'student-t', means: 'zero' } as const;
    const [guess] = initialGuesses(rows, 2, 1, seed);
    const near = modelOfGuess(rows, guess!, choice, prior);
    const far = {
      ...near,
      laws: near.laws.map((law) => ({ ...law, scatter: law.scatter.map((value) => 3 * value) })),
      factors: near.factors.map((factors) => ({ ...factors, scales: factors.scales.map((scale) => 5 * scale) })),
    };
    const [a, b] = [near, far].map((from) =>
      fitHiddenMarkov(rows, from, choice, prior, { iterations: 400, tolerance: 1e-7 }),
    );
    expect(b!.objective - a!.objective).toBeCloseTo(0, 3);
    expect(b!.model.tails! / a!.model.tails!).toBeCloseTo(1, 3);
  });
});

describe('likelierScatters', () => {
  const floors = Float64Array.from([1e-9, 1e-9]);
  const identity = Float64Array.from([1, 0, 0, 1]);
  const calm = { rows: 100, scatter: Float64Array.from([4, 2, 2, 9]) };
  const wild = { rows: 300, scatter: Float64Array.from([16, 8, 8, 36]) };
  const start = [identity, identity].map((shape) => ({ scales: Float64Array.from([1, 1]), shape }));
  const settled = (kind: 'shared' | 'blended' | 'own', moments = [calm, wild], rows = 0) => {
    let scatters: FactoredScatter[] = start;
    for (let i = 0; i < 200; i++)
      scatters = likelierScatters(kind, moments, scatters, { rows, shape: identity, floors });
    return scatters.map(scatterOf);
  };

  it.each(['shared', 'blended', 'own'] as const)('finds moments that %s scatters can have', (kind) => {
    for (const [k, scatter] of settled(kind).entries())
      for (const [at, value] of scatter.entries()) expect(value).toBeCloseTo([calm, wild][k]!.scatter[at]!, 8);
  });

  it('pulls the correlation towards the prior and leaves the scale of a single asset alone', () => {
    const [small] = settled('own', [{ rows: 10, scatter: Float64Array.from([1e-8, 0, 0, 4]) }, wild], 10);
    // Uncorrelated as the prior is: nothing to pull, however far the scales lie apart.
    expect(small![0]! / 1e-8).toBeCloseTo(1, 8);
    expect(small![3]).toBeCloseTo(4, 8);
    const [, pulled] = settled('own', [calm, { ...wild, rows: 10 }], 10);
    const correlation = pulled![1]! / Math.sqrt(pulled![0]! * pulled![3]!);
    // 8 / sqrt(16 * 36) = 1/3 with ten rows, 0 with ten rows of the prior.
    expect(correlation).toBeGreaterThan(0.14);
    expect(correlation).toBeLessThan(0.19);
  });
});

describe('likeliestDegrees', () => {
  it('climbs to where the likelihood of the distances is flat', () => {
    // Squares of t with 4 degrees at its quantiles: |t| with P(|t| < q) = p; 4 degrees have the closed form below.
    const quantile = (p: number) => {
      const alpha = 4 * ((1 + p) / 2) * (1 - (1 + p) / 2);
      const q = Math.cos(Math.acos(Math.sqrt(alpha)) / 3) / Math.sqrt(alpha) - 1;
      return 2 * Math.sqrt(q);
    };
    const distances = Float64Array.from({ length: 20_000 }, (_, i) => quantile((i + 0.5) / 20_000) ** 2);
    let degrees = 20;
    for (let i = 0; i < 10; i++) degrees = likeliestDegrees(new Float64Array(20_000).fill(1), distances, 1, degrees);
    expect(degrees).toBeCloseTo(4, 1);
  });

  it('knows digamma: -Euler gamma at 1, and Abramowitz and Stegun table 6.1 at 1.5', () => {
    expect(digamma(1)).toBeCloseTo(-0.577_215_664_9, 9);
    expect(digamma(1.5)).toBeCloseTo(0.036_489_974, 9);
  });
});

describe('emission', () => {
  const law = { mean: Float64Array.from([0.1, -0.2]), scatter: Float64Array.from([2, 0.6, 0.6, 1]) };
  const distances = new Float64Array(1);
  const precision = precisionOf(law.scatter, 2);
  mahalanobis(Float64Array.from([1, 1]), law.mean, precision, distances);

  it('gives the squared Mahalanobis distance', () => {
    // x - m = (0.9, 1.2), inverse = [[1, -0.6], [-0.6, 2]] / 1.64: (0.81 - 2 * 0.648 + 2.88) / 1.64.
    expect(distances[0]).toBeCloseTo((0.81 - 1.296 + 2.88) / 1.64, 12);
    expect(precision.logDeterminant).toBeCloseTo(Math.log(1.64), 12);
  });

  it('gives the Cauchy, t4 and normal densities in one dimension', () => {
    // 1 / (pi (1 + x^2)); (3 / 8) (1 + x^2 / 4)^(-5/2); exp(-x^2 / 2) / sqrt(2 pi): at x = 1.5.
    const square = 2.25;
    expect(Math.exp(logDensity(1, 0, 1)(square))).toBeCloseTo(1 / (Math.PI * 3.25), 14);
    expect(Math.exp(logDensity(4, 0, 1)(square))).toBeCloseTo(0.375 * 1.5625 ** -2.5, 14);
    expect(Math.exp(logDensity(null, 0, 1)(square))).toBeCloseTo(Math.exp(-1.125) / Math.sqrt(2 * Math.PI), 14);
  });

  it('has a Student-t covariance of nu / (nu - 2) times its scatter', () => {
    expect(covarianceOf(law.scatter, 4)[1]).toBeCloseTo(1.2, 14);
  });
});
