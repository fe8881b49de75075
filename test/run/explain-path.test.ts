import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { ExactSchemeResult } from '../../src/margin/exact/outcome.ts';
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
      firstLiquidationStep: account.first_liquidation_step[lane]!,
      wipeoutStep: account.wipeout_step[lane]!,
      badDebt: account.bad_debt[lane]!,
      maxDrawdown: account.max_drawdown[lane]!,
      lowestMarginRatio: account.lowest_margin_ratio[lane]!,
      costFunding: account.cost_funding[lane]!,
      costFees: account.cost_fees[lane]!,
      costSlippage: account.cost_slippage[lane]!,
      collateralPnl: account.collateral_pnl[lane]!,
    },
    positions: block.positions[scheme]!.map((position) => ({
      closedStep: position.closed_step[lane]!,
      pnl: position.pnl[lane]!,
      pricePnl: position.price_pnl[lane]!,
      funding: position.funding[lane]!,
      fees: position.fees[lane]!,
      slippage: position.slippage[lane]!,
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
    const [scenario] = loadStudy('experiments/desk-book.yaml').scenarios;
    const { account, market } = scenario!;
    const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
    simulateBlocks(compile(scenario!), first, count, (block) => {
      for (let lane = 0; lane < block.count; lane++) {
        compare(explainPath(scenario!, block.firstPath + lane), block, lane, gross);
      }
    });
  });

  it.each(studies)('the first path of every scenario of %s', (file) => {
    for (const scenario of loadStudy(`experiments/${file}`).scenarios) {
      const { account, market } = scenario;
      const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
      simulateBlocks(compile(scenario), 0, 1, (block) => compare(explainPath(scenario, 0), block, 0, gross));
    }
  });

  it('of one scheme is what it is among all of them', () => {
    const scenario = smallScenario();
    const [, cross] = explainPath(scenario, 7);
    expect(explainPath(scenario, 7, 'cross')).toEqual([cross]);
  });
});

describe('a ledger', () => {
  it('leads from start to end: each entry changes the equity of its pool by its amount', () => {
    const [scenario] = loadStudy('experiments/desk-book.yaml', { set: [['horizon', '10d']] }).scenarios;
    for (let path = 0; path < 5; path++) {
      for (const { ledger, scheme } of explainPath(scenario!, path)) {
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

  it.each([-1, 0.5, 3_000, Number.NaN])('is not made of path %d, which the run does not have', (path) => {
    expect(() => explainPath(smallScenario(), path)).toThrow(/no such path in this run; allowed: 0 to 2999/);
  });
});
