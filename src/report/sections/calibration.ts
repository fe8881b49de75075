import { formatDurationHours } from '../../base/units.ts';
import type { Calibration } from '../../market/calibration/calibrate.ts';
import { type Candidate, candidateText } from '../../market/calibration/candidates.ts';
import { formatMoment } from '../../market/history/moment.ts';
import type { LogReturns } from '../../market/history/returns.ts';
import type { ShockLaw } from '../../market/regime-model.ts';
import {
  columnsOf,
  type MeasuredValue,
  notes,
  type Row,
  type Section,
  type Table,
  type Words,
  words,
} from './section.ts';

/** What a person wants to know before believing a market that was fitted. */
export function calibrationSection(returns: LogReturns, calibration: Calibration): Section {
  const { fit, market, warnings } = calibration;
  const assets = returns.assets.length;
  return {
    blocks: [
      notes(
        `${returns.ends.length} returns over ${formatDurationHours(returns.intervalHours)} of ${assets} assets, ${formatMoment(returns.period[0])} to ${formatMoment(returns.period[1])}`,
        `${returns.priceRows} rows, ${returns.incompleteRows} incomplete, ${returns.missingBars} missing bars (never bridged)`,
      ),
      candidateTable(calibration, assets),
      notes(
        choiceText(calibration, assets),
        `log-likelihood by start: ${fit.startLogLikelihoods.map((value) => value.toFixed(1)).join('  ')}`,
        `${fit.converged ? 'converged' : 'not converged'} after ${fit.iterations} iterations: the last gained ${fit.lastGain.toPrecision(2)} nats; ` +
          `the pull of correlations towards those of all rows took ${fit.priorCost.toFixed(2)} nats`,
        words`shocks: ${shockWords(market.model.shocks, calibration.errors?.degrees)}`,
        errorText(calibration),
      ),
      regimeTable(calibration),
      assetTable(calibration),
      ...(calibration.funding.some((fit) => fit !== null) ? [fundingTable(calibration)] : []),
      ...(warnings.length === 0 ? [] : [notes(...warnings.map((warning) => `note: ${warning}`))]),
    ],
  };
}

/** A figure with its standard error where it has one. */
function measured(
  value: number,
  error: number | null | undefined,
  decimals: number,
  unit: MeasuredValue['unit'] = 'number',
) {
  return { measured: value, unit, decimals, ...(error !== null && error !== undefined && { error }) };
}

function candidateTable({ candidates, chosen }: Calibration, assets: number): Table {
  const rows = candidates.map((candidate): Row => {
    const { parameters, logLikelihood, akaike, bayes } = candidate.criteria;
    const remark = candidate === chosen ? 'chosen' : candidate.thin ? 'a regime of almost no rows' : '';
    const criteria = [logLikelihood, akaike, bayes].map((value): Words => [measured(value, null, 1)]);
    return { cells: [nameOf(candidate, assets), [measured(parameters, null, 0)], ...criteria, remark] };
  });
  return { kind: 'table', columns: columnsOf(['model'], ['parameters', 'log-likelihood', 'AIC', 'BIC', '']), rows };
}

function nameOf({ regimes, fit }: Candidate, assets: number): string {
  return candidateText(regimes, fit.choice.correlation, assets);
}

/** The choice in words, with the next best and what one regime would have done. */
function choiceText({ candidates, chosen }: Calibration, assets: number): string {
  const name = nameOf(chosen, assets);
  const [next] = candidates.filter((one) => one !== chosen).toSorted((a, b) => a.criteria.bayes - b.criteria.bayes);
  if (next === undefined) return `${name}: nothing else was asked for`;
  const ahead = next.criteria.bayes - chosen.criteria.bayes;
  const compared = `BIC weighs its ${chosen.criteria.parameters} parameters against ${next.criteria.parameters} of the next best, ${nameOf(next, assets)}`;
  return ahead >= 0
    ? `${name}: lowest BIC of ${candidates.length}, by ${ahead.toFixed(1)}; ${compared}`
    : `${name}, as asked for: ${nameOf(next, assets)} would have a lower BIC, by ${(-ahead).toFixed(1)}`;
}

function errorText({ errors }: Calibration): string {
  if (errors === null) return 'no standard errors (--replicates 0)';
  const { replicates, blockHours, seed, unfinished } = errors;
  const short =
    unfinished === 0 ? '' : `; ${unfinished} of them had not converged, so that errors are rather too small`;
  return `± is a standard error, by block bootstrap: ${replicates} resamples of blocks of ${formatDurationHours(blockHours)}, seed ${seed}${short}`;
}

function shockWords(shocks: ShockLaw, error: number | null | undefined): Words {
  if (shocks.law === 'normal') return 'normal';
  const degrees = error === null || error === undefined ? String(shocks.degrees) : measured(shocks.degrees, error, 2);
  return words`Student-t with ${degrees} degrees of freedom`;
}

function regimeTable({ market, shares, durationsHours, errors }: Calibration): Table {
  const rows = market.regimes.map((regime, k): Row => {
    const spread = errors && rootMeanSquare(errors.correlation[k] ?? []);
    return {
      cells: [
        regime.name,
        [measured(shares[k] ?? 0, null, 1, 'share')],
        [measured(durationsHours[k] ?? 0, errors?.durationHours[k], 1)],
        [measured(mean(market.model.laws[k]!.volatility), null, 1, 'share')],
        market.assets.length > 1 ? [measured(mean(pairs(market.model.laws[k]!.correlation)), spread, 3)] : '',
      ],
    };
  });
  const figures = ['share', 'mean hours', 'mean volatility', 'mean correlation (± of a pair)'];
  return { kind: 'table', columns: columnsOf(['regime'], figures), rows };
}

function assetTable({ market, volatilities, errors }: Calibration): Table {
  const rows = market.assets.map((asset, index): Row => {
    const { market: longRun = 0, sample = 0 } = volatilities[index] ?? {};
    const inRegimes = market.model.laws.map(
      ({ volatility }, k): Words => [measured(volatility[index] ?? 0, errors?.volatility[k]?.[index], 1, 'share')],
    );
    const overall = [longRun, sample].map((value): Words => [measured(value, null, 1, 'share')]);
    return { cells: [asset, ...inRegimes, ...overall] };
  });
  const figures = [...market.regimes.map(({ name }) => name), 'market, long run', 'sample'];
  return { kind: 'table', columns: columnsOf(['volatility'], figures), rows };
}

/** Means and spreads per 8 h, with the standard errors of the means. */
function fundingTable({ market, funding }: Calibration): Table {
  const rows = funding.flatMap((fit, index): Row[] => {
    if (fit === null) return [];
    const laws = fit.laws.map(
      ({ mean: rate, sd }, k) =>
        words`${measured(rate, fit.meanErrors[k], 4, 'share')}, ${measured(sd, null, 4, 'share')}`,
    );
    const reversion = formatDurationHours(market.regimes[0]?.funding[index]?.reversionHours ?? 0);
    const settled = `${fit.settlements} every ${fit.intervalsHours.map(formatDurationHours).join(', ')}`;
    return [{ cells: [market.assets[index] ?? '', ...laws, reversion, settled] }];
  });
  const figures = [...market.regimes.map(({ name }) => name), 'reversion', 'settled'];
  return { kind: 'table', columns: columnsOf(['funding per 8h: mean, sd'], figures), rows };
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
