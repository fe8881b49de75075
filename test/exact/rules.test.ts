import { describe, expect, it } from 'vitest';
import { simulateExact } from '../../src/exact/simulate.ts';
import {
  accountOf,
  apart,
  figures,
  flatBrackets,
  fundingOf,
  onePool,
  pathOf,
  simulateOne as run,
} from '../margin/books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it.

describe('funding', () => {
  const rate = { 1: { fundingRates: [0.01] } };

  it('is paid by longs on the notional at mark when the rate is positive, and received by shorts', () => {
    // 2 * 120 * 1 % = 2.4
    const long = run(onePool([[0, 2, 100]], [1000]), [100], pathOf([[120]], rate));
    const short = run(onePool([[0, -2, 100]], [1000]), [100], pathOf([[120]], rate));
    expect(figures(long.positions[0] ?? {})).toMatchObject({ funding: 2.4, pricePnl: 40, pnl: 37.6 });
    expect(figures(short.positions[0] ?? {})).toMatchObject({ funding: -2.4, pricePnl: -40, pnl: -37.6 });
  });

  it('is paid on the notional at entry where the venue says so', () => {
    // 2 * 90 * 1 % = 1.8
    const book = onePool([[0, 2, 90]], [1000], { funding: fundingOf({ notional: 'entry' }) });
    expect(Number(run(book, [100], pathOf([[120]], rate)).account.costFunding)).toBe(1.8);
  });

  it('counts in the check of its own step, or only from the next one', () => {
    // At 100 the requirement is 5; 5.5 less a funding of 1 is 4.5.
    const before = onePool([[0, 1, 100]], [5.5]);
    const after = onePool([[0, 1, 100]], [5.5], { funding: fundingOf({ booked: 'after-check' }) });
    const path = pathOf([[100], [100]], rate);
    expect(run(before, [100], path).account.firstLiquidationStep).toBe(1);
    expect(run(after, [100], path).account.firstLiquidationStep).toBe(2);
  });

  it('is not paid by a position that has just been closed', () => {
    const after = onePool([[0, 1, 100]], [5], { funding: fundingOf({ booked: 'after-check' }) });
    expect(Number(run(after, [100], pathOf([[100]], rate)).account.costFunding)).toBe(0);
  });
});

describe('a forced close', () => {
  it('loses the venue slippage plus half a percent for every depth of notional', () => {
    // n = 10 * 100 = 1000, depth 20,000: 0.4 % + 0.5 % * 0.05 = 0.425 %, of 1000: 4.25
    const book = onePool([[0, 10, 100]], [50], { slippage: 0.004 });
    const { positions, account } = run(book, [100], pathOf([[100]], { 1: { depths: [20_000] } }));
    expect(figures(positions[0] ?? {})).toMatchObject({ closedStep: 1, slippage: 4.25, pnl: -4.25 });
    expect(figures(account)).toMatchObject({ costSlippage: 4.25, badDebt: 0 });
  });

  it('loses no more than its notional', () => {
    // 0.5 % * 1000 / 2 = 250 %, cut to 100 %: 1000; the pool has 50, so 950 are bad debt.
    const { positions } = run(onePool([[0, 10, 100]], [50]), [100], pathOf([[100]], { 1: { depths: [2] } }));
    expect(figures(positions[0] ?? {})).toMatchObject({ slippage: 1000, badDebt: 950, pnl: -50 });
  });

  it('pays the taker and the liquidation fee on the notional at mark', () => {
    // 1000 * (0.05 % + 1.25 %) = 13
    const book = onePool([[0, 10, 100]], [50], { takerFee: 0.0005, liquidationFee: [0.0125] });
    const { positions, account } = run(book, [100], pathOf([[100]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ fees: 13, pnl: -13 });
    expect(Number(account.costFees)).toBe(13);
  });

  it('counts its profit from the price at the start, not from the entry', () => {
    // Entry 120, start 100, close at 95 (equity 29 - 25 = 4 < 4.75): 95 - 100 = -5 in the run; -20 was lost before.
    const result = run(onePool([[0, 1, 120]], [29]), [100], pathOf([[95]]));
    expect(Number(result.initialWealth)).toBe(9); // 29 + (100 - 120)
    expect(figures(result.positions[0] ?? {})).toMatchObject({ closedStep: 1, pricePnl: -5, pnl: -5 });
    expect(Number(result.account.pnl)).toBe(-5);
  });
});

describe('the liquidation fee', () => {
  // Long 1 at 100 with 10; 10 % of the notional, of a pool that is liquidated at 5 %.
  const dear = onePool([[0, 1, 100]], [10], { liquidationFee: [0.1] });
  const pair = [
    [0, 2, 100],
    [1, 1, 100],
  ] as const;

  it('is charged as far as the pool can pay it', () => {
    // At 94 the cash is 4; the full fee would be 9.4.
    const { account, positions, ledger } = run(dear, [100], pathOf([[94]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ fees: 4, badDebt: 0, pnl: -10 });
    expect(figures(account)).toMatchObject({ costFees: 4, badDebt: 0, pnl: -10 });
    const fee = ledger.find((entry) => entry.kind === 'liquidation-fee');
    expect([Number(fee?.amount), Number(fee?.rate)]).toEqual([-4, expect.closeTo(4 / 94, 15)]);
  });

  it('is not charged to a pool that owes already, so that it never becomes bad debt', () => {
    // At 88 the cash is -2.
    const { positions, ledger } = run(dear, [100], pathOf([[88]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ fees: 0, badDebt: 2, pnl: -10 });
    expect(ledger.some((entry) => entry.kind === 'liquidation-fee')).toBe(false);
  });

  it('comes after slippage and the taker fee', () => {
    // At 94: slippage 1 % is 0.94, taker fee 2 % is 1.88; of the cash of 4 are left 1.18.
    const rules = { slippage: 0.01, takerFee: 0.02, liquidationFee: [0.1] };
    const { positions } = run(onePool([[0, 1, 100]], [10], rules), [100], pathOf([[94]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ slippage: 0.94, fees: 3.06, badDebt: 0, pnl: -10 });
  });

  it('is split over the positions in proportion to their full fees', () => {
    // p0 long 2 at 100 -> 90: -20, 5 % of 180 is 9. p1 long 1 at 100 -> 80: -20, 3.75 % of 80 is 3. Of the cash of
    // 46 - 40 = 6 they pay 4.5 and 1.5.
    const book = onePool(pair, [46], { liquidationFee: [0.05, 0.0375] });
    const { account, positions } = run(book, [100, 100], pathOf([[90, 80]]));
    expect(positions.map(({ fees }) => Number(fees))).toEqual([4.5, 1.5]);
    expect(positions.map(({ pnl }) => Number(pnl))).toEqual([-24.5, -21.5]);
    expect(figures(account)).toMatchObject({ pnl: -46, badDebt: 0 });
  });

  it('is split in full where the pool can pay it', () => {
    // The same closes with 60: 20 are there for 9 and 3. Requirement 10 % of 260 is 26.
    const maintenance = [flatBrackets(0.1), flatBrackets(0.1)];
    const book = onePool(pair, [60], { maintenance, liquidationFee: [0.05, 0.0375] });
    const { account, positions } = run(book, [100, 100], pathOf([[90, 80]]));
    expect(positions.map(({ fees }) => Number(fees))).toEqual([9, 3]);
    expect(Number(account.pnl)).toBe(-52);
  });

  it('is paid out of coins where the cash is short', () => {
    // Long 1 at 100 -> 80 with 18 and 4 coins at 1: cash -2, coins 4; 1.25 % of 80 is 1: sells 3 of the coins.
    const book = onePool([[0, 1, 100]], [18, 4], { liquidationFee: [0.0125, 0] }, [1]);
    const { account, positions, ledger } = run(book, [100, 1], pathOf([[80, 1]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ fees: 1, badDebt: 0, pnl: -21 });
    const sale = ledger.find((entry) => entry.kind === 'collateral-sale');
    expect([Number(sale?.units), Number(sale?.amount)]).toEqual([3, 3]);
    expect(Number(account.pnl)).toBe(-21); // 1 of the 22 is left, as a coin
  });

  it('takes the last coin, and no more', () => {
    // The same with 5 % of 80 = 4: cash -2 and coins 4 leave 2 for it.
    const book = onePool([[0, 1, 100]], [18, 4], { liquidationFee: [0.05, 0] }, [1]);
    const { account, positions } = run(book, [100, 1], pathOf([[80, 1]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ fees: 2, badDebt: 0 });
    expect(figures(account)).toMatchObject({ pnl: -22, badDebt: 0, collateralPnl: 0 });
  });
});

describe('debts of a liquidated pool', () => {
  it('are paid by selling the same share of every other collateral asset at mark', () => {
    // Long 1 at 100 falls to 70: cash 10 - 30 = -20. Coins: 2 of asset 1 at 10 and 1 of asset 2 at 20 = 40: sells half of
    // each, 20. What stays (1 and 0.5) goes on to 12 and 30: change 1 * 2 + 0.5 * 10 = 7.
    // A haircut of 99 % makes the check fire: equity 10 - 30 + 0.4 < 3.5.
    const book = onePool([[0, 1, 100]], [10, 2, 1], { haircut: [0, 0.99, 0.99] }, [1, 2]);
    const { account, positions, ledger } = run(
      book,
      [100, 10, 20],
      pathOf([
        [70, 10, 20],
        [70, 12, 30],
      ]),
    );
    const sales = ledger.flatMap((entry) =>
      entry.kind === 'collateral-sale' ? [[entry.collateral, Number(entry.units), Number(entry.amount)]] : [],
    );
    expect(sales).toEqual([
      ['A1', 1, 10],
      ['A2', 0.5, 10],
    ]);
    expect(figures(positions[0] ?? {})).toMatchObject({ pnl: -30, badDebt: 0 });
    expect(figures(account)).toMatchObject({ pnl: -23, collateralPnl: 7, badDebt: 0 });
  });

  it('are borne by the insurance fund as far as nothing is left, by the positions that lost', () => {
    // p0 long 1 at 100 -> 60: -40. p1 long 2 at 50 -> 30: -40. p2 short 1 at 20 -> 10: +10. Fee 10 % of 60, 60, 10:
    // contributions -46, -46, +9. Cash 20 - 70 - 13 = -63, coins 1 at 3: debt 60, halves 30 and 30, p2 none.
    const rules = { takerFee: 0.1, liquidationFee: [0, 0, 0, 0] };
    const book = onePool(
      [
        [0, 1, 100],
        [1, 2, 50],
        [2, -1, 20],
      ],
      [20, 1],
      rules,
      [3],
    );
    const { account, positions } = run(book, [100, 50, 20, 3], pathOf([[60, 30, 10, 3]]));
    expect(positions.map(({ badDebt }) => Number(badDebt))).toEqual([30, 30, 0]);
    expect(positions.map(({ pnl }) => Number(pnl))).toEqual([-16, -16, 9]);
    // All of the 23 at the start is gone: -16 - 16 + 9 = -23.
    expect(figures(account)).toMatchObject({ pnl: -23, badDebt: 60, collateralPnl: 0, wipeoutStep: 1 });
  });

  it('are attributed with the funding that a position has paid and with the loss against its entry', () => {
    // Entries 110 and 100. Step 1 (100, 100): p0 pays funding of 10; equity 35 - 10 - 10 = 15 > 2.
    // Step 2 (75, 90): cash 25 - 35 - 10 = -20. Contributions: -35 - 10 = -45 and -10, so 45 and 10 parts of 55.
    const book = onePool(
      [
        [0, 1, 110],
        [1, 1, 100],
      ],
      [35],
      { maintenance: [flatBrackets(0.01), flatBrackets(0.01)] },
    );
    const path = pathOf(
      [
        [100, 100],
        [75, 90],
      ],
      { 1: { fundingRates: [0.1, 0] } },
    );
    const { positions } = run(book, [100, 100], path);
    expect(positions.map(({ badDebt }) => Number(badDebt))).toEqual([
      expect.closeTo((20 * 45) / 55, 12),
      expect.closeTo((20 * 10) / 55, 12),
    ]);
  });

  it('never touch another pool or the treasury', () => {
    const book = accountOf(
      [
        [0, 1, 100],
        [1, 1, 100],
      ],
      [200],
      [apart([10, 40], 150)],
    );
    // p0 falls to 50: bad debt 40, though 190 lie beside it. p1 is unmoved.
    const { account, positions } = run(book, [100, 100], pathOf([[50, 100]]));
    expect(figures(positions[0] ?? {})).toMatchObject({ pnl: -10, badDebt: 40, closedStep: 1 });
    expect(figures(positions[1] ?? {})).toMatchObject({ pnl: 0, closedStep: 0 });
    expect(figures(account)).toMatchObject({ pnl: -10, firstLiquidationStep: 1, wipeoutStep: 0 });
  });
});

describe('what is left of a liquidated pool', () => {
  // p0 long 3 at 100, p1 short 1 at 100; at 97 and 97: -9 + 3 = -6, cash 14, coins 1 at 6; n = 291 and 97.
  // Equity 14 + 6 = 20; requirement 5.2 % of 388 = 20.176.
  const rows = [
    [0, 3, 100],
    [0, -1, 100],
  ] as const;
  const maintenance = [flatBrackets(0.052), flatBrackets(0.052)];
  const path = pathOf([
    [97, 6],
    [97, 8],
  ]);

  it('is kept by the account where the venue returns it, and its coins go on moving', () => {
    const { account } = run(onePool(rows, [20, 1], { maintenance }, [1]), [100, 6], path);
    // -6 by price, +2 by the coin after the liquidation.
    expect(figures(account)).toMatchObject({ pnl: -4, collateralPnl: 2, costFees: 0, firstLiquidationStep: 1 });
  });

  it('goes to the venue where it is forfeited, as a fee in proportion to the closed notional', () => {
    const book = onePool(rows, [20, 1], { maintenance, remainder: 'forfeited' }, [1]);
    const { account, positions } = run(book, [100, 6], path);
    // 20 at 3 to 1: 15 and 5. All 26 of the start are gone: -9 - 15 + 3 - 5 = -26. The coin moves no more.
    expect(positions.map(({ fees }) => Number(fees))).toEqual([15, 5]);
    expect(figures(account)).toMatchObject({ pnl: -26, collateralPnl: 0, costFees: 20, wipeoutStep: 1 });
  });
});

describe('what is watched', () => {
  const book = onePool([[0, 1, 100]], [50]);
  const path = pathOf([[110], [90], [100], [80]]);

  it('takes the drawdown from the initial wealth or a later peak, at the watched steps only', () => {
    // Wealth 50, 60, 40, 50, 30. Every step: 60 - 30 = 30. Steps 2 and 4 only: 50 -> 40 -> 30: 20.
    const every = simulateExact(book, [100], path, { watchedSteps: () => true })[0];
    const even = simulateExact(book, [100], path, { watchedSteps: (step) => step % 2 === 0 })[0];
    expect([Number(every?.account.maxDrawdown), Number(even?.account.maxDrawdown)]).toEqual([30, 20]);
  });

  it('takes the lowest equity / notional of open pools at the watched steps', () => {
    // 60/110, 40/90, 50/100, 30/80 = 0.375; of steps 1 and 3: 0.5.
    const every = simulateExact(book, [100], path, { watchedSteps: () => true })[0];
    const odd = simulateExact(book, [100], path, { watchedSteps: (step) => step % 2 === 1 })[0];
    const never = simulateExact(book, [100], path, { watchedSteps: () => false })[0];
    expect([Number(every?.account.lowestMarginRatio), Number(odd?.account.lowestMarginRatio)]).toEqual([0.375, 0.5]);
    expect(never?.account.lowestMarginRatio).toBeNull();
  });

  it('takes the ratio of a liquidated pool before it is closed, watched or not', () => {
    // At 52: equity 2, notional 52, requirement 2.6.
    const result = simulateExact(book, [100], pathOf([[52], [200]]), { watchedSteps: () => false })[0];
    expect(Number(result?.account.lowestMarginRatio)).toBeCloseTo(2 / 52, 15);
  });

  it('takes the ratio of an open pool at the end of the step, with funding that is booked after the check', () => {
    // At 110: equity 60, funding 1 % of 110 is 1.1: 58.9 / 110.
    const after = onePool([[0, 1, 100]], [50], { funding: fundingOf({ booked: 'after-check' }) });
    const result = run(after, [100], pathOf([[110]], { 1: { fundingRates: [0.01] } }));
    expect(Number(result.account.lowestMarginRatio)).toBeCloseTo(58.9 / 110, 15);
  });

  it('tells the wipe-out from the first liquidation', () => {
    const two = accountOf(
      [
        [0, 1, 100],
        [1, 1, 100],
      ],
      [20],
      [apart([10, 10], 0)],
    );
    const { account } = run(
      two,
      [100, 100],
      pathOf([
        [100, 100],
        [90, 100],
        [90, 90],
      ]),
    );
    expect(account).toMatchObject({ firstLiquidationStep: 2, wipeoutStep: 3 });
  });

  it('reports the check that came nearest to going the other way, as a share of notional', () => {
    // At 60: (10 - 3) / 60; at 55: (5 - 2.75) / 55 = 0.0409…; at 90: far.
    const { closestMargins } = run(book, [100], pathOf([[60], [55], [90]]));
    expect(closestMargins.map(({ pool, step, margin }) => [pool, step, Number(margin)])).toEqual([
      ['all', 2, expect.closeTo(2.25 / 55, 15)],
    ]);
  });
});
