import { Decimal } from 'decimal.js';
import { expect, it } from 'vitest';
import { type CompiledScenario, compile } from '../../src/engine/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { ExactSchemeResult } from '../../src/margin/exact/outcome.ts';
import { simulateExact } from '../../src/margin/exact/simulate.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';

/** Scenarios and paths of each: 5,000 paths in all, every one under three schemes. */
const SCENARIOS = 1250;
const PATHS = 4;

/** Money may differ by this share of the gross notional of the book. */
const TOLERANCE = 1e-9;

interface Tally {
  liquidations: number;
  knifeEdges: number;
  largestDifference: number;
}

it('the fast and the exact engine decide alike on 5,000 paths, money within 1e-9 of notional', () => {
  const random = seeded('differential');
  const tally: Tally = { liquidations: 0, knifeEdges: 0, largestDifference: 0 };
  for (let k = 0; k < SCENARIOS; k++) compareScenario(randomScenario(random), tally);
  console.log(
    `${SCENARIOS * PATHS} paths x 3 schemes: ${tally.liquidations} schemes with a liquidation, ` +
      `${tally.knifeEdges} proven knife-edges, largest difference ${tally.largestDifference.toExponential(1)} of notional`,
  );
  // The comparison must have had something to compare, and the excuse must stay an exception.
  expect(tally.liquidations).toBeGreaterThan(SCENARIOS);
  expect(tally.knifeEdges).toBeLessThanOrEqual(1);
});

function compareScenario(scenario: Scenario, tally: Tally): void {
  const compiled = compile(scenario);
  simulateBlocks(compiled, 0, PATHS, (block) => {
    for (let path = 0; path < PATHS; path++) comparePath(scenario, compiled, block, path, tally);
  });
}

function comparePath(
  scenario: Scenario,
  compiled: CompiledScenario,
  block: OutcomeBlock,
  path: number,
  tally: Tally,
): void {
  const { market, account, steps, watch } = scenario;
  const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
  const results = simulateExact(account, market.prices, replayMarket(compiled, path), {
    watchedSteps: (step) => watch === 'every-step' || step === steps || step % compiled.periodSteps === 0,
    ledger: false,
  });
  results.forEach((exact, s) => {
    if (exact.account.firstLiquidationStep > 0) tally.liquidations++;
    const decisions = (steps: readonly number[]) => steps.join(' ');
    const fast = block.account[s]!;
    const fastDecisions = decisions([
      fast.first_liquidation_step[path]!,
      fast.wipeout_step[path]!,
      ...block.positions[s]!.map((position) => position.closed_step[path]!),
    ]);
    const exactDecisions = decisions([
      exact.account.firstLiquidationStep,
      exact.account.wipeoutStep,
      ...exact.positions.map((position) => position.closedStep),
    ]);
    if (fastDecisions !== exactDecisions) {
      const proven = exact.closestMargins.some(({ margin }) => margin.abs().lt(TOLERANCE));
      if (!proven) expect(fastDecisions, `${JSON.stringify(scenario)} path ${path} scheme ${s}`).toBe(exactDecisions);
      tally.knifeEdges++;
      return;
    }
    for (const [name, quick, slow] of moneyOf(block, exact, s, path)) {
      const difference = Math.abs(new Decimal(quick).minus(slow).toNumber()) / (name === 'ratio' ? 1 : gross);
      tally.largestDifference = Math.max(tally.largestDifference, difference);
      expect(
        difference,
        `${name}: ${quick} or ${slow.toString()}; ${JSON.stringify(scenario)} path ${path} scheme ${s}`,
      ).toBeLessThan(TOLERANCE);
    }
  });
}

/** Every amount of money of a path, from both engines. */
function moneyOf(
  block: OutcomeBlock,
  exact: ExactSchemeResult,
  s: number,
  path: number,
): (readonly [string, number, Decimal])[] {
  const fast = block.account[s]!;
  const { account } = exact;
  return [
    ['pnl', fast.pnl[path]!, account.pnl],
    ['bad debt', fast.bad_debt[path]!, account.badDebt],
    ['drawdown', fast.max_drawdown[path]!, account.maxDrawdown],
    ['ratio', fast.lowest_margin_ratio[path]!, account.lowestMarginRatio ?? new Decimal(0)],
    ['funding', fast.cost_funding[path]!, account.costFunding],
    ['fees', fast.cost_fees[path]!, account.costFees],
    ['slippage', fast.cost_slippage[path]!, account.costSlippage],
    ['collateral', fast.collateral_pnl[path]!, account.collateralPnl],
    ...exact.positions.flatMap((position, i) => {
      const quick = block.positions[s]![i]!;
      return [
        [`p${i} pnl`, quick.pnl[path]!, position.pnl],
        [`p${i} price`, quick.price_pnl[path]!, position.pricePnl],
        [`p${i} funding`, quick.funding[path]!, position.funding],
        [`p${i} fees`, quick.fees[path]!, position.fees],
        [`p${i} slippage`, quick.slippage[path]!, position.slippage],
        [`p${i} bad debt`, quick.bad_debt[path]!, position.badDebt],
      ] as const;
    }),
  ];
}
