import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  binomialCdf,
  binomialLowerRank,
  incompleteBeta,
  studentCritical,
  studentTwoSided,
} from '../../src/stats/beta.ts';
import { gammaQuantile, incompleteGamma } from '../../src/stats/gamma.ts';

/** P(X <= count) by adding up the binomial terms. */
function binomialSum(count: number, trials: number, probability: number): number {
  let term = (1 - probability) ** trials;
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= ((trials - k + 1) / k) * (probability / (1 - probability));
    sum += term;
  }
  return sum;
}

describe('the incomplete beta function', () => {
  it('is a power where one parameter is 1, and one half in the middle', () => {
    expect(incompleteBeta(0.3, 5, 1)).toBeCloseTo(0.3 ** 5, 14);
    expect(incompleteBeta(0.3, 1, 5)).toBeCloseTo(1 - 0.7 ** 5, 14);
    expect(incompleteBeta(0.5, 17, 17)).toBeCloseTo(0.5, 14);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });

  it('is inverted by the quantile', () => {
    expect(incompleteBeta(betaQuantile(0.025, 3, 8), 3, 8)).toBeCloseTo(0.025, 14);
  });

  test.prop([
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  ])('gives binomial probabilities that equal their sum term by term', (trials, count, probability) => {
    const k = Math.min(count, trials - 1);
    expect(Math.abs(binomialCdf(k, trials, probability) - binomialSum(k, trials, probability))).toBeLessThan(1e-12);
  });
});

describe('the binomial law', () => {
  it('ranks: the largest count whose probability is at most the tail', () => {
    for (const [trials, probability] of [
      [1, 0.5],
      [10, 0.05],
      [100, 0.05],
      [1000, 0.999],
    ] as const) {
      const rank = binomialLowerRank(trials, probability, 0.025);
      if (rank >= 0) expect(binomialCdf(rank, trials, probability)).toBeLessThanOrEqual(0.025);
      expect(binomialCdf(rank + 1, trials, probability)).toBeGreaterThan(0.025);
    }
    expect(binomialLowerRank(10, 0.05, 0.025)).toBe(-1);
  });
});

describe("Student's t", () => {
  it('equals the closed forms for 1, 2 and 10 degrees of freedom', () => {
    for (const t of [0.3, 1, 2.5, 7]) {
      expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 14);
      expect(studentTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 14);
      // Abramowitz & Stegun (1964), 26.7.4.
      const c2 = 10 / (10 + t * t);
      const series = 1 + c2 * (1 / 2 + c2 * (3 / 8 + c2 * (5 / 16 + c2 * (35 / 128))));
      expect(studentTwoSided(t, 10)).toBeCloseTo(1 - Math.sqrt(1 - c2) * series, 13);
    }
  });

  it('has the published critical values (Fisher & Yates 1963, table III)', () => {
    expect(studentCritical(0.95, 1)).toBeCloseTo(12.706, 3);
    expect(studentCritical(0.95, 10)).toBeCloseTo(2.228, 3);
    expect(studentCritical(0.99, 30)).toBeCloseTo(2.75, 3);
    expect(studentCritical(0.95, 1e5)).toBeCloseTo(1.959988, 6);
    expect(studentCritical(0.95, 1e8)).toBeCloseTo(1.959963984540054, 12);
  });
});

describe('the incomplete gamma function', () => {
  it('is an exponential law at shape 1 and a Poisson tail at whole shapes', () => {
    expect(incompleteGamma(1, 1)).toBeCloseTo(1 - Math.exp(-1), 14);
    // P(X >= 3) of a Poisson variable of mean 2.5.
    expect(incompleteGamma(3, 2.5)).toBeCloseTo(1 - Math.exp(-2.5) * (1 + 2.5 + 3.125), 14);
    expect([incompleteGamma(2, 0), incompleteGamma(2, Infinity)]).toEqual([0, 1]);
  });

  it('is inverted by the quantile, also where the cube root takes over', () => {
    expect(gammaQuantile(0.975, 1, 1)).toBeCloseTo(-Math.log(0.025), 12);
    // Chi-square with 10 degrees, 97.5 %: 20.4832 (tables).
    expect(gammaQuantile(0.975, 10, 20)).toBeCloseTo(20.4832, 4);
    const [below, above] = [gammaQuantile(0.975, 0.999e5, 0.999e5), gammaQuantile(0.975, 1.001e5, 1.001e5)];
    expect(Math.abs(above - below - 200) / 1e5).toBeLessThan(1e-4);
  });
});
