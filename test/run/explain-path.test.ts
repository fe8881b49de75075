import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { ExactSchemeResult } from '../../src/exact/outcome.ts';
import { explainPath } from '../../src/run/explain-path.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';
import { loadStudy } from '../../src/study/load.ts';
import { smallScenario } from './studies.ts';

/** First path, and how many from there: a start, a middle and the end of the flagship run. */
const ranges = [
  [0, 4],
  [131_071, 4],
  [199_997, 3],
] as const;

/** Account and position columns of the fast engine, by the names of the exact one. */
function fastColumns(block: OutcomeBlock, scheme: number, lane: number) {
  const account = block.account[scheme]!;
  return {
    account: {
      pnl: account.pnl[lane]!,
      firstEventStep: account.first_event_step[lane]!,
      firstLiquidationStep: account.first_liquidation_step[lane]!,
      wipeoutStep: account.wipeout_step[lane]!,
      badDebt: account.bad_debt[lane]!,
      maxDrawdown: account.max_drawdown[lane]!,
      lowestMarginRatio: account.lowest_margin_ratio[lane]!,
      costFunding: account.cost_funding[lane]!,
      costFees: account.cost_fees[lane]!,
      costSlippage: account.cost_slippage[lane]!,
      costAdl: account.cost_adl[lane]!,
      costTransfers: account.cost_transfers[lane]!,
      topUps: account.top_ups[lane]!,
      forcedCloses: account.forced_closes[lane]!,
      policyActions: account.policy_actions[lane]!,
      collateralPnl: account.collateral_pnl[lane]!,
    },
    positions: block.positions[scheme]!.map((position) => ({
      closedStep: position.closed_step[lane]!,
      pnl: position.pnl[lane]!,
      pricePnl: position.price_pnl[lane]!,
      funding: position.funding[lane]!,
      fees: position.fees[lane]!,
      slippage: position.slippage[lane]!,
      adl: position.adl[lane]!,
      badDebt: position.bad_debt[lane]!,
    })),
  };
}

function expectSame(fast: Readonly<Record<string, number>>, exact: object, tolerance: number, where: string): void {
  for (const [name, slow] of Object.entries(exact)) {
    if (name === 'closedStep' || name.endsWith('Step')) expect(fast[name], `${where} ${name}`).toBe(Number(slow));
    else expect(Math.abs(fast[name]! - Number(slow)), `${where} ${name}`).toBeLessThanOrEqual(tolerance);
  }
}

function compare(results: readonly ExactSchemeResult[], block: OutcomeBlock, lane: number, gross: number): void {
  for (const [scheme, exact] of results.entries()) {
    const fast = fastColumns(block, scheme, lane);
    const where = `path ${block.firstPath + lane}, ${exact.scheme},`;
    expectSame(fast.account, exact.account, 1e-9 * gross, where);
    for (const [index, position] of exact.positions.entries()) {
      expectSame(fast.positions[index]!, position, 1e-9 * gross, `${where} position ${index}`);
    }
  }
}

const studies = readdirSync('experiments').filter((file) => file.endsWith('.yaml'));

describe('what is explained is what the run has counted', () => {
  it.each(ranges)('paths from %i (%i of them) of the flagship study: decisions, money, costs', (first, count) => {
    const [scenario] = loadStudy('experiments/desk-book.yaml', { paths: 200_000 }).scenarios;
    const { account, market } = scenario!;
    const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
    simulateBlocks(compile(scenario!), first, count, (block) => {
      for (let lane = 0; lane < block.count; lane++) {
        compare(explainPath(scenario!, block.firstPath + lane).results, block, lane, gross);
      }
    });
  });

  it.each(studies)('the first path of every scenario of %s', (file) => {
    for (const scenario of loadStudy(`experiments/${file}`).scenarios) {
      const { account, market } = scenario;
      const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
      simulateBlocks(compile(scenario), 0, 1, (block) => compare(explainPath(scenario, 0).results, block, 0, gross));
    }
  });

  it('of one scheme is what it is among all of them', () => {
    const scenario = smallScenario();
    const [, cross] = explainPath(scenario, 7).results;
    expect(explainPath(scenario, 7, { scheme: 'cross' }).results).toEqual([cross]);
  });
});

describe('a ledger', () => {
  it('leads from start to end: each entry changes the equity of its pool by its amount', () => {
    const [scenario] = loadStudy('experiments/desk-book.yaml', { set: [['horizon', '10d']] }).scenarios;
    for (let path = 0; path < 5; path++) {
      for (const { ledger, scheme } of explainPath(scenario!, path).results) {
        const equity = new Map<string, number>();
        for (const entry of ledger) {
          const before = equity.get(entry.pool);
          // Between steps prices move it; a close realises what it held already; the rest is money that comes and goes.
          if (before !== undefined && ['slippage', 'fee', 'bad-debt', 'forfeit'].includes(entry.kind)) {
            const amount = 'amount' in entry ? Number(entry.amount) : 0;
            expect(Number(entry.equity), `${scheme} path ${path} ${entry.kind}`).toBeCloseTo(before + amount, 6);
          }
          equity.set(entry.pool, Number(entry.equity));
        }
        expect(ledger.at(-1)?.kind).toBe('end');
      }
    }
  });

  it('tells every check of a pool around what happens in it, and is otherwise the same', () => {
    const scenario = smallScenario();
    const path = Array.from({ length: 200 }, (_, index) => index).find((one) =>
      explainPath(scenario, one).results.some(({ account }) => account.firstLiquidationStep > 4),
    )!;
    const plain = explainPath(scenario, path).results;
    for (const [index, { account, ledger }] of explainPath(scenario, path, { around: 2 }).results.entries()) {
      expect(account).toEqual(plain[index]!.account);
      const isExtra = (entry: (typeof ledger)[number]) => entry.kind === 'check' && entry.reason === 'passed';
      const others = ledger.filter((entry) => !isExtra(entry));
      expect(others).toEqual(plain[index]!.ledger);
      const fired = ledger.filter((entry) => entry.kind === 'check' && entry.reason === 'liquidation');
      const near = fired.flatMap(({ pool, step }) => [step - 2, step - 1].map((one) => [pool, one]));
      const checked = ledger.filter(({ kind }) => kind === 'check').map(({ pool, step }) => [pool, step]);
      expect(checked).toEqual(expect.arrayContaining(near));
      expect(new Set(checked.map(String)).size).toBe(checked.length);
      expect(
        ledger.filter(isExtra).every(({ pool, step }) => near.some(([one, at]) => one === pool && at === step)),
      ).toBe(true);
    }
  });

  it('hands out both sides of every check, at every step at which the pool holds a position', () => {
    const scenario = smallScenario();
    const steps = new Map<string, number[]>();
    const { results } = explainPath(scenario, 0, {
      trace: ({ scheme, pool, step }) => {
        const key = `${scheme} ${pool}`;
        steps.set(key, [...(steps.get(key) ?? []), step]);
      },
    });
    for (const { scheme, ledger } of results) {
      for (const { pool } of ledger.filter(({ kind }) => kind === 'start')) {
        if (pool === 'treasury') continue;
        const fired = ledger.find((entry) => entry.pool === pool && entry.kind === 'close');
        const last = fired?.step ?? scenario.steps;
        expect(steps.get(`${scheme} ${pool}`)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      }
    }
  });

  it.each([-1, 0.5, 3_000, Number.NaN])('is not made of path %d, which the run does not have', (path) => {
    expect(() => explainPath(smallScenario(), path)).toThrow(/no such path in this run; allowed: 0 to 2999/);
  });
});
