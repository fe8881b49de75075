import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/margin/policies/registry.ts';
import { figures, onePool, type PositionRow, pathOf, simulateOne as run, told } from './books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it. Maintenance is 5 %.

describe('switch', () => {
  const rows: readonly PositionRow[] = [
    [0, 10, 100],
    [1, 10, 50],
  ];
  const policy = (margin: number): Policy => ({
    policy: 'switch',
    name: 'apart',
    delaySteps: 0,
    positions: [0],
    trigger: { on: 'drawdown', above: 0.1, release: 0.05 },
    margin,
  });
  const after = (margin: number, ...first: readonly number[]) =>
    run(onePool(rows, [300], {}, [], [policy(margin)]), [100, 50], pathOf(first.map((price) => [price, 50])));

  it('moves a position with its margin to a pool of its own, where it falls alone', () => {
    // At 97 the wealth has fallen by 30. 0.1 * 1,000 = 100 go with p0, of the 275 free: 300 - 5 % of 500.
    const result = after(0.1, 97, 94);
    const [moved] = told(result, 'isolate');
    expect([moved?.amount, moved?.wanted, moved?.free].map(Number)).toEqual([-100, 100, 275]);
    expect(told(result, 'isolated').map(({ pool, amount }) => [pool, Number(amount)])).toEqual([['p0 (own)', 100]]);
    // At 94: 100 - 60 <= 47. The cross pool would have had 240.
    expect(result.positions.map(({ closedStep }) => closedStep)).toEqual([2, 0]);
    expect(figures(result.account)).toMatchObject({
      pnl: -60,
      policyActions: 1,
      firstLiquidationStep: 2,
      wipeoutStep: 0,
    });
  });

  it('is liquidated after the shared pools of the same step', () => {
    const rules = { insurance: { fund: 1_000, beyond: 'venue' } } as const;
    const path = pathOf([
      [97, 50],
      [80, 20],
    ]);
    const result = run(onePool(rows, [300], rules, [], [policy(0.1)]), [100, 50], path);
    expect(told(result, 'close').map(({ step, position }) => [step, position])).toEqual([
      [2, 'p1'],
      [2, 'p0'],
    ]);
    // 200 - 300 and 100 - 200, out of one fund.
    expect(told(result, 'insurance').map(({ fundLeft }) => Number(fundLeft))).toEqual([900, 800]);
  });

  it('moves it back when the alarm is released, and conserves its money on the way', () => {
    const result = after(0.1, 97, 100, 94);
    expect(told(result, 'rejoin').map(({ step, amount }) => [step, Number(amount)])).toEqual([[2, -100]]);
    // After step 3 only the alarm goes off again: nothing was liquidated.
    expect(figures(result.account)).toMatchObject({ pnl: -60, policyActions: 2, firstLiquidationStep: 0 });
    expect(told(result, 'decision').map(({ does, why }) => [does, why.sign, Number(why.value)])).toEqual([
      ['isolate', '>=', 0.1],
      ['bring back', '<', 0],
    ]);
  });

  it('takes no more than the others can spare, and does not move what would stand below its requirement', () => {
    // 0.5 * 1,000 asked; the pool has 300 in cash and 275 free.
    expect(told(after(0.5, 97, 97), 'isolate').map(({ amount }) => Number(amount))).toEqual([-275]);
    // 10 - 30 <= 48.5.
    const refused = after(0.01, 97, 97);
    expect(told(refused, 'no-effect')).toHaveLength(1);
    expect(refused.account.policyActions).toBe(0);
  });

  it('does not move what is alone in its pool', () => {
    const alone = onePool([rows[0]!], [300], {}, [], [policy(0.1)]);
    expect(run(alone, [100], pathOf([[97], [97]])).account.policyActions).toBe(0);
  });

  it('leaves it apart when the others are gone', () => {
    // p1 falls to 20: 200 - 300 < 25 ends the home pool with a bad debt of 100; at 105 the alarm stays: the drawdown is 370 - 50.
    const result = run(
      onePool(rows, [300], {}, [], [policy(0.1)]),
      [100, 50],
      pathOf([
        [97, 50],
        [97, 20],
        [140, 20],
        [140, 20],
      ]),
    );
    expect(result.positions.map(({ closedStep }) => closedStep)).toEqual([0, 2]);
    // -300 + 100 + 400 = 200: wealth 500, a new high, so the alarm is released, and there is no pool to go back to.
    expect(told(result, 'decision').map(({ step, does }) => [step, does])).toEqual([
      [1, 'isolate'],
      [3, 'bring back'],
    ]);
    expect(told(result, 'rejoin')).toHaveLength(0);
    expect(figures(result.account)).toMatchObject({ pnl: 200, badDebt: 100 });
  });
});
