import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemAt } from '../../src/base/errors.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account, Venue } from '../../src/margin/account.ts';
import { collateralDistances, liquidationDistances } from '../../src/margin/distance.ts';
import { flatBrackets, onePool, type PositionRow, pathOf, riskOf } from './books.ts';
import { randomCases } from './random-accounts.ts';

function distancesOf(
  rows: readonly PositionRow[],
  collateral: readonly number[],
  prices: readonly number[],
  rules: Partial<Venue> = {},
  coins: readonly number[] = [],
) {
  return liquidationDistances(onePool(rows, collateral, rules, coins), prices, riskOf(prices));
}

describe('the price of a coin that backs a book', () => {
  // Long 2 of value at 40,000 (asset 0), backed by 1 coin (asset 1) at 10: due where 1 coin = 5 % of 2, at 0.1.
  const book = (rows: readonly PositionRow[]) =>
    collateralDistances(onePool(rows, [0, 1], {}, [1]), [40_000, 10], riskOf([40_000, 10]));

  it('is where its value meets the requirement', () => {
    const [coin, ...others] = book([[0, 2 / 40_000, 40_000]]);
    expect(coin).toMatchObject({ scheme: 'one', pool: 'all', bankruptcyPrice: null });
    expect(coin?.liquidationPrice).toBeCloseTo(0.1, 12);
    expect(coin?.distance).toBeCloseTo(0.99, 12);
    expect(others).toEqual([]);
  });

  it('is that of the position where one in the coin is held beside it', () => {
    expect(book([[1, 1, 10]])).toEqual([]);
  });
});

describe('liquidation price', () => {
  it('of one position is where equity meets the requirement', () => {
    // Long 1 at 100 with 14.5 at 5 %: 14.5 + P - 100 = 0.05 P, P = 85.5 / 0.95 = 90. Bankrupt at 85.5.
    const [long] = distancesOf([[0, 1, 100]], [14.5], [100]);
    expect(long?.liquidationPrice).toBeCloseTo(90, 12);
    expect(long?.bankruptcyPrice).toBeCloseTo(85.5, 12);
    expect(long?.distance).toBeCloseTo(0.1, 14);
    expect(long?.distanceSigmas).toBeCloseTo(-Math.log(0.9) / 0.04, 12);
    // Short 1 at 100 with 15.5: 15.5 - P + 100 = 0.05 P, P = 115.5 / 1.05 = 110.
    const [short] = distancesOf([[0, -1, 100]], [15.5], [100]);
    expect(short?.liquidationPrice).toBeCloseTo(110, 12);
    expect(short?.bankruptcyPrice).toBeCloseTo(115.5, 12);
  });

  it('lies in the bracket of the notional at that price, not of the notional now', () => {
    // Short 10 at 100: n now is 1,000 at 1 %; above 1,100 it is 2 % less 11. With 218: 218 + 1000 - 10 P = 0.2 P - 11,
    // P = 1229 / 10.2 = 120.49…; the first bracket would say 1218 / 10.1 = 120.59….
    const brackets = [
      { floor: 0, cap: 1_100, rate: 0.01, amount: 0 },
      { floor: 1_100, cap: null, rate: 0.02, amount: 11 },
    ];
    const [found] = distancesOf([[0, -10, 100]], [218], [100], { maintenance: [brackets] });
    expect(found?.liquidationPrice).toBeCloseTo(1229 / 10.2, 12);
  });

  it('is the bound of a bracket where the requirement jumps over the equity', () => {
    // Short 10 at 100 with 150: at 110 the equity is 50; 1 % of 1,100 is 11, 10 % is 110.
    const brackets = [
      { floor: 0, cap: 1_100, rate: 0.01, amount: 0 },
      { floor: 1_100, cap: null, rate: 0.1, amount: 0 },
    ];
    const [found] = distancesOf([[0, -10, 100]], [150], [100], { maintenance: [brackets] });
    expect(found?.liquidationPrice).toBe(110);
  });

  it('moves the collateral in that asset along, less its haircut', () => {
    // Short 2 at 100, collateral 1 coin of the same asset, haircut 20 %: 0.8 P + 200 - 2 P = 0.1 P, P = 200 / 1.3.
    // Bankrupt at P + 200 - 2 P = 0: 200.
    const [found] = distancesOf([[0, -2, 100]], [0, 1], [100], { haircut: [0, 0.2] }, [0]);
    expect(found?.liquidationPrice).toBeCloseTo(200 / 1.3, 12);
    expect(found?.bankruptcyPrice).toBeCloseTo(200, 12);
  });

  it('takes the haircut of the regime at the start where it is the larger one', () => {
    const account = onePool([[0, -2, 100]], [0, 1], { haircut: [0, 0.2] }, [0]);
    const [found] = liquidationDistances(account, [100], { ...riskOf([100]), haircuts: [0.5] });
    // 0.5 P + 200 - 2 P = 0.1 P
    expect(found?.liquidationPrice).toBeCloseTo(200 / 1.6, 12);
  });

  it('counts both sides of a hedge in one asset', () => {
    // Long 1 and short 1 at 100 with 11: equity is 11 at any price, requirement 10 % of P: P = 110, for both.
    // Half hedged, long 2 and short 1 with 20: 20 + (P - 100) = 0.15 P, P = 80 / 0.85.
    expect(
      distancesOf(
        [
          [0, 1, 100],
          [0, -1, 100],
        ],
        [11],
        [100],
      ).map(({ liquidationPrice }) => liquidationPrice),
    ).toEqual([expect.closeTo(110, 12), expect.closeTo(110, 12)]);
    const [halfHedged] = distancesOf(
      [
        [0, 2, 100],
        [0, -1, 100],
      ],
      [20],
      [100],
    );
    expect(halfHedged?.liquidationPrice).toBeCloseTo(80 / 0.85, 12);
  });

  it('takes a requirement at entry as it is, whatever the price', () => {
    // Long 1 opened at 80, now 100, with 14.5 at 5 %: 14.5 + P - 80 = 0.05 * 80, P = 69.5. At mark: 65.5 / 0.95.
    const rules = { maintenanceNotional: 'entry' } as const;
    expect(distancesOf([[0, 1, 80]], [14.5], [100], rules)[0]?.liquidationPrice).toBeCloseTo(69.5, 12);
    // The bracket is that of the notional at entry: 1 % of 1,000 up to 1,100, although the price is far above.
    const brackets = [
      { floor: 0, cap: 1_100, rate: 0.01, amount: 0 },
      { floor: 1_100, cap: null, rate: 0.02, amount: 11 },
    ];
    const [short] = distancesOf([[0, -10, 100]], [218], [100], { ...rules, maintenance: [brackets] });
    expect(short?.liquidationPrice).toBeCloseTo(1_208 / 10, 12);
  });

  it('of an inverse contract counts the coins that its pool holds', () => {
    // support.kraken.com Equity-Protection-Process: 1,000 contracts at 8,000 with 0.01 BTC at 1 %: 1,010 / 0.135, bankrupt at 1,000 / 0.135.
    const rules = { contract: 'inverse', maintenance: [flatBrackets(0.01)] } as const;
    const [long] = distancesOf([[0, 0.125, 8_000]], [0, 0.01], [8_000], rules, [0]);
    expect(long?.liquidationPrice).toBeCloseTo(1_010 / 0.135, 9);
    expect(long?.bankruptcyPrice).toBeCloseTo(1_000 / 0.135, 9);
    // The coin is the currency of the account: no haircut of the venue or the regime cuts it.
    const account = onePool([[0, 0.125, 8_000]], [0, 0.01], { ...rules, haircut: [0, 0.2] }, [0]);
    const [cut] = liquidationDistances(account, [8_000], { ...riskOf([8_000]), haircuts: [0.5] });
    expect(cut?.liquidationPrice).toBe(long?.liquidationPrice);
    // A short with coins of the same worth keeps its dollars: 0.125 P + 0.125 (8,000 - P) = 1,000 at every price.
    expect(distancesOf([[0, -0.125, 8_000]], [0, 0.125], [8_000], rules, [0])[0]).toMatchObject({
      liquidationPrice: null,
      bankruptcyPrice: null,
    });
  });

  it('discounts coins by the amount of them before the haircut', () => {
    // 3 coins: the first counts in full, the other two by half, all less 10 %: 1.8 P. Short 4 at 100 at 5 %: 1.8 P + 400 - 4 P = 0.2 P.
    const sizeDiscount = [
      [],
      [
        { floor: 0, share: 1 },
        { floor: 1, share: 0.5 },
      ],
    ];
    const [found] = distancesOf([[0, -4, 100]], [0, 3], [100], { haircut: [0, 0.1], sizeDiscount }, [0]);
    expect(found?.liquidationPrice).toBeCloseTo(400 / 2.4, 12);
    // Bankrupt at full value: 3 P + 400 - 4 P = 0.
    expect(found?.bankruptcyPrice).toBeCloseTo(400, 12);
  });

  it('is null where no price above 0 liquidates', () => {
    // Fully paid long without leverage: 100 + P - 100 = P > 0.05 P.
    const [found] = distancesOf([[0, 1, 100]], [100], [100]);
    expect(found).toMatchObject({
      liquidationPrice: null,
      bankruptcyPrice: null,
      distance: null,
      distanceSigmas: null,
    });
    expect(found).toMatchObject({ commonShock: null, commonShockSigmas: null });
  });

  it('is still given for a pool below its requirement, at distance 0', () => {
    // Long 1 at 100 with 4: 4 + P - 100 = 0.05 P at 96 / 0.95, above the price now.
    const [found] = distancesOf([[0, 1, 100]], [4], [100]);
    expect(found?.liquidationPrice).toBeCloseTo(96 / 0.95, 12);
    expect(found).toMatchObject({ distance: 0, distanceSigmas: 0, commonShock: 0, commonShockSigmas: 0 });
  });
});

describe('common shock', () => {
  it('moves all prices by the same share', () => {
    // Long 1 at 100 and long 1 at 50, collateral 36: 36 + 150 x - 150 = 0.05 * 150 x, x = 114 / 142.5 = 0.8.
    const found = distancesOf(
      [
        [0, 1, 100],
        [1, 1, 50],
      ],
      [36],
      [100, 50],
    );
    expect(found.map(({ commonShock }) => commonShock)).toEqual([expect.closeTo(-0.2, 12), expect.closeTo(-0.2, 12)]);
    // Weights 2/3 and 1/3, uncorrelated at 4 %: sqrt(5)/3 * 4 %.
    const sigma = (0.04 * Math.sqrt(5)) / 3;
    expect(found[0]?.commonShockSigmas).toBeCloseTo(-Math.log(0.8) / sigma, 11);
  });

  it('is measured against the gross book of a hedged pool: the net one hardly moves', () => {
    // Long 1 at 100, short 1 at 50, collateral 16: 16 + 50 x - 50 = 0.05 * 150 x, x = 34 / 42.5 = 0.8.
    const found = distancesOf(
      [
        [0, 1, 100],
        [1, -1, 50],
      ],
      [16],
      [100, 50],
    );
    expect(found[0]?.commonShock).toBeCloseTo(-0.2, 12);
    expect(found[0]?.commonShockSigmas).toBeCloseTo(-Math.log(0.8) / ((0.04 * Math.sqrt(5)) / 3), 11);
  });

  it('goes up for a pool that is short', () => {
    expect(distancesOf([[0, -1, 100]], [15.5], [100])[0]?.commonShock).toBeCloseTo(0.1, 12);
  });
});

/** Whether the pools of the account are liquidated when the prices go to these at step 1. */
function liquidatedPools(account: Account, start: readonly number[], prices: readonly number[]): Set<string> {
  const results = simulateExact(account, start, pathOf([prices]), { watchedSteps: () => false });
  return new Set(
    results.flatMap(({ ledger }) =>
      ledger.flatMap((entry) => (entry.kind === 'check' && entry.reason === 'liquidation' ? [entry.pool] : [])),
    ),
  );
}

describe('the exact engine agrees', () => {
  it.each(['plain', 'all'] as const)(
    'that a pool survives up to its liquidation price and not beyond (%s rules)',
    (rules) => {
      let compared = 0;
      fc.assert(
        fc.property(randomCases({ positions: { min: 1, max: 3 }, rules }), ({ account, start }) => {
          for (const found of liquidationDistances(account, start, riskOf(start))) {
            const { liquidationPrice, distance, pool } = found;
            const { asset } = itemAt(
              account.positions,
              account.positions.findIndex(({ name }) => name === found.position),
            );
            const now = itemAt(start, asset);
            if (liquidationPrice === null || distance === null || distance < 1e-5) continue;
            compared += 1;
            const at1 = (price: number) => start.map((other, index) => (index === asset ? price : other));
            const beyond = liquidationPrice + (liquidationPrice - now) * 1e-7;
            const short = liquidationPrice - (liquidationPrice - now) * 1e-7;
            expect(liquidatedPools(account, start, at1(beyond)).has(pool), `beyond ${liquidationPrice}`).toBe(true);
            expect(liquidatedPools(account, start, at1(short)).has(pool), `short of ${liquidationPrice}`).toBe(false);
            const halfWay = now + (liquidationPrice - now) / 2;
            expect(liquidatedPools(account, start, at1(halfWay)).has(pool), 'half way').toBe(false);
          }
        }),
        { numRuns: 60, seed: 1742 },
      );
      expect(compared).toBeGreaterThan(60);
    },
  );

  it.each(['plain', 'all'] as const)(
    'that a pool survives a common move up to its common shock and not beyond (%s rules)',
    (rules) => {
      let compared = 0;
      fc.assert(
        fc.property(randomCases({ positions: { min: 1, max: 4 }, rules }), ({ account, start }) => {
          for (const { commonShock, pool } of liquidationDistances(account, start, riskOf(start))) {
            if (commonShock === null || Math.abs(commonShock) < 1e-5) continue;
            compared += 1;
            const moved = (share: number) => start.map((price) => price * (1 + commonShock * share));
            expect(liquidatedPools(account, start, moved(1 + 1e-7)).has(pool)).toBe(true);
            expect(liquidatedPools(account, start, moved(1 - 1e-7)).has(pool)).toBe(false);
          }
        }),
        { numRuns: 60, seed: 1742 },
      );
      expect(compared).toBeGreaterThan(60);
    },
  );
});
