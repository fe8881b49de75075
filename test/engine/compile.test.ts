import { describe, expect, it } from 'vitest';
import { compile, isWatched } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { outcomesOf } from './support/outcomes.ts';
import {
  accountOf,
  equalCorrelation,
  hourlyFunding,
  livelyScenario,
  marketOf,
  scenarioOf,
} from './support/scenario.ts';

describe('what is watched between the steps of a path', () => {
  const watched = (everyHours: number, steps: number, changes: Partial<Scenario> = {}) => {
    const market = marketOf([100], [{ funding: [{ mean: 0.0001, sd: 0, reversionHours: 0 }] }]);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { venue: { funding: hourlyFunding(everyHours) } });
    const compiled = compile(scenarioOf(market, account, { steps, watch: 'period-end', ...changes }));
    return Array.from({ length: steps }, (_, k) => k + 1).filter((step) => isWatched(compiled, step));
  };
  it('is every eighth step, every settlement of funding, and the last step', () => {
    expect(watched(24, 30)).toEqual([8, 16, 24, 30]);
    expect(watched(8, 20)).toEqual([8, 16, 20]);
    expect(watched(3, 11)).toEqual([3, 6, 8, 9, 11]);
    expect(watched(11, 25)).toEqual([8, 11, 16, 22, 24, 25]);
    expect(watched(0.5, 3)).toEqual([1, 2, 3]);
  });
  it('is every step, if asked for', () => {
    expect(watched(24, 10, { watch: 'every-step' })).toHaveLength(10);
  });
  it('is the ends of blocks where nothing is settled', () => {
    const market = marketOf([100]);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { venue: { funding: hourlyFunding(3) } });
    const compiled = compile(scenarioOf(market, account, { watch: 'period-end' }));
    expect([3, 6, 8, 9, 16, 24].filter((step) => isWatched(compiled, step))).toEqual([8, 16, 24]);
  });
});

describe('the account', () => {
  const market = marketOf([100, 50, 10]);
  // Listed against the canonical order: by asset, then quantity, then entry.
  const held = [
    { asset: 2, quantity: 1 },
    { asset: 0, quantity: 3, entry: 90 },
    { asset: 1, quantity: -5 },
    { asset: 0, quantity: -2 },
    { asset: 0, quantity: 3, entry: 80 },
  ];
  const account = accountOf(market, held, {
    coins: [1],
    pools: [
      [
        [0, 2],
        [10, 1],
      ],
      [
        [4, 1, 3],
        [20, 2],
      ],
    ],
    treasury: [5, 3],
  });
  const compiled = compile(scenarioOf(market, account)).account;

  it('stands in canonical order: positions by asset, quantity and entry, pools by their first position', () => {
    expect(Array.from(compiled.canonicalPosition)).toEqual([3, 4, 1, 2, 0]);
    expect(Array.from(compiled.slotHolding)).toEqual([0, 1, 2, 3, 4]);
    expect(Array.from(compiled.poolSlots)).toEqual([0, 3, 5]);
    expect(Array.from(compiled.positionRank)).toEqual([4, 2, 3, 0, 1]);
    expect(Array.from(compiled.slotEntry)).toEqual([100, 80, 90, 50, 10]);
  });
  it('has as base of a pool its quote collateral minus the entry value, and its own coins', () => {
    expect(Array.from(compiled.poolEquityIntercept)).toEqual([20 - (-200 + 240 + 270), 10 - (-250 + 10)]);
    expect(Array.from(compiled.poolUnits)).toEqual([2, 1]);
    expect(Array.from(compiled.collateralTotal)).toEqual([6]);
  });
  it('starts with the wealth of all pools and the treasury at market prices, and its open profit', () => {
    const profit = 3 * (100 - 90) + 3 * (100 - 80);
    expect(compile(scenarioOf(market, account)).shape.initialWealth).toBe(10 + 20 + 5 + 6 * 50 + profit);
  });
});

describe('a compiled scenario', () => {
  it('depends on the scenario alone', () => {
    expect(compile(livelyScenario())).toEqual(compile(livelyScenario()));
  });
  it('prices what is held, as a position or as collateral, and draws up to the last of them', () => {
    const market = marketOf([1, 2, 3, 4, 5], [{ correlation: equalCorrelation(5, 0.5) }]);
    const account = accountOf(market, [{ asset: 3, quantity: 1 }], { pools: [[[0], [10, 1]]], coins: [1] });
    const { priced, drawn } = compile(scenarioOf(market, account)).market;
    expect(Array.from(priced)).toEqual([1, 3]);
    expect(drawn).toBe(4);
  });
  it('names the scheme with a pool per position as the reference of spillover', () => {
    const lively = livelyScenario();
    expect(compile(lively).shape.referenceScheme).toBe(0);
    const account = { ...lively.account, schemes: lively.account.schemes.toReversed() };
    expect(compile({ ...lively, account }).shape.referenceScheme).toBe(1);
    expect(
      compile({ ...lively, account: { ...account, schemes: account.schemes.slice(0, 1) } }).shape.referenceScheme,
    ).toBeNull();
  });
});

it('a notional beyond the last cap stays in the last bracket', () => {
  const market = marketOf([100]);
  const maintenance = [
    { floor: 0, cap: 50, rate: 0.01, amount: 0 },
    { floor: 50, cap: 80, rate: 0.2, amount: 9.5 },
  ];
  const ratio = (collateral: number) => {
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { pools: [[[0], [collateral]]], maintenance });
    return outcomesOf(compile(scenarioOf(market, account)), 0, 1).account[0]!.first_liquidation_step![0];
  };
  expect([ratio(10.4), ratio(10.6)]).toEqual([1, 0]);
});
