import { describe, expect, it } from 'vitest';
import { leapFrom } from '../../../src/market/calibration/acceleration.ts';
import { fitHiddenMarkov, modelOfGuess, type Prior } from '../../../src/market/calibration/hidden-markov.ts';
import type { HiddenMarkovModel, Rows } from '../../../src/market/calibration/hidden-markov-model.ts';
import { type FactoredScatter, scatterOf } from '../../../src/market/calibration/scatters.ts';
import { initialGuesses } from '../../../src/market/calibration/starts.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { type KnownMarket, simulatedHistory } from './simulated-history.ts';

const floors = Float64Array.from([1e-9, 1e-9]);
const prior: Prior = { rows: 3, shape: Float64Array.from([1, 0.5, 0.5, 1]), floors, changes: 0.1 };
const own = { correlation: 'own', shocks: 'student-t', means: 'sample' } as const;

/** A model whose every free number is a line in `t`: logarithms of scales, pivots, degrees and odds, means over scales. */
function modelOnLine(t: number): HiddenMarkovModel {
  const factors = [0, 1].map((k): FactoredScatter => {
    const lower = 0.4 + 0.1 * k + 0.05 * t;
    const pivot = Math.exp(-0.2 * t);
    return {
      scales: Float64Array.from([Math.exp(-5 + k + 0.1 * t), Math.exp(-4 + k - 0.1 * t)]),
      shape: Float64Array.from([1, lower, lower, lower * lower + pivot]),
    };
  });
  const odds = Math.exp(-3 + 0.2 * t);
  const [stay, leave] = [1 / (1 + odds), odds / (1 + odds)];
  return {
    chain: { start: Float64Array.from([0.5, 0.5]), transition: Float64Array.from([stay, leave, leave, stay]) },
    factors,
    laws: factors.map((scatter) => ({
      mean: scatter.scales.map((scale) => 0.02 * t * scale),
      scatter: scatterOf(scatter),
    })),
    tails: Math.exp(1.5 + 0.05 * t),
  };
}

describe('leapFrom', () => {
  it('leads at once to where steps that shrink by a fixed share would end', () => {
    // 1 - 0.9^n on the way to 1: steps of 0.1, 0.09, 0.081, so that the limit is 10 steps off. Odds are near such a line.
    const steps = [0, 1, 2].map((n) => modelOnLine(1 - 0.9 ** n)) as [
      HiddenMarkovModel,
      HiddenMarkovModel,
      HiddenMarkovModel,
    ];
    const { model, length } = leapFrom(steps, own, prior, 100)!;
    const end = modelOnLine(1);
    expect(length).toBeCloseTo(10, 1);
    expect(model.tails).toBeCloseTo(end.tails!, 2);
    for (const [k, { mean, scatter }] of model.laws.entries()) {
      for (const [at, value] of scatter.entries()) expect(value / end.laws[k]!.scatter[at]! - 1).toBeCloseTo(0, 2);
      for (const [at, value] of mean.entries()) expect(value / end.laws[k]!.mean[at]! - 1).toBeCloseTo(0, 2);
    }
    for (const [at, value] of model.chain.transition.entries())
      expect(value / end.chain.transition[at]! - 1).toBeCloseTo(0, 2);
  });

  it('goes no farther than its reach, never below a floor, and nowhere without a direction', () => {
    const steps = [0, 1, 2].map((n) => modelOnLine(1 - 0.9 ** n)) as [
      HiddenMarkovModel,
      HiddenMarkovModel,
      HiddenMarkovModel,
    ];
    expect(leapFrom(steps, own, prior, 4)!.length).toBe(4);
    expect(leapFrom(steps, own, { ...prior, floors: Float64Array.from([1, 1]) }, 100)).toBeNull();
    expect(leapFrom([steps[0], steps[0], steps[0]], own, prior, 100)).toBeNull();
  });
});

describe('fitHiddenMarkov with leaps', () => {
  const market: KnownMarket = {
    assets: ['A', 'B'],
    volatility: [
      [0.4, 0.4],
      [0.8, 0.8],
    ],
    correlation: [0.6, 0.6],
    transition: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
    degrees: 5,
  };
  const { values, runs } = logReturns([simulatedHistory(market, 3_000, 'leaps')], { barTime: 'close' });
  const rows: Rows = { values, runs, size: 2 };
  const [guess] = initialGuesses(rows, 2, 1, 'leaps');

  it.each(['shared', 'blended', 'own'] as const)(
    'ends where steps of EM alone end, in fewer iterations, correlation %s',
    (correlation) => {
      const choice = { correlation, shocks: 'student-t', means: 'zero' } as const;
      const leaping = fitHiddenMarkov(rows, modelOfGuess(rows, guess!, choice, prior), choice, prior, {
        iterations: 2_000,
        tolerance: 1e-6,
      });
      // Calls of two iterations never have the three models that a leap needs.
      let model = modelOfGuess(rows, guess!, choice, prior);
      let [objective, gain, plain] = [-Infinity, Infinity, 0];
      for (; gain >= 1e-6 && plain < 2_000; plain++) {
        const step = fitHiddenMarkov(rows, model, choice, prior, { iterations: 2, tolerance: 0 });
        gain = step.objective - objective;
        ({ model, objective } = step);
      }
      expect(leaping.converged).toBe(true);
      expect(leaping.objective - objective).toBeGreaterThan(-1e-3);
      expect(leaping.history.length).toBeLessThan(0.7 * plain);
    },
  );
});
