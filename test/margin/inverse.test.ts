import { describe, expect, it } from 'vitest';
import type { Venue } from '../../src/margin/account.ts';
import { liquidationDistances } from '../../src/margin/distance.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import {
  figures,
  flatBrackets,
  fundingOf,
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
    expect(told(result, 'end').map(({ equity, collateralValue }) => [Number(equity), Number(collateralValue)])).toEqual(
      [[1_960, -40]],
    );
    expect(result.account.firstLiquidationStep).toBe(0);
  });

  it('counts its coin in full, held or owed, without haircut or discount', () => {
    const tiers = [{ floor: 0, share: 0.5 }];
    const book = contracts(8_000, 8_000, 0.004, { haircut: [0, 0.9], sizeDiscount: [[], tiers] });
    const path = pathOf([[10_000], [10_000]], { 1: { fundingRates: [0.01] } });
    expect(told(run(book, [8_000], path), 'end').map(({ collateralValue }) => Number(collateralValue))).toEqual([-40]);
    const held = run(contracts(8_000, 8_000, 1, { haircut: [0, 0.9], sizeDiscount: [[], tiers] }), [8_000], path);
    expect(told(held, 'end').map(({ collateralValue }) => Number(collateralValue))).toEqual([9_920]);
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

/**
 * Price at which a lone inverse position is liquidated, as the distances have it; the exact engine must liquidate it just beyond and not
 * just short of it.
 */
function liquidationPriceOf(usd: number, entry: number, coins: number, rules: Partial<Venue>): number {
  const account = contracts(usd, entry, coins, rules);
  const [found] = liquidationDistances(account, [entry], { dailyCovariance: [[0.001]] });
  const price = found?.liquidationPrice ?? Number.NaN;
  for (const [share, step] of [
    [1 - 1e-9, 0],
    [1 + 1e-9, 1],
  ] as const) {
    const result = run(account, [entry], pathOf([[entry + (price - entry) * share]]));
    expect(result.account.firstLiquidationStep, `${share} of the way to ${price}`).toBe(step);
  }
  return price;
}

describe('a requirement on the value at entry, in coin', () => {
  const atEntry = (rate: number): Partial<Venue> => ({
    maintenanceNotional: 'entry',
    maintenance: [flatBrackets(rate)],
  });

  it('10101: liquidates a short where 1 / P = (1 - 1 / leverage + rate) / entry', () => {
    // github.com/get10101/10101, issue 2419: 110,000, twofold, 10 %: 110,000 / 0.6.
    expect(liquidationPriceOf(-10, 110_000, 5 / 110_000, atEntry(0.1))).toBeCloseTo(110_000 / 0.6, 6);
  });

  it('Bybit: liquidates the short of its help page at 55,248.62', () => {
    // "Liquidation Price Calculation under Isolated Mode (Inverse)": 60,000 USD short at 50,000, tenfold, 0.5 %.
    expect(liquidationPriceOf(-60_000, 50_000, 0.12, atEntry(0.005))).toBeCloseTo(55_248.62, 2);
  });

  it('BitMEX: liquidates a long where 1 / P = (1 + 1 / leverage - rate) / entry', () => {
    // 10,000 XBTUSD at 10,000, tenfold, 0.5 %: 1 coin, margin 0.1, maintenance 0.005: 10,000 / 1.095. At mark it would be 10,050 / 1.1.
    expect(liquidationPriceOf(10_000, 10_000, 0.1, atEntry(0.005))).toBeCloseTo(10_000 / 1.095, 8);
    expect(liquidationPriceOf(10_000, 10_000, 0.1, { maintenance: [flatBrackets(0.005)] })).toBeCloseTo(
      10_050 / 1.1,
      8,
    );
  });

  it('takes the bracket of the fixed value where brackets are in quote', () => {
    // 10,000 contracts: 0.5 % of 4,000 and 2 % of 6,000 are 140 USD, or at 10,000 0.014 coins, whatever the price.
    const maintenance = [
      [
        { floor: 0, cap: 4_000, rate: 0.005, amount: 0 },
        { floor: 4_000, cap: null, rate: 0.02, amount: 60 },
      ],
    ];
    const rules = { maintenanceNotional: 'entry', maintenance } as const;
    expect(liquidationPriceOf(10_000, 10_000, 0.1, rules)).toBeCloseTo(10_000 / 1.086, 8);
  });

  it('is closed just so far as its cover needs', () => {
    // 1,000 contracts at 8,000 are 0.125 coins, maintenance 0.00125: at 7,400 9.25 USD against an equity of 0.0101 * 7,400 - 75 = -0.26.
    // A contract frees 1 % of 7,400 / 8,000, and costs 0.1 %: 9.51 / 0.00825 = 1,152.7, more than there are. With 0.011 coins: 6.4 and
    // 2.85 / 0.00825.
    const close = { rule: 'just-enough', restore: 1 } as const;
    const rules = { ...atEntry(0.01), liquidation: { close, backstop: 0 }, takerFee: 0.001 };
    const result = run(contracts(1_000, 8_000, 0.011, rules), [8_000], pathOf([[7_400]]));
    const closed = told(result, 'close').map(({ quantity }) => Number(quantity) * 8_000);
    expect(closed).toEqual([expect.closeTo(2.85 / 0.00825, 9)]);
    const end = result.ledger.at(-1);
    expect(Number(end?.equity)).toBeCloseTo(Number(end?.requirement), 20);
  });

  it('and funding on the value at entry is so many coins, too', () => {
    // 1 % of 8,000 contracts at 8,000 is 0.01 coins: 100 USD at 10,000.
    const book = contracts(8_000, 8_000, 1, { funding: fundingOf({ notional: 'entry' }) });
    const result = run(book, [8_000], pathOf([[10_000]], { 1: { fundingRates: [0.01] } }));
    expect(Number(result.account.costFunding)).toBe(100);
  });
});

describe('brackets in coins', () => {
  // Binance COIN-M BTCUSD, dev.binance.vision topic 6292: 12.5 % above 200 BTC, less 11.605.
  const maintenance = [
    [
      { floor: 0, cap: 200, rate: 0.066975, amount: 0 },
      { floor: 200, cap: null, rate: 0.125, amount: 11.605 },
    ],
  ];
  const coinMargined = { bracketsUnit: 'coin', maintenance } as const;

  it("Binance: liquidate the asker's long of 10 million dollars at 33,599.42", () => {
    // 10,000,000 * 1.125 / (101 + 11.605 + 10,000,000 / 45,000)
    expect(liquidationPriceOf(10_000_000, 45_000, 101, coinMargined)).toBeCloseTo(33_599.42, 2);
  });

  it('go down as the price rises: a short that is 250 coins now ends in the lower bracket', () => {
    // 10 million dollars at 40,000: 250 coins, less than 200 above 50,000. With 65 coins: 6.6975 % of N is (65 - 250) P + N:
    // P = N (1 - 0.066975) / 185.
    expect(liquidationPriceOf(-10_000_000, 40_000, 65, coinMargined)).toBeCloseTo((1e7 * (1 - 0.066975)) / 185, 6);
  });

  it('on the value at entry stay as they are: so many coins', () => {
    // 222.2 coins at entry: 0.125 * 222.2 - 11.605 coins.
    const size = 1e7 / 45_000;
    const required = 0.125 * size - 11.605;
    const rules = { ...coinMargined, maintenanceNotional: 'entry' } as const;
    expect(liquidationPriceOf(1e7, 45_000, 101, rules)).toBeCloseTo(1e7 / (101 + size - required), 6);
  });

  it('are what a close to the next lower bracket goes down to', () => {
    // At 30,000 a long of 9 million dollars is 300 coins. 200 are left: 6 million dollars.
    const rules = { ...coinMargined, liquidation: { close: { rule: 'bracket-down' }, backstop: 0 } } as const;
    const book = contracts(9_000_000, 45_000, 120, rules);
    const result = run(book, [45_000], pathOf([[30_000]]));
    const [first] = told(result, 'close');
    expect(Number(first?.quantity) * 45_000).toBeCloseTo(3_000_000, 6);
  });

  it('are told in the ledger at what they are worth in quote', () => {
    // At 35,000: 0.125 * 10,000,000 - 11.605 * 35,000.
    const result = run(contracts(1e7, 45_000, 101, coinMargined), [45_000], pathOf([[35_000]]));
    expect(Number(result.ledger.at(-1)?.requirement)).toBeCloseTo(1_250_000 - 11.605 * 35_000, 6);
  });
});
