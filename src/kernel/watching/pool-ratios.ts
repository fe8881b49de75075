/** The margin ratios of one pool at the steps of a span, for pools that the bound of `ratios.ts` does not clear. */
import { WITHOUT_SIGN } from '../accounts/pools';
import { column, int, ROW, row, storeBoth, VECTOR } from '../lanes';
import {
  collateralCount,
  collateralValues,
  countedUnits,
  equityIntercept,
  growths,
  lowestRatio,
  poolCollateral,
  poolExposures,
  poolSlots,
  price,
  quantity,
  slotAsset,
  slotPosition,
  startEquity,
  startNotional,
} from '../layout';
import { storeEight } from './growths';

/** `WITHOUT_SIGN` for floats. */
const WITHOUT_SIGN_SINGLE = memory.data<u32>([0x7fffffff]);

/** Lowers the lowest ratios to those of a pool, step by step. */
export function followPool<T extends number>(pool: i32, from: i32, to: i32): void {
  weighPool<T>(pool);
  for (let offset: usize = 0; offset < row<T>(); offset += 2 * VECTOR) {
    for (let step = from; step <= to; step += 4) followSteps<T>(pool, offset, step, to);
  }
}

/** What the slots of a pool are worth at the block's start, equity without collateral assets, notional, and the amounts of collateral. */
function weighPool<T extends number>(pool: i32): void {
  const end = int(poolSlots, pool + 1);
  const from = equityIntercept + <usize>pool * ROW;
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  let equityA = v128.load(from);
  let equityB = v128.load(from, VECTOR);
  let equityC = v128.load(from, 2 * VECTOR);
  let equityD = v128.load(from, 3 * VECTOR);
  let notionalA = f64x2.splat(0);
  let notionalB = f64x2.splat(0);
  let notionalC = f64x2.splat(0);
  let notionalD = f64x2.splat(0);
  for (let slot = int(poolSlots, pool); slot < end; slot++) {
    const start = price + <usize>int(slotAsset, slot) * ROW;
    const held = quantity + <usize>slot * ROW;
    const valueA = f64x2.mul(v128.load(held), v128.load(start));
    const valueB = f64x2.mul(v128.load(held, VECTOR), v128.load(start, VECTOR));
    const valueC = f64x2.mul(v128.load(held, 2 * VECTOR), v128.load(start, 2 * VECTOR));
    const valueD = f64x2.mul(v128.load(held, 3 * VECTOR), v128.load(start, 3 * VECTOR));
    equityA = f64x2.add(equityA, valueA);
    equityB = f64x2.add(equityB, valueB);
    equityC = f64x2.add(equityC, valueC);
    equityD = f64x2.add(equityD, valueD);
    notionalA = f64x2.add(notionalA, v128.and(valueA, withoutSign));
    notionalB = f64x2.add(notionalB, v128.and(valueB, withoutSign));
    notionalC = f64x2.add(notionalC, v128.and(valueC, withoutSign));
    notionalD = f64x2.add(notionalD, v128.and(valueD, withoutSign));
    storeEight<T>(poolExposures + <usize>int(slotPosition, slot) * row<T>(), valueA, valueB, valueC, valueD);
  }
  storeEight<T>(startEquity, equityA, equityB, equityC, equityD);
  storeEight<T>(startNotional, notionalA, notionalB, notionalC, notionalD);
  for (let c = 0; c < collateralCount; c++) {
    const amount = countedUnits + <usize>(pool * collateralCount + c) * ROW;
    storeEight<T>(
      poolCollateral + <usize>c * row<T>(),
      v128.load(amount),
      v128.load(amount, VECTOR),
      v128.load(amount, 2 * VECTOR),
      v128.load(amount, 3 * VECTOR),
    );
  }
}

/**
 * Two vectors of lanes in up to four steps, from `step` to `to`; `offset` is the byte offset of the lanes in a row of T. Steps beyond are
 * summed up with the rest and left out: they have growths of another span.
 */
function followSteps<T extends number>(pool: i32, offset: usize, step: i32, to: i32): void {
  const assets = slotAsset;
  const ranks = slotPosition;
  const withoutSign = v128.load_splat<T>(sizeof<T>() == 4 ? WITHOUT_SIGN_SINGLE : WITHOUT_SIGN);
  const held = poolExposures + offset;
  const rows = growths + <usize>step * row<T>() + offset;
  const equities = startEquity + offset;
  const notionals = startNotional + offset;
  let equity0 = v128.load(equities);
  let other0 = v128.load(equities, VECTOR);
  let notional0 = v128.load(notionals);
  let size0 = v128.load(notionals, VECTOR);
  let equity1 = equity0;
  let other1 = other0;
  let notional1 = notional0;
  let size1 = size0;
  let equity2 = equity0;
  let other2 = other0;
  let notional2 = notional0;
  let size2 = size0;
  let equity3 = equity0;
  let other3 = other0;
  let notional3 = notional0;
  let size3 = size0;
  let slot = int(poolSlots, pool);
  for (const end = int(poolSlots, pool + 1); slot < end; slot++) {
    const from = rows + <usize>int(assets, slot) * column<T>();
    const worth = held + <usize>int(ranks, slot) * row<T>();
    const exposure = v128.load(worth);
    const otherExposure = v128.load(worth, VECTOR);
    const size = v128.and(exposure, withoutSign);
    const otherSize = v128.and(otherExposure, withoutSign);
    let growth = v128.load(from);
    let otherGrowth = v128.load(from, VECTOR);
    equity0 = v128.add<T>(equity0, v128.mul<T>(exposure, growth));
    other0 = v128.add<T>(other0, v128.mul<T>(otherExposure, otherGrowth));
    notional0 = v128.add<T>(notional0, v128.mul<T>(size, growth));
    size0 = v128.add<T>(size0, v128.mul<T>(otherSize, otherGrowth));
    growth = v128.load(from, row<T>());
    otherGrowth = v128.load(from, VECTOR + row<T>());
    equity1 = v128.add<T>(equity1, v128.mul<T>(exposure, growth));
    other1 = v128.add<T>(other1, v128.mul<T>(otherExposure, otherGrowth));
    notional1 = v128.add<T>(notional1, v128.mul<T>(size, growth));
    size1 = v128.add<T>(size1, v128.mul<T>(otherSize, otherGrowth));
    growth = v128.load(from, 2 * row<T>());
    otherGrowth = v128.load(from, VECTOR + 2 * row<T>());
    equity2 = v128.add<T>(equity2, v128.mul<T>(exposure, growth));
    other2 = v128.add<T>(other2, v128.mul<T>(otherExposure, otherGrowth));
    notional2 = v128.add<T>(notional2, v128.mul<T>(size, growth));
    size2 = v128.add<T>(size2, v128.mul<T>(otherSize, otherGrowth));
    growth = v128.load(from, 3 * row<T>());
    otherGrowth = v128.load(from, VECTOR + 3 * row<T>());
    equity3 = v128.add<T>(equity3, v128.mul<T>(exposure, growth));
    other3 = v128.add<T>(other3, v128.mul<T>(otherExposure, otherGrowth));
    notional3 = v128.add<T>(notional3, v128.mul<T>(size, growth));
    size3 = v128.add<T>(size3, v128.mul<T>(otherSize, otherGrowth));
  }
  lower<T>(step, offset, equity0, other0, notional0, size0);
  if (step + 1 <= to) lower<T>(step + 1, offset, equity1, other1, notional1, size1);
  if (step + 2 <= to) lower<T>(step + 2, offset, equity2, other2, notional2, size2);
  if (step + 3 <= to) lower<T>(step + 3, offset, equity3, other3, notional3, size3);
}

/**
 * Lowers the lowest ratios to those of a step. A ratio is compared before it is divided: a closed pool has an equity of Infinity and no
 * notional. The branch around the division would often be mistaken.
 * @inline
 */
function lower<T extends number>(
  step: i32,
  offset: usize,
  equity: v128,
  otherEquity: v128,
  notional: v128,
  otherNotional: v128,
): void {
  for (let c = 0; c < collateralCount; c++) {
    const amount = poolCollateral + <usize>c * row<T>() + offset;
    const worth = collateralValues + <usize>c * column<T>() + <usize>step * row<T>() + offset;
    equity = v128.add<T>(equity, v128.mul<T>(v128.load(amount), v128.load(worth)));
    otherEquity = v128.add<T>(otherEquity, v128.mul<T>(v128.load(amount, VECTOR), v128.load(worth, VECTOR)));
  }
  const to = lowestRatio + offset;
  const lowest = v128.load(to);
  const otherLowest = v128.load(to, VECTOR);
  const below = v128.lt<T>(equity, v128.mul<T>(lowest, notional));
  const otherBelow = v128.lt<T>(otherEquity, v128.mul<T>(otherLowest, otherNotional));
  const next = v128.bitselect(v128.div<T>(equity, notional), lowest, below);
  const otherNext = v128.bitselect(v128.div<T>(otherEquity, otherNotional), otherLowest, otherBelow);
  storeBoth(to, next, otherNext);
}
