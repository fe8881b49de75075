import { hoursPerYear } from '../../base/units.ts';
import type { FundingHistory } from '../history/funding-history.ts';
import type { LogReturns } from '../history/returns.ts';
import type { Market } from '../model.ts';
import { type FundingFit, fitFunding } from './fit-funding.ts';
import { fitRegimes, type RegimeFit, type ShockChoice } from './fit-regimes.ts';
import { fittedMarket } from './fitted-market.ts';
import { regimeAt } from './regime-at.ts';

/** What a calibration is asked for, beside the returns that are chosen already. */
export interface CalibrationOptions {
  readonly quote: string;
  readonly regimes: number;
  /** From how many guesses EM starts. */
  readonly starts: number;
  readonly seed: string;
  readonly shocks: ShockChoice;
  /** `zero`: a mean return cannot be told from 0 in any history there is; `sample`: the regimes' means as they are. */
  readonly drift: 'zero' | 'sample';
}

/** A market made from prices, and how well it fits them. */
export interface Calibration {
  /** Rounded to the digits that a market file is written with, and valid as rounded. */
  readonly market: Market;
  readonly fit: RegimeFit;
  readonly criteria: InformationCriteria;
  /** The same for a market of one regime, with tails of its own. */
  readonly oneRegime: InformationCriteria;
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

/** How well a model fits for its number of parameters; of two, the lower criterion is better. */
export interface InformationCriteria {
  readonly logLikelihood: number;
  readonly parameters: number;
  readonly akaike: number;
  readonly bayes: number;
}

/** Fits a market to log returns and, where given, to funding settlements; the regimes come in order of volatility. */
export function calibrateMarket(
  returns: LogReturns,
  funding: FundingHistory | null,
  options: CalibrationOptions,
): Calibration {
  const fit = fitRegimes(returns, options);
  const oneRegime = options.regimes === 1 ? fit : fitRegimes(returns, { ...options, regimes: 1, starts: 1 });
  const regimeOf = regimeAt(returns, fit.probabilities, options.regimes);
  const fundingFits = returns.assets.map((asset) => {
    const settlements = funding?.settlements.get(asset) ?? [];
    return settlements.length < 2 ? null : fitFunding(settlements, options.regimes, regimeOf);
  });
  const market = fittedMarket(returns, fit, fundingFits, options);
  const start = market.start;
  const volatilities = returns.assets.map((_, asset) => ({
    sample: sampleVolatility(returns, asset),
    market: Math.sqrt(market.regimes.reduce((sum, regime, k) => sum + start[k]! * regime.volatility[asset]! ** 2, 0)),
  }));
  return {
    market,
    fit,
    criteria: criteriaOf(fit, returns.ends.length),
    oneRegime: criteriaOf(oneRegime, returns.ends.length),
    shares: sharesOf(fit.probabilities, options.regimes),
    durationsHours: fit.transition.map((row, k) => returns.intervalHours / (1 - row[k]!)),
    volatilities,
    funding: fundingFits,
    warnings: [...regimeWarnings(market, fit, returns), ...fundingWarnings(market, funding, fundingFits)],
  };
}

function criteriaOf({ logLikelihood, parameters }: RegimeFit, rows: number): InformationCriteria {
  return {
    logLikelihood,
    parameters,
    akaike: 2 * parameters - 2 * logLikelihood,
    bayes: parameters * Math.log(rows) - 2 * logLikelihood,
  };
}

function sharesOf(probabilities: Float64Array, regimes: number): number[] {
  const shares = Array.from({ length: regimes }, () => 0);
  for (const [at, probability] of probabilities.entries())
    shares[at % regimes]! += (probability * regimes) / probabilities.length;
  return shares;
}

function sampleVolatility({ values, assets, intervalHours }: LogReturns, asset: number): number {
  let sum = 0;
  for (let at = asset; at < values.length; at += assets.length) sum += values[at]! * values[at]!;
  return Math.sqrt(((sum * assets.length) / values.length) * (hoursPerYear / intervalHours));
}

function regimeWarnings({ assets, regimes }: Market, fit: RegimeFit, returns: LogReturns): string[] {
  const warnings: string[] = [];
  const rows = sharesOf(fit.probabilities, regimes.length).map((share) => share * returns.ends.length);
  for (const [k, { name }] of regimes.entries()) {
    if (rows[k]! < 10 * assets.length) warnings.push(`regime ${name} rests on ${rows[k]!.toFixed(0)} rows only`);
  }
  const [calmest, wildest] = [regimes[0], regimes.at(-1)];
  const reversed = assets.filter((_, asset) => calmest!.volatility[asset]! > wildest!.volatility[asset]!);
  if (reversed.length > 0) {
    warnings.push(
      `${reversed.join(', ')} ${reversed.length === 1 ? 'is' : 'are'} calmer in ${wildest!.name} than in ${calmest!.name}: these regimes tell apart ` +
        'which assets move together rather than how much; --shocks residuals or a longer --interval gives regimes of volatility',
    );
  }
  if (!fit.converged) warnings.push('the fit had not converged when its iterations were used up');
  if (fit.tails === 3)
    warnings.push(
      'the tails are as heavy as Student-t with 3 degrees of freedom or heavier; there is no heavier law here',
    );
  return warnings;
}

function fundingWarnings(
  { assets, regimes }: Market,
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
