import { describe, expect, it } from 'vitest';
import type { InsuranceRules } from '../../src/margin/account.ts';
import { accountOf, apart, figures, onePool, type PositionRow, pathOf, simulateOne as run, told } from './books.ts';

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it. Maintenance is 5 %.

// p0 long 10 at 100 with 50; at 40 it has lost 600: a bad debt of 550. p1 short 10 at 100 has won 600, p2 short 5 at 50 of another
// asset that stands at 40: 50.
const rows: readonly PositionRow[] = [
  [0, 10, 100],
  [0, -10, 100],
  [1, -5, 50],
];
const fall = pathOf([[40, 40]]);

function book(fund: number | null, beyond: InsuranceRules['beyond'], positions = 3) {
  const collateral = [50, 100, 100].slice(0, positions);
  const total = collateral.reduce((sum, one) => sum + one);
  return accountOf(rows.slice(0, positions), [total], [apart(collateral, 0)], { insurance: { fund, beyond } }, [], 2);
}

describe('the insurance fund', () => {
  it('pays what pools cannot, as far as it goes along the path, and the venue the rest', () => {
    const result = run(book(200, 'venue'), [100, 50], fall);
    expect(figures(result.account)).toMatchObject({ badDebt: 550, costAdl: 0, pnl: -50 + 600 + 50 });
    const [paid] = told(result, 'insurance');
    expect([paid?.debt, paid?.fromFund, paid?.deficit, paid?.fundLeft].map(Number)).toEqual([550, 200, 350, 0]);
    const [deficit] = told(result, 'deficit');
    expect([deficit?.deficit, deficit?.fromWinners, deficit?.fromVenue].map(Number)).toEqual([350, 0, 350]);
  });

  it('is the same one for all pools of the account', () => {
    // Two losers of 10 each, one step after the other.
    const losers: readonly PositionRow[] = [
      [0, 1, 100],
      [1, 1, 100],
    ];
    const account = accountOf(losers, [20], [apart([10, 10], 0)], { insurance: { fund: 15, beyond: 'venue' } });
    const path = pathOf([
      [80, 100],
      [80, 80],
    ]);
    const paid = told(run(account, [100, 100], path), 'insurance');
    expect(paid.map(({ fromFund, deficit }) => [Number(fromFund), Number(deficit)])).toEqual([
      [10, 0],
      [5, 5],
    ]);
  });
});

describe('socialised losses', () => {
  it('are borne by profitable positions in proportion to their open profit, which stay open', () => {
    // 550 - 30 = 520: shares 600 / 650 and 50 / 650: 480 and 40.
    const { account, positions } = run(book(30, 'socialised'), [100, 50], fall);
    expect(positions.map(({ adl }) => Number(adl))).toEqual([0, 480, 40]);
    expect(positions.map(({ pnl }) => Number(pnl))).toEqual([-50, 120, 10]);
    expect(figures(account)).toMatchObject({ costAdl: 520, badDebt: 550, forcedCloses: 1, pnl: 80, firstEventStep: 1 });
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([1, 0, 0]);
  });

  it('take no more than the profit that is there', () => {
    // p1 alone: 600 for a deficit of 550; p2 alone 50.
    const path = pathOf([[40, 40]]);
    const account = accountOf(
      [rows[0]!, rows[2]!],
      [150],
      [apart([50, 100], 0)],
      { insurance: { fund: 0, beyond: 'socialised' } },
      [],
      2,
    );
    const result = run(account, [100, 50], path);
    expect(result.positions.map(({ adl }) => Number(adl))).toEqual([0, 50]);
    expect(told(result, 'deficit').map(({ fromVenue }) => Number(fromVenue))).toEqual([500]);
  });

  it('may cost a pool its cover, and it is liquidated at the next step', () => {
    // p1 holds 100 + 600 - 550 = 150 > 20 at 40; at 53 it has 20 <= 26.5.
    const { positions } = run(
      book(0, 'socialised', 2),
      [100, 50],
      pathOf([
        [40, 50],
        [53, 50],
      ]),
    );
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([1, 2]);
  });
});

describe('auto-deleveraging', () => {
  it('closes the largest return, which gives up the deficit and keeps the rest', () => {
    // FLOX, tests/test_liquidation_engine.cpp, AdlConfiscatesForgoneGainNotFullUpnl: of 100 + 600, 150 stay.
    const result = run(book(0, 'auto-deleveraging', 2), [100, 50], fall);
    expect(figures(result.positions[1])).toMatchObject({ adl: 550, pnl: 50, closedStep: 1, slippage: 0, fees: 0 });
    expect(told(result, 'end').map(({ pool, equity }) => [pool, Number(equity)])).toEqual([
      ['p0', 0],
      ['p1', 150],
    ]);
    expect(figures(result.account)).toMatchObject({ costAdl: 550, forcedCloses: 2, wipeoutStep: 1 });
  });

  it('goes on to the next one as far as they have won anything', () => {
    // p1 has returned 60 %, p2 20 %. A deficit of 620: 600 and 20. The loser has entered 7 above.
    const losers: readonly PositionRow[] = [[0, 10, 107], rows[1]!, rows[2]!];
    const insurance = { fund: 0, beyond: 'auto-deleveraging' } as const;
    const account = accountOf(losers, [250], [apart([50, 100, 100], 0)], { insurance }, [], 2);
    const { positions } = run(account, [100, 50], fall);
    expect(positions.map(({ adl }) => Number(adl))).toEqual([0, 600, 20]);
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([1, 1, 1]);
  });

  it('forfeits nothing of a pool that it ends', () => {
    const account = book(0, 'auto-deleveraging', 2);
    const forfeiting = { ...account, venue: { ...account.venue, remainder: 'forfeited' as const } };
    expect(figures(run(forfeiting, [100, 50], fall).positions[1])).toMatchObject({ fees: 0, pnl: 50 });
  });

  it('may end a pool that was to be liquidated itself', () => {
    // At 45 p0 owes 500. p1 has won 605, but holds only 10 <= 24.75 after earlier losses: it has fired too when it is closed for that
    // debt, and leaves -595 + 605 - 500 = -490 itself.
    const pair: readonly PositionRow[] = [
      [0, 10, 100],
      [1, -11, 100],
    ];
    const account = accountOf(pair, [-545], [apart([50, -595], 0)], {
      insurance: { fund: 0, beyond: 'auto-deleveraging' },
      liquidation: { close: { rule: 'largest-loss' }, backstop: 0 },
    });
    const result = run(account, [100, 100], pathOf([[45, 45]]));
    expect(told(result, 'check').filter(({ reason }) => reason === 'liquidation')).toHaveLength(2);
    expect(result.positions.map(({ adl, badDebt }) => [Number(adl), Number(badDebt)])).toEqual([
      [0, 500],
      [500, 490],
    ]);
    expect(result.account.forcedCloses).toBe(2);
  });

  it('hands on the debt of a pool that it leaves in debt', () => {
    // p1 shares a pool with p2, a loser that is closed by then.
    const four: readonly PositionRow[] = [rows[0]!, rows[1]!, [2, 1, 1_000], [3, -10, 100]];
    const scheme = {
      name: 'pairs',
      partition: 'custom' as const,
      pools: [
        { name: 'a', positions: [0], collateral: [50] },
        { name: 'b', positions: [1, 2], collateral: [130] },
        { name: 'c', positions: [3], collateral: [100] },
      ],
      treasury: [0],
      policies: [],
    };
    const account = accountOf(four, [280], [scheme], {
      insurance: { fund: 0, beyond: 'auto-deleveraging' },
      liquidation: { close: { rule: 'largest-loss' }, backstop: 0 },
    });
    // p2 falls by 700 while p1 wins 600: 130 - 100 = 30 <= 5 % of 700, so p2 is closed: cash -570, 30 > 20. Pool a owes 550:
    // p3 (60 % too) comes after p1 in canonical order. p1 gives 550 of its 600 and leaves -570 + 600 - 550 = -520 to p3, which has 600.
    const { positions, account: columns } = run(account, [100, 100, 1_000, 100], pathOf([[40, 100, 300, 40]]));
    expect(positions.map(({ adl }) => Number(adl))).toEqual([0, 550, 0, 520]);
    expect(figures(columns)).toMatchObject({ badDebt: 1_070, costAdl: 1_070, wipeoutStep: 1, pnl: -50 - 130 + 80 });
  });
});

describe('the venue deleveraging its book', () => {
  // p0 short 10 at 100, p1 long 10 at 50: at 90 and 60 they have returned 10 % and 20 %.
  const pair: readonly PositionRow[] = [
    [0, -10, 100],
    [1, 10, 50],
  ];
  const path = (share: number) =>
    pathOf(
      [
        [90, 60],
        [90, 60],
      ],
      { 1: { deleveraging: share } },
    );

  it('closes the largest return, which gives up a share of its notional', () => {
    // 2 % of 600 = 12.
    const result = run(onePool(pair, [500], { takerFee: 0.01, slippage: 0.01 }), [100, 50], path(0.02));
    expect(result.positions.map(({ closedStep, adl, fees }) => [closedStep, Number(adl), Number(fees)])).toEqual([
      [0, 0, 0],
      [1, 12, 0],
    ]);
    expect(figures(result.account)).toMatchObject({
      pnl: 100 + 100 - 12,
      costAdl: 12,
      forcedCloses: 1,
      firstEventStep: 1,
      firstLiquidationStep: 0,
      wipeoutStep: 0,
    });
  });

  it('takes no more than the profit', () => {
    expect(Number(run(onePool(pair, [500]), [100, 50], path(0.9)).account.costAdl)).toBe(100);
  });

  it('leaves alone who has won nothing', () => {
    const { account } = run(
      onePool(pair, [500]),
      [100, 50],
      pathOf(
        [
          [101, 49],
          [101, 49],
        ],
        { 1: { deleveraging: 0.1 } },
      ),
    );
    expect(account).toMatchObject({ forcedCloses: 0, firstEventStep: 0 });
  });

  it('comes after the figures of the step, which show it at the next one', () => {
    // The loss of 100 of step 1 is watched at step 2.
    const { account } = run(onePool(pair, [500]), [100, 50], path(0.9));
    expect(Number(account.maxDrawdown)).toBe(100);
    const last = run(onePool(pair, [500]), [100, 50], path(0.9).slice(0, 1)).account;
    expect(figures(last)).toMatchObject({ maxDrawdown: 0, costAdl: 0, forcedCloses: 0 });
  });
});
