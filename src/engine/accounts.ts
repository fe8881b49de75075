import type { CompiledScenario } from './compile.ts';
import type { PathGroup } from './group.ts';
import { LANES } from './kernel.ts';

/** Puts the accounts of every lane at step 0: all positions open, all collateral where its scheme allocates it. */
export function startAccounts(group: PathGroup, { account }: CompiledScenario): void {
  spread(group.quantity, account.slotQuantity);
  spread(group.base, account.poolBase);
  spread(group.coin, account.poolCoin);
  for (let scheme = 0; scheme < account.schemes; scheme++) {
    for (let c = 0; c < account.coins; c++) {
      const held = (scheme * account.coins + c) * LANES;
      group.heldCoin.fill(account.coinTotal[c]!, held, held + LANES);
    }
  }
  group.owed.fill(0);
  group.closedStep.fill(0);
  group.slotPricePnl.fill(0);
  group.slotFunding.fill(0);
  group.slotFees.fill(0);
  group.slotSlippage.fill(0);
  group.slotBadDebt.fill(0);
  group.firstLiquidationStep.fill(0);
  group.openPositions.fill(account.positions);
  group.wipeoutStep.fill(0);
  group.touched.fill(0);
  group.settledPnl.fill(0);
  group.goneCoinPnl.fill(0);
  group.highestPnl.fill(0);
  group.maxDrawdown.fill(0);
  group.lowestMarginRatio.fill(Number.POSITIVE_INFINITY);
}

/** Gives every lane the same values. */
function spread(target: Float64Array, values: Float64Array): void {
  for (let k = 0; k < values.length; k++) target.fill(values[k]!, k * LANES, (k + 1) * LANES);
}
