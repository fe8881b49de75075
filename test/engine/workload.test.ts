import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runStudy } from '../../src/run/run-study.ts';
import type { Estimate } from '../../src/stats/statistic.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { sharedJson } from '../support/shared.ts';
import { LIMIT } from './support/scores.ts';

/**
 * The canonical workload: eight perpetuals, two regimes, common jumps and funding over 720 hours, isolated and cross, as
 * independent programs simulate it too. Their answers (1.2 million paths by a C++ program of another author, another
 * generator and another order of sums) are what an ordinary experiment file must give here, within |z| < 4.5 of both errors
 * combined: false alarm 6.8e-6 for each of 18 outputs.
 */
interface Workload {
  readonly assets: number;
  readonly steps: number;
  readonly regime: { readonly pCalmToStress: number; readonly pStressToCalm: number };
  readonly mu: readonly number[][];
  readonly sigma: readonly number[][];
  readonly corr: readonly number[][][];
  readonly jump: {
    readonly prob: readonly number[];
    readonly mean: number;
    readonly sd: number;
    readonly beta: readonly number[];
  };
  readonly fundingEvery: number;
  readonly fundingRate: readonly number[];
  readonly leverage: number;
  readonly weights: readonly number[];
  readonly mmr: readonly number[];
  readonly takerFee: number;
  readonly liqSlippage: number;
  readonly tail: number;
}

/** `se` is the error of the reference; `sdPerSqrtPath` that of one path, so that n paths have `sdPerSqrtPath / sqrt(n)`. */
type Reference = Readonly<
  Record<string, { readonly mean: number; readonly se: number; readonly sdPerSqrtPath: number }>
>;

const workload = sharedJson<Workload>('bench/peers/workload.json');
const reference = sharedJson<{ metrics: Reference }>('bench/peers/reference.json');

const CAPITAL = 100_000;
const PATHS = 64_000;

/** The workload as an experiment file. */
function experimentText(w: Workload): string {
  const asset = (i: number) => `A${i}`;
  const byAsset = <T>(values: readonly T[]) => Object.fromEntries(values.map((value, i) => [asset(i), value]));
  const regime = (r: number) => ({
    volatility: byAsset(w.sigma[r]!),
    drift: byAsset(w.mu[r]!),
    correlation: w.corr[r]!,
    jumps: {
      common: { probability: w.jump.prob[r], per: '1h', mean: w.jump.mean, sd: w.jump.sd, beta: byAsset(w.jump.beta) },
    },
    funding: w.fundingRate[r],
  });
  const { pCalmToStress, pStressToCalm } = w.regime;
  return stringify({
    name: 'workload',
    market: {
      assets: byAsset(w.weights.map(() => 1)),
      regimes: { calm: regime(0), stress: regime(1) },
      transition: {
        per: '1h',
        rows: [
          [1 - pCalmToStress, pCalmToStress],
          [pStressToCalm, 1 - pStressToCalm],
        ],
      },
      start: 'stationary',
    },
    venue: {
      maintenance: byAsset(w.mmr),
      taker: w.takerFee,
      slippage: w.liqSlippage,
      'funding-every': `${w.fundingEvery}h`,
      remainder: 'returned',
    },
    collateral: { USDT: CAPITAL },
    positions: Object.fromEntries(
      w.weights.map((weight, i) => [
        `p${i}`,
        { asset: asset(i), side: weight > 0 ? 'long' : 'short', notional: CAPITAL * w.leverage * Math.abs(weight) },
      ]),
    ),
    schemes: { isolated: { pools: 'each', allocate: 'by-notional' }, cross: { pools: 'one' } },
    horizon: `${w.steps}h`,
    step: '1h',
    paths: PATHS,
    seed: 'canonical workload',
    levels: [w.tail],
  });
}

/** The eighteen outputs as the reference names them, from the rows of the summary. */
function outputsOf(estimates: readonly Estimate[], w: Workload): Record<string, number> {
  const find = (metric: string, scheme: string, position: string | null = null) => {
    const row = estimates.find((e) => e.metric === metric && e.scheme === scheme && e.position === position);
    return row?.estimate ?? Number.NaN;
  };
  const money = (metric: string, scheme: string) => find(metric, scheme) / CAPITAL;
  const positions = w.weights.map((_, i) => [`pLiq${i}`, find('p_position', 'isolated', `p${i}`)] as const);
  return {
    pAnyIsolated: find('p_any_pool', 'isolated'),
    pCross: find('p_any_pool', 'cross'),
    var99Iso: money('var', 'isolated'),
    es99Iso: money('es', 'isolated'),
    var99Cross: money('var', 'cross'),
    es99Cross: money('es', 'cross'),
    meanIso: money('mean_pnl', 'isolated'),
    meanCross: money('mean_pnl', 'cross'),
    badDebtIso: money('mean_bad_debt', 'isolated'),
    badDebtCross: money('mean_bad_debt', 'cross'),
    ...Object.fromEntries(positions),
  };
}

describe('the canonical workload', () => {
  it.skipIf(workload === null || reference === null)('gives the answers of independent programs', async () => {
    const study = parseStudy(experimentText(workload!), { file: null });
    const { results, timing } = await runStudy(study, { threads: 2 });
    const outputs = outputsOf(results[0]!.estimates, workload!);
    const scores = Object.entries(reference!.metrics).map(([name, { mean, se, sdPerSqrtPath }]) => {
      const error = Math.hypot(se, sdPerSqrtPath / Math.sqrt(PATHS));
      return { name, estimate: outputs[name]!, z: (outputs[name]! - mean) / error };
    });
    console.log(`seed: canonical workload; ${PATHS} paths in ${timing.seconds.toFixed(1)} s`);
    for (const { name, estimate, z } of scores) console.log(`${name} ${estimate.toFixed(6)} z ${z.toFixed(2)}`);
    expect(scores).toHaveLength(18);
    for (const { name, z } of scores) expect(Math.abs(z), name).toBeLessThan(LIMIT);
  });
});
