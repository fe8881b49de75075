/**
 * A limit on everything that a user can ask for, each with its reason.
 *
 * They are far beyond any sensible study; they are there so that a slip of the pen is answered by a sentence, not by a
 * machine that hangs. What is legal but too much work is refused later, by the estimate before a run.
 */
export interface Limit {
  readonly smallest: number;
  readonly largest: number;
  readonly reason: string;
}

export const limits = {
  fileBytes: {
    smallest: 0,
    largest: 5_000_000,
    reason: 'a file of 256 assets and 8 regimes has 3 MB; parsing takes seconds per MB',
  },
  priceFileBytes: {
    smallest: 0,
    largest: 400 * 1024 * 1024,
    reason:
      'a hundred years of hourly prices of fifty assets; more is another kind of file, or one made to fill the memory',
  },
  fileDepth: { smallest: 0, largest: 32, reason: 'the deepest documented field is 6 levels down' },
  fileNodes: { smallest: 0, largest: 2_000_000, reason: 'aliases can make a small file expand without end' },
  problems: { smallest: 1, largest: 200, reason: 'nobody reads more; the rest usually follows from the first' },
  nameLength: { smallest: 1, largest: 64, reason: 'names become columns and file names' },
  seedLength: { smallest: 1, largest: 256, reason: 'the generator key has 128 bits; more text adds nothing' },
  questionLength: { smallest: 1, largest: 2_000, reason: 'it is printed above every table' },
  assets: { smallest: 1, largest: 256, reason: 'work per step grows with the square (correlation)' },
  regimes: { smallest: 1, largest: 16, reason: 'more cannot be told apart by any calibration' },
  positions: { smallest: 1, largest: 1_024, reason: 'every scheme keeps state for each of them on each path' },
  schemes: { smallest: 1, largest: 32, reason: 'paired differences grow with the square' },
  policies: { smallest: 1, largest: 32, reason: 'each of them is asked at every step of every path' },
  policyMapRules: { smallest: 1, largest: 1_024, reason: 'one for every position' },
  stressShocks: { smallest: 1, largest: 32, reason: 'every one is a line per scheme' },
  collateralAssets: { smallest: 1, largest: 64, reason: 'every pool values each of them at each step' },
  brackets: { smallest: 1, largest: 128, reason: 'venues publish about a dozen' },
  levels: { smallest: 1, largest: 16, reason: 'every level is a row per scheme and pair of schemes' },
  sweepAxes: { smallest: 1, largest: 8, reason: 'a grid of more is never read' },
  scenarios: { smallest: 1, largest: 10_000, reason: 'one night of studies' },
  steps: { smallest: 1, largest: 10_000_000, reason: '19 years of minutes' },
  volatility: {
    smallest: 0,
    largest: 200,
    reason: 'the worst weeks of coins that died had 40 (LUNA, May 2022, daily), their worst hours twice that',
  },
  drift: {
    smallest: -20_000,
    largest: 20_000,
    reason: 'half the square of the largest volatility, which turns a mean of 0 into a drift',
  },
  shockDegrees: {
    smallest: 2.001,
    largest: 100,
    reason: 'at 2 and below there is no variance to scale to 1; above 100 use the normal law',
  },
  intervalsPerStep: { smallest: 0, largest: 10_000, reason: 'a year of hours; a law is drawn for each of them' },
  durationSeconds: { smallest: 1, largest: 3_153_600_000, reason: 'a century' },
  money: { smallest: 0, largest: 1e15, reason: 'cents are lost to rounding above it' },
  price: { smallest: 1e-12, largest: 1e12, reason: 'relative rounding stays below 1e-15 in both directions' },
  pathPrice: {
    smallest: 0,
    largest: 1e60,
    reason: 'a price on a path, which may fall to nothing; beyond it powers of money leave the range of doubles',
  },
  pathMoney: {
    smallest: 0,
    largest: 1e60,
    reason: 'any sum of money on a path; fourth powers of it, summed over 1e15 paths, stay within the range of doubles',
  },
  pathRatio: { smallest: 0, largest: 1e140, reason: 'its square, summed over 1e15 paths, stays within doubles' },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof limits;
