import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Venue } from '../../src/margin/account.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { type FlatRegime } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { type Columns, outcomesOf } from './support/outcomes.ts';
import {
  type AccountChanges,
  accountOf,
  driftFor,
  type Held,
  hourlyFunding,
  marketOf,
  scenarioOf,
} from './support/scenario.ts';

/** Outcome of the only path of a market whose prices all start at 100 and grow by certain factors at each step. */
function outcome(
  growth: readonly number[],
  held: readonly Held[],
  changes: AccountChanges,
  { steps = 2, regime = {} }: { steps?: number; regime?: Partial<FlatRegime> } = {},
): { account: Record<string, number>; positions: Record<string, number>[] } {
  const market = marketOf(
    growth.map(() => 100),
    [{ drift: growth.map((factor) => driftFor(factor)), ...regime }],
  );
  const { account, positions } = outcomesOf(
    compile(scenarioOf(market, accountOf(market, held, changes), { steps })),
    0,
    1,
  );
  const first = (columns: Columns) =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[0]!]));
  return { account: first(account[0]!), positions: positions[0]!.map(first) };
}

/** Compares money to 1e-9. */
function expectMoney(actual: Record<string, number>, expected: Record<string, number>): void {
  for (const [name, value] of Object.entries(expected)) expect(actual[name], name).toBeCloseTo(value, 9);
}

const long: Held = { asset: 0, quantity: 1 };
const costs: Partial<Venue> = { takerFee: 0.0005, slippage: 0.004, liquidationFee: [0.01, 0.01] };

describe('one long unit from 100, down by 5 % a step: 95, then 90.25', () => {
  it('its pool has 10: 0.25 is left at 90.25, less than 0.9025; costs it cannot pay are bad debt', () => {
    const { account, positions } = outcome([0.95], [long], { pools: [[[0], [10]]], venue: costs });
    const [slippage, fees] = [0.004 * 90.25, 0.0005 * 90.25];
    const badDebt = slippage + fees - 0.25;
    expectMoney(positions[0]!, {
      closed_step: 2,
      pnl: -10,
      price_pnl: -9.75,
      funding: 0,
      fees,
      slippage,
      bad_debt: badDebt,
    });
    expectMoney(account, { pnl: -10, first_liquidation_step: 2, wipeout_step: 2, bad_debt: badDebt, cost_fees: fees });
    expectMoney(account, { max_drawdown: 10, lowest_margin_ratio: 0.25 / 90.25, cost_slippage: slippage });
  });

  it('its pool has 10.6: all costs are paid, and the liquidation fee as far as the rest goes', () => {
    const { positions } = outcome([0.95], [long], { pools: [[[0], [10.6]]], venue: costs });
    const [slippage, taker] = [0.004 * 90.25, 0.0005 * 90.25];
    const rest = 0.85 - slippage - taker;
    expect(rest).toBeLessThan(0.01 * 90.25);
    expectMoney(positions[0]!, { closed_step: 2, pnl: -10.6, fees: taker + rest, slippage, bad_debt: 0 });
  });

  const rich: AccountChanges = { pools: [[[0], [12]]], maintenance: 0.03 };
  it('its pool has 12 against 3 %: what is left after all fees is returned', () => {
    const { positions } = outcome([0.95], [long], { ...rich, venue: costs });
    const [slippage, fees] = [0.004 * 90.25, 0.0105 * 90.25];
    expectMoney(positions[0]!, { closed_step: 2, pnl: -9.75 - slippage - fees, fees, slippage, bad_debt: 0 });
  });

  it('or kept by the venue, as a fee', () => {
    const { positions } = outcome([0.95], [long], { ...rich, venue: { ...costs, remainder: 'forfeited' } });
    const slippage = 0.004 * 90.25;
    expectMoney(positions[0]!, { closed_step: 2, pnl: -12, fees: 2.25 - slippage, slippage, bad_debt: 0 });
  });

  it('a closed position does not move any more, and pays nothing', () => {
    const funded = { funding: [{ mean: 0.001, sd: 0, reversionHours: 0 }] };
    const venue = { ...costs, funding: hourlyFunding(1) };
    const runs = [2, 3, 20].map((steps) =>
      outcome([0.95], [long], { pools: [[[0], [10]]], venue }, { steps, regime: funded }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
    expectMoney(runs[0]!.positions[0]!, { funding: 0.095 + 0.09025, pnl: -10 });
  });

  it('an entry above the price now is a loss already made: it counts in the equity, not in the profit', () => {
    const { positions } = outcome([0.95], [{ ...long, entry: 104 }], {
      pools: [[[0], [14]]],
      venue: { slippage: 0.001 },
    });
    expectMoney(positions[0]!, { closed_step: 2, price_pnl: -9.75, pnl: -9.75 - 0.09025, bad_debt: 0 });
    const poor = outcome([0.95], [{ ...long, entry: 104 }], { pools: [[[0], [13]]] });
    expectMoney(poor.positions[0]!, { closed_step: 2, pnl: -9, bad_debt: 0.75 });
  });
});

it('a short one is closed when the price rises', () => {
  const { positions } = outcome([1.05], [{ asset: 0, quantity: -1 }], { pools: [[[0], [10]]], venue: costs });
  const [slippage, fees] = [0.004 * 110.25, 0.0005 * 110.25];
  expectMoney(positions[0]!, {
    closed_step: 2,
    price_pnl: -10.25,
    pnl: -10,
    slippage,
    fees,
    bad_debt: 0.25 + slippage + fees,
  });
});

describe('slippage', () => {
  const slippageOf = (quantity: number, depth: number | null, share: number) => {
    const { positions } = outcome(
      [1],
      [{ asset: 0, quantity }],
      { pools: [[[0], [0]]], venue: { slippage: share } },
      { regime: { depth: [depth] } },
    );
    return positions[0]!['slippage'];
  };
  it('is the share of the venue plus half a percent per depth that is filled: a linear book moves 1 % over its depth', () => {
    expect(slippageOf(10, null, 0.002)).toBeCloseTo(2, 12);
    expect(slippageOf(10, 1000, 0.002)).toBeCloseTo(1000 * (0.002 + 0.005), 12);
    expect(slippageOf(-20, 1000, 0)).toBeCloseTo(2000 * 0.01, 12);
  });
  it('is that of the book of the regime at the step of the close', () => {
    // The price stands in the first step and falls in the second, in another regime with a thin book.
    const market = marketOf([100], [{ depth: [1e9] }, { drift: [driftFor(0.9)], depth: [1000] }], {
      transition: {
        perHours: 1,
        rows: [
          [0, 1],
          [1, 0],
        ],
      },
    });
    const account = accountOf(market, [{ asset: 0, quantity: 10 }], { pools: [[[0], [100]]] });
    const { positions } = outcomesOf(compile(scenarioOf(market, account)), 0, 1);
    expect(positions[0]![0]!.closed_step![0]).toBe(2);
    expect(positions[0]![0]!.slippage![0]).toBeCloseTo((0.005 * 900 ** 2) / 1000, 9);
  });
  it('takes no more than everything', () => {
    expect(slippageOf(10, 1, 0.002)).toBeCloseTo(1000, 12);
  });
});

describe('bad debt', () => {
  it('is borne by the positions that lost, in proportion, and by none that gained', () => {
    // One falls by 20 %, one by 10 %, one rises by 1 %: losses 20 and 10, a gain of 1 and 9 of collateral; 20 are missing.
    const { account, positions } = outcome(
      [0.8, 0.9, 1.01],
      [0, 1, 2].map((asset) => ({ asset, quantity: 1 })),
      {
        pools: [[[0, 1, 2], [9]]],
      },
      { steps: 1 },
    );
    expectMoney(account, { bad_debt: 20, pnl: -9 });
    expect(positions.map(({ bad_debt }) => bad_debt)).toEqual([
      expect.closeTo((20 * 20) / 30, 9),
      expect.closeTo((20 * 10) / 30, 9),
      0,
    ]);
  });

  it('is none where the liquidation fee takes all that is left, in money or in coins: not even a rounding error', () => {
    // p_bad_debt counts what is above 0. A true debt below 1e-12 of the book would be a coincidence of one in a billion.
    const random = seeded('fee takes all');
    const counts = { none: 0, real: 0, rounding: 0 };
    for (let k = 0; k < 200; k++) {
      const base = randomScenario(random, { steps: 12 });
      const { venue, assets, positions } = base.account;
      const gross = positions.reduce((sum, p) => sum + Math.abs(p.quantity) * base.market.prices[p.asset]!, 0);
      const account = { ...base.account, venue: { ...venue, liquidationFee: assets.map(() => 0.2) } };
      for (const columns of outcomesOf(compile({ ...base, account }), 0, 64).account) {
        columns.bad_debt!.forEach((debt, path) => {
          if (columns.first_liquidation_step![path] === 0) return;
          counts[debt === 0 ? 'none' : debt > 1e-12 * gross ? 'real' : 'rounding']++;
        });
      }
    }
    expect(counts.none).toBeGreaterThan(1000);
    expect(counts.real).toBeGreaterThan(1000);
    expect(counts.rounding).toBe(0);
  });
});

describe('coins of a pool', () => {
  const two = (changes: AccountChanges) => outcome([0.8, 0.5], [long], { coins: [1], ...changes }, { steps: 1 });
  it('are sold at mark as far as cash does not suffice, and the rest is kept', () => {
    // Loss 20, cash 4, one coin that fell from 100 to 50: 16 of the 50 are sold, 34 go on. Haircut 100 %: no margin.
    const { account, positions } = two({ pools: [[[0], [4, 1]]], venue: { haircut: [0, 1] } });
    expectMoney(positions[0]!, { closed_step: 1, pnl: -20, bad_debt: 0 });
    expectMoney(account, { collateral_pnl: -50, pnl: -70, bad_debt: 0 });
  });

  it('that are left go on with the price, those that were sold do not', () => {
    const { account } = outcome(
      [0.8, 0.5],
      [long],
      { coins: [1], pools: [[[0], [4, 1]]], venue: { haircut: [0, 1] } },
      { steps: 2 },
    );
    // 0.32 coins were sold at 50, 0.68 stand at 25.
    expectMoney(account, { collateral_pnl: -0.32 * 50 - 0.68 * 75 });
  });

  it('are all gone before there is bad debt', () => {
    const { account } = two({ pools: [[[0], [4, 0.2]]], venue: { haircut: [0, 1] } });
    expectMoney(account, { bad_debt: 6, collateral_pnl: -10, pnl: -24 });
  });

  it('go to the venue with the rest, where it keeps that', () => {
    const { account, positions } = two({ pools: [[[0], [4, 1]]], venue: { haircut: [0, 1], remainder: 'forfeited' } });
    expectMoney(positions[0]!, { fees: 34, pnl: -54 });
    expectMoney(account, { collateral_pnl: -50, pnl: -104 });
  });
});

it('a liquidation touches no other pool and no treasury', () => {
  const held = [long, { asset: 0, quantity: 2 }, { asset: 1, quantity: -1 }];
  const pools: AccountChanges['pools'] = [
    [[0], [10]],
    [[1], [60]],
    [[2], [5]],
  ];
  const together = outcome([0.95, 1.01], held, { pools, treasury: [1000], venue: costs }, { steps: 4 });
  const alone = held.map((position, p) =>
    outcome([0.95, 1.01], [position], { pools: [[[0], pools[p]![1]]], venue: costs }, { steps: 4 }),
  );
  expect(together.positions).toEqual(alone.map(({ positions }) => positions[0]));
  expect(together.positions.map(({ closed_step }) => closed_step)).toEqual([2, 0, 4]);
  expectMoney(together.account, { wipeout_step: 0, first_liquidation_step: 2 });
});

it('pools that fall at the same step are all liquidated there, and the wipe-out is the last of them', () => {
  const held = [long, { asset: 0, quantity: 2 }, { asset: 0, quantity: 3 }];
  const { account, positions } = outcome(
    [0.95],
    held,
    {
      pools: [
        [[0], [5]],
        [[1], [10]],
        [[2], [42]],
      ],
    },
    { steps: 10 },
  );
  expect(positions.map(({ closed_step }) => closed_step)).toEqual([1, 1, 3]);
  expectMoney(account, { first_liquidation_step: 1, wipeout_step: 3 });
});
