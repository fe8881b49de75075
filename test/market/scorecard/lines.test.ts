import { describe, expect, it } from 'vitest';
import { seeded } from '../../support/seeds.ts';
import { figuresByName, hourly, normals, regimeReturns, without, withSlots } from './histories.ts';

describe('independent normal returns', () => {
  const normal = normals(seeded('scorecard-normal'));
  const rows = 24 * 2_000;
  const sd = 0.6 / Math.sqrt(8_760);
  const common = Float64Array.from({ length: rows }, normal);
  // A correlation of 0.64 between each pair: 0.8 of a common normal and 0.6 of an own one.
  const columns = [0, 1, 2].map(() => common.map((value) => sd * (0.8 * value + 0.6 * normal())));
  const figures = figuresByName(hourly(columns));

  // Seeded, so that it holds or not for good; of another seed one of these bounds (4 standard errors each) fails in 1,000.
  it.each([
    ['kurtosis, 1 h', 3, 0.09],
    ['kurtosis, 1 d', 3, 0.44],
    ['autocorrelation, 1 h', 0, 0.019],
    ['autocorrelation, 6 h', 0, 0.019],
    ['autocorrelation, 1 d', 0, 0.019],
    ['autocorrelation, 7 d', 0, 0.019],
    ['autocorrelation, 30 d', 0, 0.019],
    // Quantiles of |z| are 0.67449, 1.95996, 2.57583, 3.29053 (Abramowitz and Stegun, table 26.5).
    ['return, 1 h, 50 %', 0.67449 * sd, 0.015 * sd],
    ['return, 1 h, 95 %', 1.95996 * sd, 0.035 * sd],
    ['return, 1 h, 99 %', 2.57583 * sd, 0.07 * sd],
    ['return, 1 h, 99.9 %', 3.29053 * sd, 0.18 * sd],
    ['return, 1 d, 50 %', 0.67449 * sd * Math.sqrt(24), 0.07 * sd * Math.sqrt(24)],
    // Quantiles of chi-squared with 24 degrees of freedom: 13.848, 23.337, 36.415 (the same, table 26.8).
    ['volatility, 1 d, 5 %', 0.6 * Math.sqrt(13.848 / 24), 0.012],
    ['volatility, 1 d, 50 %', 0.6 * Math.sqrt(23.337 / 24), 0.012],
    ['volatility, 1 d, 95 %', 0.6 * Math.sqrt(36.415 / 24), 0.02],
    ['volatility, 30 d, 50 %', 0.6, 0.012],
    ['correlation, 1 h', 0.64, 0.011],
    ['correlation, 1 d', 0.64, 0.055],
  ])('%s is %f', (measure, expected, tolerance) => {
    expect(Math.abs(figures.get(measure)! - expected)).toBeLessThan(tolerance);
  });

  it('has 0.057 of 100,000 returns beyond 5 standard deviations: here none', () => {
    for (const threshold of [5, 8, 12, 20]) expect(figures.get(`beyond ${threshold} sd`)).toBe(0);
  });

  it('is nearly independent among the calm half, where nothing is left of the common part', () => {
    // With the mean of all within +-0.67 of its sd, its variance is 0.1427 of the whole (truncated normal); the rest is of the assets
    // against each other, with a correlation of -1/2 among three.
    const mean = 0.64 + 0.36 / 3;
    const ofMean = 0.1427 * mean;
    const own = 0.36 * (2 / 3);
    expect(Math.abs(figures.get('correlation, calm half')! - (ofMean - own / 2) / (ofMean + own))).toBeLessThan(0.02);
  });

  it('has as many joint extremes as a count of the rows says', () => {
    const limits = columns.map((column) => column.toSorted()[Math.ceil(0.01 * rows) - 1]!);
    let joint = 0;
    for (let row = 0; row < rows; row++) if (columns.every((column, k) => column[row]! <= limits[k]!)) joint++;
    expect(figures.get('3 of 3 in own worst 1 %')).toBeCloseTo((10_000 * joint) / rows, 9);
  });
});

describe('returns of two regimes', () => {
  const leave = 0.02;
  const [calm, wild] = [0.004, 0.012];
  const columns = [regimeReturns(24 * 8_000, seeded('scorecard-regimes'), { calm, wild, leave })];
  const figures = figuresByName(hourly(columns));
  const square = (calm ** 2 + wild ** 2) / 2;

  it('have the kurtosis of the mixture: 3 E[s^4] / E[s^2]^2', () => {
    expect(figures.get('kurtosis, 1 h')).toBeCloseTo((3 * (calm ** 4 + wild ** 4)) / 2 / square ** 2, 0.5);
  });

  it.each([
    ['1 h', 1],
    ['6 h', 6],
    ['1 d', 24],
    ['7 d', 168],
  ])('forget after %s as the chain does: (1 - 2 p)^lag Var[s] (2 / pi) / Var|r|', (name, lag) => {
    const meanSize = (calm + wild) / 2;
    const between = ((wild - calm) / 2) ** 2;
    const expected = ((1 - 2 * leave) ** lag * between * (2 / Math.PI)) / (square - (2 / Math.PI) * meanSize ** 2);
    expect(Math.abs(figures.get(`autocorrelation, ${name}`)! - expected)).toBeLessThan(0.012);
  });
});

describe('a history of a few rows worked out by hand', () => {
  const quiet = (rows: number) => Float64Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 0.001 : -0.001));

  it('finds the worst hour and the worst day whenever they begin, as changes of the price', () => {
    const column = quiet(240);
    // Across midnight: no day of the calendar has both.
    column[47] = -0.1;
    column[48] = -0.2;
    const figures = figuresByName(hourly([column]));
    expect(figures.get('worst 1 h')).toBeCloseTo(Math.exp(-0.2) - 1, 12);
    // 24 hours with both falls: 22 quiet hours beside them that cancel or leave -0.001 at worst.
    expect(figures.get('worst 1 d')).toBeCloseTo(Math.exp(-0.3) - 1, 2);
  });

  it('counts leaps beyond so many standard deviations', () => {
    const column = quiet(100_000);
    column[500] = 0.02;
    column[700] = -0.0085;
    // sd 0.0010025 by hand: sqrt((100,000 x 1e-6 + 4e-4 + 7.2e-5) / 100,000).
    const figures = figuresByName(hourly([column]));
    expect(figures.get('beyond 5 sd')).toBe(2);
    expect(figures.get('beyond 8 sd')).toBe(2);
    expect(figures.get('beyond 12 sd')).toBe(1);
    expect(figures.get('beyond 20 sd')).toBe(0);
  });

  it('gives each asset a line of its own and the mean of them', () => {
    const figures = figuresByName(hourly([quiet(500), quiet(500).map((value) => 3 * value)]));
    expect(figures.get('return, 1 h, 50 %|A0')).toBe(0.001);
    expect(figures.get('return, 1 h, 50 %|A1')).toBe(0.003);
    expect(figures.get('return, 1 h, 50 %')).toBe(0.002);
  });
});

describe('gaps', () => {
  const uniform = seeded('scorecard-gaps');
  const normal = normals(uniform);
  const column = Float64Array.from({ length: 24 * 200 }, () => 0.01 * normal());
  const whole = hourly([column]);

  it('are never bridged: neither by pairs of returns, nor by days', () => {
    const isMissing = (row: number) => row >= 1_000 && row < 1_010;
    const broken = { ...whole, returns: without(whole.returns, isMissing) };
    const pairs = Array.from(column.keys()).filter((row) => row + 6 < column.length);
    const kept = pairs.filter((row) => !isMissing(row) && !isMissing(row + 6));
    expect(figuresByName(broken).get('autocorrelation, 6 h')).not.toBe(
      figuresByName(whole).get('autocorrelation, 6 h'),
    );
    // Pairs by place in time; the rows of the broken sample that are 6 hours apart are 6 rows apart only outside the gap.
    const unbroken = kept.filter((row) => row + 6 < 1_000 || row >= 1_010);
    expect(figuresByName(broken).get('autocorrelation, 6 h')).toBeCloseTo(correlation(column, unbroken, 6), 10);
    const days = Array.from({ length: 200 }, (_, day) => column.subarray(24 * day, 24 * day + 24)).filter(
      (_, day) => day !== 41 && day !== 42,
    );
    const sizes = days.map((day) => Math.abs(day.reduce((sum, value) => sum + value))).toSorted((a, b) => a - b);
    // Rows 1,000 to 1,009 are of day 41 (984 to 1,007) and of day 42.
    expect(figuresByName(broken).get('return, 1 d, 50 %')).toBeCloseTo(sizes[Math.ceil(sizes.length / 2) - 1]!, 12);
  });

  it('shift what comes after them: days begin at midnight', () => {
    const shifted = withSlots(
      whole,
      Array.from(column.keys(), (row) => row + 5),
    );
    const days = Array.from({ length: 199 }, (_, day) => column.subarray(19 + 24 * day, 43 + 24 * day));
    const sizes = days.map((day) => Math.abs(day.reduce((sum, value) => sum + value))).toSorted((a, b) => a - b);
    expect(figuresByName(shifted).get('return, 1 d, 50 %')).toBeCloseTo(sizes[99]!, 12);
  });
});

/** Pearson's correlation of |x| at the rows and a lag later, in the plainest way. */
function correlation(values: Float64Array, rows: readonly number[], lag: number): number {
  const [x, y] = [rows.map((row) => Math.abs(values[row]!)), rows.map((row) => Math.abs(values[row + lag]!))];
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [a, b] = [mean(x), mean(y)];
  const cross = mean(x.map((value, k) => (value - a) * (y[k]! - b)));
  return cross / Math.sqrt(mean(x.map((value) => (value - a) ** 2)) * mean(y.map((value) => (value - b) ** 2)));
}

describe('the lines adapt to the prices', () => {
  const measures = (intervalHours: number, rows: number) => {
    const normal = normals(seeded(`scorecard-shape-${intervalHours}`));
    return [
      ...figuresByName(hourly([Float64Array.from({ length: rows }, () => 0.01 * normal())], intervalHours)).keys(),
    ];
  };
  it('daily prices have no hourly lines', () => {
    const daily = measures(24, 1_500);
    expect(daily.filter((name) => name.includes('1 h') || name.includes('6 h'))).toEqual([]);
    expect(daily).toContain('kurtosis, 1 d');
    expect(daily).toContain('volatility, 30 d, 95 %');
  });
  it('quarters of an hour have hourly lines and daily ones, and volatility within the hour', () => {
    const fine = measures(0.25, 96 * 120);
    expect(fine).toContain('volatility, 1 h, 50 %');
    expect(fine).toContain('kurtosis, 1 h');
    expect(fine).toContain('kurtosis, 1 d');
  });
  it('a short history has only the lines that it can tell', () => {
    expect(measures(1, 100).filter((name) => name.includes('d'))).toEqual([]);
  });
});
