import { describe, expect, it } from 'vitest';
import { simulateExact } from '../../src/exact/simulate.ts';
import { type Policy, ruleOf } from '../../src/margin/policies/registry.ts';
import { policyExamples, policyOf } from '../support/policy-examples.ts';
import {
  accountOf,
  apart,
  figures,
  flatBrackets,
  onePool,
  type PositionRow,
  pathOf,
  simulateOne as run,
  told,
} from './books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it. Maintenance is 5 %.

const long10: readonly PositionRow[] = [[0, 10, 100]];
const prices = (...row: readonly number[]) => pathOf(row.map((price) => [price]));

describe('top-up', () => {
  const policy = (fields: Partial<Extract<Policy, { policy: 'top-up' }>> = {}): Policy => ({
    policy: 'top-up',
    name: 'help',
    delaySteps: 0,
    pools: [0],
    below: 1.5,
    amount: 30,
    budget: 50,
    cost: 0.01,
    ...fields,
  });
  const book = (treasury: number, ...policies: readonly Policy[]) =>
    accountOf(long10, [60 + treasury], [apart([60], treasury, policies)]);

  it('moves money from the treasury when the cover is below its level, up to its budget', () => {
    // At 100: 60 < 1.5 * 50: 30, of which 29.7 arrive. Again 89.7 >= 75. At 98: 69.7 < 73.5: the last 20, 19.8 arrive.
    const result = run(book(100, policy()), [100], prices(100, 100, 98, 97, 96));
    expect(told(result, 'top-up').map(({ step, amount }) => [step, Number(amount)])).toEqual([
      [1, 29.7],
      [3, 19.8],
    ]);
    // 4 a unit by price, and 1 % of 50.
    expect(figures(result.account)).toMatchObject({
      pnl: -40.5,
      topUps: 50,
      costTransfers: 0.5,
      policyActions: 2,
      firstEventStep: 1,
      firstLiquidationStep: 0,
    });
    expect(figures(result.positions[0])).toMatchObject({ pnl: -40 });
  });

  it('takes no more than the treasury has', () => {
    const result = run(book(25, policy({ budget: 1_000 })), [100], prices(100, 97));
    expect(figures(result.account)).toMatchObject({ topUps: 25, policyActions: 1 });
  });

  it('saves a pool, if it comes in time', () => {
    // At 99: 50 < 1.5 * 49.5. At 96 nothing saves 20 <= 48; with 30 more, 50 > 48.
    const last = (delaySteps: number) =>
      run(book(100, policy({ delaySteps, cost: 0 })), [100], prices(99, 96, 96)).account.firstLiquidationStep;
    expect([last(0), last(1), last(2)]).toEqual([0, 2, 2]);
  });

  it('says what it compared, once for what it cannot do', () => {
    const result = run(book(30, policy({ amount: 30, cost: 0 })), [100], prices(100, 97, 97, 97, 97));
    // 60 / 50 = 1.2; then 60 / 48.5 with an empty treasury, three times.
    expect(
      told(result, 'decision').map(({ step, why }) => [step, why.of, Number(why.value), why.sign, Number(why.level)]),
    ).toEqual([
      [1, 'cover', 1.2, '<', 1.5],
      [2, 'cover', expect.closeTo(60 / 48.5, 12), '<', 1.5],
    ]);
    expect(told(result, 'no-effect').map(({ step, subject }) => [step, subject])).toEqual([[2, 'p0']]);
  });

  it('does not act after the last step, at which nothing could come of it', () => {
    expect(run(book(100, policy()), [100], prices(100)).account.policyActions).toBe(0);
  });
});

describe('an order that takes time', () => {
  it('is carried out after its delay, whatever has happened meanwhile, and not given twice', () => {
    const policy: Policy = { policy: 'stop', name: 'stop', delaySteps: 2, positions: [0], distance: 0.05 };
    // Decided after step 1 at 95; carried out after step 3 at 99.
    const result = run(onePool(long10, [500], {}, [], [policy]), [100], prices(95, 94, 99, 80));
    expect(told(result, 'decision').map(({ decidedStep, dueStep }) => [decidedStep, dueStep])).toEqual([[1, 3]]);
    expect(told(result, 'policy-close').map(({ step, amount }) => [step, Number(amount)])).toEqual([[3, -10]]);
    expect(Number(result.account.pnl)).toBe(-10);
  });
});

describe('stop', () => {
  const policy: Policy = { policy: 'stop', name: 'stop', delaySteps: 0, positions: [0, 1], distance: 0.05 };

  it('closes at the distance from the entry, long or short, with slippage and taker fee alone', () => {
    const rows: readonly PositionRow[] = [
      [0, 10, 100],
      [0, -10, 100],
    ];
    const costs = { slippage: 0.01, takerFee: 0.001, liquidationFee: [0.5] };
    const result = run(onePool(rows, [500], costs, [], [policy]), [100], prices(95.01, 95, 105, 90));
    expect(told(result, 'policy-close').map(({ step, position }) => [step, position])).toEqual([
      [2, 'p0'],
      [3, 'p1'],
    ]);
    // 950 * 1.1 % and 1,050 * 1.1 %.
    expect(result.positions.map(({ slippage, fees }) => [Number(slippage), Number(fees)])).toEqual([
      [9.5, 0.95],
      [10.5, 1.05],
    ]);
    expect(figures(result.account)).toMatchObject({ pnl: -122, forcedCloses: 0, policyActions: 2, wipeoutStep: 0 });
    expect(result.positions.map(({ closedStep }) => closedStep)).toEqual([0, 0]);
  });

  it('leaves the debts of a pool that it ends too late to the insurance fund, and what is left to the account', () => {
    // Requirement 0: the pool is not liquidated at 95. Slippage of 2 % is 19: 60 - 50 - 19 = -9.
    const maintenance = [flatBrackets(0)];
    const alone = { ...policy, positions: [0] };
    const late = onePool(long10, [60], { maintenance, slippage: 0.02, remainder: 'forfeited' }, [], [alone]);
    expect(figures(run(late, [100], prices(95, 95)).account)).toMatchObject({ badDebt: 9, pnl: -60 });
    const early = onePool(long10, [200], { remainder: 'forfeited' }, [], [alone]);
    expect(figures(run(early, [100], prices(95, 95)).account)).toMatchObject({ costFees: 0, pnl: -50 });
  });
});

describe('deleverage', () => {
  it('reduces by a share each time the cover is too low', () => {
    const policy: Policy = {
      policy: 'deleverage',
      name: 'less',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'cover', below: 1.5 },
      share: 0.25,
    };
    // At 98: 50 / 49: 7.5 left, 50 / 36.75 = 1.36: 5.625 left, 50 / 27.6: enough.
    const result = run(onePool(long10, [70], {}, [], [policy]), [100], prices(98, 98, 98, 98));
    expect(told(result, 'policy-close').map(({ step, remaining }) => [step, Number(remaining)])).toEqual([
      [1, 7.5],
      [2, 5.625],
    ]);
  });

  it('goes off once at a drawdown, and again only after it was released', () => {
    const policy: Policy = {
      policy: 'deleverage',
      name: 'less',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'drawdown', above: 0.1, release: 0.05 },
      share: 0.5,
    };
    // Falls of wealth (500): 40, 50: half at -25. Then 55, 30, 25, 20 < 25: released; at 90: 75: half of the half.
    const result = run(onePool(long10, [500], {}, [], [policy]), [100], prices(96, 95, 94, 99, 100, 101, 90, 90));
    expect(told(result, 'policy-close').map(({ step, remaining }) => [step, Number(remaining)])).toEqual([
      [2, 5],
      [7, 2.5],
    ]);
    expect(told(result, 'decision').map(({ why }) => [why.of, Number(why.value), Number(why.level)])).toEqual([
      ['drawdown', 0.1, 0.1],
      ['drawdown', 0.15, 0.1],
    ]);
    expect(Number(result.account.pnl)).toBe(-75);
  });

  it('sees every step, whichever are watched, and is watched before it closes anything', () => {
    const policy: Policy = {
      policy: 'deleverage',
      name: 'less',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'drawdown', above: 0.1, release: 0.05 },
      share: 1,
    };
    // Wealth 600 after step 1, 545 after step 2: a fall of 55. The ratio is 545 / 1,045 when everything is closed.
    const book = onePool(long10, [500], {}, [], [policy]);
    const [result] = simulateExact(book, [100], prices(110, 104.5, 90), { watchedSteps: () => false });
    expect(figures(result?.account)).toMatchObject({ policyActions: 1, firstEventStep: 2, pnl: 45 });
    expect(Number(result?.account.lowestMarginRatio)).toBeCloseTo(545 / 1_045, 15);
  });

  it('uses up depth as a liquidation does', () => {
    // Two positions of 1,000 at a depth of 1e5: 0.5 % 1e3 / 1e5 and 0.5 % 3e3 / 1e5 of 1,000.
    const policy: Policy = {
      policy: 'deleverage',
      name: 'less',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'cover', below: 100 },
      share: 1,
    };
    const book = onePool([long10[0]!, long10[0]!], [500], { depthMemory: 0.5 }, [], [policy]);
    const { positions } = run(book, [100], pathOf([[100], [100]], { 1: { depths: [1e5] } }));
    expect(positions.map(({ slippage }) => Number(slippage))).toEqual([0.05, 0.15]);
  });
});

describe('rebalance', () => {
  const rows: readonly PositionRow[] = [
    [0, 10, 100],
    [1, 10, 100],
    [2, 10, 100],
  ];
  const policy: Policy = {
    policy: 'rebalance',
    name: 'share',
    delaySteps: 0,
    pools: [0, 1, 2],
    below: 1.5,
    restore: 2,
    keep: 3,
    cost: 0.01,
  };

  it('brings a pool to its cover with what others can spare, in proportion', () => {
    // p0: 60 / 50 = 1.2: needs 40. p1 spares 210 - 150 = 60, p2 170 - 150 = 20: they give 30 and 10, and 39.6 arrive.
    const book = accountOf(rows, [440], [apart([60, 210, 170], 0, [policy])]);
    const result = run(
      book,
      [100, 100, 100],
      pathOf([
        [100, 100, 100],
        [100, 100, 100],
      ]),
    );
    expect(told(result, 'transfer-out').map(({ pool, amount }) => [pool, Number(amount)])).toEqual([
      ['p1', -30],
      ['p2', -10],
    ]);
    expect(
      told(result, 'transfer-in').map(({ pool, from, amount, cost }) => [pool, from, Number(amount), Number(cost)]),
    ).toEqual([['p0', ['p1', 'p2'], 39.6, 0.4]]);
    expect(figures(result.account)).toMatchObject({ pnl: -0.4, costTransfers: 0.4, topUps: 0, policyActions: 1 });
  });

  it('does not take open profit, which is no cash', () => {
    // p1 has 10 in cash and 1,000 of profit: it gives the 10.
    const book = accountOf(rows, [80], [apart([60, 10, 10], 0, [policy])]);
    const path = [100, 200, 101];
    const result = run(book, [100, 200, 101], pathOf([path, path]));
    expect(told(result, 'transfer-out').map(({ pool, amount }) => [pool, Number(amount)])).toEqual([['p1', -10]]);
  });

  it('does not ask pools that have ended', () => {
    // p1 is closed at once and keeps 40 idle; p2 has nothing to spare.
    const book = accountOf(rows, [250], [apart([60, 40, 150], 0, [policy])]);
    expect(
      run(
        book,
        [100, 100, 100],
        pathOf([
          [100, 100, 100],
          [100, 100, 100],
        ]),
      ).account.policyActions,
    ).toBe(0);
  });
});

describe.each(policyExamples())('the policy $policy, as in its example', (example) => {
  const path = pathOf(Array.from({ length: 40 }, (_, step) => [100 - step, 100 + (step % 7)]));
  const policy = (delaySteps: number) =>
    policyOf(example, { name: 'it', delaySteps, pools: [0, 1], positions: [0, 1] });
  const rows: readonly PositionRow[] = [
    [0, 10, 100],
    [1, -5, 100],
    [1, 1, 100],
  ];
  const pools = [
    { name: 'thin', positions: [0, 1], collateral: [300] },
    { name: 'rich', positions: [2], collateral: [400] },
  ];
  const book = (delaySteps: number) => accountOf(rows, [1_000], [{ ...apart([], 300, [policy(delaySteps)]), pools }]);

  it('is listed under its name and says what it does', () => {
    const rule = ruleOf(policy(0));
    expect(rule.name).toBe(example.policy);
    expect(rule.does({ target: 0 })).toMatch(/^[a-z]/);
  });
  it('acts on a falling price, and tells of it with its reason', () => {
    const result = run(book(0), [100, 100], path);
    expect(result.account.policyActions).toBeGreaterThan(0);
    expect(told(result, 'decision').map(({ policy: name }) => name)).toContain('it');
  });
  it('acts as many steps later as its delay says', () => {
    const firstStep = (delay: number) => run(book(delay), [100, 100], path).account.firstEventStep;
    expect(firstStep(3) - firstStep(0)).toBe(3);
  });
});
