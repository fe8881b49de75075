import type { Account, Scheme } from '../../margin/account.ts';
import { ruleOf } from '../../margin/policies/registry.ts';
import type { AccountColumn } from '../../stats/outcome.ts';
import type { Scenario } from '../scenario.ts';
import type { CompiledMarket } from './market.ts';

/**
 * Columns that nothing in the scenario can make differ from 0 under a scheme. A mean of them is 0 beyond doubt, while one that was 0 on every
 * path may yet be something.
 */
export function impossibleColumns(scenario: Scenario, market: CompiledMarket, scheme: Scheme): AccountColumn[] {
  const { account } = scenario;
  const impossible: readonly [AccountColumn, boolean][] = [
    ['cost_funding', market.funding === null],
    ['cost_fees', hasNoFees(account)],
    ['cost_slippage', account.venue.slippage === 0 && isBottomless(scenario)],
    ['cost_adl', market.deleveraging === null && !hasEnd(account)],
    ['cost_transfers', scheme.policies.length === 0],
    ['top_ups', !scheme.policies.some((policy) => ruleOf(policy).spendsTreasury)],
    ['policy_actions', scheme.policies.length === 0],
    ['collateral_pnl', account.collateral.every(({ asset, amount }) => asset === null || amount === 0)],
  ];
  return impossible.flatMap(([column, isImpossible]) => (isImpossible ? [column] : []));
}

/** Whether a close costs no fee and the venue keeps nothing of a pool. */
function hasNoFees({ venue }: Account): boolean {
  const { takerFee, liquidationFee, remainder, liquidation } = venue;
  const keeps = remainder === 'forfeited' || liquidation.backstop > 0 || liquidation.close.rule === 'takeover';
  return takerFee === 0 && liquidationFee.every((fee) => fee === 0) && !keeps;
}

/** Whether the size of a close never moves the price. */
function isBottomless({ market }: Scenario): boolean {
  return market.regimes.every(({ depth }) => depth.every((amount) => amount === null));
}

/** Whether others than the insurance fund and the venue may have to pay. */
function hasEnd({ venue: { insurance } }: Account): boolean {
  return insurance.fund !== null && insurance.beyond !== 'venue';
}
