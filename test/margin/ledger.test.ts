import { describe, expect, it } from 'vitest';
import { simulateExact } from '../../src/margin/exact/simulate.ts';
import { formatLedger } from '../../src/report/ledger.ts';
import { onePool, pathOf } from './books.ts';

// Long 10 at 100 with 60 and one coin worth 20 (haircut 10 %), 5 % maintenance, taker fee 1 %.
// Step 8: funding 0.01 % of 1,010 = 0.101. Step 9: 99, step 16: funding 0.099.
// Step 17: 94: cash 60 - 0.2 - 60 = -0.2, equity -0.2 + 18 = 17.8 <= 47; fee 9.4; debt 9.6 sells 0.48 of the coin.
const account = onePool([[0, 10, 100]], [60, 1], { takerFee: 0.01, haircut: [0, 0.1] }, [1]);
const prices = Array.from({ length: 20 }, (_, index) => [index < 8 ? 101 : index < 16 ? 99 : 94, 20]);
const rates = { fundingRates: [0.0001, 0] };
const path = pathOf(prices, { 8: rates, 16: rates });
const results = simulateExact(account, [100, 20], path, { watchedSteps: (step) => step === 20 });
const ledger = results[0]?.ledger ?? [];

describe('the ledger of a path', () => {
  it('tells in order what was booked and what was checked', () => {
    expect(ledger.map(({ step, kind }) => [step, kind])).toEqual([
      [0, 'start'],
      [1, 'check'],
      [8, 'funding'],
      [16, 'funding'],
      [17, 'check'],
      [17, 'close'],
      [17, 'taker-fee'],
      [17, 'collateral-sale'],
      [20, 'end'],
    ]);
  });

  it('gives both sides of the inequality that fired, and the pool after every entry', () => {
    const fired = ledger.find((entry) => entry.kind === 'check' && entry.reason === 'liquidation');
    expect([Number(fired?.equity), Number(fired?.requirement)]).toEqual([17.8, 47]);
    // After the close nothing is required; after the sale 0.52 coins are left: 10.4, less 10 %.
    expect(ledger.slice(5).map(({ equity }) => Number(equity))).toEqual([17.8, 8.4, 9.36, 9.36]);
    expect(ledger.slice(5).every(({ requirement }) => requirement.isZero())).toBe(true);
  });

  it('shows the thinnest check of a pool that survived', () => {
    const survivor = simulateExact(account, [100, 20], path.slice(0, 16), { watchedSteps: () => false });
    const checks = survivor[0]?.ledger.flatMap((entry) => (entry.kind === 'check' ? [[entry.step, entry.reason]] : []));
    // Equity after the funding of step 16 is 67.8, the lowest; requirement 49.5.
    expect(checks).toEqual([
      [1, 'first'],
      [16, 'lowest-cover'],
    ]);
  });

  const text = formatLedger(results, { title: 'book, path 3', account, stepHours: 1, steps: 20 });

  it('reads as aligned text within 120 columns', () => {
    expect(text).toMatchInlineSnapshot(`
      "book, path 3
      20 steps of 1 h; venue test: a pool is liquidated when its equity <= requirement
      Money in USDT; amounts are positive where the pool received them.

      Scheme one
        step       time  pool  entry                                       amount  equity after  requirement
        ----  ---------  ----  ------------------------------------------  ------  ------------  -----------
           0  0 d 00:00  all   start                                                      78.00        50.00
           1  0 d 01:00  all   first check: cover 1.743 (ratio 8.713 %)                   88.00        50.50
          16  0 d 16:00  all   funding of p0, steps 8 to 16                 -0.20         67.80        49.50
          17  0 d 17:00  all   LIQUIDATED: 17.80 <= 47.00 (ratio 1.894 %)                 17.80        47.00
          17  0 d 17:00  all   close p0: 10 at 94, entry 100               -60.00         17.80         0.00
          17  0 d 17:00  all   taker fee of p0, 1 % of notional             -9.40          8.40         0.00
          17  0 d 17:00  all   sale of 0.48 A1 at 20                         9.60          9.36         0.00
          20  0 d 20:00  all   end                                                         9.36         0.00

        position  closed     by price  by funding  by fees  by slippage  bad debt  profit
        --------  ---------  --------  ----------  -------  -----------  --------  ------
        p0        step 17      -60.00       -0.20    -9.40         0.00      0.00  -69.60
        account   wiped out    -60.00       -0.20    -9.40         0.00      0.00  -69.60
        largest drawdown 69.60; lowest margin ratio 1.894 %
      "
    `);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
  });

  it('shows every funding payment when asked', () => {
    const each = formatLedger(results, { title: 'book', account, stepHours: 1, steps: 20, funding: 'each' });
    expect(each.match(/funding of p0 at 0.01 %/g)).toHaveLength(2);
    expect(text).not.toMatch(/funding of p0 at/);
  });
});
