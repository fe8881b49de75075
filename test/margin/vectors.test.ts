import { describe, expect, it } from 'vitest';
import type { Bracket } from '../../src/margin/account.ts';
import { liquidationDistances } from '../../src/margin/distance.ts';
import { simulateExact } from '../../src/margin/exact/simulate.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { bracketOf, requirementOf } from '../../src/margin/requirement.ts';
import { sharedJson } from '../support/shared.ts';
import { flatBrackets, onePool, type PositionRow, pathOf, riskOf } from './books.ts';
import { leftOut } from './vectors-left-out.ts';

/**
 * Worked figures from exchanges' help pages and from the test suites of open margin systems, driven through the
 * functions that the engines and `distance` use. `shared/cases/margin-vectors.json` names repository, commit and test
 * of each; some of them stand below as facts, so that they are tested where that folder is absent.
 */
interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly formula: string;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, number | boolean>>;
  readonly tolerance: { readonly abs?: number; readonly rel?: number };
}

type Side = 'long' | 'short';
interface Leg {
  readonly side: Side;
  readonly qty: number;
  readonly entry: number;
  readonly mark: number;
  readonly mmr: number;
  readonly maintenanceAmount: number;
  readonly size: number;
  readonly oracle: number;
  readonly mmf: number;
}
/** All fields that the vectors of the driven topics have; which of them are there depends on the formula. */
interface Inputs extends Leg {
  readonly wallet: number;
  readonly positions: readonly Leg[];
  readonly bufferFraction?: number;
  readonly margin: number;
  readonly takerFee: number;
  readonly leverage: number;
  readonly extraMargin: number;
  readonly isolatedMargin: number;
  readonly marketMaxLeverage: number;
  readonly floor: number;
  readonly mmrPrev: number;
  readonly cumPrev: number;
  readonly tiers: readonly (readonly [number, number])[];
  readonly brackets: readonly { readonly cap: number; readonly rate: number; readonly cum: number }[];
  readonly notional: number;
  readonly rate: number;
  readonly sizeQuantums: number;
  readonly index0: number;
  readonly index1: number;
  readonly quoteBalance: number;
  readonly delta: number;
  readonly fillQuote: number;
  readonly bankruptcyQuote: number;
  readonly maxLiquidationFee: number;
  readonly imf: number;
  readonly maintenanceFraction: number;
  readonly fund: number;
}

type Got = Readonly<Record<string, number | boolean>>;

const signOf = (side: Side) => (side === 'long' ? 1 : -1);

/** Liquidation and bankruptcy price of a lone position with its margin. */
function alone(side: Side, quantity: number, entry: number, margin: number, brackets: readonly Bracket[]) {
  const account = onePool([[0, signOf(side) * quantity, entry]], [margin], { maintenance: [brackets] });
  const [found] = liquidationDistances(account, [entry], riskOf([entry]));
  return { price: found?.liquidationPrice ?? Number.NaN, bankruptcy: found?.bankruptcyPrice ?? Number.NaN };
}

/** Half of the initial margin at the largest leverage of a market. */
function maximum(leverage: number): readonly Bracket[] {
  return maintenanceRules.flat.brackets(1 / (2 * leverage));
}

/** Rates on the whole notional above each floor, without amounts: a table that jumps. */
function jumpingTiers(tiers: readonly (readonly [number, number])[]): readonly Bracket[] {
  return tiers.map(([floor, rate], index) => ({ floor, cap: tiers[index + 1]?.[0] ?? null, rate, amount: 0 }));
}

/** One check of a pool at these marks, by the exact engine. */
function checkOnce(
  rows: readonly PositionRow[],
  cash: number,
  marks: readonly number[],
  rules: Parameters<typeof onePool>[2],
) {
  const account = onePool(rows, [cash], rules);
  const [result] = simulateExact(account, marks, pathOf([marks]), { watchedSteps: () => true });
  const check = result?.ledger.find((entry) => entry.kind === 'check');
  return {
    liquidatable: result?.account.firstLiquidationStep === 1,
    equity: Number(check?.equity),
    maintenance: Number(check?.requirement),
    badDebt: Number(result?.account.badDebt),
    fees: Number(result?.account.costFees),
  };
}

/** What a position receives as funding at one step, by the exact engine. */
function fundingReceived(quantity: number, mark: number, rate: number): number {
  const account = onePool([[0, quantity, mark]], [quantity * quantity * mark + 1e20], { equality: 'holds' });
  const path = pathOf([[mark]], { 1: { fundingRates: [rate] } });
  return -Number(simulateExact(account, [mark], path, { watchedSteps: () => false })[0]?.account.costFunding);
}

/** A position of dYdX stands at its oracle price; its account is worth quote + size * oracle. */
const dydxWorth = ({ quoteBalance, positions }: Inputs) =>
  positions.reduce((worth, { size, oracle }) => worth + size * oracle, quoteBalance);

/** How each formula is computed here. A formula that is not listed is left out, with its reason. */
const drivers: Readonly<Record<string, (inputs: Inputs) => Got>> = {
  'binance-linear-liq': (inputs) => {
    if (inputs.positions === undefined) {
      const { side, qty, entry, wallet, mmr, maintenanceAmount, bufferFraction = 0 } = inputs;
      const { price } = alone(side, qty, entry, wallet, flatBrackets(mmr, maintenanceAmount));
      // The buffer is the trading bot's own, put on top of the exchange's price.
      const buffered = price + signOf(side) * Math.abs(entry - price) * bufferFraction;
      return { liqPrice: price, liqPriceWithBuffer: buffered };
    }
    const rows = inputs.positions.map(({ side, qty, entry }, asset): PositionRow => [asset, signOf(side) * qty, entry]);
    const maintenance = inputs.positions.map(({ mmr, maintenanceAmount }) => flatBrackets(mmr, maintenanceAmount));
    const account = onePool(rows, [inputs.wallet], { maintenance });
    const marks = inputs.positions.map(({ mark }) => mark);
    // All of these solve for the first position.
    return { liqPrice: liquidationDistances(account, marks, riskOf(marks))[0]?.liquidationPrice ?? Number.NaN };
  },
  // The taker fee is part of the maintenance rate.
  'gate-okx-linear-iso-liq': ({ side, qty, entry, margin, mmr, takerFee }) => ({
    liqPrice: alone(side, qty, entry, margin, flatBrackets(mmr + takerFee)).price,
  }),
  // Maintenance is taken on the entry value, which is the same requirement at every price.
  'bybit-linear-iso-liq': ({ side, qty, entry, mmr, leverage, extraMargin }) => ({
    liqPrice: alone(side, qty, entry, (entry * qty) / leverage + extraMargin, flatBrackets(0, -mmr * entry * qty))
      .price,
  }),
  'hyperliquid-liq': ({ side, qty, entry, isolatedMargin, marketMaxLeverage }) => ({
    liqPrice: alone(side, qty, entry, isolatedMargin, maximum(marketMaxLeverage)).price,
  }),
  'cum_n=floor_n*(mmr_n-mmr_{n-1})+cum_{n-1}': ({ floor, mmrPrev, mmr, cumPrev }) => {
    // A lower bracket that brings its amount with it: cumPrev = floor_1 mmrPrev, from rate 0.
    const lower = cumPrev / mmrPrev;
    const table = maintenanceRules.brackets.brackets([
      [0, lower, 0],
      [lower, floor, mmrPrev],
      [floor, null, mmr],
    ]);
    return { cum: table[2]?.amount ?? Number.NaN };
  },
  'bracket by notional floor': ({ tiers, notional }) => ({ mmr: bracketOf(jumpingTiers(tiers), notional).rate }),
  'notional*rate-cum': ({ qty, mark, brackets }) => {
    const rows = brackets.map(({ cap, rate, cum }, index) => [brackets[index - 1]?.cap ?? 0, cap, rate, cum] as const);
    return { maintenance: requirementOf(maintenanceRules.brackets.brackets(rows), qty * mark) };
  },
  'equity+pnl<mmr*notional': ({ side, qty, entry, margin, mark, mmr, tiers }) => {
    const maintenance = [tiers === undefined ? flatBrackets(mmr) : jumpingTiers(tiers)];
    const rows = [[0, signOf(side) * qty, entry]] as const;
    return checkOnce(rows, margin, [mark], { maintenance, equality: 'holds' });
  },
  'equity<sum mmr*notional': ({ wallet, mmr, positions }) =>
    checkOnce(
      positions.map(({ side, qty, entry }, asset): PositionRow => [asset, signOf(side) * qty, entry]),
      wallet,
      positions.map(({ mark }) => mark),
      { maintenance: positions.map(() => flatBrackets(mmr)), equality: 'holds' },
    ),
  'equity<maintenance': (inputs) => {
    const rows = inputs.positions.map(({ size, oracle }, asset): PositionRow => [asset, size, oracle]);
    const marks = rows.length === 0 ? [1] : rows.map(([, , oracle]) => oracle);
    const maintenance = rows.length === 0 ? [flatBrackets(0)] : inputs.positions.map(({ mmf }) => flatBrackets(mmf));
    return checkOnce(rows, dydxWorth(inputs), marks, { maintenance, equality: 'holds' });
  },
  'deficit=-(margin+pnl)': ({ side, qty, entry, margin, mark, fund }) => {
    const { badDebt } = checkOnce([[0, signOf(side) * qty, entry]], margin, [mark], {});
    return { deficit: badDebt, fundAfter: fund - badDebt };
  },
  'mark*size*rate': ({ side, size, mark, rate }) => ({ received: fundingReceived(signOf(side) * size, mark, rate) }),
  // The index is the sum of price * rate, so one step of it is a rate at price 1. In millionths.
  'funding=-size*(index1-index0)': ({ sizeQuantums, index0, index1 }) => ({
    settlementPpm: fundingReceived(sizeQuantums, 1, index1 - index0),
  }),
  // One position: whatever part is closed, it is closed at the price at which the whole is worth nothing.
  'dydx-v4-bankruptcy-price': (inputs) => {
    const [leg] = inputs.positions;
    if (leg === undefined) throw new Error('a bankruptcy price belongs to a position');
    const side = leg.size > 0 ? 'long' : 'short';
    const { bankruptcy } = alone(side, Math.abs(leg.size), leg.oracle, dydxWorth(inputs), flatBrackets(leg.mmf));
    return { bankruptcyQuote: -inputs.delta * bankruptcy };
  },
  // What the fund gains: the liquidation fee less what the pool could not pay. Entry at the bankruptcy price and no
  // collateral of its own make the pool worth the fill minus the bankruptcy quote.
  'dydx-v4-insurance-fund-delta': ({ side, fillQuote, bankruptcyQuote, maxLiquidationFee }) => {
    const { fees, badDebt } = checkOnce([[0, signOf(side), bankruptcyQuote]], 0, [fillQuote], {
      maintenance: [flatBrackets(1)],
      liquidationFee: [maxLiquidationFee],
    });
    return { insuranceFundDelta: fees - badDebt };
  },
  // The maintenance side of the vector; in millionths, rounded up by the source.
  'dydx-v4-imf-oi': ({ notional, imf, maintenanceFraction }) => ({
    maintenanceMarginMicroQuote:
      1e6 * requirementOf(maintenanceRules.flat.brackets(imf * maintenanceFraction), notional),
  }),
  'nautilus-leveraged-margin': ({ notional, rate }) => ({
    margin: requirementOf(maintenanceRules.flat.brackets(rate), notional),
  }),
};

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
const driven = vectors.filter(({ id, topic }) => !(id in leftOut || topic in leftOut));

describe('the shared margin vectors', () => {
  it.skipIf(shared === null)('are all either computed or left out for a reason', () => {
    const counts: Record<string, number> = {};
    for (const { topic } of driven) counts[topic] = (counts[topic] ?? 0) + 1;
    console.log(`margin vectors: ${driven.length} computed, ${vectors.length - driven.length} left out`, counts);
    expect(counts).toEqual({
      'liq-price/isolated': 31,
      'liq-price/cross': 1,
      'margin/tier-continuity': 16,
      'margin/tier-lookup': 2,
      'margin/requirements': 6,
      'liquidation/trigger': 4,
      'cross/trigger': 1,
      'liquidation/bankruptcy': 4,
      'liquidation/fee+insurance': 6,
      'bad-debt/insurance': 1,
      'funding/payment': 15,
      'funding/settlement': 2,
    });
    expect(vectors).toHaveLength(130);
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
    expect(alone('long', 0.00067, 67_141, 14.979079, maximum(50)).price / 45_236.52992613).toBeCloseTo(1, 4);
    expect(alone('short', 351, 0.14333, 25.136807, maximum(20)).price / 0.20970228).toBeCloseTo(1, 4);
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
