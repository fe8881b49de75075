import { settles } from '../clock';
import { double, int, LANES, ROW, setInt, storeRow, VECTOR } from '../lanes';
import {
  anyEitherEnd,
  attended,
  candidates,
  collateralCount,
  collateralFloor,
  countedUnits,
  equityIntercept,
  fundingBeforeCheck,
  lowestHeadroom,
  lowestMarginRatio,
  mark,
  nextMarginRatio,
  poolCount,
  poolEquity,
  poolFundingDue,
  poolHeadroom,
  poolNotional,
  poolSlots,
  quantity,
  schemeCount,
  schemePools,
  screened,
  slotAsset,
  slotPosition,
  unitCollateralValue,
  unitFundingDue,
  unitHeadroom,
} from '../layout';
import {
  boundCollateral,
  boundHeadrooms,
  boundOtherEnds,
  formCollateralFloor,
  formCollateralValues,
  formFundingDue,
} from './units';

/** A mask that takes absolute values. Loaded, it stays in a register; as a constant it would be made anew at every use. */
export const WITHOUT_SIGN = memory.data<u64>([0x7fffffffffffffff]);

/** Number of pools and lanes in `candidates`. */
export let candidateCount: i32 = 0;

/**
 * One sweep over all pools at the beginning of a span: the funding due of each at the settlement that ends it; a lower
 * bound of its headroom (equity less requirement) over the whole span; and, as things stand, its margin ratio at the end.
 *
 * A pool that the bound does not clear is a candidate and inspected step by step; all others need no prices of single steps. A
 * closed pool has an equity intercept of Infinity, no quantity and no collateral, and is never seen again. The sums are taken together because each
 * needs the quantities.
 */
export function sweep(): void {
  formFundingDue();
  boundHeadrooms();
  if (anyEitherEnd) boundOtherEnds();
  if (collateralCount) {
    boundCollateral();
    formCollateralValues();
  }
  sumPools();
  candidateCount = 0;
  for (let scheme = 0; scheme < schemeCount; scheme++) screenScheme(scheme);
}

/** The sums of every pool over its slots and collateral: `poolFundingDue`, and the rows of `poolHeadroom`, `poolEquity`, `poolNotional`. */
function sumPools(): void {
  const assets = slotAsset;
  const ranks = slotPosition;
  const headrooms = unitHeadroom;
  const dues = unitFundingDue;
  const marks = mark;
  // Policies see the pools after funding in any case.
  const paysFirst = settles && (fundingBeforeCheck || attended);
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  const zero = f64x2.splat(0);
  let held = quantity;
  let place: usize = 0;
  let slot = 0;
  for (let pool = 0; pool < poolCount; pool++) {
    const from = equityIntercept + place;
    let equityA = v128.load(from);
    let equityB = v128.load(from, VECTOR);
    let equityC = v128.load(from, 2 * VECTOR);
    let equityD = v128.load(from, 3 * VECTOR);
    let headroomA = equityA;
    let headroomB = equityB;
    let headroomC = equityC;
    let headroomD = equityD;
    let dueA = zero;
    let dueB = zero;
    let dueC = zero;
    let dueD = zero;
    let notionalA = zero;
    let notionalB = zero;
    let notionalC = zero;
    let notionalD = zero;
    for (const last = int(poolSlots, pool + 1); slot < last; slot++) {
      const rank = <usize>int(ranks, slot) * ROW;
      const price = marks + <usize>int(assets, slot) * ROW;
      const unitHeadrooms = headrooms + rank;
      const unitDues = dues + rank;
      const heldA = v128.load(held);
      const heldB = v128.load(held, VECTOR);
      const heldC = v128.load(held, 2 * VECTOR);
      const heldD = v128.load(held, 3 * VECTOR);
      const valueA = f64x2.mul(heldA, v128.load(price));
      const valueB = f64x2.mul(heldB, v128.load(price, VECTOR));
      const valueC = f64x2.mul(heldC, v128.load(price, 2 * VECTOR));
      const valueD = f64x2.mul(heldD, v128.load(price, 3 * VECTOR));
      equityA = f64x2.add(equityA, valueA);
      equityB = f64x2.add(equityB, valueB);
      equityC = f64x2.add(equityC, valueC);
      equityD = f64x2.add(equityD, valueD);
      notionalA = f64x2.add(notionalA, v128.and(valueA, withoutSign));
      notionalB = f64x2.add(notionalB, v128.and(valueB, withoutSign));
      notionalC = f64x2.add(notionalC, v128.and(valueC, withoutSign));
      notionalD = f64x2.add(notionalD, v128.and(valueD, withoutSign));
      headroomA = f64x2.add(headroomA, f64x2.mul(heldA, v128.load(unitHeadrooms)));
      headroomB = f64x2.add(headroomB, f64x2.mul(heldB, v128.load(unitHeadrooms, VECTOR)));
      headroomC = f64x2.add(headroomC, f64x2.mul(heldC, v128.load(unitHeadrooms, 2 * VECTOR)));
      headroomD = f64x2.add(headroomD, f64x2.mul(heldD, v128.load(unitHeadrooms, 3 * VECTOR)));
      dueA = f64x2.add(dueA, f64x2.mul(heldA, v128.load(unitDues)));
      dueB = f64x2.add(dueB, f64x2.mul(heldB, v128.load(unitDues, VECTOR)));
      dueC = f64x2.add(dueC, f64x2.mul(heldC, v128.load(unitDues, 2 * VECTOR)));
      dueD = f64x2.add(dueD, f64x2.mul(heldD, v128.load(unitDues, 3 * VECTOR)));
      held += ROW;
    }
    for (let c = 0; c < collateralCount; c++) {
      const amount = countedUnits + <usize>(pool * collateralCount + c) * ROW;
      const worth = unitCollateralValue + <usize>c * ROW;
      const amountA = v128.load(amount);
      const amountB = v128.load(amount, VECTOR);
      const amountC = v128.load(amount, 2 * VECTOR);
      const amountD = v128.load(amount, 3 * VECTOR);
      equityA = f64x2.add(equityA, f64x2.mul(amountA, v128.load(worth)));
      equityB = f64x2.add(equityB, f64x2.mul(amountB, v128.load(worth, VECTOR)));
      equityC = f64x2.add(equityC, f64x2.mul(amountC, v128.load(worth, 2 * VECTOR)));
      equityD = f64x2.add(equityD, f64x2.mul(amountD, v128.load(worth, 3 * VECTOR)));
      formCollateralFloor(amount, c);
      headroomA = f64x2.add(headroomA, v128.load(collateralFloor));
      headroomB = f64x2.add(headroomB, v128.load(collateralFloor, VECTOR));
      headroomC = f64x2.add(headroomC, v128.load(collateralFloor, 2 * VECTOR));
      headroomD = f64x2.add(headroomD, v128.load(collateralFloor, 3 * VECTOR));
    }
    equityA = f64x2.sub(equityA, dueA);
    equityB = f64x2.sub(equityB, dueB);
    equityC = f64x2.sub(equityC, dueC);
    equityD = f64x2.sub(equityD, dueD);
    if (paysFirst) {
      headroomA = f64x2.sub(headroomA, f64x2.pmax(dueA, zero));
      headroomB = f64x2.sub(headroomB, f64x2.pmax(dueB, zero));
      headroomC = f64x2.sub(headroomC, f64x2.pmax(dueC, zero));
      headroomD = f64x2.sub(headroomD, f64x2.pmax(dueD, zero));
    }
    storeRow(poolFundingDue + place, dueA, dueB, dueC, dueD);
    storeRow(poolHeadroom + place, headroomA, headroomB, headroomC, headroomD);
    storeRow(poolEquity + place, equityA, equityB, equityC, equityD);
    storeRow(poolNotional + place, notionalA, notionalB, notionalC, notionalD);
    place += ROW;
  }
}

/**
 * Looks at the pools of a scheme. The lowest margin ratio so far, the end of the span included, goes to `nextMarginRatio`: it counts
 * only if nothing happens before. Ratios are compared as products, so that there is one division for all of them; a closed pool has
 * no notional and an equity of Infinity, and is never lower.
 */
function screenScheme(scheme: i32): void {
  const place = <usize>scheme * ROW;
  const last = int(schemePools, scheme + 1);
  const first = int(schemePools, scheme);
  const lowest = lowestMarginRatio + place;
  let equityA = v128.load(lowest);
  let equityB = v128.load(lowest, VECTOR);
  let equityC = v128.load(lowest, 2 * VECTOR);
  let equityD = v128.load(lowest, 3 * VECTOR);
  let notionalA = f64x2.splat(1);
  let notionalB = f64x2.splat(1);
  let notionalC = f64x2.splat(1);
  let notionalD = f64x2.splat(1);
  let lowestA = f64x2.splat(Infinity);
  let lowestB = f64x2.splat(Infinity);
  let lowestC = f64x2.splat(Infinity);
  let lowestD = f64x2.splat(Infinity);
  let row = <usize>first * ROW;
  for (const end = <usize>last * ROW; row < end; row += ROW) {
    const equities = poolEquity + row;
    const notionals = poolNotional + row;
    const headrooms = poolHeadroom + row;
    const eA = v128.load(equities);
    const eB = v128.load(equities, VECTOR);
    const eC = v128.load(equities, 2 * VECTOR);
    const eD = v128.load(equities, 3 * VECTOR);
    const nA = v128.load(notionals);
    const nB = v128.load(notionals, VECTOR);
    const nC = v128.load(notionals, 2 * VECTOR);
    const nD = v128.load(notionals, 3 * VECTOR);
    const belowA = f64x2.lt(f64x2.mul(eA, notionalA), f64x2.mul(equityA, nA));
    const belowB = f64x2.lt(f64x2.mul(eB, notionalB), f64x2.mul(equityB, nB));
    const belowC = f64x2.lt(f64x2.mul(eC, notionalC), f64x2.mul(equityC, nC));
    const belowD = f64x2.lt(f64x2.mul(eD, notionalD), f64x2.mul(equityD, nD));
    equityA = v128.bitselect(eA, equityA, belowA);
    equityB = v128.bitselect(eB, equityB, belowB);
    equityC = v128.bitselect(eC, equityC, belowC);
    equityD = v128.bitselect(eD, equityD, belowD);
    notionalA = v128.bitselect(nA, notionalA, belowA);
    notionalB = v128.bitselect(nB, notionalB, belowB);
    notionalC = v128.bitselect(nC, notionalC, belowC);
    notionalD = v128.bitselect(nD, notionalD, belowD);
    lowestA = f64x2.pmin(lowestA, v128.load(headrooms));
    lowestB = f64x2.pmin(lowestB, v128.load(headrooms, VECTOR));
    lowestC = f64x2.pmin(lowestC, v128.load(headrooms, 2 * VECTOR));
    lowestD = f64x2.pmin(lowestD, v128.load(headrooms, 3 * VECTOR));
  }
  equityA = f64x2.div(equityA, notionalA);
  equityB = f64x2.div(equityB, notionalB);
  equityC = f64x2.div(equityC, notionalC);
  equityD = f64x2.div(equityD, notionalD);
  storeRow(nextMarginRatio + place, equityA, equityB, equityC, equityD);
  storeRow(lowestHeadroom, lowestA, lowestB, lowestC, lowestD);
  if (screened && !anyNotPositive(lowestHeadroom)) return;
  for (let pool = first; pool < last; pool++) {
    const headrooms = poolHeadroom + <usize>pool * ROW;
    if (screened && !anyNotPositive(headrooms)) continue;
    for (let lane = 0; lane < LANES; lane++) {
      if (!screened || double(headrooms, lane) <= 0) setInt(candidates, candidateCount++, pool * LANES + lane);
    }
  }
}

/** Whether a row of headrooms has one that is not above 0. @inline */
function anyNotPositive(headrooms: usize): bool {
  const zero = f64x2.splat(0);
  const a = v128.or(f64x2.le(v128.load(headrooms), zero), f64x2.le(v128.load(headrooms, VECTOR), zero));
  const b = v128.or(f64x2.le(v128.load(headrooms, 2 * VECTOR), zero), f64x2.le(v128.load(headrooms, 3 * VECTOR), zero));
  return v128.any_true(v128.or(a, b));
}

/** Has a pool and lane inspected step by step from now on, because something has happened to it within the span. */
export function addCandidate(place: i32): void {
  for (let s = 0; s < candidateCount; s++) if (int(candidates, s) == place) return;
  setInt(candidates, candidateCount++, place);
}
