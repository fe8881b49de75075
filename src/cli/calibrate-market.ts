import { rootMeanSquare } from 'simple-statistics';
import { assert, type Diagnostic, InputError, inputError } from '../base/errors.ts';
import { formatDurationHours } from '../base/units.ts';
import type { Calibration, ShockChoice } from '../market/calibration/calibrate.ts';
import { type Candidate, candidateText } from '../market/calibration/candidates.ts';
import { marketText, regimeNames, type YamlValue } from '../market/calibration/fitted-market.ts';
import type { StandardErrors } from '../market/calibration/standard-errors.ts';
import type { FundingHistory } from '../market/history/funding-history.ts';
import type { ReadPrices } from '../market/history/price-history.ts';
import type { LogReturns } from '../market/history/returns.ts';
import { formatMoment } from '../market/history/written-times.ts';
import { asRegimeMarket, type RegimeMarket } from '../market/model.ts';
import { parseMarket } from '../study/parse.ts';

/** Refuses the quote currency as an asset, before minutes go into a market that no run would take. */
export function refuseQuote(
  histories: readonly ReadPrices[],
  assets: readonly string[] | undefined,
  quote: string,
): void {
  const chosen = assets ?? histories.flatMap((history) => history.assets);
  if (!chosen.includes(quote)) return;
  const others = [...new Set(chosen)].filter((asset) => asset !== quote);
  throw inputError('assets', `${quote} is the quote currency, whose price is 1`, {
    allowed:
      others.length === 0
        ? '--quote, if the prices are in another currency'
        : `--quote, if the prices are in another currency (such as --quote USD); or --assets ${others.join(',')}`,
  });
}

/** Refuses names and prices that no market file can have, before minutes go into a fit. */
export function refuseNames({ assets, lastPrices }: LogReturns, quote: string): void {
  const none = assets.map(() => 0);
  const market: RegimeMarket = {
    quote,
    assets,
    prices: lastPrices,
    regimes: [
      {
        name: 'only',
        funding: assets.map(() => ({ mean: 0, sd: 0, reversionHours: 0 })),
        haircut: none,
        depth: assets.map(() => null),
        deleveraging: null,
      },
    ],
    model: {
      kind: 'regimes',
      laws: [
        {
          volatility: assets.map(() => 1),
          drift: none,
          correlation: assets.map((_, i) => assets.map((__, j) => (i === j ? 1 : 0))),
          commonJump: null,
          singleJumps: assets.map(() => null),
        },
      ],
      transition: { perHours: 1, rows: [[1]] },
      start: [1],
      shocks: { law: 'normal' },
      compensateJumps: false,
    },
  };
  // The same name is wrong wherever it stands: once, among the assets, is enough.
  readMarket(marketText(market, null, ''), ({ path }) => path === 'quote' || path.startsWith('assets'));
}

/** Reads a market text as `run` does; throws an input error if `run` would not take it. */
export function checkReadsBack(text: string, market: RegimeMarket): void {
  const read = readMarket(text, () => true);
  const differs = (['quote', 'assets', 'prices', 'regimes', 'model'] as const).find(
    (field) => JSON.stringify(comparable(read[field])) !== JSON.stringify(comparable(market[field])),
  );
  assert(differs === undefined, `the ${differs} of a fitted market is read from its file as it was written`);
}

/** A market as `run` reads it; faults keep their path, but not their line in a text that was never written. */
function readMarket(text: string, wanted: (fault: Diagnostic) => boolean): RegimeMarket {
  try {
    return asRegimeMarket(parseMarket(text, null).market);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const faults = error.diagnostics.filter(wanted);
    throw new InputError(
      (faults.length > 0 ? faults : error.diagnostics).map(({ path, what, allowed, got }) => ({
        path,
        what: `${what} in a market file: nothing was written`,
        ...(allowed !== undefined && { allowed }),
        ...(got !== undefined && { got }),
      })),
    );
  }
}

/** To the digits that a percentage or a duration keeps. */
function comparable(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(10));
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, comparable(inner)]),
  );
}

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
      correlation: byRegime(errors.correlation.map((pairs) => Number(rootMeanSquare([...pairs]).toFixed(4)))),
    }),
    ...(errors.durationHours.length > 0 && {
      'mean-duration': byRegime(errors.durationHours.map((value) => `${value.toFixed(1)}h`)),
    }),
    ...(errors.degrees !== null && { degrees: Number(errors.degrees.toFixed(3)) }),
  };
}

function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)}%`;
}
