import { bracketWorth, notionalPrice } from '../../margin/requirement.ts';
import { fundingUnit, requirementOfNotional } from '../account-figures.ts';
import { BLOCK_STEPS, LANES } from '../memory/constants.ts';
import { collateralIndex, type Lane, laneIndex, schemeIndex } from './lane.ts';

/** What the pools of a path look like at the step at hand. All money is quote. */

export function priceOf({ group, step, lane }: Lane, asset: number): number {
  return group.prices[(asset * BLOCK_STEPS + step) * LANES + lane]!;
}

export function quantityOf(lane: Lane, slot: number): number {
  return lane.group.quantity[laneIndex(lane, slot)]!;
}

/** Slots of a pool that hold something, in canonical order. */
export function openSlots(lane: Lane, pool: number): number[] {
  const { poolSlots } = lane.account;
  const open: number[] = [];
  for (let slot = poolSlots[pool]!; slot < poolSlots[pool + 1]!; slot++) {
    if (quantityOf(lane, slot) !== 0) open.push(slot);
  }
  return open;
}

export function hasOpenSlot(lane: Lane, pool: number): boolean {
  const { poolSlots } = lane.account;
  for (let slot = poolSlots[pool]!; slot < poolSlots[pool + 1]!; slot++) {
    if (quantityOf(lane, slot) !== 0) return true;
  }
  return false;
}

/** quantity * mark. */
export function valueOf(lane: Lane, slot: number): number {
  return quantityOf(lane, slot) * priceOf(lane, lane.account.slotAsset[slot]!);
}

/** quantity * (mark - entry). */
export function openProfit(lane: Lane, slot: number): number {
  return valueOf(lane, slot) - quantityOf(lane, slot) * lane.account.slotEntry[slot]!;
}

/** Signed notional that fees, slippage and depth are counted in: at mark, or the contract's fixed value. */
export function contractValue(lane: Lane, slot: number): number {
  return lane.account.isInverse ? quantityOf(lane, slot) * lane.account.slotEntry[slot]! : valueOf(lane, slot);
}

/** Notional that a slot's requirement is taken of, in the unit of the brackets. */
export function requirementNotional(lane: Lane, slot: number): number {
  const { requirement, slotEntry, slotAsset } = lane.account;
  return Math.abs(
    quantityOf(lane, slot) * notionalPrice(requirement, slotEntry[slot]!, priceOf(lane, slotAsset[slot]!)),
  );
}

/** Quote that a unit of the brackets of a slot is worth. */
export function requirementWorth(lane: Lane, slot: number): number {
  const { requirement, slotEntry, slotAsset } = lane.account;
  return bracketWorth(requirement, slotEntry[slot]!, priceOf(lane, slotAsset[slot]!));
}

export function requirementOfSlot(lane: Lane, slot: number): number {
  const required = requirementOfNotional(lane.account, lane.account.slotAsset[slot]!, requirementNotional(lane, slot));
  return required * requirementWorth(lane, slot);
}

export function requirementOf(lane: Lane, pool: number): number {
  let requirement = 0;
  for (const slot of openSlots(lane, pool)) requirement += requirementOfSlot(lane, slot);
  return requirement;
}

/** What a unit of the slot's position pays of the funding that has been paid at this step without being booked. */
export function fundingDueOf(lane: Lane, slot: number): number {
  const { account, group, fundingPending } = lane;
  if (!fundingPending) return 0;
  return fundingUnit(account, slot) * group.fundingDue[laneIndex(lane, account.slotAsset[slot]!)]!;
}

/** Equity of a pool without its collateral assets. */
function quoteEquity(lane: Lane, pool: number): number {
  let poolFundingDue = 0;
  let value = 0;
  for (const slot of openSlots(lane, pool)) {
    poolFundingDue += quantityOf(lane, slot) * fundingDueOf(lane, slot);
    value += valueOf(lane, slot);
  }
  return lane.group.equityIntercept[laneIndex(lane, pool)]! - poolFundingDue + value;
}

/** What the margin check sees of a pool. */
export function equityOf(lane: Lane, pool: number): number {
  return quoteEquity(lane, pool) + collateralEquity(lane, pool);
}

/** What a pool is worth to its owner: its collateral at full value. */
export function wealthOf(lane: Lane, pool: number): number {
  return quoteEquity(lane, pool) + collateralWorth(lane, pool);
}

/** Remembers the margin ratio that a pool stands at, if it is the lowest so far: whatever is closed has been seen before. */
export function watchRatio(lane: Lane, pool: number): void {
  const { lowestMarginRatio } = lane.group;
  let notional = 0;
  for (const slot of openSlots(lane, pool)) notional += Math.abs(valueOf(lane, slot));
  const place = schemeIndex(lane);
  lowestMarginRatio[place] = Math.min(lowestMarginRatio[place]!, equityOf(lane, pool) / notional);
}

/** Realised money of a pool in its own currency, as quote: its cash, or the asset that it is settled in. */
export function cashOf(lane: Lane, pool: number): number {
  const { account, group } = lane;
  if (account.isInverse) return collateralWorth(lane, pool);
  let cash = group.equityIntercept[laneIndex(lane, pool)]!;
  for (const slot of openSlots(lane, pool)) {
    cash += quantityOf(lane, slot) * (account.slotEntry[slot]! - fundingDueOf(lane, slot));
  }
  return cash;
}

function collateralEquity(lane: Lane, pool: number): number {
  const { account, group, step } = lane;
  const shares = group.regimes[laneIndex(lane, step)]! * account.collaterals;
  let equity = 0;
  for (let c = 0; c < account.collaterals; c++) {
    equity +=
      group.countedUnits[collateralIndex(lane, pool, c)]! *
      account.collateralShare[shares + c]! *
      collateralPrice(lane, c);
  }
  return equity;
}

/** What a pool's collateral bring at mark. */
export function collateralWorth(lane: Lane, pool: number): number {
  let worth = 0;
  for (let c = 0; c < lane.account.collaterals; c++)
    worth += lane.group.units[collateralIndex(lane, pool, c)]! * collateralPrice(lane, c);
  return worth;
}

export function collateralPrice(lane: Lane, collateral: number): number {
  return priceOf(lane, lane.account.collateralAsset[collateral]!);
}
