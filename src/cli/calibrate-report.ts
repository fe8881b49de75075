import Table from 'cli-table3';
import { formatDurationHours } from '../base/units.ts';
import type { Calibration, InformationCriteria } from '../market/calibration/calibrate.ts';
import type { ShockChoice } from '../market/calibration/fit-regimes.ts';
import { regimeNames } from '../market/calibration/fitted-market.ts';
import type { YamlValue } from '../market/calibration/market-text.ts';
import type { FundingHistory } from '../market/history/funding-history.ts';
import { formatMoment } from '../market/history/moment.ts';
import type { ReadPrices } from '../market/history/price-history.ts';
import type { LogReturns } from '../market/history/returns.ts';
import type { ShockLaw } from '../market/model.ts';

/** The provenance that is written into the market file: names and digests of files, never a folder of the machine. */
export function calibrationSource(
  histories: readonly ReadPrices[],
  funding: FundingHistory | null,
  returns: LogReturns,
  calibration: Calibration,
  options: { readonly shocks: ShockChoice; readonly seed: string; readonly starts: number; readonly today: Date },
): YamlValue {
  const { fit, criteria, oneRegime, shares, durationsHours } = calibration;
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
      'log-likelihood': Number(criteria.logLikelihood.toFixed(1)),
      aic: Number(criteria.akaike.toFixed(1)),
      bic: Number(criteria.bayes.toFixed(1)),
      'bic-of-one-regime': Number(oneRegime.bayes.toFixed(1)),
      parameters: criteria.parameters,
      starts: options.starts,
      seed: options.seed,
      iterations: fit.iterations,
      converged: fit.converged,
    },
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
        'one-law-for-all-regimes': ofAsset.filter(([, fitted]) => fitted?.pooled === true).map(([asset]) => asset),
      },
    }),
  };
}

/** What a person wants to know before believing the market file. */
export function calibrationReport(returns: LogReturns, calibration: Calibration): string {
  const { fit, market, criteria, oneRegime, warnings } = calibration;
  const lines = [
    `${returns.ends.length} returns over ${formatDurationHours(returns.intervalHours)} of ${returns.assets.length} assets, ` +
      `${formatMoment(returns.period[0])} to ${formatMoment(returns.period[1])}`,
    `${returns.priceRows} rows, ${returns.incompleteRows} incomplete, ${returns.missingBars} missing bars (never bridged)`,
    '',
    `log-likelihood by start: ${fit.startLogLikelihoods.map((value) => value.toFixed(1)).join('  ')}`,
    `best after ${fit.iterations} iterations: ${fit.fitLogLikelihood.toFixed(1)}`,
    `shocks: ${shockText(market.shocks)}${fit.fitLogLikelihood === fit.logLikelihood ? '' : `, with which it is ${fit.logLikelihood.toFixed(1)}`}`,
    criteriaTable(market.regimes.length, criteria, oneRegime),
    regimeTable(calibration),
    assetTable(calibration),
    ...warnings.map((warning) => `note: ${warning}`),
  ];
  return lines.join('\n');
}

function criteriaTable(regimes: number, several: InformationCriteria, one: InformationCriteria): string {
  const table = plainTable(['regimes', 'parameters', 'log-likelihood', 'AIC', 'BIC (lower is better)']);
  for (const [count, criteria] of regimes === 1
    ? [[1, one] as const]
    : ([
        [1, one],
        [regimes, several],
      ] as const)) {
    const { parameters, logLikelihood, akaike, bayes } = criteria;
    table.push([count, parameters, ...[logLikelihood, akaike, bayes].map((value) => value.toFixed(1))]);
  }
  return table.toString();
}

function shockText(shocks: ShockLaw): string {
  return shocks.law === 'normal' ? 'normal' : `Student-t with ${shocks.degrees} degrees of freedom`;
}

function regimeTable({ market, shares, durationsHours }: Calibration): string {
  const table = plainTable(['regime', 'share', 'mean hours', 'mean volatility', 'mean correlation']);
  for (const [k, regime] of market.regimes.entries()) {
    table.push([
      regime.name,
      percent(shares[k] ?? 0),
      (durationsHours[k] ?? 0).toFixed(1),
      percent(mean(regime.volatility)),
      market.assets.length > 1 ? mean(pairs(regime.correlation)).toFixed(3) : '',
    ]);
  }
  return table.toString();
}

function assetTable({ market, volatilities }: Calibration): string {
  const { regimes } = market;
  const table = plainTable(['volatility', ...regimes.map(({ name }) => name), 'market, long run', 'sample']);
  for (const [index, asset] of market.assets.entries()) {
    const inRegimes = regimes.map(({ volatility }) => percent(volatility[index] ?? 0));
    table.push([
      asset,
      ...inRegimes,
      percent(volatilities[index]?.market ?? 0),
      percent(volatilities[index]?.sample ?? 0),
    ]);
  }
  return table.toString();
}

function plainTable(head: string[]): InstanceType<typeof Table> {
  return new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
  });
}

function pairs(matrix: readonly (readonly number[])[]): number[] {
  return matrix.flatMap((row, i) => row.slice(0, i));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
