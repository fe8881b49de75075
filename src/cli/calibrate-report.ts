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
import type { ShockLaw } from '../market/regime-model.ts';
import { formatWide } from '../report/grid.ts';
import { type Style, wrap } from '../report/style.ts';

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

/** What a person wants to know before believing the market file. */
export function calibrationReport(returns: LogReturns, calibration: Calibration, style: Style): string {
  const { fit, market, warnings } = calibration;
  const lines = [
    `${returns.ends.length} returns over ${formatDurationHours(returns.intervalHours)} of ${returns.assets.length} assets, ` +
      `${formatMoment(returns.period[0])} to ${formatMoment(returns.period[1])}`,
    `${returns.priceRows} rows, ${returns.incompleteRows} incomplete, ${returns.missingBars} missing bars (never bridged)`,
    '',
    candidateTable(calibration, returns.assets.length, style),
    '',
    choiceText(calibration, returns.assets.length),
    `log-likelihood by start: ${fit.startLogLikelihoods.map((value) => value.toFixed(1)).join('  ')}`,
    `${fit.converged ? 'converged' : 'not converged'} after ${fit.iterations} iterations: the last gained ${fit.lastGain.toPrecision(2)} nats; ` +
      `the pull of correlations towards those of all rows took ${fit.priorCost.toFixed(2)} nats`,
    `shocks: ${shockText(market.model.shocks, calibration.errors?.degrees ?? null)}`,
    errorText(calibration),
    '',
    regimeTable(calibration, style),
    '',
    assetTable(calibration, style),
    '',
    ...(calibration.funding.some((fit) => fit !== null) ? [fundingTable(calibration, style), ''] : []),
    ...warnings.map((warning) => `note: ${warning}`),
  ];
  return lines.map((line) => (line.includes('\n') ? line : wrap(line, style.width, '  '))).join('\n');
}

function comparedForm({ regimes, fit, criteria }: Candidate, assets: number): YamlValue {
  return {
    model: candidateText(regimes, fit.choice.correlation, assets),
    parameters: criteria.parameters,
    'log-likelihood': Number(criteria.logLikelihood.toFixed(1)),
    bic: Number(criteria.bayes.toFixed(1)),
  };
}

function candidateTable({ candidates, chosen }: Calibration, assets: number, style: Style): string {
  const rows = candidates.map((candidate) => {
    const { parameters, logLikelihood, akaike, bayes } = candidate.criteria;
    const remark = candidate === chosen ? 'chosen' : candidate.thin ? 'a regime of almost no rows' : '';
    return [
      candidateText(candidate.regimes, candidate.fit.choice.correlation, assets),
      String(parameters),
      ...[logLikelihood, akaike, bayes].map((value) => value.toFixed(1)),
      remark,
    ];
  });
  return formatWide({ head: ['model', 'parameters', 'log-likelihood', 'AIC', 'BIC', ''], rows }, style);
}

/** The choice in words, with the next best and what one regime would have done. */
function choiceText({ candidates, chosen }: Calibration, assets: number): string {
  const name = ({ regimes, fit }: Candidate) => candidateText(regimes, fit.choice.correlation, assets);
  const others = candidates.filter((one) => one !== chosen).toSorted((a, b) => a.criteria.bayes - b.criteria.bayes);
  const next = others[0];
  if (next === undefined) return `${name(chosen)}: nothing else was asked for`;
  const ahead = next.criteria.bayes - chosen.criteria.bayes;
  const compared = `BIC weighs its ${chosen.criteria.parameters} parameters against ${next.criteria.parameters} of the next best, ${name(next)}`;
  return ahead >= 0
    ? `${name(chosen)}: lowest BIC of ${candidates.length}, by ${ahead.toFixed(1)}; ${compared}`
    : `${name(chosen)}, as asked for: ${name(next)} would have a lower BIC, by ${(-ahead).toFixed(1)}`;
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

function errorText({ errors }: Calibration): string {
  return errors === null
    ? 'no standard errors (--replicates 0)'
    : `± is a standard error, by block bootstrap: ${errors.replicates} resamples of blocks of ${formatDurationHours(errors.blockHours)}, seed ${errors.seed}` +
        (errors.unfinished === 0
          ? ''
          : `; ${errors.unfinished} of them had not converged, so that errors are rather too small`);
}

function shockText(shocks: ShockLaw, error: number | null): string {
  return shocks.law === 'normal'
    ? 'normal'
    : `Student-t with ${shocks.degrees}${plusMinus(error, 2)} degrees of freedom`;
}

function plusMinus(error: number | null | undefined, decimals: number): string {
  return error === null || error === undefined ? '' : ` ± ${error.toFixed(decimals)}`;
}

function regimeTable({ market, shares, durationsHours, errors }: Calibration, style: Style): string {
  const head = ['regime', 'share', 'mean hours', 'mean volatility', 'mean correlation (± of a pair)'];
  const rows = market.regimes.map((regime, k) => [
    regime.name,
    percent(shares[k] ?? 0),
    `${(durationsHours[k] ?? 0).toFixed(1)}${plusMinus(errors?.durationHours[k], 1)}`,
    percent(mean(market.model.laws[k]!.volatility)),
    market.assets.length > 1
      ? `${mean(pairs(market.model.laws[k]!.correlation)).toFixed(3)}${plusMinus(errors && rootMeanSquare(errors.correlation[k] ?? []), 3)}`
      : '',
  ]);
  return formatWide({ head, rows }, style);
}

function assetTable({ market, volatilities, errors }: Calibration, style: Style): string {
  const head = ['volatility', ...market.regimes.map(({ name }) => name), 'market, long run', 'sample'];
  const rows = market.assets.map((asset, index) => {
    const inRegimes = market.model.laws.map(({ volatility }, k) => {
      const error = errors?.volatility[k]?.[index];
      return `${percent(volatility[index] ?? 0)}${error === undefined ? '' : ` ± ${(100 * error).toFixed(1)}`}`;
    });
    const [longRun, sample] = [volatilities[index]?.market ?? 0, volatilities[index]?.sample ?? 0];
    return [asset, ...inRegimes, percent(longRun), percent(sample)];
  });
  return formatWide({ head, rows }, style);
}

/** Means and spreads per 8 h in percent, with the standard errors of the means. */
function fundingTable({ market, funding }: Calibration, style: Style): string {
  const head = ['funding per 8h: mean, sd', ...market.regimes.map(({ name }) => name), 'reversion', 'settled'];
  const rows = funding.flatMap((fit, index) => {
    if (fit === null) return [];
    const laws = fit.laws.map(({ mean: rate, sd }, k) => {
      const error = fit.meanErrors[k];
      return `${(100 * rate).toFixed(4)}${error === undefined ? '' : ` ± ${(100 * error).toFixed(4)}`}, ${(100 * sd).toFixed(4)}%`;
    });
    const reversion = formatDurationHours(market.regimes[0]?.funding[index]?.reversionHours ?? 0);
    const settled = `${fit.settlements} every ${fit.intervalsHours.map(formatDurationHours).join(', ')}`;
    return [[market.assets[index] ?? '', ...laws, reversion, settled]];
  });
  return formatWide({ head, rows }, style);
}

function pairs(matrix: readonly (readonly number[])[]): number[] {
  return matrix.flatMap((row, i) => row.slice(0, i));
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
