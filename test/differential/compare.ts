import { Decimal } from 'decimal.js';
import { type CompiledScenario, isWatched } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { ExactSchemeResult } from '../../src/exact/outcome.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';

/** What the exact engine makes of a path: one result per scheme. */
export function exactResults(scenario: Scenario, compiled: CompiledScenario, path: number): ExactSchemeResult[] {
  return simulateExact(scenario.account, scenario.market.prices, replayMarket(compiled, path), {
    watchedSteps: (step) => isWatched(compiled, step),
    ledger: false,
  });
}

/** When what was closed, as text, from both engines. */
export function decisionsOf(block: OutcomeBlock, exact: ExactSchemeResult, s: number, path: number): [string, string] {
  const fast = block.account[s]!;
  return [
    [
      fast.first_event_step[path]!,
      fast.first_liquidation_step[path]!,
      fast.wipeout_step[path]!,
      fast.forced_closes[path]!,
      fast.policy_actions[path]!,
      ...block.positions[s]!.map((position) => position.closed_step[path]!),
    ].join(' '),
    [
      exact.account.firstEventStep,
      exact.account.firstLiquidationStep,
      exact.account.wipeoutStep,
      exact.account.forcedCloses,
      exact.account.policyActions,
      ...exact.positions.map((position) => position.closedStep),
    ].join(' '),
  ];
}

/** Every amount of money of a path, from both engines. */
export function moneyOf(
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
    ['deleveraging', fast.cost_adl[path]!, account.costAdl],
    ['transfers', fast.cost_transfers[path]!, account.costTransfers],
    ['top-ups', fast.top_ups[path]!, account.topUps],
    ['collateral', fast.collateral_pnl[path]!, account.collateralPnl],
    ...exact.positions.flatMap((position, i) => {
      const quick = block.positions[s]![i]!;
      return [
        [`p${i} pnl`, quick.pnl[path]!, position.pnl],
        [`p${i} price`, quick.price_pnl[path]!, position.pricePnl],
        [`p${i} funding`, quick.funding[path]!, position.funding],
        [`p${i} fees`, quick.fees[path]!, position.fees],
        [`p${i} slippage`, quick.slippage[path]!, position.slippage],
        [`p${i} deleveraging`, quick.adl[path]!, position.adl],
        [`p${i} bad debt`, quick.bad_debt[path]!, position.badDebt],
      ] as const;
    }),
  ];
}
