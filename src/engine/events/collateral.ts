import { countedUnits } from '../../margin/headroom.ts';
import { LANES } from '../memory/constants.ts';
import { collateralPrice, collateralWorth, openSlots, quantityOf } from './figures.ts';
import { collateralIndex, heldCollateralIndex, type Lane, laneIndex, schemeIndex } from './lane.ts';

/** Puts units of a collateral asset into a pool (or, below 0, takes them out): nothing else of the account moves. */
function addUnits(lane: Lane, pool: number, collateral: number, units: number): void {
  const { account, group } = lane;
  const place = collateralIndex(lane, pool, collateral);
  group.units[place] = group.units[place]! + units;
  group.countedUnits[place] = countedUnits(account.sizeDiscount[collateral]!, group.units[place]);
}

/**
 * The account buys units at mark (or sells them, below 0). What it holds counts from the start of the run, so what these units made
 * before they were bought is taken off what the collateral has made, and what they made before they were sold stays.
 */
function trade(lane: Lane, collateral: number, units: number): void {
  const { account, compiled, group } = lane;
  const held = heldCollateralIndex(lane, collateral);
  const gain = collateralPrice(lane, collateral) - compiled.market.startPrices[account.collateralAsset[collateral]!]!;
  group.heldCollateral[held] = group.heldCollateral[held]! + units;
  group.soldCollateralPnl[schemeIndex(lane)] = group.soldCollateralPnl[schemeIndex(lane)]! - units * gain;
}

/** Moves all that a pool holds of every collateral asset to another. */
export function moveCollateral(lane: Lane, from: number, to: number): void {
  for (let c = 0; c < lane.account.collaterals; c++) {
    const units = lane.group.units[collateralIndex(lane, from, c)]!;
    addUnits(lane, to, c, units);
    addUnits(lane, from, c, -units);
  }
}

/** Sells the same share of every collateral asset of a pool at mark to raise `need`; returns what could not be raised. */
export function sellCollateral(lane: Lane, pool: number, need: number): number {
  const worth = collateralWorth(lane, pool);
  removeCoins(lane, pool, worth > need ? need / worth : 1);
  return Math.max(0, need - worth);
}

/** Gives every collateral asset of a pool away; returns their worth at mark. */
export function forfeitCollateral(lane: Lane, pool: number): number {
  const worth = collateralWorth(lane, pool);
  removeCoins(lane, pool, 1);
  return worth;
}

function removeCoins(lane: Lane, pool: number, share: number): void {
  for (let c = 0; c < lane.account.collaterals; c++) {
    const gone = share * lane.group.units[collateralIndex(lane, pool, c)]!;
    addUnits(lane, pool, c, -gone);
    trade(lane, c, -gone);
  }
}

/** An inverse pool turns the quote that was booked in it into its settlement asset, at mark; other pools keep theirs. */
export function settleInAsset(lane: Lane, pool: number): void {
  const { account, group } = lane;
  if (!account.isInverse) return;
  let rest = 0;
  for (const slot of openSlots(lane, pool)) rest -= quantityOf(lane, slot) * account.slotEntry[slot]!;
  const place = laneIndex(lane, pool);
  const collateral = account.settlementAsset[pool]!;
  const units = (group.equityIntercept[place]! - rest) / collateralPrice(lane, collateral);
  group.equityIntercept[place] = rest;
  addUnits(lane, pool, collateral, units);
  trade(lane, collateral, units);
}

/** Moves money of a pool's own currency out of it (or into it, below 0): quote, or as much of its settlement asset. */
export function takeMoney(lane: Lane, pool: number, amount: number): void {
  const { account, group } = lane;
  if (account.isInverse) {
    const collateral = account.settlementAsset[pool]!;
    addUnits(lane, pool, collateral, -amount / collateralPrice(lane, collateral));
  } else {
    const place = laneIndex(lane, pool);
    group.equityIntercept[place] = group.equityIntercept[place]! - amount;
  }
}

/** The same of the treasury; `pool` says which currency. */
export function takeFromTreasury(lane: Lane, pool: number, amount: number): void {
  const { account, group } = lane;
  const place = treasuryPlace(lane, pool);
  const units = account.isInverse ? amount / collateralPrice(lane, account.settlementAsset[pool]!) : amount;
  group.treasury[place] = group.treasury[place]! - units;
}

/** What the treasury holds of a pool's own currency, as quote. */
export function treasuryCash(lane: Lane, pool: number): number {
  const { account, group } = lane;
  const units = group.treasury[treasuryPlace(lane, pool)]!;
  return account.isInverse ? units * collateralPrice(lane, account.settlementAsset[pool]!) : units;
}

function treasuryPlace({ account, scheme, lane }: Lane, pool: number): number {
  const column = account.isInverse ? 1 + account.settlementAsset[pool]! : 0;
  return (scheme * (1 + account.collaterals) + column) * LANES + lane;
}

/** Money of a pool's own currency leaves the account for good: what its collateral made so far stays. */
export function spendMoney(lane: Lane, pool: number, amount: number): void {
  const { account } = lane;
  if (!account.isInverse) return;
  const collateral = account.settlementAsset[pool]!;
  trade(lane, collateral, -amount / collateralPrice(lane, collateral));
}
