import { describe, expect, it } from 'vitest';
import {
  clopperPearsonInterval,
  discordantInterval,
  midPLimits,
  pairedError,
  pairedProbabilityFigure,
  probabilityError,
} from '../../src/stats/inference/proportion.ts';
import { closedFormCase } from '../support/reference.ts';

type Bounds = [number, number];

// Clopper & Pearson (1934) at 95 %: count, paths, interval, computed to 1e-12 with beta quantiles.
const published: [number, number, Bounds][] = [
  [0, 10000, [0, 0.00036881991461927647]],
  [1, 10000, [0.000002531777593461957, 0.000557036997946958]],
  [7, 100, [0.02860528890743867, 0.13891972845585732]],
  [9999, 10000, [0.999442963002053, 0.9999974682224065]],
  [100, 100, [0.9637833073548236, 1]],
  [500000, 1000000, [0.4990195191954617, 0.5009804808045383]],
];

function expectBounds(got: { low: number; high: number }, [low, high]: Bounds): void {
  expect(Math.abs(got.low - low)).toBeLessThanOrEqual(1e-12);
  expect(Math.abs(got.high - high)).toBeLessThanOrEqual(1e-12);
}

describe('intervals of a probability', () => {
  it.each(published)('are those of the literature for %d of %d', (count, paths, clopperPearson) => {
    expectBounds(clopperPearsonInterval(count, paths), clopperPearson);
  });

  const j01 = closedFormCase<{ truth: Record<string, number & Bounds>[] }>('j01');

  it('are those of reference case j01, at 95 and 99 %', () => {
    for (const row of j01.truth) {
      expectBounds(clopperPearsonInterval(row.k!, row.n!, 0.95), row.clopper_pearson95!);
      expectBounds(clopperPearsonInterval(row.k!, row.n!, 0.99), row.clopper_pearson99!);
    }
  });

  it('have mid-p limits at which half of what was seen lies on either side', () => {
    // No event: half of (1 - p)^n is 2.5 %. One of two: p^2 + p (1 - p) = p below, by hand.
    expect(midPLimits(0, 2_000).high).toBeCloseTo(1 - 0.05 ** (1 / 2_000), 14);
    expect(midPLimits(2_000, 2_000).low).toBeCloseTo(0.05 ** (1 / 2_000), 14);
    expect(midPLimits(1, 2).low).toBeCloseTo(0.025, 12);
    expect(midPLimits(1, 2).high).toBeCloseTo(0.975, 12);
  });

  it('have a standard error that is the binomial one for many events and not 0 for none', () => {
    expect(probabilityError(30_000, 100_000)).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 100_000), 6);
    expect(probabilityError(0, 10_000) * 10_000).toBeCloseTo(Math.SQRT2, 2);
    expect(probabilityError(10_000, 10_000)).toBeCloseTo(probabilityError(0, 10_000), 14);
  });
});

/** So many paths with an event of weight 1. */
function counted(sum: number) {
  return { sum, squares: sum, largest: sum > 0 ? 1 : 0 };
}

function pValueOf(left: number, right: number, paths: number): number {
  const weights = { paths, sum: paths, squares: paths };
  return pairedProbabilityFigure({ left: counted(left), right: counted(right) }, weights).pValue!;
}

describe('the paired difference of two probabilities', () => {
  it.each([
    // Computed elsewhere (NumPy), times the paths: MOVER of the mid-p limits, and the p-value by inversion.
    [0, 0, -2.99, 2.99, 1],
    [4, 0, -0.0503, 9.6341, 0.0526],
    [5, 0, 0.6422, 11.0647, 0.0266],
    [10, 2, 1.2625, 15.9691, 0.0208],
  ])('has the interval and p-value computed elsewhere: %d against %d of 2,000', (left, right, low, high, pValue) => {
    const interval = discordantInterval(left, right, 2_000);
    expect(Math.abs(interval.low * 2_000 - low)).toBeLessThan(0.005);
    expect(Math.abs(interval.high * 2_000 - high)).toBeLessThan(0.005);
    expect(pValueOf(left, right, 2_000)).toBeCloseTo(pValue, 4);
  });

  it('agrees with the published analysis of a large table: presidential approval', () => {
    // Agresti (2002), section 10.1: 150 and 86 discordant of 1600; z = 4.17, exact conditional p = 3.7e-5; interval 0.02 to 0.06.
    const { low, high } = discordantInterval(150, 86, 1600);
    expect([low.toFixed(2), high.toFixed(2)]).toEqual(['0.02', '0.06']);
    expect(pValueOf(150, 86, 1600)).toBeGreaterThan(1e-5);
    expect(pValueOf(150, 86, 1600)).toBeLessThan(6e-5);
    expect(pairedError(150, 86, 1600) / 0.0095).toBeCloseTo(1, 1);
    // Bonett & Price (2012): shares 2/23 and 8/23 with one more of each kind, which exclude each other on a path.
    expect(pairedError(1, 7, 21)).toBeCloseTo(Math.sqrt((10 / 23 - (6 / 23) ** 2) / 23), 14);
  });

  it('never says one thing with its interval and another with its p-value', () => {
    for (let left = 0; left <= 30; left++) {
      for (let right = 0; right <= left; right++) {
        const { low } = discordantInterval(left, right, 500);
        expect(pValueOf(left, right, 500) < 0.05, `${left} against ${right}`).toBe(low > 0);
      }
    }
  });

  it('is symmetric, not empty without discordant paths, and ends at the ends', () => {
    const [there, back] = [discordantInterval(3, 9, 200), discordantInterval(9, 3, 200)];
    expect(there.low).toBeCloseTo(-back.high, 14);
    expect(discordantInterval(10, 0, 10).high).toBe(1);
    expect(discordantInterval(0, 10, 10).low).toBe(-1);
    expect(pairedError(0, 0, 1000) * 1000).toBeCloseTo(Math.SQRT2, 1);
  });
});
