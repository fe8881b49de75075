import { describe, expect, it } from 'vitest';
import { loadCanonical, onlyScenario } from '../../src/bench/canonical.ts';
import { flatMarket } from '../support/regime-market.ts';
import { sharedJson } from '../support/shared.ts';

/** The description of the workload from which the programs in other languages are made. */
export interface Workload {
  readonly assets: number;
  readonly regimes: number;
  readonly steps: number;
  readonly stepsPerYear: number;
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

const workload = sharedJson<Workload>('bench/peers/workload.json');
const study = loadCanonical();
const { market, account, ...scenario } = onlyScenario(study);
const { venue } = account;
const capital = account.collateral[0]!.amount;

describe('the canonical experiment', () => {
  it('is one scenario of isolated and cross, about which there is nothing to warn', () => {
    expect(study).toMatchObject({ axes: [], warnings: [] });
    expect(account.schemes.map(({ name, partition }) => [name, partition])).toEqual([
      ['isolated', 'each'],
      ['cross', 'one'],
    ]);
    expect(scenario).toMatchObject({ watch: 'period-end', levels: [0.99] });
  });

  it('has the same leverage in every isolated pool, and all capital in each scheme', () => {
    for (const { pools, treasury } of account.schemes) {
      expect(pools.reduce((sum, pool) => sum + pool.collateral[0]!, 0)).toBeCloseTo(capital, 6);
      expect(treasury).toEqual([0]);
    }
    for (const pool of account.schemes[0]!.pools) {
      expect(Math.abs(account.positions[pool.positions[0]!]!.quantity) / pool.collateral[0]!).toBeCloseTo(3, 12);
    }
  });
});

describe.skipIf(workload === null)('the canonical experiment is that of the other programs, field by field', () => {
  const w = workload!;

  it('the clock', () => {
    expect(scenario).toMatchObject({ steps: w.steps, stepHours: 8_760 / w.stepsPerYear, levels: [w.tail] });
  });

  it('the market', () => {
    expect(market.assets).toHaveLength(w.assets);
    const flat = flatMarket(market);
    expect(market.regimes).toHaveLength(w.regimes);
    expect(new Set(market.prices)).toEqual(new Set([1]));
    flat.regimes.forEach((regime, r) => {
      expect(regime).toMatchObject({ volatility: w.sigma[r], drift: w.mu[r], correlation: w.corr[r] });
      const { mean, sd, beta, prob } = w.jump;
      const spread = beta.map(() => 0);
      expect(regime.commonJump).toEqual({ probability: prob[r], perHours: 1, mean, sd, beta, spread });
      expect(regime.singleJumps.every((jump) => jump === null)).toBe(true);
      expect(regime.depth.every((depth) => depth === null)).toBe(true);
      for (const law of regime.funding) expect(law).toMatchObject({ mean: w.fundingRate[r], sd: 0 });
    });
    expect(flat).toMatchObject({ shocks: { law: 'normal' }, compensateJumps: false });
  });

  it('the regimes, from their stationary law', () => {
    const { pCalmToStress, pStressToCalm } = w.regime;
    expect(flatMarket(market).transition).toEqual({
      perHours: 1,
      rows: [
        [1 - pCalmToStress, pCalmToStress],
        [pStressToCalm, 1 - pStressToCalm],
      ],
    });
    expect(flatMarket(market).start[1]).toBeCloseTo(pCalmToStress / (pCalmToStress + pStressToCalm), 12);
  });

  it('the venue', () => {
    const rates = venue.maintenance.map((brackets) => brackets.map(({ rate, amount, cap }) => [rate, amount, cap]));
    expect(rates).toEqual(w.mmr.map((rate) => [[rate, 0, null]]));
    expect(venue).toMatchObject({
      takerFee: w.takerFee,
      slippage: w.liqSlippage,
      remainder: 'returned',
      equality: 'fires',
      funding: { everyHours: w.fundingEvery, interest: 0, damper: 0, notional: 'mark', booked: 'before-check' },
    });
    expect(venue.funding.clamp.every((limit) => limit === null)).toBe(true);
    expect(venue.liquidationFee.every((fee) => fee === 0)).toBe(true);
  });

  it('the book', () => {
    expect(account.positions.map(({ asset, entry }) => [asset, entry])).toEqual(w.weights.map((_, i) => [i, 1]));
    account.positions.forEach(({ quantity }, i) => {
      expect(quantity / capital).toBeCloseTo(w.leverage * w.weights[i]!, 12);
    });
  });
});
