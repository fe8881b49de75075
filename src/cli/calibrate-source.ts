import { formatDurationHours } from '../base/units.ts';
import type { Calibration, ShockChoice } from '../market/calibration/calibrate.ts';
import { type Candidate, candidateText } from '../market/calibration/candidates.ts';
import { regimeNames } from '../market/calibration/fitted-market.ts';
import type { YamlValue } from '../market/calibration/market-text.ts';
import type { StandardErrors } from '../market/calibration/standard-errors.ts';
import type { FundingHistory } from '../market/history/funding-history.ts';
import { formatMoment } from '../market/history/moment.ts';
import type { ReadPrices } from '../market/history/price-history.ts';
import type { LogReturns } from '../market/history/returns.ts';

/** The provenance that is written into the market file: names and digests of files, never a folder of the machine. */
export function calibrationSource(
  histories: readonly ReadPrices[],
  funding: FundingHistory | null,
  returns: LogReturns,
  calibration: Calibration,
  options: { readonly shocks: ShockChoice; readonly seed: string; readonly starts: number; readonly today: Date },
): YamlValue {
  const { fit, criteria, candidates, shares, durationsHours } = calibration;
  const names = regimeNames(shares.length);
  const ofAsset = returns.assets.map((asset, index) => [asset, calibration.funding[index]] as const);
  return {
    'made-by': 'margin-lab calibrate',
    on: options.today.toISOString().slice(0, 10),
    prices: histories.map(({ source, intervalHours, said }) => ({
      file: source.name,
      sha256: source.sha256,
      interval: formatDurationHours(intervalHours),
      'read-as': said,
    })),
    period: returns.period.map(formatMoment),
    interval: formatDurationHours(returns.intervalHours),
    rows: returns.priceRows,
    'incomplete-rows': returns.incompleteRows,
    returns: returns.ends.length,
    'missing-bars': returns.missingBars,
    fit: {
      shocks: options.shocks,
      ...(returns.assets.length > 1 && { correlation: fit.choice.correlation }),
      'log-likelihood': Number(criteria.logLikelihood.toFixed(1)),
      aic: Number(criteria.akaike.toFixed(1)),
      bic: Number(criteria.bayes.toFixed(1)),
      'prior-cost': Number(fit.priorCost.toFixed(2)),
      parameters: criteria.parameters,
      starts: options.starts,
      seed: options.seed,
      iterations: fit.iterations,
      converged: fit.converged,
      'last-gain': Number(fit.lastGain.toPrecision(2)),
    },
    compared: candidates.map((candidate) => comparedForm(candidate, returns.assets.length)),
    ...(calibration.errors !== null && { 'standard-errors': errorForm(returns.assets, calibration.errors) }),
    regimes: Object.fromEntries(
      names.map((name, k) => [
        name,
        { share: percent(shares[k] ?? 0), 'mean-duration': `${(durationsHours[k] ?? 0).toFixed(1)}h` },
      ]),
    ),
    ...(funding !== null && {
      funding: {
        files: funding.sources.map(({ name, sha256 }, index) => ({
          file: name,
          sha256,
          'read-as': funding.said[index] ?? '',
        })),
        ...(funding.venue !== null && { venue: funding.venue }),
        settlements: Object.fromEntries(ofAsset.map(([asset, fitted]) => [asset, fitted?.settlements ?? 0])),
        'errors-of-means': Object.fromEntries(
          ofAsset.flatMap(([asset, fitted]) =>
            fitted === null || fitted === undefined
              ? []
              : [[asset, Object.fromEntries(names.map((name, k) => [name, percent(fitted.meanErrors[k] ?? 0, 5)]))]],
          ),
        ),
        'one-law-for-all-regimes': ofAsset.filter(([, fitted]) => fitted?.pooled === true).map(([asset]) => asset),
      },
    }),
  };
}

function comparedForm({ regimes, fit, criteria }: Candidate, assets: number): YamlValue {
  return {
    model: candidateText(regimes, fit.choice.correlation, assets),
    parameters: criteria.parameters,
    'log-likelihood': Number(criteria.logLikelihood.toFixed(1)),
    bic: Number(criteria.bayes.toFixed(1)),
  };
}

/** Standard errors as they stand in the file: of volatilities in points, of correlations the root mean square over the pairs. */
function errorForm(assets: readonly string[], errors: StandardErrors): YamlValue {
  const names = regimeNames(errors.volatility.length);
  const byRegime = (values: readonly YamlValue[]) =>
    Object.fromEntries(names.map((name, k) => [name, values[k] ?? null]));
  return {
    method: `block bootstrap, blocks of ${formatDurationHours(errors.blockHours)}, ${errors.replicates} resamples, seed ${errors.seed}`,
    'resamples-not-converged': errors.unfinished,
    volatility: byRegime(
      errors.volatility.map((ofRegime) => new Map(assets.map((asset, i) => [asset, percent(ofRegime[i] ?? 0, 2)]))),
    ),
    ...(assets.length > 1 && {
      correlation: byRegime(errors.correlation.map((pairs) => Number(rootMeanSquare(pairs).toFixed(4)))),
    }),
    ...(errors.durationHours.length > 0 && {
      'mean-duration': byRegime(errors.durationHours.map((value) => `${value.toFixed(1)}h`)),
    }),
    ...(errors.degrees !== null && { degrees: Number(errors.degrees.toFixed(3)) }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value * value)));
}

function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)}%`;
}
