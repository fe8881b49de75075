import { settles } from './clock';
import { int, LANES, ROW, setInt, VECTOR } from './lanes';
import {
  attended,
  base,
  coin,
  coins,
  fundingBeforeCheck,
  lowestMarginRatio,
  mark,
  nextMarginRatio,
  owed,
  poolSlots,
  quantity,
  schemePools,
  schemes,
  screened,
  slotAsset,
  slotPosition,
  suspects,
  unitCharge,
  unitCover,
  unitWorth,
} from './layout';
import { boundCoins, boundCovers, formCharges, formCoinWorths, leastOf } from './units';

/** A mask that takes absolute values. Loaded, it stays in a register; as a constant it would be made anew at every use. */
export const WITHOUT_SIGN = memory.data<u64>([0x7fffffffffffffff]);

/** Number of pools and lanes in `suspects`. */
export let suspectCount: i32 = 0;

/**
 * Passes 7 and 8, one sweep over all pools at the beginning of a span: what each owes at the settlement that ends it; a lower
 * bound of its cover (equity less requirement) over the whole span; and, as things stand, its margin ratio at the end.
 *
 * A pool that the bound does not clear is a suspect and inspected step by step; all others need no prices of single steps. A
 * closed pool has base = Infinity, no quantity and no coins, and is never seen again. The sums are taken together because each
 * needs the quantities: one after the other they took 4 % longer.
 */
export function sweep(): void {
  formCharges();
  boundCovers();
  if (coins) {
    boundCoins();
    formCoinWorths();
  }
  suspectCount = 0;
  for (let half: usize = 0; half < ROW; half += 2 * VECTOR) sweepLanes(half);
}

/**
 * Four lanes, whose sums stay in registers. The lowest margin ratio of each scheme so far, the end of the span included, goes to
 * `nextMarginRatio`: it counts only if nothing happens before.
 */
@inline
function sweepLanes(half: usize): void {
  const assets = slotAsset;
  const ranks = slotPosition;
  const pools = poolSlots;
  const covers = unitCover + half;
  const charges = unitCharge + half;
  const marks = mark + half;
  const withoutSign = v128.load64_splat(WITHOUT_SIGN);
  let held = quantity + half;
  let place = half;
  let pool = 0;
  let slot = 0;
  for (let scheme = 0; scheme < schemes; scheme++) {
    const owner = <usize>scheme * ROW + half;
    let lowestA = v128.load(lowestMarginRatio + owner);
    let lowestB = v128.load(lowestMarginRatio + owner, VECTOR);
    for (const end = int(schemePools, scheme + 1); pool < end; pool++) {
      let equityA = v128.load(base + place);
      let equityB = v128.load(base + place, VECTOR);
      let coverA = equityA;
      let coverB = equityB;
      let owedA = f64x2.splat(0);
      let owedB = owedA;
      let notionalA = owedA;
      let notionalB = owedA;
      for (const last = int(pools, pool + 1); slot < last; slot++) {
        const a = v128.load(held);
        const b = v128.load(held, VECTOR);
        const from = marks + <usize>int(assets, slot) * ROW;
        const valueA = f64x2.mul(a, v128.load(from));
        const valueB = f64x2.mul(b, v128.load(from, VECTOR));
        equityA = f64x2.add(equityA, valueA);
        equityB = f64x2.add(equityB, valueB);
        notionalA = f64x2.add(notionalA, v128.and(valueA, withoutSign));
        notionalB = f64x2.add(notionalB, v128.and(valueB, withoutSign));
        const unit = <usize>int(ranks, slot) * ROW;
        coverA = f64x2.add(coverA, f64x2.mul(a, v128.load(covers + unit)));
        coverB = f64x2.add(coverB, f64x2.mul(b, v128.load(covers + unit, VECTOR)));
        owedA = f64x2.add(owedA, f64x2.mul(a, v128.load(charges + unit)));
        owedB = f64x2.add(owedB, f64x2.mul(b, v128.load(charges + unit, VECTOR)));
        held += ROW;
      }
      for (let c = 0; c < coins; c++) {
        const amount = coin + <usize>(pool * coins + c) * ROW + half;
        const unit = <usize>c * ROW + half;
        const a = v128.load(amount);
        const b = v128.load(amount, VECTOR);
        equityA = f64x2.add(equityA, f64x2.mul(a, v128.load(unitWorth + unit)));
        equityB = f64x2.add(equityB, f64x2.mul(b, v128.load(unitWorth + unit, VECTOR)));
        coverA = f64x2.add(coverA, leastOf(a, c, half));
        coverB = f64x2.add(coverB, leastOf(b, c, half + VECTOR));
      }
      v128.store(owed + place, owedA);
      v128.store(owed + place, owedB, VECTOR);
      equityA = f64x2.sub(equityA, owedA);
      equityB = f64x2.sub(equityB, owedB);
      const zero = f64x2.splat(0);
      // Policies see the pools after funding in any case.
      if (settles && (fundingBeforeCheck || attended)) {
        coverA = f64x2.sub(coverA, f64x2.pmax(owedA, zero));
        coverB = f64x2.sub(coverB, f64x2.pmax(owedB, zero));
      }
      coverA = f64x2.le(coverA, zero);
      coverB = f64x2.le(coverB, zero);
      if (!screened || v128.any_true(v128.or(coverA, coverB))) suspect(pool, <i32>(half >> 3), coverA, coverB);
      // Compared without dividing first: the ratio itself is needed only when it is a new lowest one. A closed pool has no
      // notional, and an equity of Infinity.
      const belowA = f64x2.lt(equityA, f64x2.mul(lowestA, notionalA));
      const belowB = f64x2.lt(equityB, f64x2.mul(lowestB, notionalB));
      if (v128.any_true(v128.or(belowA, belowB))) {
        lowestA = v128.bitselect(f64x2.div(equityA, notionalA), lowestA, belowA);
        lowestB = v128.bitselect(f64x2.div(equityB, notionalB), lowestB, belowB);
      }
      place += ROW;
    }
    v128.store(nextMarginRatio + owner, lowestA);
    v128.store(nextMarginRatio + owner, lowestB, VECTOR);
  }
}

/** Has a pool and lane inspected step by step from now on, because something has happened to it within the span. */
export function addSuspect(place: i32): void {
  for (let s = 0; s < suspectCount; s++) if (int(suspects, s) == place) return;
  setInt(suspects, suspectCount++, place);
}

/** Writes down which of four lanes have no cover left, or all of them where nothing is screened. */
function suspect(pool: i32, lane: i32, a: v128, b: v128): void {
  let suspected = screened ? i64x2.bitmask(a) | (i64x2.bitmask(b) << 2) : 15;
  while (suspected) {
    setInt(suspects, suspectCount++, pool * LANES + lane + ctz(suspected));
    suspected &= suspected - 1;
  }
}
