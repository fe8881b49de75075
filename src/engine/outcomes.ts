import { exponential } from '../base/elementary.ts';
import type { OutcomeBlock } from '../stats/outcome.ts';
import { fundingUnit } from './account-figures.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { LANES } from './memory/constants.ts';
import type { PathGroup } from './memory/group.ts';
import { refusePrices } from './range.ts';

/** Makes a block ready for the outcomes of other paths: what only events write begins with zeros. */
export function clearBlock(block: OutcomeBlock): void {
  for (const columns of block.positions.flat()) {
    columns.closed_step.fill(0);
    columns.fees.fill(0);
    columns.slippage.fill(0);
    columns.adl.fill(0);
    columns.bad_debt.fill(0);
  }
  for (const columns of block.account) {
    columns.bad_debt.fill(0);
    columns.cost_fees.fill(0);
    columns.cost_slippage.fill(0);
    columns.cost_adl.fill(0);
  }
}

/**
 * Writes what came of every path of a finished group to the seam of the statistics, from row `row` of the block on. The totals of an account are sums
 * over its positions in canonical order, so that they do not depend on how the positions are pooled or listed.
 */
export function writeOutcomes(group: PathGroup, compiled: CompiledScenario, block: OutcomeBlock, row: number): void {
  refusePrices(group, compiled, block, row);
  for (let lane = 0; lane < LANES; lane++) block.weights[row + lane] = exponential(group.logWeights[lane]!);
  for (let scheme = 0; scheme < compiled.account.schemes; scheme++) {
    writeCollateral(group, compiled, block, scheme, row);
    writePositions(group, compiled, block, scheme, row);
    const account = block.account[scheme]!;
    for (let lane = 0; lane < LANES; lane++) {
      const owner = scheme * LANES + lane;
      const path = row + lane;
      if (group.firstEventStep[owner] !== 0) writeCosts(group, compiled, block, scheme, lane, path);
      account.cost_transfers[path] = group.transferCosts[owner]!;
      account.pnl[path] = account.pnl[path]! + account.collateral_pnl[path]! - account.cost_transfers[path];
      account.first_event_step[path] = group.firstEventStep[owner]!;
      account.top_ups[path] = group.topUps[owner]!;
      account.forced_closes[path] = group.forcedCloses[owner]!;
      account.policy_actions[path] = group.policyActions[owner]!;
      account.first_liquidation_step[path] = group.firstLiquidationStep[owner]!;
      account.wipeout_step[path] = group.wipeoutStep[owner]!;
      account.max_drawdown[path] = group.maxDrawdown[owner]!;
      account.lowest_margin_ratio[path] = group.lowestMarginRatio[owner]!;
    }
  }
}

function writeCollateral(
  group: PathGroup,
  compiled: CompiledScenario,
  block: OutcomeBlock,
  scheme: number,
  row: number,
): void {
  const { account, market } = compiled;
  const target = block.account[scheme]!.collateral_pnl;
  for (let lane = 0; lane < LANES; lane++) {
    let pnl = group.soldCollateralPnl[scheme * LANES + lane]!;
    for (let c = 0; c < account.collaterals; c++) {
      const asset = account.collateralAsset[c]!;
      const gain = group.mark[asset * LANES + lane]! - market.startPrices[asset]!;
      pnl += group.heldCollateral[(scheme * account.collaterals + c) * LANES + lane]! * gain;
    }
    target[row + lane] = pnl;
  }
}

function writePositions(
  group: PathGroup,
  compiled: CompiledScenario,
  block: OutcomeBlock,
  scheme: number,
  row: number,
): void {
  const { account, market } = compiled;
  const { held, mark, fundingIndex, pricePnl: closedPnl, funding: closedFunding } = group;
  const { pnl: totalPnl, cost_funding: totalFunding } = block.account[scheme]!;
  for (let path = row; path < row + LANES; path++) {
    totalPnl[path] = 0;
    totalFunding[path] = 0;
  }
  for (let rank = 0; rank < account.positions; rank++) {
    const position = account.canonicalPosition[rank]!;
    const holding = scheme * account.positions + rank;
    const slot = account.homeSlot[holding]!;
    const asset = account.slotAsset[slot]!;
    const unit = fundingUnit(account, slot);
    const start = market.startPrices[asset]!;
    // Held in locals: this loop is the widest of those outside the kernel.
    const { price_pnl: pricePnls, funding: fundings, pnl: pnls } = block.positions[scheme]![position]!;
    for (let lane = 0; lane < LANES; lane++) {
      const place = holding * LANES + lane;
      const path = row + lane;
      const open = held[place]!;
      const pricePnl = closedPnl[place]! + open * (mark[asset * LANES + lane]! - start);
      const funding = closedFunding[place]! + open * unit * fundingIndex[asset * LANES + lane]!;
      const pnl = pricePnl - funding;
      pricePnls[path] = pricePnl;
      fundings[path] = funding;
      pnls[path] = pnl;
      totalFunding[path] = totalFunding[path]! + funding;
      totalPnl[path] = totalPnl[path]! + pnl;
    }
  }
}

/** What events cost the positions of a path on which there were any, and its total anew. */
function writeCosts(
  group: PathGroup,
  { account }: CompiledScenario,
  block: OutcomeBlock,
  scheme: number,
  lane: number,
  path: number,
): void {
  const total = block.account[scheme]!;
  let pnl = 0;
  for (let rank = 0; rank < account.positions; rank++) {
    const place = (scheme * account.positions + rank) * LANES + lane;
    const target = block.positions[scheme]![account.canonicalPosition[rank]!]!;
    const fees = group.fees[place]!;
    const slippage = group.slippage[place]!;
    const adl = group.adl[place]!;
    const badDebt = group.badDebt[place]!;
    target.closed_step[path] = group.closedStep[place]!;
    target.fees[path] = fees;
    target.slippage[path] = slippage;
    target.adl[path] = adl;
    target.bad_debt[path] = badDebt;
    target.pnl[path] = target.pnl[path]! - fees - slippage - adl + badDebt;
    pnl += target.pnl[path];
    total.bad_debt[path] = total.bad_debt[path]! + badDebt;
    total.cost_fees[path] = total.cost_fees[path]! + fees;
    total.cost_slippage[path] = total.cost_slippage[path]! + slippage;
    total.cost_adl[path] = total.cost_adl[path]! + adl;
  }
  total.pnl[path] = pnl;
}
