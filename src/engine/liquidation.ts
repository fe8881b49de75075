import type { CompiledScenario } from './compile.ts';
import type { PathGroup } from './group.ts';
import { BLOCK_STEPS, LANES } from './kernel.ts';

/**
 * Full liquidation of one pool on one path: every position is closed at its mark price less slippage, fees are paid,
 * coins are sold if cash does not suffice, and what is still missing is bad debt of the insurance fund. No other pool
 * and not the treasury is touched.
 *
 * `step` counts from 0 within the block, `pathStep` from 1 over the path; `paying` says that the funding due at this step is
 * paid before the pool is closed.
 */
export function liquidate(
  group: PathGroup,
  compiled: CompiledScenario,
  place: number,
  step: number,
  pathStep: number,
  paying: boolean,
): void {
  const { account } = compiled;
  const lane = place % LANES;
  const pool = (place - lane) / LANES;
  const owner = account.poolScheme[pool]! * LANES + lane;
  group.touched[account.poolScheme[pool]!] = 1;
  const firstSlot = account.poolSlots[pool]!;
  const endSlot = account.poolSlots[pool + 1]!;

  let cash = group.base[place]! - (paying ? group.owed[place]! : 0);
  let notional = 0;
  let value = 0;
  let costs = 0;
  let losses = 0;
  for (let slot = firstSlot; slot < endSlot; slot++) {
    if (group.quantity[slot * LANES + lane] === 0) continue;
    const loss = closeSlot(group, compiled, slot, lane, step, pathStep, paying);
    if (loss > 0) losses += loss;
    const atMark = valueAtMark(group, compiled, slot, lane, step);
    value += atMark;
    notional += Math.abs(atMark);
    costs += group.slotSlippage[slot * LANES + lane]! + group.slotFees[slot * LANES + lane]!;
  }
  const equity = cash + value + coinEquity(group, compiled, pool, lane, step);
  group.lowestMarginRatio[owner] = Math.min(group.lowestMarginRatio[owner]!, equity / notional);

  cash += value - costs;
  const charged = chargeLiquidationFee(group, compiled, place, step, cash);
  cash -= charged;
  const missing = cash < 0 ? sellCoins(group, compiled, pool, lane, step, -cash) : 0;
  // A fee that takes all there is leaves at most the rounding of its sum, which is no debt to anyone.
  const badDebt = charged > 0 ? 0 : missing;
  const forfeit = account.forfeited ? Math.max(0, cash) + giveCoins(group, compiled, pool, lane, step) : 0;
  for (let slot = firstSlot; slot < endSlot; slot++) {
    const at = slot * LANES + lane;
    if (group.quantity[at] === 0) continue;
    if (badDebt > 0)
      group.slotBadDebt[at] = badDebt * (Math.max(0, lossOf(group, compiled, slot, lane, step)) / losses);
    if (forfeit > 0) {
      const share = Math.abs(valueAtMark(group, compiled, slot, lane, step)) / notional;
      group.slotFees[at] = group.slotFees[at]! + forfeit * share;
    }
  }
  for (let slot = firstSlot; slot < endSlot; slot++) {
    if (group.quantity[slot * LANES + lane] !== 0) retireSlot(group, slot, lane, owner);
  }
  for (let c = 0; c < account.coins; c++) group.coin[(pool * account.coins + c) * LANES + lane] = 0;
  group.base[place] = Number.POSITIVE_INFINITY;
  if (group.firstLiquidationStep[owner] === 0) group.firstLiquidationStep[owner] = pathStep;
  if (group.openPositions[owner] === 0) group.wipeoutStep[owner] = pathStep;
}

function valueAtMark(group: PathGroup, compiled: CompiledScenario, slot: number, lane: number, step: number): number {
  const asset = compiled.account.slotAsset[slot]!;
  return group.quantity[slot * LANES + lane]! * group.prices[(asset * BLOCK_STEPS + step) * LANES + lane]!;
}

/** What the position takes out of its pool from its entry on, costs included; below 0 if it brought something in. */
function lossOf(group: PathGroup, compiled: CompiledScenario, slot: number, lane: number, step: number): number {
  const at = slot * LANES + lane;
  const profit =
    valueAtMark(group, compiled, slot, lane, step) - group.quantity[at]! * compiled.account.slotEntry[slot]!;
  return group.slotFunding[at]! + group.slotSlippage[at]! + group.slotFees[at]! - profit;
}

/**
 * Charges the fee of the insurance fund as far as cash and coins can pay it, in proportion to the full fees; returns the
 * sum. A pool that cannot pay its other debts pays none, so bad debt never contains this fee.
 */
function chargeLiquidationFee(
  group: PathGroup,
  compiled: CompiledScenario,
  place: number,
  step: number,
  cash: number,
): number {
  const { account } = compiled;
  const lane = place % LANES;
  const pool = (place - lane) / LANES;
  const fullFee = (slot: number) =>
    account.liquidationFee[account.slotAsset[slot]!]! * Math.abs(valueAtMark(group, compiled, slot, lane, step));
  let full = 0;
  for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) full += fullFee(slot);
  const charged = Math.min(full, cash + coinWorth(group, compiled, pool, lane, step));
  if (charged <= 0) return 0;
  for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
    const at = slot * LANES + lane;
    group.slotFees[at] = group.slotFees[at]! + charged * (fullFee(slot) / full);
  }
  return charged;
}

/** Books price profit, funding, slippage and the taker fee of a forced close; returns the loss that the position leaves to its pool. */
function closeSlot(
  group: PathGroup,
  compiled: CompiledScenario,
  slot: number,
  lane: number,
  step: number,
  pathStep: number,
  paying: boolean,
): number {
  const { account, market } = compiled;
  const at = slot * LANES + lane;
  const asset = account.slotAsset[slot]!;
  const quantity = group.quantity[at]!;
  const value = valueAtMark(group, compiled, slot, lane, step);
  const notional = Math.abs(value);
  const depth = market.depth[group.regimes[step * LANES + lane]! * market.assets + asset]!;
  const slippage = Math.min(1, account.slippage + (HALF_PERCENT * notional) / depth);
  const unit = account.fundingOnEntry ? account.slotEntry[slot]! : 1;
  const due = paying ? group.due[asset * LANES + lane]! : 0;
  group.closedStep[at] = pathStep;
  group.slotPricePnl[at] = value - quantity * market.startPrices[asset]!;
  group.slotFunding[at] = quantity * unit * (group.fundingIndex[asset * LANES + lane]! + due);
  group.slotSlippage[at] = slippage * notional;
  group.slotFees[at] = account.takerFee * notional;
  return lossOf(group, compiled, slot, lane, step);
}

/** A linear order book whose price moves by 1 % over the depth fills on average at half of the final move. */
const HALF_PERCENT = 0.005;

/** Takes a position that is fully booked out of the state that the kernel reads. */
function retireSlot(group: PathGroup, slot: number, lane: number, owner: number): void {
  const at = slot * LANES + lane;
  group.quantity[at] = 0;
  group.openPositions[owner] = group.openPositions[owner]! - 1;
  group.settledPnl[owner] =
    group.settledPnl[owner]! +
    (group.slotPricePnl[at]! -
      group.slotFunding[at]! -
      group.slotFees[at]! -
      group.slotSlippage[at]! +
      group.slotBadDebt[at]!);
}

/** Sells the same share of every coin of a pool at mark to raise `need`; returns what could not be raised. */
function sellCoins(
  group: PathGroup,
  compiled: CompiledScenario,
  pool: number,
  lane: number,
  step: number,
  need: number,
): number {
  const worth = coinWorth(group, compiled, pool, lane, step);
  const share = worth > need ? need / worth : 1;
  removeCoins(group, compiled, pool, lane, step, share);
  return Math.max(0, need - worth);
}

/** Gives every coin of a pool to the venue; returns their worth at mark. */
function giveCoins(group: PathGroup, compiled: CompiledScenario, pool: number, lane: number, step: number): number {
  const worth = coinWorth(group, compiled, pool, lane, step);
  removeCoins(group, compiled, pool, lane, step, 1);
  return worth;
}

function coinPrice(group: PathGroup, compiled: CompiledScenario, coin: number, lane: number, step: number): number {
  return group.prices[(compiled.account.coinAsset[coin]! * BLOCK_STEPS + step) * LANES + lane]!;
}

/** What a pool's coins count for, after haircuts. */
function coinEquity(group: PathGroup, compiled: CompiledScenario, pool: number, lane: number, step: number): number {
  const { coins } = compiled.account;
  const shares = group.regimes[step * LANES + lane]! * coins;
  let equity = 0;
  for (let c = 0; c < coins; c++) {
    const amount = group.coin[(pool * coins + c) * LANES + lane]!;
    equity += amount * compiled.account.coinShare[shares + c]! * coinPrice(group, compiled, c, lane, step);
  }
  return equity;
}

function coinWorth(group: PathGroup, compiled: CompiledScenario, pool: number, lane: number, step: number): number {
  const { coins } = compiled.account;
  let worth = 0;
  for (let c = 0; c < coins; c++) {
    worth += group.coin[(pool * coins + c) * LANES + lane]! * coinPrice(group, compiled, c, lane, step);
  }
  return worth;
}

function removeCoins(
  group: PathGroup,
  compiled: CompiledScenario,
  pool: number,
  lane: number,
  step: number,
  share: number,
): void {
  const { account, market } = compiled;
  const scheme = account.poolScheme[pool]!;
  for (let c = 0; c < account.coins; c++) {
    const inPool = (pool * account.coins + c) * LANES + lane;
    const held = (scheme * account.coins + c) * LANES + lane;
    const gone = share * group.coin[inPool]!;
    const gain = coinPrice(group, compiled, c, lane, step) - market.startPrices[account.coinAsset[c]!]!;
    group.coin[inPool] = group.coin[inPool]! - gone;
    group.heldCoin[held] = group.heldCoin[held]! - gone;
    group.goneCoinPnl[scheme * LANES + lane] = group.goneCoinPnl[scheme * LANES + lane]! + gone * gain;
  }
}
