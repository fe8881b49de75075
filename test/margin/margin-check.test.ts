import { describe, expect, it } from 'vitest';
import { figures, flatBrackets, onePool, pathOf, simulateOne as run } from './books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it.

/** The regime's haircut of asset 1 at step 1. */
function withHaircut(haircut: number) {
  return { 1: { haircuts: [0, haircut] } };
}

describe('the margin check', () => {
  // Long 1 at 100 with 10: at 96 the equity is 10 - 4 = 6 and 6.25 % of 96 is 6.
  const equal = { maintenance: [flatBrackets(0.0625)] };

  it('fires when equity equals the requirement, where the venue says so', () => {
    const { account, positions } = run(onePool([[0, 1, 100]], [10], equal), [100], pathOf([[96]]));
    expect(account.firstLiquidationStep).toBe(1);
    expect(positions[0]?.closedStep).toBe(1);
  });

  it('holds at equality and fires below it, where the venue says so', () => {
    const book = onePool([[0, 1, 100]], [10], { ...equal, equality: 'holds' });
    expect(run(book, [100], pathOf([[96]])).account.firstLiquidationStep).toBe(0);
    expect(run(book, [100], pathOf([[96], [95.999]])).account.firstLiquidationStep).toBe(2);
  });

  it('checks nothing at the start', () => {
    // At the start 0.1 - 0 is far below 5 % of 100; the first check is at step 1, after the price has risen to 110.
    const { account } = run(onePool([[0, 1, 100]], [0.1]), [100], pathOf([[110]]));
    expect(account.firstLiquidationStep).toBe(0);
  });

  it('takes the bracket whose cap the notional does not exceed', () => {
    const brackets = [
      { floor: 0, cap: 100, rate: 0.01, amount: 0 },
      { floor: 100, cap: null, rate: 0.5, amount: 0 },
    ];
    const book = onePool([[0, 1, 100]], [20], { maintenance: [brackets] });
    // n = 100: 1 % is 1 < 20. n = 100.5: 50 % is 50.25 > 20.5.
    expect(run(book, [100], pathOf([[100], [100.5]])).account.firstLiquidationStep).toBe(2);
  });

  it('never asks for less than nothing', () => {
    // Step 1: 1 % of 100 - 5 counts as 0, and the equity is 1. Step 2: equity 1 - 2 = -1 is below 0, though it is above
    // 1 % of 98 - 5 = -4.02.
    const book = onePool([[0, 1, 100]], [1], { maintenance: [flatBrackets(0.01, 5)] });
    expect(run(book, [100], pathOf([[100], [98]])).account.firstLiquidationStep).toBe(2);
  });

  it('counts other collateral after the larger of the two haircuts', () => {
    // Short 1 of asset 0 at 100 with 10 in coins of asset 1 at 1: equity 10 (1 - h), requirement 5 % of 100 = 5.
    const book = onePool([[0, -1, 100]], [0, 10], { haircut: [0, 0.4] }, [1]);
    // venue 40 % > regime 10 %: equity 6 > 5. Regime 50 % > venue 40 %: equity 5, equal.
    expect(run(book, [100, 1], pathOf([[100, 1]], withHaircut(0.1))).account.firstLiquidationStep).toBe(0);
    expect(run(book, [100, 1], pathOf([[100, 1]], withHaircut(0.5))).account.firstLiquidationStep).toBe(1);
  });

  it('takes the requirement at the entry where the venue says so, brackets included', () => {
    // Long 10 at 50 with 500: entry value 500 (first bracket, 10 %), value at mark 1,000 (second, 50 %).
    const brackets = [
      { floor: 0, cap: 500, rate: 0.1, amount: 0 },
      { floor: 500, cap: null, rate: 0.5, amount: 0 },
    ];
    const atEntry = onePool([[0, 10, 50]], [-451], { maintenance: [brackets], maintenanceNotional: 'entry' });
    // At 100: equity -451 + 500 = 49 <= 50. At 100.2: 51 > 50.
    expect(run(atEntry, [100], pathOf([[100]])).account.firstLiquidationStep).toBe(1);
    expect(run(atEntry, [100], pathOf([[100.2]])).account.firstLiquidationStep).toBe(0);
    // The fee is on the notional at mark all the same: 1 % of 1,000.
    const dear = { ...atEntry, venue: { ...atEntry.venue, takerFee: 0.01 } };
    expect(figures(run(dear, [100], pathOf([[100]])).positions[0])).toMatchObject({ fees: 10 });
  });
});

describe('the size of collateral', () => {
  // Short 1 at 100 with coins of asset 1 at 1; the first 4 count in full, the next 6 half, the rest not.
  const tiers = [
    { floor: 0, share: 1 },
    { floor: 4, share: 0.5 },
    { floor: 10, share: 0 },
  ];
  const counted = (coins: number, haircut = 0): number => {
    const book = onePool([[0, -1, 100]], [100, coins], { sizeDiscount: [[], tiers], haircut: [0, haircut] }, [1]);
    return Number(run(book, [100, 1], pathOf([[100, 1]])).ledger.find(({ kind }) => kind === 'check')?.equity) - 100;
  };

  it('discounts the units of a pool tier by tier', () => {
    expect([2, 4, 6, 10, 25].map((coins) => counted(coins))).toEqual([2, 4, 5, 7, 7]);
  });

  it('takes the haircut of what counts', () => {
    expect(counted(6, 0.2)).toBe(4);
  });

  it('counts each pool for itself, and wealth at full value', () => {
    // 25 units count 7, and are worth 25: the check sees 7, the profit of the account all.
    const book = onePool([[0, -1, 100]], [0, 25], { sizeDiscount: [[], tiers] }, [1]);
    const { account, initialWealth } = run(book, [100, 1], pathOf([[100, 2]]));
    expect([Number(initialWealth), Number(account.pnl)]).toEqual([25, 25]);
  });
});
