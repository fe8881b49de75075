import { describe, expect, it } from 'vitest';
import { liquidationDistances } from '../../src/margin/distance.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { sharedJson } from '../support/shared.ts';
import { flatBrackets, onePool, riskOf } from './books.ts';
import { firstDistance } from './preset-account.ts';
import type { Vector } from './vector.ts';
import { alone, checkOnce, fundingReceived, generalDrivers, jumpingTiers } from './vector-drivers-general.ts';
import { venueDrivers } from './vector-drivers-venues.ts';
import { leftOut, reasonOf } from './vectors-left-out.ts';

/**
 * Worked figures from exchanges' help pages and from the test suites of open margin systems, driven through the
 * functions that the engines and `distance` use; those of a venue through its preset, read as experiments are, with the
 * figures of the vector where they differ from it. `shared/cases/margin-vectors.json` names repository, commit and test of
 * each; some of them stand below as facts, so that they are tested where that folder is absent.
 */
const drivers = { ...generalDrivers, ...venueDrivers };

/** Compares what was computed of the expected figures, and says how many those were. */
function compare({ expected, tolerance, inputs, formula }: Vector): number {
  const got = drivers[formula]?.(inputs) ?? {};
  const names = Object.keys(expected).filter((name) => name in got);
  for (const name of names) {
    const want = expected[name];
    const have = got[name];
    if (typeof want !== 'number') expect(have, name).toBe(want);
    else {
      const allowed = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(want));
      expect(Math.abs(Number(have) - want), `${name}: ${String(have)} against ${want}`).toBeLessThanOrEqual(allowed);
    }
  }
  return names.length;
}

const shared = sharedJson<{ vectors: Vector[] }>('cases/margin-vectors.json');
const vectors = shared?.vectors ?? [];
const driven = vectors.filter((vector) => reasonOf(vector) === undefined);
const omitted = vectors.filter((vector) => reasonOf(vector) !== undefined);

function countsOf(some: readonly Vector[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { topic } of some) counts[topic] = (counts[topic] ?? 0) + 1;
  return counts;
}

const groups = (some: readonly Vector[]) =>
  Object.entries(countsOf(some))
    .map(([topic, count]) => `${topic} ${count}`)
    .join(', ');

describe('the shared margin vectors', () => {
  it.skipIf(shared === null)(`are computed: ${driven.length} (${groups(driven)})`, () => {
    expect(vectors).toHaveLength(130);
    expect(countsOf(driven)).toEqual({
      'liq-price/isolated': 31,
      'liq-price/cross': 1,
      'liq-price/isolated/inverse': 1,
      'liq-price/cross/inverse': 1,
      'pnl/inverse': 1,
      'margin/tier-continuity': 16,
      'margin/tier-lookup': 2,
      'margin/requirements': 6,
      'margin/requirements/inverse': 1,
      'liquidation/trigger': 4,
      'liquidation/partial': 4,
      'cross/trigger': 1,
      'liquidation/bankruptcy': 4,
      'liquidation/fee+insurance': 6,
      'bad-debt/insurance': 1,
      'bad-debt/adl': 1,
      'funding/payment': 15,
      'funding/settlement': 2,
      'funding/clamp': 2,
      'mode-switch/isolated-margin': 1,
    });
  });

  it.skipIf(shared === null)(`are left out: ${omitted.length} (${groups(omitted)})`, () => {
    const unused = Object.keys(leftOut).filter((key) => !omitted.some(({ id, topic }) => id === key || topic === key));
    expect(unused, 'reasons for nothing').toEqual([]);
    for (const { id, formula } of driven) expect(Object.keys(drivers), id).toContain(formula);
  });

  for (const vector of driven) {
    it(`${vector.topic}: ${vector.id} (${vector.formula})`, () => {
      expect(compare(vector), 'compared figures').toBeGreaterThan(0);
    });
  }
});

describe('figures that sources publish', () => {
  it('Binance: isolated and cross liquidation prices of its help page', () => {
    // binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93, as in freqtrade/freqtrade@c9ae5e1
    // tests/exchange/test_binance.py test_liquidation_price_binance
    const wallet = 1_535_443.01;
    const btc = flatBrackets(0.025, 16_300);
    const eth = flatBrackets(0.1, 135_365);
    expect(alone('long', 3_683.979, 1_456.84, wallet, eth).price).toBeCloseTo(1_114.78, 2);
    expect(alone('long', 109.488, 32_481.98, wallet, btc).price).toBeCloseTo(18_778.73, 2);
    const rows = [
      [0, 109.488, 32_481.98],
      [1, 3_683.979, 1_456.84],
    ] as const;
    const account = onePool(rows, [wallet], { maintenance: [btc, eth] });
    const marks = [31_967.27, 1_335.18];
    const [cross] = liquidationDistances(account, marks, riskOf(marks));
    expect(Math.abs((cross?.liquidationPrice ?? 0) - 26_316.89)).toBeLessThan(0.01);
  });

  it('Hyperliquid: prices that the exchange reported for live positions in 2024', () => {
    // freqtrade/freqtrade@3b1fb5a tests/exchange/test_hyperliquid.py
    expect(alone('long', 0.00067, 67_141, 14.979079, flatBrackets(1 / 100)).price / 45_236.52992613).toBeCloseTo(1, 4);
    expect(alone('short', 351, 0.14333, 25.136807, flatBrackets(1 / 40)).price / 0.20970228).toBeCloseTo(1, 4);
  });

  it('Kraken: liquidation and bankruptcy price of an inverse contract, from the preset as it is', () => {
    // support.kraken.com Equity-Protection-Process: 1,000 contracts at 8,000 with 0.01 BTC: 7,481 and 7,407
    const found = firstDistance({
      venue: 'kraken-inverse',
      prices: { BTC: 8_000 },
      positions: [{ asset: 'BTC', quantity: 0.125, entry: 8_000 }],
      collateral: { BTC: 0.01 },
    });
    expect(Math.round(found.liquidationPrice ?? 0)).toBe(7_481);
    expect(Math.round(found.bankruptcyPrice ?? 0)).toBe(7_407);
  });

  it('Bybit: the maintenance of an isolated position is taken at entry', () => {
    // freqtrade/freqtrade@c9ae5e1 tests/exchange/test_exchange.py: short 1 at 10, leverage 3, 1 %: 10 * (1 + 1/3 - 1 %)
    const found = firstDistance({
      venue: { preset: 'bybit-linear', maintenance: { A: 0.01 } },
      prices: { A: 10 },
      positions: [{ asset: 'A', quantity: -1, entry: 10 }],
      collateral: { USDT: 10 / 3 },
    });
    expect(found.liquidationPrice).toBeCloseTo(13.233333, 5);
  });

  it('Gate: the taker fee inside the rate', () => {
    // freqtrade/freqtrade@c9ae5e1 tests/exchange/test_exchange.py test_get_liquidation_price
    expect(alone('long', 1, 10, 2, flatBrackets(0.01 + 0.0006)).price).toBeCloseTo(8.085708510208207, 9);
  });

  it('Binance: the maintenance amount of a bracket', () => {
    // 250,000 * (1 % - 0.5 %) + 50 = 1,300; the bracket 480,000,000 of BTC on 2024-10-24: 26,481,450
    const lastAmount = (...tiers: (readonly [floor: number, rate: number])[]) =>
      maintenanceRules.brackets
        .brackets(tiers.map(([floor, rate], index) => [floor, tiers[index + 1]?.[0] ?? null, rate]))
        .at(-1)?.amount;
    expect(lastAmount([0, 0.004], [50_000, 0.005], [250_000, 0.01])).toBe(1_300);
    const lower = [
      [0, 0.004],
      [5e4, 0.005],
      [6e5, 0.0065],
      [3e6, 0.01],
      [1.2e7, 0.02],
      [7e7, 0.025],
    ] as const;
    expect(lastAmount(...lower, [1e8, 0.05], [2.3e8, 0.1], [4.8e8, 0.125])).toBeCloseTo(26_481_450, 5);
  });

  it('FLOX: cross trigger, bracket escalation and what the insurance fund pays', () => {
    // FLOX-Foundation/flox@d2dc5ec tests/test_liquidation_engine.cpp
    const cross = checkOnce(
      [
        [0, 50, 100],
        [1, 50, 100],
      ],
      1000,
      [85, 100],
      { equality: 'holds' },
    );
    expect(cross).toMatchObject({ liquidatable: true, equity: 250, maintenance: 462.5 });
    const tiers = jumpingTiers([
      [0, 0.005],
      [50_000, 0.05],
    ]);
    const escalated = checkOnce([[0, 1000, 100]], 1000, [99], { maintenance: [tiers], equality: 'holds' });
    expect(escalated).toMatchObject({ liquidatable: true, maintenance: 4950 });
    expect(checkOnce([[0, 10, 100]], 50, [40], {}).badDebt).toBe(550);
  });

  it('dYdX: equality is not liquidatable, and the bankruptcy price', () => {
    // dydxprotocol/v4-chain@84d4664: 0.1 BTC at 50,000, maintenance 10 %, quote -4,500 (and -4,501 for the price)
    const atMaintenance = { maintenance: [flatBrackets(0.1)], equality: 'holds' } as const;
    expect(checkOnce([[0, 0.1, 50_000]], 500, [50_000], atMaintenance).liquidatable).toBe(false);
    expect(alone('long', 0.1, 50_000, 499, flatBrackets(0.1)).bankruptcy * 0.1).toBeCloseTo(4_501, 9);
  });

  it('freqtrade: a funding payment', () => {
    // freqtrade/freqtrade@c9ae5e1: short 30 at 2.77 and a rate of -0.0008 % pays 0.0006648
    expect(fundingReceived(-30, 2.77, -8e-6)).toBeCloseTo(-0.0006648, 15);
  });
});
