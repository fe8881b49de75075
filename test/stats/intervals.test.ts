import { describe, expect, it } from 'vitest';
import { clopperPearsonInterval, probabilityError, wilsonInterval, z95 } from '../../src/stats/intervals.ts';
import { mcnemarPValue, pairedError, tangoInterval } from '../../src/stats/paired-proportion.ts';
import { closedFormCase } from '../support/shared.ts';

type Bounds = [number, number];

// Wilson (1927) and Clopper & Pearson (1934) at 95 %: count, paths, Wilson, Clopper-Pearson, computed to 1e-12 with beta quantiles.
const published: [number, number, Bounds, Bounds][] = [
  [0, 10000, [0, 0.00038399837067659573], [0, 0.00036881991461927647]],
  [1, 10000, [0.00001765267360112231, 0.0005662688974013381], [0.000002531777593461957, 0.000557036997946958]],
  [7, 100, [0.03431926106727268, 0.137495147390735], [0.02860528890743867, 0.13891972845585732]],
  [9999, 10000, [0.9994337311025987, 0.9999823473263989], [0.999442963002053, 0.9999974682224065]],
  [100, 100, [0.9630065017930143, 1], [0.9637833073548236, 1]],
  [500000, 1000000, [0.4990200198900048, 0.5009799801099952], [0.4990195191954617, 0.5009804808045383]],
];

function expectBounds(got: { low: number; high: number }, [low, high]: Bounds): void {
  expect(Math.abs(got.low - low)).toBeLessThanOrEqual(1e-12);
  expect(Math.abs(got.high - high)).toBeLessThanOrEqual(1e-12);
}

describe('intervals of a probability', () => {
  it.each(published)('are those of the literature for %d of %d', (count, paths, wilson, clopperPearson) => {
    expectBounds(wilsonInterval(count, paths), wilson);
    expectBounds(clopperPearsonInterval(count, paths), clopperPearson);
  });

  const j01 = closedFormCase<{ inputs: { z99: number }; truth: Record<string, number & Bounds>[] }>('j01');

  it.skipIf(j01 === null)('are those of reference case j01, at 95 and 99 %', () => {
    for (const row of j01!.truth) {
      expectBounds(wilsonInterval(row.k!, row.n!, z95), row.wilson95!);
      expectBounds(wilsonInterval(row.k!, row.n!, j01!.inputs.z99), row.wilson99!);
      expectBounds(clopperPearsonInterval(row.k!, row.n!, 0.95), row.clopper_pearson95!);
      expectBounds(clopperPearsonInterval(row.k!, row.n!, 0.99), row.clopper_pearson99!);
    }
  });

  it('have a standard error that is the binomial one for many events and not 0 for none', () => {
    expect(probabilityError(30_000, 100_000)).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 100_000), 6);
    expect(probabilityError(0, 10_000) * 10_000).toBeCloseTo(Math.SQRT2, 2);
    expect(probabilityError(10_000, 10_000)).toBeCloseTo(probabilityError(0, 10_000), 14);
  });
});

describe('the paired difference of two probabilities', () => {
  it('has the published interval and p-value: airway hyper-responsiveness before and after transplantation', () => {
    // Fagerland, Lydersen & Laake (2014), data of Bentur et al. (2009): 1 and 7 discordant of 21; Tango -0.517 to -0.026.
    const { low, high } = tangoInterval(1, 7, 21);
    expect(low).toBeCloseTo(-0.517, 3);
    expect(high).toBeCloseTo(-0.026, 3);
    expect(mcnemarPValue(1, 7)).toBeCloseTo(0.0703125, 12); // 18 / 256
    // Bonett & Price (2012): shares 2/23 and 8/23 with one more of each kind, which exclude each other on a path.
    expect(pairedError(1, 7, 21)).toBeCloseTo(Math.sqrt((10 / 23 - (6 / 23) ** 2) / 23), 14);
  });

  it('has the published p-value of a large table: presidential approval', () => {
    // Agresti (2002), section 10.1: 150 and 86 discordant of 1600; z = 4.17, exact conditional p = 3.7e-5; interval 0.02 to 0.06.
    expect(mcnemarPValue(150, 86)).toBeCloseTo(3.716e-5, 8);
    const { low, high } = tangoInterval(150, 86, 1600);
    expect([low.toFixed(2), high.toFixed(2)]).toEqual(['0.02', '0.06']);
    expect(pairedError(150, 86, 1600) / 0.0095).toBeCloseTo(1, 1);
  });

  it.each([
    [1, 7, 21],
    [0, 3, 50],
    [0, 0, 80],
    [40, 20, 160],
    [300, 2, 5000],
  ])(
    'is bounded where the score test rejects, with the likelihood maximised numerically: %d, %d of %d',
    (left, right, paths) => {
      const { low, high } = tangoInterval(left, right, paths);
      for (const [bound, sign] of [
        [low, 1],
        [high, -1],
      ] as const) {
        expect(scoreByMaximisation(left, right, paths, bound) * sign).toBeCloseTo(z95, 5);
      }
    },
  );

  it('is symmetric, not empty without discordant paths, and ends at the ends', () => {
    const [there, back] = [tangoInterval(3, 9, 200), tangoInterval(9, 3, 200)];
    expect(there.low).toBeCloseTo(-back.high, 14);
    expect(tangoInterval(0, 0, 1000).high).toBeGreaterThan(0.003);
    expect(tangoInterval(0, 0, 1000).low).toBeLessThan(-0.003);
    expect(tangoInterval(10, 0, 10).high).toBe(1);
    expect(tangoInterval(0, 10, 10).low).toBe(-1);
    expect(pairedError(0, 0, 1000) * 1000).toBeCloseTo(Math.SQRT2, 1);
  });
});

/** The score of Tango (1998) with the nuisance probability q of a right-only path found by golden-section search. */
function scoreByMaximisation(left: number, right: number, paths: number, difference: number): number {
  const likelihood = (q: number) =>
    logTerm(left, q + difference) + logTerm(right, q) + logTerm(paths - left - right, 1 - 2 * q - difference);
  let low = Math.max(0, -difference);
  let high = (1 - difference) / 2;
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 200; i++) {
    const [first, second] = [high - golden * (high - low), low + golden * (high - low)];
    if (likelihood(first) < likelihood(second)) low = first;
    else high = second;
  }
  const q = (low + high) / 2;
  return (left - right - paths * difference) / Math.sqrt(paths * (2 * q + difference - difference * difference));
}

function logTerm(count: number, probability: number): number {
  return count === 0 ? 0 : count * Math.log(probability);
}
