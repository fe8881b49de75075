import { formatDurationHours, hoursPerYear } from '../../base/units.ts';
import type { FundingHistory } from '../history/funding-history.ts';
import type { LogReturns } from '../history/returns.ts';
import type { RegimeMarket } from '../model.ts';
import { divisibleChain } from '../transition.ts';
import { type Candidate, compareModels, type InformationCriteria, rowsOfRegimes } from './candidates.ts';
import { refuseDegenerate } from './degenerate.ts';
import { leastDegrees } from './emission.ts';
import { type FundingFit, fitFunding } from './fit-funding.ts';
import type { RegimeFit } from './fit-regimes.ts';
import { fittedMarket } from './fitted-market.ts';
import { regimesAt } from './forward-backward.ts';
import type { CorrelationKind } from './scatters.ts';
import { type StandardErrors, standardErrors } from './standard-errors.ts';

/**
 * Law of the shocks: `joint` fits Student-t shocks and regimes together, for both make large returns; `normal` has no
 * heavy tails.
 */
export type ShockChoice = 'joint' | 'normal';

/** What a calibration is asked for, beside the returns that are chosen already. */
export interface CalibrationOptions {
  readonly quote: string;
  readonly regimes: number | 'auto';
  readonly correlation: CorrelationKind | 'auto';
  /** From how many guesses EM starts. */
  readonly starts: number;
  readonly seed: string;
  readonly shocks: ShockChoice;
  /** `zero`: a mean return cannot be told from 0 in any history there is; `sample`: the regimes' means as they are. */
  readonly drift: 'zero' | 'sample';
  /** Resamples for the standard errors; 0 for none. */
  readonly replicates: number;
}

/** A market made from prices, and how well it fits them. */
export interface Calibration {
  /** Rounded to the digits that a market file is written with, and valid as rounded. */
  readonly market: RegimeMarket;
  readonly fit: RegimeFit;
  readonly criteria: InformationCriteria;
  /** Every model that was compared; the market of one regime first. */
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
  /** Null where none were asked for. */
  readonly errors: StandardErrors | null;
  /** Share of the rows spent in each regime. */
  readonly shares: readonly number[];
  /** Mean hours until a regime is left. */
  readonly durationsHours: readonly number[];
  /** Per asset: annualised standard deviation of all returns used, and of the market in the long run. */
  readonly volatilities: readonly { readonly sample: number; readonly market: number }[];
  /** Per asset; null without settlements. */
  readonly funding: readonly (FundingFit | null)[];
  /** What the user should know, as sentences. */
  readonly warnings: readonly string[];
}

/**
 * Fits a market to log returns and, where given, to funding settlements; the regimes come in order of volatility.
 *
 * `progress` is told what is being done. Throws an input error where no such market can be told from the returns.
 */
export function calibrateMarket(
  returns: LogReturns,
  funding: FundingHistory | null,
  options: CalibrationOptions,
  progress: (doing: string) => void = () => {},
): Calibration {
  refuseDegenerate(returns);
  const shocks = options.shocks === 'normal' ? 'normal' : 'student-t';
  const compared = compareModels(returns, { ...options, shocks, means: options.drift }, progress);
  const { candidates, chosen, rows, prior } = compared;
  const { fit, regimes, criteria } = chosen;
  const errors = standardErrors(
    rows,
    fit,
    prior,
    { replicates: options.replicates, seed: options.seed, intervalHours: returns.intervalHours },
    progress,
  );
  const probabilitiesAt = regimesAt(returns, fit.probabilities, regimes);
  const fundingFits = returns.assets.map((asset) => {
    const settlements = funding?.settlements.get(asset) ?? [];
    return settlements.length < 2 ? null : fitFunding(settlements, regimes, probabilitiesAt);
  });
  const market = fittedMarket(returns, fit, fundingFits, options);
  const { laws, start } = market.model;
  const volatilities = returns.assets.map((_, asset) => ({
    sample: sampleVolatility(returns, asset),
    market: Math.sqrt(laws.reduce((sum, { volatility }, k) => sum + start[k]! * volatility[asset]! ** 2, 0)),
  }));
  const { transition } = fit.model.chain;
  return {
    market,
    fit,
    criteria,
    candidates,
    chosen,
    errors,
    shares: rowsOfRegimes(fit.probabilities, regimes).map((count) => count / returns.ends.length),
    durationsHours: Array.from(
      { length: regimes },
      (_, k) => returns.intervalHours / (1 - transition[k * regimes + k]!),
    ),
    volatilities,
    funding: fundingFits,
    warnings: [...regimeWarnings(market, fit, returns), ...fundingWarnings(market, funding, fundingFits)],
  };
}

function sampleVolatility({ values, assets, intervalHours }: LogReturns, asset: number): number {
  let sum = 0;
  for (let at = asset; at < values.length; at += assets.length) sum += values[at]! * values[at]!;
  return Math.sqrt(((sum * assets.length) / values.length) * (hoursPerYear / intervalHours));
}

function regimeWarnings(
  { assets, regimes, model: { laws, shocks, transition } }: RegimeMarket,
  fit: RegimeFit,
  returns: LogReturns,
): string[] {
  const warnings: string[] = [];
  const rows = rowsOfRegimes(fit.probabilities, regimes.length);
  for (const [k, { name }] of regimes.entries()) {
    if (regimes.length > 1 && rows[k]! < 10 * assets.length)
      warnings.push(`regime ${name} rests on ${rows[k]!.toFixed(0)} of ${returns.ends.length} returns only`);
  }
  const [calmest, wildest] = [regimes[0], regimes.at(-1)];
  const reversed = assets.filter((_, asset) => laws[0]!.volatility[asset]! > laws.at(-1)!.volatility[asset]!);
  if (reversed.length > 0) {
    warnings.push(
      `${reversed.join(', ')} ${reversed.length === 1 ? 'is' : 'are'} calmer in ${wildest!.name} than in ${calmest!.name}: these regimes tell apart ` +
        'which assets move together rather than how much; --correlation shared gives regimes of volatility',
    );
  }
  if (divisibleChain(transition.rows) === null) {
    warnings.push(
      `regimes alternate from one return to the next: runs need steps of ${formatDurationHours(transition.perHours)} or multiples of it`,
    );
  }
  if (!fit.converged)
    warnings.push(
      `the fit had not converged when its iterations were used up: the last gained ${fit.lastGain.toPrecision(2)} nats`,
    );
  if (shocks.law === 'student-t' && shocks.degrees <= leastDegrees)
    warnings.push(
      `the tails are as heavy as Student-t with ${leastDegrees} degrees of freedom or heavier, and such volatilities are hardly told: try more regimes`,
    );
  return warnings;
}

function fundingWarnings(
  { assets, regimes }: RegimeMarket,
  history: FundingHistory | null,
  fits: readonly (FundingFit | null)[],
): string[] {
  const warnings: string[] = [];
  const without = assets.filter((_, asset) => fits[asset] === null);
  if (history !== null && without.length > 0) warnings.push(`no funding rates of ${without.join(', ')}: taken as 0`);
  const pooled = assets.filter((_, asset) => fits[asset]?.pooled === true);
  if (pooled.length > 0 && regimes.length > 1) {
    warnings.push(`too few funding rates of ${pooled.join(', ')} in some regime: one law for all regimes`);
  }
  return warnings;
}
