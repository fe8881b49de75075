import type { CompiledScenario } from './compile.ts';
import { LANES, type PathGroup } from './group.ts';
import { coinEquity } from './kernel/cover.ts';

/**
 * Looks at every account at a step of the period (from 0): its drawdown and the lowest margin ratio of its open pools.
 * Called after the events and the funding of that step.
 */
export function watch(group: PathGroup, compiled: CompiledScenario, step: number): void {
  const { account } = compiled;
  for (let scheme = 0; scheme < account.schemes; scheme++) {
    watchDrawdown(group, compiled, scheme, step);
    for (let pool = account.schemePools[scheme]!; pool < account.schemePools[scheme + 1]!; pool++) {
      watchMarginRatio(group, compiled, scheme, pool, step);
    }
  }
}

/** Profit from the start of the run to a step, per lane, of a scheme: settled, open, and of coins. Summed in canonical order. */
function watchDrawdown(group: PathGroup, compiled: CompiledScenario, scheme: number, step: number): void {
  const { account, market, periodSteps } = compiled;
  const { bound: pnl, quantity, prices, fundingIndex, settledPnl, goneCoinPnl, highestPnl, maxDrawdown } = group;
  const owner = scheme * LANES;
  for (let lane = 0; lane < LANES; lane++) pnl[lane] = settledPnl[owner + lane]! + goneCoinPnl[owner + lane]!;
  for (let rank = 0; rank < account.positions; rank++) {
    const slot = account.positionSlot[scheme * account.positions + account.canonicalPosition[rank]!]!;
    const asset = account.slotAsset[slot]!;
    const unit = account.fundingOnEntry ? account.slotEntry[slot]! : 1;
    const start = market.startPrices[asset]!;
    const column = (asset * periodSteps + step) * LANES;
    for (let lane = 0; lane < LANES; lane++) {
      pnl[lane] =
        pnl[lane]! +
        quantity[slot * LANES + lane]! * (prices[column + lane]! - start - unit * fundingIndex[asset * LANES + lane]!);
    }
  }
  for (let c = 0; c < account.coins; c++) {
    const asset = account.coinAsset[c]!;
    const column = (asset * periodSteps + step) * LANES;
    const held = (scheme * account.coins + c) * LANES;
    for (let lane = 0; lane < LANES; lane++) {
      pnl[lane] = pnl[lane]! + group.heldCoin[held + lane]! * (prices[column + lane]! - market.startPrices[asset]!);
    }
  }
  for (let lane = 0; lane < LANES; lane++) {
    const now = pnl[lane]!;
    if (now > highestPnl[owner + lane]!) highestPnl[owner + lane] = now;
    else if (highestPnl[owner + lane]! - now > maxDrawdown[owner + lane]!) {
      maxDrawdown[owner + lane] = highestPnl[owner + lane]! - now;
    }
  }
}

function watchMarginRatio(
  group: PathGroup,
  compiled: CompiledScenario,
  scheme: number,
  pool: number,
  step: number,
): void {
  const { account, periodSteps } = compiled;
  const { base, quantity, prices, lowestMarginRatio } = group;
  for (let lane = 0; lane < LANES; lane++) {
    let equity = base[pool * LANES + lane]!;
    if (equity === Number.POSITIVE_INFINITY) continue;
    let notional = 0;
    for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
      const value =
        quantity[slot * LANES + lane]! * prices[(account.slotAsset[slot]! * periodSteps + step) * LANES + lane]!;
      equity += value;
      notional += value < 0 ? -value : value;
    }
    if (account.coins > 0) equity += coinEquity(group, compiled, pool, lane, step * LANES + lane);
    // Compared without dividing first: the ratio itself is needed only when it is a new lowest one.
    if (equity < lowestMarginRatio[scheme * LANES + lane]! * notional) {
      lowestMarginRatio[scheme * LANES + lane] = equity / notional;
    }
  }
}
