import { assert } from '../../base/errors.ts';
import { hoursPerYear } from '../../base/units.ts';
import { correlationFault } from '../correlation.ts';
import type { LogReturns } from '../history/returns.ts';
import type { RegimeMarket } from '../model.ts';
import type { RegimeLaw } from '../regime-model.ts';
import type { FundingLaw, Regime } from '../shared.ts';
import { divisibleChain, stationaryLaw } from '../transition.ts';
import type { FundingFit } from './fit-funding.ts';
import type { RegimeFit } from './fit-regimes.ts';

/**
 * The market that a fit describes, rounded to the digits that a market file is written with, and valid as rounded.
 * `funding` per asset; null where there are no settlements.
 */
export function fittedMarket(
  returns: LogReturns,
  fit: RegimeFit,
  funding: readonly (FundingFit | null)[],
  options: { readonly quote: string; readonly drift: 'zero' | 'sample' },
): RegimeMarket {
  const perYear = hoursPerYear / returns.intervalHours;
  const size = returns.assets.length;
  const count = fit.covariances.length;
  const { transition } = fit.model.chain;
  const fitted = Array.from({ length: count }, (_, k) => [...transition.subarray(k * count, (k + 1) * count)]);
  // A run may look at the market more often than the prices did.
  const rows = roundedTransition(divisibleChain(fitted) ?? fitted);
  const names = regimeNames(count);
  const laws = names.map((_, k): RegimeLaw => {
    const covariance = fit.covariances[k]!;
    const variance = returns.assets.map((_, i) => covariance[i * size + i]! * perYear);
    const { mean: means } = fit.model.laws[k]!;
    return {
      volatility: variance.map((value) => rounded(Math.sqrt(value), 4)),
      drift: variance.map((value, i) => (options.drift === 'zero' ? 0 : rounded(means[i]! * perYear + value / 2, 4))),
      correlation: roundedCorrelation(covariance, size),
      commonJump: null,
      singleJumps: returns.assets.map(() => null),
    };
  });
  const regimes = names.map(
    (name, k): Regime => ({
      name,
      funding: funding.map((ofAsset) => roundedFunding(ofAsset, k)),
      haircut: returns.assets.map(() => 0),
      depth: returns.assets.map(() => null),
      deleveraging: null,
    }),
  );
  return {
    quote: options.quote,
    assets: returns.assets,
    prices: returns.lastPrices,
    regimes,
    model: {
      kind: 'regimes',
      laws,
      // A file of one regime has no chain, and is read as one of an hour.
      transition: { perHours: count === 1 ? 1 : returns.intervalHours, rows },
      start: stationaryLaw(rows),
      shocks:
        fit.model.tails === null
          ? { law: 'normal' }
          : { law: 'student-t', degrees: rounded(fit.model.tails, 2), perHours: returns.intervalHours },
      compensateJumps: false,
    },
  };
}

/** `calm` and `stress` at the ends, whatever lies between numbered. */
export function regimeNames(count: number): string[] {
  if (count === 1) return ['only'];
  const between = count === 3 ? ['active'] : Array.from({ length: count - 2 }, (_, index) => `active-${index + 1}`);
  return ['calm', ...between, 'stress'];
}

/** Correlations to as few digits as leave a correlation matrix, 4 if possible: rounding moves small eigenvalues. */
function roundedCorrelation(covariance: Float64Array, size: number): number[][] {
  const deviation = Array.from({ length: size }, (_, i) => Math.sqrt(covariance[i * size + i]!));
  const exact = deviation.map((a, i) => deviation.map((b, j) => (i === j ? 1 : covariance[i * size + j]! / (a * b))));
  for (const digits of [4, 6, 8, 10, 12]) {
    const matrix = exact.map((row) => row.map((value) => rounded(value, digits)));
    if (correlationFault(matrix) === null) return matrix;
  }
  assert(
    correlationFault(exact) === null,
    'the correlations of a positive definite covariance are a correlation matrix',
  );
  return exact;
}

/** Probabilities in millionths; what rounding leaves goes to the diagonal, so that rows sum to 1. */
function roundedTransition(transition: readonly (readonly number[])[]): number[][] {
  return transition.map((row, from) => {
    const others = row.map((value, to) => (to === from ? 0 : rounded(value, 6)));
    const leaving = others.reduce((sum, value) => sum + value, 0);
    return others.map((value, to) => (to === from ? rounded(1 - leaving, 6) : value));
  });
}

function roundedFunding(fit: FundingFit | null, regime: number): FundingLaw {
  const law = fit?.laws[regime];
  if (fit === null || law === undefined) return { mean: 0, sd: 0, reversionHours: 0 };
  const hours = law.reversionHours;
  return {
    mean: rounded(law.mean, 8),
    sd: rounded(law.sd, 8),
    reversionHours: hours >= 10 ? Math.round(hours) : Math.max(Math.round(hours * 60), 1) / 60,
  };
}

function rounded(value: number, decimals: number): number {
  const result = Number(value.toFixed(decimals));
  return result === 0 ? 0 : result;
}
