import { describe, expect, it } from 'vitest';
import {
  clopperPearsonInterval,
  discordantInterval,
  pairedError,
  probabilityError,
} from '../../src/stats/inference/proportion.ts';
import { closedFormCase } from '../support/reference.ts';
import { estimate, type PathOutcome, pick, random, shapeOf } from './paths.ts';

const shape = shapeOf({ schemes: ['isolated', 'cross'], referenceScheme: 0, positions: ['btc', 'eth'], steps: 10 });

/**
 * 100 paths: both schemes liquidate on 4, only isolated on 7, only cross on 1; eth is closed where cross liquidates.
 */
const hundred: PathOutcome[] = Array.from({ length: 100 }, (_, path) => {
  const isolated = path < 11;
  const cross = path < 4 || path === 50;
  return {
    schemes: [
      {
        account: { first_liquidation_step: isolated ? 3 : 0, bad_debt: path === 0 ? 5 : 0 },
        positions: [{ closed_step: isolated ? 3 : 0 }, {}],
      },
      {
        account: { first_liquidation_step: cross ? 7 : 0, wipeout_step: cross ? 7 : 0 },
        positions: [{ closed_step: cross ? 7 : 0 }, { closed_step: cross ? 7 : 0 }],
      },
    ],
  };
});

describe('probabilities', () => {
  const estimates = estimate(shape, hundred, 30);

  it('are shares of paths with the interval of Clopper and Pearson and an error that is never 0', () => {
    const any = pick(estimates, { metric: 'p_any_pool', scheme: 'isolated' });
    expect(any).toMatchObject({ estimate: 0.11, stdError: probabilityError(11, 100), paths: 100, effectivePaths: 100 });
    expect([any.ciLow, any.ciHigh]).toEqual(Object.values(clopperPearsonInterval(11, 100)));
    const never = pick(estimates, { metric: 'p_wipeout', scheme: 'isolated' });
    expect(never.estimate).toBe(0);
    expect(never.stdError).toBeGreaterThan(0.01);
    expect([never.ciLow, never.ciHigh]).toEqual([0, clopperPearsonInterval(0, 100).high]);
    expect(pick(estimates, { metric: 'p_bad_debt', scheme: 'isolated' }).estimate).toBe(0.01);
    expect(pick(estimates, { metric: 'p_position', scheme: 'cross', position: 'eth' }).estimate).toBe(0.05);
  });

  it('differ between schemes by their discordant paths alone', () => {
    const difference = pick(estimates, { metric: 'p_any_pool', scheme: 'isolated - cross' });
    expect(difference).toMatchObject({
      estimate: 0.06,
      stdError: pairedError(7, 1, 100),
    });
    expect([difference.ciLow, difference.ciHigh]).toEqual(Object.values(discordantInterval(7, 1, 100)));
    expect(difference.pValue!).toBeGreaterThan(0.03);
    expect(difference.pValue! < 0.05).toBe(difference.ciLow! > 0);
  });

  it('are no certainty on one path, and do not exist on none', () => {
    const one = estimate(shape, hundred.slice(0, 1));
    const any = pick(one, { metric: 'p_any_pool', scheme: 'cross' });
    expect(any.estimate).toBe(1);
    expect(any.ciLow).toBeLessThan(0.25);
    const none = pick(estimate(shape, []), { metric: 'p_any_pool', scheme: 'cross' });
    expect(none).toMatchObject({ estimate: null, stdError: null, ciLow: null, ciHigh: null, paths: 0 });
  });
});

describe('spillover and rescue', () => {
  const estimates = estimate(shape, hundred, 17);

  it('count paths on which pooling closed a position, or saved it, against a pool of its own', () => {
    expect(pick(estimates, { metric: 'spillover', position: 'btc' })).toMatchObject({
      scheme: 'cross',
      estimate: 0.01,
    });
    expect(pick(estimates, { metric: 'rescue', position: 'btc' })).toMatchObject({ scheme: 'cross', estimate: 0.07 });
    expect(pick(estimates, { metric: 'spillover', position: 'eth' }).estimate).toBe(0.05);
    expect(pick(estimates, { metric: 'rescue', position: 'eth' }).estimate).toBe(0);
  });

  it('are absent without a scheme that gives each position its own pool', () => {
    const without = estimate({ ...shape, referenceScheme: null }, hundred);
    expect(without.filter(({ metric }) => metric === 'spillover' || metric === 'rescue')).toEqual([]);
  });
});

describe('under path weights', () => {
  it('a weight counts as that many paths in the sum, over the number of simulated paths', () => {
    const weighted = hundred.map((outcome, path) => ({ ...outcome, weight: path === 0 ? 2 : 1 }));
    const any = pick(estimate(shape, weighted), { metric: 'p_any_pool', scheme: 'isolated' });
    expect(any.estimate).toBeCloseTo(12 / 100, 15);
    expect(any.effectivePaths).toBeCloseTo(101 ** 2 / 103, 12);
    const one = hundred.map((outcome) => ({ ...outcome, weight: 1 }));
    expect(estimate(shape, one)).toEqual(estimate(shape, hundred));
  });

  const j07 = closedFormCase<{ truth: { c: number; p: number; rel_var_per_sample: number }[] }>('j07');

  it('a rare event under importance sampling has the error of reference case j07', () => {
    const { normal } = random('weights j07');
    const paths = 20_000;
    for (const { c, p, rel_var_per_sample } of j07.truth) {
      // Proposal N(c, 1): likelihood ratio exp(c^2 / 2 - c z).
      const outcomes = Array.from({ length: paths }, (): PathOutcome => {
        const z = c + normal();
        const step = z > c ? 1 : 0;
        return { weight: Math.exp((c * c) / 2 - c * z), schemes: [{ account: { first_liquidation_step: step } }] };
      });
      const any = pick(estimate(shapeOf({ paths }), outcomes, 5000), { metric: 'p_any_pool' });
      const truth = p * Math.sqrt(rel_var_per_sample / paths);
      // False alarms: |z| > 4.5 once in 150,000; the relative noise of the error is about 2 %.
      expect(Math.abs(any.estimate! - p) / any.stdError!).toBeLessThan(4.5);
      expect(Math.abs(any.stdError! / truth - 1)).toBeLessThan(0.1);
      expect(any.ciLow!).toBeGreaterThan(p - 6 * truth);
      expect(any.ciHigh!).toBeLessThan(p + 6 * truth);
      expect(any.effectivePaths).toBeLessThan(0.1 * paths);
    }
  });

  it('paired differences have honest errors: 300 weighted repetitions', () => {
    const { normal } = random('weighted pairs');
    const truth = 0.0227501319481792 - 0.00620966532577613; // P(Z > 2) - P(Z > 2.5), Abramowitz & Stegun (1964), table 26.1
    let squares = 0;
    let covered = 0;
    let rejected = 0;
    const repetitions = 300;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const outcomes = Array.from({ length: 400 }, (): PathOutcome => {
        const z = 2 + normal();
        const happened = (threshold: number) => ({ account: { first_liquidation_step: z > threshold ? 1 : 0 } });
        return { weight: Math.exp(2 - 2 * z), schemes: [happened(2), happened(2.5)] };
      });
      const difference = pick(estimate(shapeOf({ schemes: ['a', 'b'], paths: 400 }), outcomes), {
        metric: 'p_any_pool',
        scheme: 'a - b',
      });
      squares += ((difference.estimate! - truth) / difference.stdError!) ** 2;
      if (difference.ciLow! <= truth && truth <= difference.ciHigh!) covered++;
      if (difference.pValue! < 1e-4) rejected++;
    }
    // Mean z^2 of 300 has standard deviation 0.08, coverage 0.013: bands of four of them, false alarms below 1e-4.
    expect(Math.abs(squares / repetitions - 1)).toBeLessThan(0.33);
    expect(covered / repetitions).toBeGreaterThan(0.95 - 4 * 0.013);
    expect(rejected).toBe(repetitions); // the difference is many errors from 0
  });
});
