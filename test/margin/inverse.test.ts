import { describe, expect, it } from 'vitest';
import type { Venue } from '../../src/margin/account.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import {
  figures,
  flatBrackets,
  onePool,
  type PositionRow,
  pathOf,
  simulateOne as run,
  told,
} from './books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it.

const inverse: Partial<Venue> = {
  contract: 'inverse',
  maintenance: [flatBrackets(0.01)],
};

/** So many contracts of 1 USD on asset 0, with so much of its coin. */
function contracts(
  usd: number,
  entry: number,
  coins: number,
  rules: Partial<Venue> = {},
  policies: readonly Policy[] = [],
) {
  const rows: readonly PositionRow[] = [[0, usd / entry, entry]];
  return onePool(rows, [0, coins], { ...inverse, ...rules }, [0], policies);
}

/** Units of the coin that are left at the end, from the wealth at the last price. */
function coinsLeft({ initialWealth, account }: ReturnType<typeof run>, price: number): number {
  return Number(initialWealth.plus(account.pnl).div(price));
}

describe('an inverse contract', () => {
  // Kraken's page of inverse futures: 1,000 contracts at 8,000, 0.01 BTC, 1 %: liquidated at Q (1 + mmr) / (Q / entry + margin) =
  // 1010 / 0.135 = 7481.48, bankrupt at 1000 / 0.135 = 7407.41.
  const kraken = (price: number, close: Venue['liquidation']['close'] = { rule: 'takeover' }) =>
    run(contracts(1_000, 8_000, 0.01, { liquidation: { close, backstop: 0 } }), [8_000], pathOf([[price]]));

  it('is liquidated where its equity in coin is its maintenance in coin', () => {
    expect(kraken(7481.5).account.firstLiquidationStep).toBe(0);
    expect(kraken(7481.4).account.firstLiquidationStep).toBe(1);
  });

  it('is bankrupt where nothing of its coin is left', () => {
    expect(Number(kraken(7407.5).account.badDebt)).toBe(0);
    expect(Number(kraken(7407.4).account.badDebt)).toBeGreaterThan(0);
  });

  it('settles its profit in coin, contracts (1 / entry - 1 / mark)', () => {
    // nautilus, test_liquidation_engine.py: 10,000 contracts from 40,000 to 20,000 lose 0.25 of 0.255 BTC.
    const policy: Policy = { policy: 'stop', name: 'out', delaySteps: 0, positions: [0], distance: 0.5 };
    const book = contracts(10_000, 40_000, 0.255, { maintenance: [flatBrackets(0.0035)] }, [policy]);
    const result = run(book, [40_000], pathOf([[20_000], [20_000]]));
    expect(coinsLeft(result, 20_000)).toBeCloseTo(0.005, 15);
    expect(figures(result.positions[0])).toMatchObject({ pricePnl: -5_000 });
    // What was bought or sold at 20,000 has not moved since; the 0.255 have, by 20,000 each.
    expect(Number(result.account.collateralPnl)).toBe(-5_100);
  });

  it('goes on moving with the coin that its profit was settled in', () => {
    // Long 8,000 contracts at 8,000, closed at 10,000: 2,000 USD = 0.2 BTC. From 10,000 to 12,000 1.2 BTC gain 2,400.
    const policy: Policy = {
      policy: 'deleverage',
      name: 'out',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'cover', below: 1_000 },
      share: 1,
    };
    const result = run(contracts(8_000, 8_000, 1, {}, [policy]), [8_000], pathOf([[10_000], [12_000]]));
    expect(coinsLeft(result, 12_000)).toBeCloseTo(1.2, 15);
    expect(figures(result.account)).toMatchObject({ collateralPnl: 2_000 + 2_400, pnl: 6_400 });
  });

  it('pays its fees on its fixed value', () => {
    // 1,000 contracts: 1 % is 10 USD at any price; slippage 0.4 % + 0.5 % 1,000 / 50,000 is 4.1.
    const close = { rule: 'all' } as const;
    const book = contracts(1_000, 8_000, 0.01, {
      liquidation: { close, backstop: 0 },
      takerFee: 0.01,
      slippage: 0.004,
    });
    const result = run(book, [8_000], pathOf([[7_450]], { 1: { depths: [50_000] } }));
    expect(figures(result.positions[0])).toMatchObject({ slippage: 4.1, badDebt: 8.35 });
    // Equity 0.01 * 7,450 - 0.125 * 550 = 5.75; of the fees of 14.1 it can pay 5.75.
    expect(figures(result.positions[0])).toMatchObject({ fees: 10, pnl: -68.75 - 14.1 + 8.35 });
    expect(coinsLeft(result, 7_450)).toBe(0);
  });

  it('pays funding in coin on its fixed value, down to a debt while profit covers it', () => {
    // 8,000 contracts, 1 % = 80 USD = 0.008 BTC at 10,000; it has 0.004 and a profit of 2,000 USD.
    const book = contracts(8_000, 8_000, 0.004);
    const path = pathOf([[10_000], [10_000]], { 1: { fundingRates: [0.01] } });
    const result = run(book, [8_000], path);
    expect(Number(result.account.costFunding)).toBe(80);
    expect(told(result, 'end').map(({ equity, coins }) => [Number(equity), Number(coins)])).toEqual([[1_960, -40]]);
    expect(result.account.firstLiquidationStep).toBe(0);
  });

  it('counts its coin in full, held or owed, without haircut or discount', () => {
    const tiers = [{ floor: 0, share: 0.5 }];
    const book = contracts(8_000, 8_000, 0.004, { haircut: [0, 0.9], sizeDiscount: [[], tiers] });
    const path = pathOf([[10_000], [10_000]], { 1: { fundingRates: [0.01] } });
    expect(told(run(book, [8_000], path), 'end').map(({ coins }) => Number(coins))).toEqual([-40]);
    const held = run(contracts(8_000, 8_000, 1, { haircut: [0, 0.9], sizeDiscount: [[], tiers] }), [8_000], path);
    expect(told(held, 'end').map(({ coins }) => Number(coins))).toEqual([9_920]);
  });

  it('is closed just so far as its cover needs', () => {
    // 1,000 contracts, maintenance 10: at 7,450 equity 5.75. A contract frees 1 % and costs 0.1 %: 4.25 / 0.009 = 472.2.
    const close = { rule: 'just-enough', restore: 1 } as const;
    const book = contracts(1_000, 8_000, 0.01, { liquidation: { close, backstop: 0 }, takerFee: 0.001 });
    const result = run(book, [8_000], pathOf([[7_450]]));
    const closed = told(result, 'close').map(({ quantity }) => Number(quantity) * 8_000);
    expect(closed).toEqual([expect.closeTo(4.25 / 0.009, 9)]);
    const end = result.ledger.at(-1);
    expect(Number(end?.equity)).toBeCloseTo(Number(end?.requirement), 20);
  });

  it('is topped up in its coin', () => {
    const policy: Policy = {
      policy: 'top-up',
      name: 'help',
      delaySteps: 0,
      pools: [0],
      below: 2,
      amount: 100,
      budget: 1_000,
      cost: 0.1,
    };
    // At 7,500: equity 12.5 < 20. 100 USD are 0.013333 BTC, but the treasury has 0.01: 75 USD, of which 67.5 arrive.
    const base = contracts(1_000, 8_000, 0.01);
    const [scheme] = base.schemes;
    const account = { ...base, schemes: [{ ...scheme!, treasury: [0, 0.01], policies: [policy] }] };
    const result = run(account, [8_000], pathOf([[7_500], [8_000]]));
    expect(figures(result.account)).toMatchObject({ topUps: 75, costTransfers: 7.5, policyActions: 1 });
    // 0.02 BTC less 0.001 at 8,000; the position is where it was.
    expect(Number(result.initialWealth.plus(result.account.pnl))).toBeCloseTo(0.019 * 8_000, 12);
  });
});
