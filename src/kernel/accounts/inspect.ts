import { settles, spanTo } from '../clock';
import { double, int, LANES, setInt } from '../lanes';
import {
  bracketAmount,
  bracketCap,
  bracketRate,
  bracketStart,
  bracketsInSettlementAsset,
  candidates,
  collateralAsset,
  collateralCount,
  countedUnits,
  equalityFires,
  equityIntercept,
  events,
  fundingBeforeCheck,
  isInverse,
  maintenanceOnEntry,
  poolSlots,
  positionAsset,
  positionEntry,
  quantity,
  slotPosition,
  unitFundingDue,
} from '../layout';
import { formPrices, priceAt } from '../prices/prices';
import { candidateCount } from './pools';
import { shareAt } from './units';

/** Step of the block of the events that `inspect` found, and whether the funding of that step is paid before the check. */
export let eventStep: i32 = 0;
export let eventPays: i32 = 0;
export let eventCount: i32 = 0;

/**
 * The first step from `from` to `to`, both in the span, at which a candidate must be liquidated. Writes all pools and lanes
 * that fire at that step to `events`; returns their number (`eventCount`), 0 if nothing happens.
 */
export function inspect<T extends number>(from: i32, to: i32): i32 {
  let count = 0;
  eventStep = to;
  for (let s = 0; s < candidateCount; s++) {
    const place = int(candidates, s);
    if (double(equityIntercept, place) == Infinity) continue;
    const step = firingStep<T>(place, from, eventStep);
    if (step < 0) continue;
    if (step < eventStep) {
      eventStep = step;
      count = 0;
    }
    setInt(events, count++, place);
  }
  eventPays = i32(paysAt(eventStep));
  eventCount = count;
  return count;
}

/** For a step at which nothing was found. */
export function setEventStep(step: i32): void {
  eventStep = step;
}

/** @inline */
function paysAt(step: i32): bool {
  return settles && fundingBeforeCheck && step == spanTo;
}

/** First step in `from` to `to` at which the pool and lane `place` has no headroom left; -1 if there is none. */
function firingStep<T extends number>(place: i32, from: i32, to: i32): i32 {
  const lane = place % LANES;
  const pool = place / LANES;
  for (let slot = int(poolSlots, pool); slot < int(poolSlots, pool + 1); slot++) {
    formPrices<T>(int(positionAsset, int(slotPosition, slot)));
  }
  for (let c = 0; c < collateralCount; c++) formPrices<T>(int(collateralAsset, c));
  for (let step = from; step <= to; step++) {
    let headroom = headroomAt(pool, lane, step);
    if (paysAt(step)) headroom -= fundingDueOf(pool, lane);
    if (headroom < 0 || (headroom == 0 && equalityFires)) return step;
  }
  return -1;
}

/** What a pool pays at the end of the span, as it stands now: what the sweep found may be of before something happened to it. */
function fundingDueOf(pool: i32, lane: i32): f64 {
  let sum: f64 = 0;
  for (let slot = int(poolSlots, pool); slot < int(poolSlots, pool + 1); slot++) {
    const charge = double(unitFundingDue, int(slotPosition, slot) * LANES + lane);
    sum += double(quantity, slot * LANES + lane) * charge;
  }
  return sum;
}

/** Equity less requirement of a pool at a step of the block, before a payment that falls due at that step. */
function headroomAt(pool: i32, lane: i32, step: i32): f64 {
  let headroom = double(equityIntercept, pool * LANES + lane);
  for (let slot = int(poolSlots, pool); slot < int(poolSlots, pool + 1); slot++) {
    const held = double(quantity, slot * LANES + lane);
    if (held == 0) continue;
    const position = int(slotPosition, slot);
    const asset = int(positionAsset, position);
    const price = priceAt(asset, step, lane);
    const entry = double(positionEntry, position);
    const required = requirementOf(asset, abs(held * notionalPrice(entry, price)));
    headroom += held * price - required * bracketWorth(entry, price);
  }
  return headroom + collateralEquity(pool, lane, step);
}

/** Price that turns a quantity into the notional of its requirement, in the unit of the brackets: N inverse contracts are N / price units of the settlement asset. */
function notionalPrice(entry: f64, mark: f64): f64 {
  if (!isInverse) return maintenanceOnEntry ? entry : mark;
  if (!bracketsInSettlementAsset) return entry;
  return maintenanceOnEntry ? 1 : entry / mark;
}

/** Quote that a unit of the brackets is worth: inverse contracts owe it in their settlement asset, turned into it at mark or at entry. */
function bracketWorth(entry: f64, mark: f64): f64 {
  if (!isInverse) return 1;
  if (bracketsInSettlementAsset) return mark;
  return maintenanceOnEntry ? mark / entry : 1;
}

/** max(0, rate n - amount) of the bracket with floor < n <= cap: requirement of a notional, both in the unit of the brackets. */
function requirementOf(asset: i32, notional: f64): f64 {
  let bracket = int(bracketStart, asset);
  while (notional > double(bracketCap, bracket)) bracket++;
  const requirement = double(bracketRate, bracket) * notional - double(bracketAmount, bracket);
  return requirement > 0 ? requirement : 0;
}

/** What a pool's collateral count for at a step of the block, after haircuts. Their prices must have been formed. */
export function collateralEquity(pool: i32, lane: i32, step: i32): f64 {
  let equity: f64 = 0;
  for (let c = 0; c < collateralCount; c++) {
    const amount = double(countedUnits, (pool * collateralCount + c) * LANES + lane);
    if (amount == 0) continue;
    equity += amount * shareAt(c, step, lane) * priceAt(int(collateralAsset, c), step, lane);
  }
  return equity;
}
