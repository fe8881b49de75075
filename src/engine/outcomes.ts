import type { OutcomeBlock } from '../stats/outcome.ts';
import type { CompiledScenario } from './compile.ts';
import { LANES, type PathGroup } from './group.ts';

/**
 * Writes what came of every path of a finished group to the seam of the statistics. The totals of an account are sums
 * over its positions in canonical order, so that they do not depend on how the positions are pooled or listed.
 */
export function writeOutcomes(group: PathGroup, compiled: CompiledScenario, block: OutcomeBlock): void {
  for (let scheme = 0; scheme < compiled.account.schemes; scheme++) {
    writeCollateral(group, compiled, block, scheme);
    writePositions(group, compiled, block, scheme);
    const account = block.account[scheme]!;
    for (let lane = 0; lane < LANES; lane++) {
      const owner = scheme * LANES + lane;
      account.pnl[lane] = account.pnl[lane]! + account.collateral_pnl[lane]!;
      account.first_liquidation_step[lane] = group.firstLiquidationStep[owner]!;
      account.wipeout_step[lane] = group.wipeoutStep[owner]!;
      account.max_drawdown[lane] = group.maxDrawdown[owner]!;
      account.lowest_margin_ratio[lane] = group.lowestMarginRatio[owner]!;
    }
  }
}

function writeCollateral(group: PathGroup, compiled: CompiledScenario, block: OutcomeBlock, scheme: number): void {
  const { account, market } = compiled;
  const target = block.account[scheme]!.collateral_pnl;
  for (let lane = 0; lane < LANES; lane++) {
    let pnl = group.goneCoinPnl[scheme * LANES + lane]!;
    for (let c = 0; c < account.coins; c++) {
      const asset = account.coinAsset[c]!;
      const gain = group.price[asset * LANES + lane]! - market.startPrices[asset]!;
      pnl += group.heldCoin[(scheme * account.coins + c) * LANES + lane]! * gain;
    }
    target[lane] = pnl;
  }
}

function writePositions(group: PathGroup, compiled: CompiledScenario, block: OutcomeBlock, scheme: number): void {
  const { account, market } = compiled;
  const total = block.account[scheme]!;
  for (const column of [total.pnl, total.bad_debt, total.cost_funding, total.cost_fees, total.cost_slippage]) {
    column.fill(0);
  }
  for (let rank = 0; rank < account.positions; rank++) {
    const position = account.canonicalPosition[rank]!;
    const slot = account.positionSlot[scheme * account.positions + position]!;
    const asset = account.slotAsset[slot]!;
    const unit = account.fundingOnEntry ? account.slotEntry[slot]! : 1;
    const target = block.positions[scheme]![position]!;
    for (let lane = 0; lane < LANES; lane++) {
      const at = slot * LANES + lane;
      const open = group.quantity[at]!;
      const pricePnl =
        group.slotPricePnl[at]! + open * (group.price[asset * LANES + lane]! - market.startPrices[asset]!);
      const funding = group.slotFunding[at]! + open * unit * group.fundingIndex[asset * LANES + lane]!;
      const fees = group.slotFees[at]!;
      const slippage = group.slotSlippage[at]!;
      const badDebt = group.slotBadDebt[at]!;
      const pnl = pricePnl - funding - fees - slippage + badDebt;
      target.closed_step[lane] = group.closedStep[at]!;
      target.pnl[lane] = pnl;
      target.price_pnl[lane] = pricePnl;
      target.funding[lane] = funding;
      target.fees[lane] = fees;
      target.slippage[lane] = slippage;
      target.bad_debt[lane] = badDebt;
      total.pnl[lane] = total.pnl[lane]! + pnl;
      total.bad_debt[lane] = total.bad_debt[lane]! + badDebt;
      total.cost_funding[lane] = total.cost_funding[lane]! + funding;
      total.cost_fees[lane] = total.cost_fees[lane]! + fees;
      total.cost_slippage[lane] = total.cost_slippage[lane]! + slippage;
    }
  }
}
