import { describe, expect, it } from 'vitest';
import type { Bracket, Venue } from '../../src/margin/account.ts';
import { type CloseRule, liquidationRules } from '../../src/margin/liquidation/registry.ts';
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

// Every figure here was worked out by hand from the rules; the arithmetic stands beside it. Maintenance is 5 % unless told.

function closing(close: CloseRule, backstop = 0): Pick<Venue, 'liquidation'> {
  return { liquidation: { close, backstop } };
}

const long100: readonly PositionRow[] = [[0, 100, 100]];
const long10: readonly PositionRow[] = [[0, 10, 100]];

describe('largest-loss', () => {
  // p0 long 10 at 100 -> 95: -50. p1 long 10 at 50 -> 43: -70. Requirement 47.5 + 21.5 = 69.
  const rows: readonly PositionRow[] = [
    [0, 10, 100],
    [1, 10, 50],
  ];
  const path = pathOf([[95, 43]]);

  it('closes the largest loss, and no more if that suffices', () => {
    // Equity 170 - 120 = 50 <= 69; without p1 the requirement is 47.5.
    const { account, positions } = run(onePool(rows, [170], closing({ rule: 'largest-loss' })), [100, 50], path);
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([0, 1]);
    expect(account).toMatchObject({ forcedCloses: 1, firstLiquidationStep: 1, firstEventStep: 1, wipeoutStep: 0 });
    expect(Number(account.pnl)).toBe(-120);
  });

  it('goes on to the next one if not', () => {
    // Equity 40 <= 47.5.
    const { account } = run(onePool(rows, [160], closing({ rule: 'largest-loss' })), [100, 50], path);
    expect(account).toMatchObject({ forcedCloses: 2, wipeoutStep: 1 });
  });

  it('charges every close for itself', () => {
    // Fees of 1 % of the notional, of p1 first: 4.3. Equity 45.7 <= 47.5, so p0 too: 9.5.
    const rules = { ...closing({ rule: 'largest-loss' }), liquidationFee: [0.01, 0.01] };
    const { positions } = run(onePool(rows, [170], rules), [100, 50], path);
    expect(positions.map(({ fees }) => Number(fees))).toEqual([9.5, 4.3]);
  });
});

describe('slices', () => {
  const rule = { rule: 'slices', share: 0.1, smallest: 500, slicesPerStep: 2 } as const;

  it('closes so many slices of what is held in a step, until the cover is there', () => {
    // At 98: equity 30. Held and required: 9, 44.1; 8.1, 39.69 | 7.29, 35.721; 6.561, 32.1489 | 5.9049, 28.93.
    const result = run(onePool(long10, [50], closing(rule)), [100], pathOf([[98], [98], [98], [98]]));
    expect(told(result, 'close').map(({ step, remaining }) => [step, Number(remaining)])).toEqual([
      [1, 9],
      [1, 8.1],
      [2, 7.29],
      [2, 6.561],
      [3, 5.9049],
    ]);
    expect(figures(result.account)).toMatchObject({
      forcedCloses: 5,
      wipeoutStep: 0,
      firstLiquidationStep: 1,
      pnl: -20,
    });
    expect(figures(result.positions[0])).toMatchObject({ closedStep: 0, pricePnl: -20 });
  });

  it('closes what is small whole', () => {
    // 5 * 98 = 490 <= 500.
    const { account } = run(onePool([[0, 5, 100]], [30], closing(rule)), [100], pathOf([[98]]));
    expect(account).toMatchObject({ forcedCloses: 1, wipeoutStep: 1 });
  });
});

describe('share-then-all', () => {
  const rule = (cooldownSteps: number) =>
    ({ rule: 'share-then-all', share: 0.2, above: 1_000, cooldownSteps }) as const;
  // At 97.5: equity 450 <= 487.5; 80 are left, which need 390. At 96.5: 370 <= 386; 64 would need 308.8.
  const remaining = (cooldown: number, prices: readonly number[]) =>
    told(
      run(onePool(long100, [700], closing(rule(cooldown))), [100], pathOf(prices.map((price) => [price]))),
      'close',
    ).map((entry) => [entry.step, Number(entry.remaining)]);

  it('closes a share first, and again when it is called again', () => {
    expect(remaining(0, [97.5, 96.5])).toEqual([
      [1, 80],
      [2, 64],
    ]);
  });

  it('takes everything if that happens again within the cooldown', () => {
    expect(remaining(3, [97.5, 98, 98, 96.5])).toEqual([
      [1, 80],
      [4, 0],
    ]);
    expect(remaining(3, [97.5, 98, 98, 98, 96.5])).toEqual([
      [1, 80],
      [5, 64],
    ]);
  });

  it('takes everything at once if the share is not enough', () => {
    // At 96: equity 300; 80 need 384.
    expect(remaining(0, [96])).toEqual([
      [1, 80],
      [1, 0],
    ]);
  });

  it('closes small positions whole', () => {
    // p1 is worth 1,000 at 10. Equity 190 - 30 = 160 <= 5 % of 4,000; p0 keeps 24 of 30.
    const book = onePool(
      [
        [0, 30, 101],
        [1, 100, 10],
      ],
      [190],
      closing(rule(0)),
    );
    const { positions, ledger } = run(book, [100, 10], pathOf([[100, 10]]));
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([0, 1]);
    expect(ledger.flatMap((entry) => (entry.kind === 'close' ? [Number(entry.remaining)] : []))).toEqual([24, 0]);
  });
});

describe('just-enough', () => {
  const once = (collateral: number, rules: Partial<Venue>, price = 100, depth: number | null = null, entry = 100) => {
    const book = onePool([[0, 10, entry]], [collateral], { maintenance: [flatBrackets(0.1)], ...rules });
    return run(book, [100], pathOf([[price]], { 1: { depths: [depth] } }));
  };
  const units = (...args: Parameters<typeof once>) => Number(told(once(...args), 'close')[0]?.quantity);
  const rule = closing({ rule: 'just-enough', restore: 1 });

  it('closes what frees the shortage and pays for itself', () => {
    // drift-labs/protocol-v2, math/liquidation/tests.rs: shortage 10, ratio 10 %, at 100: 10 / (10 - fee).
    expect(units(90, rule)).toBe(1);
    expect(units(90, { ...rule, takerFee: 0.01 })).toBeCloseTo(1.111111111, 9);
    expect(units(90, { ...rule, takerFee: 0.01, liquidationFee: [0.01] })).toBe(1.25);
    const fees = once(90, { ...rule, takerFee: 0.01, liquidationFee: [0.01] });
    // 10 - 1.25 units need 87.5: 90 less fees of 2 % of 125.
    expect(Number(fees.ledger.at(-1)?.equity)).toBe(87.5);
    expect(Number(fees.ledger.at(-1)?.requirement)).toBe(87.5);
  });

  it('restores a level above 1', () => {
    // 1.5 * 100 - 90 = 60 are missing, and a unit frees 15.
    expect(units(90, closing({ rule: 'just-enough', restore: 1.5 }))).toBe(4);
  });

  it('counts the impact of the close itself', () => {
    // Depth 10: n = 100 y costs 0.5 % n^2 / 10 = 5 y^2. Equity 96.25: 10 y - 5 y^2 = 3.75, y = 1/2.
    const result = once(96.25, rule, 100, 10);
    expect(Number(told(result, 'close')[0]?.quantity)).toBe(0.5);
    expect(figures(result.account)).toMatchObject({ costSlippage: 1.25 });
    const end = result.ledger.at(-1);
    expect([Number(end?.equity), Number(end?.requirement)]).toEqual([95, 95]);
  });

  it('closes everything if no part helps', () => {
    // A shortage of 6: 10 y - 5 y^2 is 5 at most.
    expect(once(94, rule, 100, 10).account).toMatchObject({ forcedCloses: 1, wipeoutStep: 1 });
    // The fee of 12 % takes more than a close frees.
    expect(once(90, { ...rule, takerFee: 0.12 }).account).toMatchObject({ forcedCloses: 1, wipeoutStep: 1 });
  });

  it('takes the requirement at entry where the venue does', () => {
    // Entry 200, mark 100: equity 1190 - 1000 = 190, requirement 200; a unit frees 20 and costs 1 % of 100.
    expect(units(1190, { ...rule, maintenanceNotional: 'entry', takerFee: 0.01 }, 100, null, 200)).toBeCloseTo(
      10 / 19,
      15,
    );
  });

  const stepped: readonly Bracket[] = [
    { floor: 0, cap: 500, rate: 0.01, amount: 0 },
    { floor: 500, cap: null, rate: 0.1, amount: 0 },
  ];

  it('goes down the brackets', () => {
    // 10 % above 500 with an amount of 45, 1 % below: 100 - 45 = 55 at 1,000, and 5 at 500. Equity 3: 50 + 2 = 5 units + 2 units.
    const smooth = [stepped[0]!, { floor: 500, cap: null, rate: 0.1, amount: 45 }];
    expect(units(30, { ...rule, maintenance: [smooth] })).toBe(2.5);
    expect(units(3, { ...rule, maintenance: [smooth] })).toBe(7);
  });

  it('closes down to the bound where the table jumps there', () => {
    // 100 at 1,000, 50 just above 500, 5 at 500. Equity 60: 4 units. Equity 20: 5 units, which leave 500.
    expect(units(60, { ...rule, maintenance: [stepped] })).toBe(4);
    expect(units(20, { ...rule, maintenance: [stepped] })).toBe(5);
  });

  it('knows where nothing is required any more', () => {
    // 5 % of n - 10, nothing below 200: 40 at 1,000. Equity 1: 39 / 5 = 7.8 units.
    expect(units(1, { ...rule, maintenance: [flatBrackets(0.05, 10)] })).toBe(7.8);
  });

  it('takes the next largest loss where the first is not enough', () => {
    // p0 long 1 at 150 -> 100 and p1 long 10 at 100: requirement 110. Equity 95: p0 frees 10, half a unit of p1 the other 5.
    const rows: readonly PositionRow[] = [
      [0, 1, 150],
      [0, 10, 100],
    ];
    const result = run(onePool(rows, [145], { maintenance: [flatBrackets(0.1)], ...rule }), [100], pathOf([[100]]));
    expect(told(result, 'close').map((entry) => [entry.position, Number(entry.quantity)])).toEqual([
      ['p0', 1],
      ['p1', 0.5],
    ]);
    expect(told(result, 'close').map(({ aim }) => Number(aim?.shortage))).toEqual([15, 5]);
    // With 150 p0 alone is exactly enough.
    const enough = run(onePool(rows, [150], { maintenance: [flatBrackets(0.1)], ...rule }), [100], pathOf([[100]]));
    expect(enough.account.forcedCloses).toBe(1);
  });
});

describe('bracket-down', () => {
  const brackets: readonly Bracket[] = [
    { floor: 0, cap: 500, rate: 0.01, amount: 0 },
    { floor: 500, cap: 1_000, rate: 0.05, amount: 20 },
    { floor: 1_000, cap: null, rate: 0.1, amount: 70 },
  ];
  // 1,500 needs 80, 1,000 needs 30, 500 needs 5.
  const pool = (collateral: number) =>
    run(
      onePool([[0, 15, 100]], [collateral], { maintenance: [brackets], ...closing({ rule: 'bracket-down' }) }),
      [100],
      pathOf([[100]]),
    );

  it('closes down to the next bracket, and to the one after it if that is not enough', () => {
    expect(told(pool(60), 'close').map(({ remaining }) => Number(remaining))).toEqual([10]);
    expect(told(pool(20), 'close').map(({ remaining }) => Number(remaining))).toEqual([10, 5]);
  });

  it('leaves to the venue what is still short in the lowest one', () => {
    const result = pool(4);
    expect(told(result, 'takeover').map(({ quantity }) => Number(quantity))).toEqual([5]);
    expect(figures(result.positions[0])).toMatchObject({ fees: 4, pnl: -4, closedStep: 1 });
    expect(result.account).toMatchObject({ forcedCloses: 3, wipeoutStep: 1 });
  });
});

describe('takeover', () => {
  const rules = { ...closing({ rule: 'takeover' }), slippage: 0.01, takerFee: 0.01, liquidationFee: [0.01, 0] };

  it('takes all that is left, without any cost of a close', () => {
    // At 95: 60 - 50 = 10 in cash, and a coin worth 20: with a haircut of 90 % 12 <= 47.5.
    const book = onePool(long10, [60, 1], { ...rules, haircut: [0, 0.9] }, [1]);
    const { account, positions } = run(book, [100, 20], pathOf([[95, 20]]));
    expect(figures(positions[0])).toMatchObject({ fees: 30, slippage: 0, badDebt: 0, pnl: -80 });
    expect(figures(account)).toMatchObject({ pnl: -80, forcedCloses: 1, wipeoutStep: 1 });
  });

  it('leaves the debt to the insurance fund', () => {
    // At 93: 60 - 70 = -10.
    const { positions } = run(onePool(long10, [60], { ...rules, liquidationFee: [0.01] }), [100], pathOf([[93]]));
    expect(figures(positions[0])).toMatchObject({ fees: 0, badDebt: 10, pnl: -60 });
  });

  it('comes at once below the backstop, whatever the rule', () => {
    // At 97: equity 30, requirement 48.5, cover 0.62. At 95: 10 and 47.5, cover 0.21.
    const backed = onePool(long10, [60], closing({ rule: 'just-enough', restore: 1 }, 0.5));
    expect(told(run(backed, [100], pathOf([[97]])), 'takeover')).toHaveLength(0);
    const taken = told(run(backed, [100], pathOf([[95]])), 'takeover');
    expect(taken.map(({ backstop }) => Number(backstop))).toEqual([0.5]);
  });
});

describe('depth that one uses up oneself', () => {
  const depths = { depths: [1_000] };
  // p1 is the second in canonical order, which has the smaller quantity first.
  const rows: readonly PositionRow[] = [
    [0, 1, 100],
    [0, 2, 100],
  ];

  it('makes the next close dearer, for buyers and sellers alike', () => {
    // p0: 0.5 % 100 / 1000 of 100 = 0.05, then u = 100. p1: 0.5 % (2 * 100 + 200) / 1000 of 200 = 0.4.
    const { positions } = run(onePool(rows, [10], { depthMemory: 0.5 }), [100], pathOf([[100]], { 1: depths }));
    expect(positions.map(({ slippage }) => Number(slippage))).toEqual([0.05, 0.4]);
    const short = onePool([rows[0]!, [0, -2, 100]], [10], { depthMemory: 0.5 });
    // The short comes first: 0.5 % 200 / 1000 of 200 = 0.2, then 0.5 % (400 + 100) / 1000 of 100 = 0.25.
    expect(run(short, [100], pathOf([[100]], { 1: depths })).positions.map(({ slippage }) => Number(slippage))).toEqual(
      [0.25, 0.2],
    );
  });

  it('comes back step by step', () => {
    // p0 is closed at step 1, p1 two steps later: u = 100 / 4 = 25.
    const book = accountOf(rows, [20], [apart([5, 15], 0)], { depthMemory: 0.5 });
    const { positions } = run(book, [100], pathOf([[100], [100], [95]], { 1: depths, 3: depths }));
    expect(positions.map(({ closedStep }) => closedStep)).toEqual([1, 3]);
    // At 95: 0.5 % (50 + 190) / 1000 of 190 = 0.228.
    expect(positions.map(({ slippage }) => Number(slippage))).toEqual([0.05, 0.228]);
  });

  it('is back at once where the venue says so', () => {
    const { positions } = run(onePool(rows, [10]), [100], pathOf([[100]], { 1: depths }));
    expect(positions.map(({ slippage }) => Number(slippage))).toEqual([0.05, 0.2]);
  });
});

describe('every rule', () => {
  const rules = Object.entries(liquidationRules);

  it('is listed under its name, says what it means and gives examples', () => {
    for (const [name, { name: own, meaning, examples }] of rules) {
      expect(own).toBe(name);
      expect(meaning.length).toBeGreaterThan(20);
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.map(({ rule }) => rule)).toEqual(examples.map(() => name));
    }
  });

  it('closes something of a pool that has fired, and nothing of one that has not', () => {
    const rows: readonly PositionRow[] = [
      [0, 30, 100],
      [1, -2_000, 5],
    ];
    for (const close of rules.flatMap(([, { examples }]) => [...examples])) {
      const book = onePool(rows, [650], { ...closing(close), takerFee: 0.0005, slippage: 0.001 });
      expect(run(book, [100, 5], pathOf([[100, 5]])).account.forcedCloses, close.rule).toBeGreaterThan(0);
      expect(run(book, [100, 5], pathOf([[101, 5]])).account.forcedCloses, close.rule).toBe(0);
    }
  });
});
