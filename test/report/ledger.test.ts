import { describe, expect, it } from 'vitest';
import { ledgerLines } from '../../src/exact/postings.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import { formatLedger } from '../../src/report/ledger/format.ts';
import { ledgerTable } from '../../src/report/ledger/table.ts';
import { toCsv } from '../../src/report/writers/csv.ts';
import { onePool, pathOf } from '../margin/books.ts';

// Long 10 at 100 with 60 and one coin worth 20 (haircut 10 %), 5 % maintenance, taker fee 1 %.
// Step 1: 101: 60 + 18 + 10 = 88. Step 8: funding 0.01 % of 1,010 = 0.101. Step 9: 99, step 16: funding 0.099, equity 67.8.
// Step 17: 94: 5 x 10 lost since: 17.8 <= 47. Fee 9.4; debt 9.6 sells 0.48 of the coin, which counted for 8.64: 0.96 more.
const account = onePool([[0, 10, 100]], [60, 1], { takerFee: 0.01, haircut: [0, 0.1] }, [1]);
const startPrices = [100, 20];
const prices = Array.from({ length: 20 }, (_, index) => [index < 8 ? 101 : index < 16 ? 99 : 94, 20]);
const rates = { fundingRates: [0.0001, 0] };
const steps = pathOf(prices, { 8: rates, 16: rates });
const results = simulateExact(account, startPrices, steps, { watchedSteps: (step) => step === 20 });
const path = { account, startPrices, steps };
const text = formatLedger(results, { ...path, title: 'book, path 3', stepHours: 1 });

describe('the ledger as text', () => {
  it('shows what prices did between entries, why it fired, and amounts that add up', () => {
    expect(text).toMatchInlineSnapshot(`
      "book, path 3
      20 steps of 1 h; venue test: a pool is liquidated when its equity <= requirement
      Money in USDT; in each pool the amounts add up from one equity to the next.

      Scheme one
        step       time  pool  entry                                                     amount  equity after  requirement
        ----  ---------  ----  --------------------------------------------------------  ------  ------------  -----------
           0  0 d 00:00  all   start: collateral and open profit                          78.00         78.00        50.00
           1  0 d 01:00  all   price of p0 +1 % to 101                                    10.00         88.00
           1  0 d 01:00  all   first check: 88.00 > 50.50 (cover 1.743, ratio 8.713 %)                  88.00        50.50
          16  0 d 16:00  all   funding of p0, steps 8 to 16                               -0.20         87.80
          17  0 d 17:00  all   price of p0 -6.931 % to 94, since step 1                  -70.00         17.80
          17  0 d 17:00  all   LIQUIDATED: 17.80 <= 47.00 (cover 0.3787, ratio 1.894 %)                 17.80        47.00
                                 since its start, price of p0: -60.00
                                 since its start, funding: -0.20
          17  0 d 17:00  all   close p0: 10 at 94                                                       17.80         0.00
                                 entry 100: realises -60.00
          17  0 d 17:00  all   taker fee of p0, 1 % of notional                           -9.40          8.40         0.00
          17  0 d 17:00  all   sale of 0.48 A1 at 20 for 9.60                              0.96          9.36         0.00
                                 the amount is the haircut that no longer counts
          20  0 d 20:00  all   end                                                                       9.36         0.00

        position  closed     by price  by funding  by fees  by slippage  bad debt  profit
        --------  ---------  --------  ----------  -------  -----------  --------  ------
        p0        step 17      -60.00       -0.20    -9.40         0.00      0.00  -69.60
        account   wiped out    -60.00       -0.20    -9.40         0.00      0.00  -69.60
        largest drawdown 69.60; lowest margin ratio 1.894 %; forced closes: 1
      "
    `);
  });

  it('fits into 120 columns', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('shows every funding payment when asked', () => {
    const each = formatLedger(results, { ...path, title: 'book', stepHours: 1, funding: 'each' });
    expect(each.match(/funding of p0 at 0.01 %/g)).toHaveLength(2);
    expect(text).not.toMatch(/funding of p0 at/);
  });
});

describe('the ledger as CSV', () => {
  const csv = toCsv(ledgerTable([{ ...path, path: 3, stepHours: 1, results }], false).table);

  it('has the same lines, with both sides of each check', () => {
    const rows = csv.trimEnd().split('\n');
    expect(rows[0]).toBe(
      'path,scheme,line,first_step,step,hours,pool,kind,reason,position,policy,quantity,price,rate,notional,amount,booked,equity,requirement,what',
    );
    expect(rows).toHaveLength(1 + ledgerLines(results[0]!, path, false).length);
    expect(rows.find((row) => row.includes('liquidation,'))).toMatch(
      /^3,one,\d+,17,17,17,all,check,liquidation,,,,,,940,0,,17.8,47,"LIQUIDATED: 17.80 <= 47.00/,
    );
    expect(rows.find((row) => row.includes(',close,'))).toMatch(/,p0,,10,94,,,0,-60,17.8,0,close p0/);
    expect(rows.find((row) => row.includes(',collateral-sale,'))).toMatch(/,0.96,9.6,9.36,0,sale of 0.48 A1/);
  });
});

// Long 10 at 100 with 60 and a treasury of 100. At 99 equity is 50, the requirement 49.5, the cover 1.01: 30 of the budget of 40 are moved
// at a cost of 1 %, 29.7 arrive. At 98: 79.7 - 10 = 69.7, cover 69.7 / 49 = 1.422: the 10 that are left of the budget, 9.9 arrive: 79.6.
// At 95: 49.6 > 47.5, but nothing can be moved any more. At 94: 39.6 <= 47; the price took 60, transfers brought 39.6.
describe('the ledger of an account with policies', () => {
  const policy = {
    policy: 'top-up',
    name: 'refill',
    pools: [0],
    below: 1.5,
    amount: 30,
    budget: 40,
    cost: 0.01,
    delaySteps: 0,
  } as const;
  const guarded = {
    ...onePool([[0, 10, 100]], [60]),
    collateral: [{ name: 'USDT', asset: null, amount: 160 }],
    schemes: [{ ...onePool([[0, 10, 100]], [60]).schemes[0]!, treasury: [100], policies: [policy] }],
  };
  const market = pathOf([[99], [98], [95], [94], [94]]);
  const [result] = simulateExact(guarded, [100], market, { watchedSteps: () => false });
  const told = formatLedger([result!], {
    account: guarded,
    startPrices: [100],
    steps: market,
    title: 'book',
    stepHours: 1,
  });

  it('tells what was decided, on which inequality, and both sides of the transfer', () => {
    expect(told).toMatchInlineSnapshot(`
      "book
      5 steps of 1 h; venue test: a pool is liquidated when its equity <= requirement
      Money in USDT; in each pool the amounts add up from one equity to the next.

      Scheme one
        step       time  pool      entry                                                     amount  equity after  requirement
        ----  ---------  --------  --------------------------------------------------------  ------  ------------  -----------
           0  0 d 00:00  all       start: collateral and open profit                          60.00         60.00        50.00
           0  0 d 00:00  treasury  start: collateral and open profit                         100.00        100.00         0.00
           1  0 d 01:00  all       price of p0 -1 % to 99                                    -10.00         50.00
           1  0 d 01:00  all       first check: 50.00 > 49.50 (cover 1.01, ratio 5.051 %)                   50.00        49.50
           1  0 d 01:00  all       refill decides: top up pool all                                          50.00        49.50
                                     as cover 1.01 < 1.5
           1  0 d 01:00  treasury  refill: transfer to all                                   -30.00         70.00         0.00
           1  0 d 01:00  all       refill: top-up from the treasury, at a cost of 0.30        29.70         79.70        49.50
                                     30.00 of the budget of 40.00 spent
           2  0 d 02:00  all       price of p0 -1.01 % to 98                                 -10.00         69.70
           2  0 d 02:00  all       refill decides: top up pool all                                          69.70        49.00
                                     as cover 1.422 < 1.5
           2  0 d 02:00  treasury  refill: transfer to all                                   -10.00         60.00         0.00
           2  0 d 02:00  all       refill: top-up from the treasury, at a cost of 0.10         9.90         79.60        49.00
                                     40.00 of the budget of 40.00 spent
           3  0 d 03:00  all       price of p0 -3.061 % to 95                                -30.00         49.60
           3  0 d 03:00  all       refill decides: top up pool all                                          49.60        47.50
                                     as cover 1.044 < 1.5
           3  0 d 03:00  all       refill: nothing could be done about all                                  49.60        47.50
           4  0 d 04:00  all       price of p0 -1.053 % to 94                                -10.00         39.60
           4  0 d 04:00  all       LIQUIDATED: 39.60 <= 47.00 (cover 0.8426, ratio 4.213 %)                 39.60        47.00
                                     since its start, price of p0: -60.00
                                     since its start, transfers: 39.60
           4  0 d 04:00  all       close p0: 10 at 94                                                       39.60         0.00
                                     entry 100: realises -60.00
           5  0 d 05:00  all       end                                                                      39.60         0.00
           5  0 d 05:00  treasury  end                                                                      60.00         0.00

        position   closed     by price  by funding  by fees  by slippage  transfers  bad debt  profit
        ---------  ---------  --------  ----------  -------  -----------  ---------  --------  ------
        p0         step 4       -60.00        0.00     0.00         0.00       0.00      0.00  -60.00
        transfers                 0.00        0.00     0.00         0.00      -0.40      0.00   -0.40
        account    wiped out    -60.00        0.00     0.00         0.00      -0.40      0.00  -60.40
        largest drawdown 0.00; lowest margin ratio 4.213 %; forced closes: 1; actions of policies: 2; topped up: 40.00
      "
    `);
  });
});

// Two longs of 10 at 100 in one pool with 1,000. At 90 they have lost 20 %, and p1 leaves with 500; at 80 the stop closes p0.
describe('the ledger of an account whose policies close and move positions', () => {
  const common = { delaySteps: 0 } as const;
  const account = onePool(
    [
      [0, 10, 100],
      [0, 10, 100],
    ],
    [1_000],
    {},
    [],
    [
      { policy: 'stop', name: 'out', positions: [0], distance: 0.2, ...common },
      {
        policy: 'switch',
        name: 'leave',
        positions: [1],
        trigger: { on: 'drawdown', above: 0.15, release: 0.1 },
        margin: 0.5,
        ...common,
      },
    ],
  );
  const market = pathOf([[95], [90], [85], [80], [80]]);
  const results = simulateExact(account, [100], market, { watchedSteps: () => false });
  const context = { account, startPrices: [100], steps: market, stepHours: 1 };

  it('says of a position that a policy closed when and by which, not that it is open', () => {
    const told = formatLedger(results, { ...context, title: 'book' });
    expect(told).toMatch(/^ +p0 +step 4 by out /m);
    expect(told).toMatch(/^ +p1 +open /m);
  });

  it('has prices only in the column of prices', () => {
    const { table } = ledgerTable([{ ...context, path: 0, results }], false);
    const rows = toCsv(table).trimEnd().split('\n');
    const price = rows[0]!.split(',').indexOf('price');
    const moves = rows.filter((row) => /,(isolate|isolated),/.test(row));
    expect(moves).toHaveLength(2);
    for (const row of moves) expect(row.split(',')[price], row).toBe('');
    expect(rows.find((row) => row.includes(',policy-close,'))!.split(',')[price]).toBe('80');
  });
});
