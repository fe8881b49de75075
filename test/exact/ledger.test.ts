import { describe, expect, it } from 'vitest';
import type { TracedCheck } from '../../src/exact/ledger.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import { accountOf, apart, onePool, type PositionRow, pathOf } from '../margin/books.ts';

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

  it('tells what the coins count for, and what a pool sold', () => {
    // A coin worth 20, less 10 %; then 0.52 of it.
    expect(
      ledger
        .filter(({ kind }) => kind === 'close' || kind === 'end')
        .map(({ collateralValue }) => Number(collateralValue)),
    ).toEqual([18, 9.36]);
  });

  it('tells every check of the steps that are asked for', () => {
    const [asked] = simulateExact(account, [100, 20], path, {
      watchedSteps: () => false,
      checkedSteps: (step) => step >= 15,
    });
    const checks = asked?.ledger.flatMap((entry) => (entry.kind === 'check' ? [[entry.step, entry.reason]] : []));
    expect(checks).toEqual([
      [1, 'first'],
      [15, 'passed'],
      [16, 'passed'],
      [17, 'liquidation'],
    ]);
  });

  it('lets every check be heard, with or without a ledger', () => {
    const heard: TracedCheck[] = [];
    const trace = (check: TracedCheck) => heard.push(check);
    simulateExact(account, [100, 20], path, { watchedSteps: () => false, ledger: false, trace });
    expect(heard.map(({ step }) => step)).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
    const last = heard.at(-1);
    expect([last?.pool, Number(last?.equity), Number(last?.requirement)]).toEqual(['all', 17.8, 47]);
  });
});

describe('the ledger of an account that acts', () => {
  // Two pools with 100 and 60; the second is topped up, a step late, and liquidated. 1 % of every transfer is lost.
  const rows: readonly PositionRow[] = [
    [0, 10, 100],
    [1, 10, 100],
  ];
  const policies: readonly Policy[] = [
    { policy: 'top-up', name: 'help', delaySteps: 1, pools: [1], below: 1.3, amount: 20, budget: 100, cost: 0.01 },
    { policy: 'stop', name: 'out', delaySteps: 0, positions: [1], distance: 0.05 },
  ];
  const acting = accountOf(rows, [260], [apart([100, 60], 100, policies)]);
  const falling = [100, 100, 100, 100, 95, 95].map((price) => [100, price]);
  const [told] = simulateExact(acting, [100, 100], pathOf(falling), { watchedSteps: () => false });
  const of = (name: string) =>
    told?.ledger.flatMap((entry) =>
      entry.pool === name ? [[entry.step, entry.kind, 'amount' in entry ? Number(entry.amount) : null]] : [],
    );

  it('tells of the pool that receives and of the one that gives, and of decisions before what comes of them', () => {
    // 60 / 50 = 1.2 after step 1, carried out after step 2: 79.8 / 50. At 95: 29.8 <= 47.5: liquidated before the stop is asked.
    expect(of('p1')).toEqual([
      [0, 'start', null],
      [1, 'check', null],
      [1, 'decision', null],
      [2, 'top-up', 19.8],
      [5, 'check', null],
      [5, 'close', -50],
      [6, 'end', null],
    ]);
    expect(of('treasury')).toEqual([
      [0, 'start', null],
      [2, 'transfer-out', -20],
      [6, 'end', null],
    ]);
  });

  it('keeps the treasury out of it where nobody acts', () => {
    const plain = accountOf(rows, [260], [apart([100, 60], 100)]);
    const [result] = simulateExact(plain, [100, 100], pathOf([[100, 100]]), { watchedSteps: () => false });
    expect(result?.ledger.some(({ pool }) => pool === 'treasury')).toBe(false);
  });
});
