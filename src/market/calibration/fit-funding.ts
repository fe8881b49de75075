import { Matrix, pseudoInverse } from 'ml-matrix';
import type { Settlement } from '../history/settlements.ts';
import { hourMilliseconds, minuteMilliseconds } from '../history/written-times.ts';
import type { FundingLaw } from '../shared.ts';

/** Funding rates of a calibrated market are per so many hours, whatever the interval at which they were settled. */
export const fundingPerHours = 8;

/** Settlements that a regime needs for a law of its own: its mean then has an error of a tenth of its spread. */
const fewestInRegime = 100;

/** Reversion times that are looked at, hours: below, rates forget within an interval; above, they hardly revert. */
const reversionRange = [1, 10_000] as const;

/** Of a rate that never moves; any would do. */
const defaultReversionHours = 24;

/** Laws of the funding rate of one asset, per regime, and what they rest on. */
export interface FundingFit {
  /** Rates per 8 hours. */
  readonly laws: readonly FundingLaw[];
  /** Standard errors of the means, per 8 hours. */
  readonly meanErrors: readonly number[];
  /** From one settlement to the next, to the minute: every interval there was, in order of appearance. */
  readonly intervalsHours: readonly number[];
  readonly settlements: number;
  /** Expected number of settlements per regime, of those whose regime is known. */
  readonly inRegime: readonly number[];
  /** Whether all regimes share one law for want of settlements whose regime is known. */
  readonly pooled: boolean;
}

/** One move of the rate, from a settlement to the next. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly hours: number;
  /** Probabilities of the regimes at its end. */
  readonly regimes: Float64Array;
}

/** What a regression at one reversion time gives. */
interface Regression {
  readonly means: number[];
  readonly errors: number[];
  /** Stationary variance per regime. */
  readonly variances: number[];
  readonly logLikelihood: number;
}

/**
 * Mean and stationary standard deviation of the rate per regime, and one reversion time for all regimes, from settlements
 * in ascending time: the law that is simulated, rate' = mean + phi (rate - mean) + sd sqrt(1 - phi^2) z with the mean of
 * the regime at the settlement, so that the mean comes from a regression of the rate on the rate before and the regime.
 *
 * A rate is taken per hour of its own interval, then per 8 hours. `regimesAt` tells the probabilities of the regimes at a
 * moment, or null where they are not known; they stand in the regression in place of the regimes, which leaves the means
 * unbiased although no regime is known for certain. A regime with fewer than 100 settlements gives all regimes one law.
 */
export function fitFunding(
  settlements: readonly Settlement[],
  regimes: number,
  regimesAt: (moment: number) => Float64Array | null,
): FundingFit {
  const intervals = settlementIntervals(settlements);
  const rates = settlements.map(({ rate }, i) => (rate * fundingPerHours) / intervals[i]!);
  const moves = movesOf(settlements, rates, regimesAt);
  const inRegime = Array.from({ length: regimes }, (_, k) => moves.reduce((sum, move) => sum + move.regimes[k]!, 0));
  const pooled = regimes === 1 || inRegime.some((count) => count < fewestInRegime);
  const used = pooled ? movesOf(settlements, rates, () => Float64Array.of(1)) : moves;
  const { means, sds, errors, reversionHours } = lawOf(rates, used);
  const at = (values: readonly number[], k: number) => values[pooled ? 0 : k]!;
  return {
    laws: Array.from({ length: regimes }, (_, k) => ({ mean: at(means, k), sd: at(sds, k), reversionHours })),
    meanErrors: Array.from({ length: regimes }, (_, k) => at(errors, k)),
    intervalsHours: [...new Set(intervals)],
    settlements: settlements.length,
    inRegime,
    pooled: pooled && regimes > 1,
  };
}

/** Moves between settlements that follow each other, where the regime at their end is known. */
function movesOf(
  settlements: readonly Settlement[],
  rates: readonly number[],
  regimesAt: (moment: number) => Float64Array | null,
): Move[] {
  return settlements.flatMap(({ time }, i) => {
    const before = settlements[i - 1];
    const regimes = before === undefined ? null : regimesAt(time);
    if (before === undefined || regimes === null) return [];
    return [{ from: rates[i - 1]!, to: rates[i]!, hours: (time - before.time) / hourMilliseconds, regimes }];
  });
}

function lawOf(
  rates: readonly number[],
  moves: readonly Move[],
): { means: number[]; sds: number[]; errors: number[]; reversionHours: number } {
  const regimes = moves[0]?.regimes.length ?? 1;
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  if (moves.length < 3 || highest - lowest <= 1e-9 * Math.max(Math.abs(highest), Math.abs(lowest))) {
    const same = (value: number) => Array.from({ length: regimes }, () => value);
    return { means: same(rates[0] ?? 0), sds: same(0), errors: same(0), reversionHours: defaultReversionHours };
  }
  let variances = Array.from({ length: regimes }, () => 1);
  let reversionHours = defaultReversionHours;
  // Variances weigh the regression that they come from: the second round changes little, the third nothing.
  for (let round = 0; round < 3; round++) {
    const weights = variances;
    reversionHours = Math.exp(
      highestPoint((logarithm) => regressionAt(Math.exp(logarithm), moves, weights).logLikelihood, reversionRange),
    );
    variances = regressionAt(reversionHours, moves, weights).variances;
  }
  const { means, errors } = regressionAt(reversionHours, moves, variances);
  return { means, errors, sds: variances.map((value) => Math.sqrt(value)), reversionHours };
}

/**
 * Weighted least squares of to - phi from = (1 - phi) sum_k p_k mean_k + noise of variance
 * (1 - phi^2) sum_k p_k variance_k, phi = exp(-hours / reversion).
 */
function regressionAt(reversionHours: number, moves: readonly Move[], weights: readonly number[]): Regression {
  const regimes = weights.length;
  const normal = Matrix.zeros(regimes, regimes);
  const right = Matrix.zeros(regimes, 1);
  const noise = moves.map(({ hours, regimes: p }) => {
    const phi = Math.exp(-hours / reversionHours);
    return { phi, variance: (1 - phi * phi) * p.reduce((sum, share, k) => sum + share * weights[k]!, 0) };
  });
  for (const [index, { from, to, regimes: p }] of moves.entries()) {
    const { phi, variance } = noise[index]!;
    for (let a = 0; a < regimes; a++) {
      const weighted = ((1 - phi) * p[a]!) / variance;
      right.set(a, 0, right.get(a, 0) + weighted * (to - phi * from));
      for (let b = 0; b < regimes; b++) normal.set(a, b, normal.get(a, b) + weighted * (1 - phi) * p[b]!);
    }
  }
  const inverse = pseudoInverse(normal);
  const means = inverse.mmul(right).to1DArray();
  let squares = 0;
  let logarithms = 0;
  const residuals = moves.map(({ from, to, regimes: p }, index) => {
    const { phi, variance } = noise[index]!;
    const mean = p.reduce((sum, share, k) => sum + share * means[k]!, 0);
    const residual = to - phi * from - (1 - phi) * mean;
    squares += (residual * residual) / variance;
    logarithms += Math.log(variance);
    // What not knowing the regime adds to the square of the residual.
    const unknown = (1 - phi) ** 2 * p.reduce((sum, share, k) => sum + share * (means[k]! - mean) ** 2, 0);
    return (residual * residual - unknown) / (1 - phi * phi);
  });
  const scale = squares / moves.length;
  return {
    means,
    errors: inverse.diagonal().map((value) => Math.sqrt(Math.max(value * scale, 0))),
    variances: variancesOf(residuals, moves, regimes),
    logLikelihood: -0.5 * (moves.length * Math.log(scale) + logarithms),
  };
}

/** Squares regressed on the probabilities of the regimes; their weighted means where that gives no variance. */
function variancesOf(squares: readonly number[], moves: readonly Move[], regimes: number): number[] {
  const normal = Matrix.zeros(regimes, regimes);
  const right = Matrix.zeros(regimes, 1);
  const totals = Array.from({ length: regimes }, () => 0);
  for (const [index, { regimes: p }] of moves.entries()) {
    for (let a = 0; a < regimes; a++) {
      totals[a]! += p[a]!;
      right.set(a, 0, right.get(a, 0) + p[a]! * squares[index]!);
      for (let b = 0; b < regimes; b++) normal.set(a, b, normal.get(a, b) + p[a]! * p[b]!);
    }
  }
  const weighted = totals.map((total, k) => Math.max(right.get(k, 0) / total, Number.MIN_VALUE));
  const regressed = pseudoInverse(normal).mmul(right).to1DArray();
  return regressed.every((value, k) => value > 0.05 * weighted[k]!) ? regressed : weighted;
}

/** Where a function with one peak is highest between the logarithms of two bounds (golden section). */
function highestPoint(height: (at: number) => number, [from, to]: readonly [number, number]): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(from), Math.log(to)];
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let [atLeft, atRight] = [height(left), height(right)];
  while (high - low > 1e-3) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = height(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = height(right);
    }
  }
  return (low + high) / 2;
}

/**
 * Hours that each settlement is for, to the minute: the spacing before it if the one before or after is the same, else the
 * shortest of the three, so that a settlement that is missing does not double an interval.
 *
 * Where the interval becomes shorter, files differ in whether the first short one follows after the long or the short
 * spacing: there the one counts that leaves the rate per hour nearer to those of its neighbours.
 */
function settlementIntervals(settlements: readonly Settlement[]): number[] {
  const spacings = settlements
    .slice(1)
    .map(({ time }, i) => Math.max(Math.round((time - settlements[i]!.time) / minuteMilliseconds) / 60, 1 / 60));
  const fallback = spacings.length === 0 ? fundingPerHours : Math.min(...spacings);
  return settlements.map(({ rate }, i) => {
    const [before, own, after] = [spacings[i - 2], spacings[i - 1], spacings[i]];
    if (own === undefined) return after ?? fallback;
    if (own === after) return own;
    if (own !== before) return Math.min(before ?? own, own, after ?? own);
    if (after === undefined || after > own) return own;
    const around = (settlements[i - 1]!.rate / own + settlements[i + 1]!.rate / after) / 2;
    return Math.abs(rate / after - around) < Math.abs(rate / own - around) ? after : own;
  });
}
