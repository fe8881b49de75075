/**
 * Watching at every step: the steps before the end of a span, for experiments that ask for it. (The ends themselves are watched in
 * any case, by `watch.ts`.)
 *
 * Everything is a sum of exposures times growths since the start of the block, q P (e^x - 1), in the precision of the returns: so
 * "mixed" sees these steps to 1e-7 of what moved, and f64 to its own precision. Prices of every step in doubles would cost twice
 * as much again.
 */
import { blockFirst } from './clock';
import { grown, SMALL } from './growth';
import { BLOCK_STEPS, column, double, int, LANES, ROW, row, VECTOR } from './lanes';
import {
  base,
  changes,
  coin,
  coinAsset,
  coinGrowths,
  coins,
  exposures,
  growths,
  held,
  heldCoin,
  lowestMarginRatio,
  poolSlots,
  positionAsset,
  positions,
  price,
  priced,
  pricedCount,
  quantity,
  returns,
  schemePools,
  schemes,
  slotAsset,
  slotPosition,
  starts,
  touched,
} from './layout';
import { WITHOUT_SIGN } from './pools';
import { doubles } from './prices';
import { formProfits, shareAt } from './units';
import { copyDrawdown, fallBelowHighest, sumProfit } from './watch';

/** First step of the block whose growths stand in memory. */
let growthBlock: i32 = 0;

/** e^x - 1 over x for |x| <= SMALL in single precision: relative error 1.1e-8 of a price change. */
const GROWTH = memory.data<f32>([
  0.001394858678186044, 0.008369150631038796, 0.04166624061540648, 0.16666505234869497, 0.5000000080831083,
  1.0000000107754075,
]);
/** `WITHOUT_SIGN` for floats. */
const WITHOUT_SIGN_SINGLE = memory.data<u32>([0x7fffffff]);

/** Rows of `starts`: equity, notional and lowest ratio of the pool at hand, profit of its scheme in doubles. */
@inline
function startEquity(): usize {
  return starts;
}
@inline
function startNotional(): usize {
  return starts + ROW;
}
@inline
function lowestRatio(): usize {
  return starts + 2 * ROW;
}
@inline
function startProfit(): usize {
  return starts + 3 * ROW;
}

/** Forgets the growths of another path. */
export function startBetween(): void {
  growthBlock = 0;
}

/**
 * Looks at every account at some steps of the block: drawdown, and the lowest margin ratio of the open pools. Schemes to which
 * nothing has happened have the same drawdown: the first of them stands for all.
 */
export function watchBetween<T>(from: i32, to: i32): void {
  if (from > to) return;
  if (growthBlock != blockFirst) formGrowths<T>();
  formProfits(price);
  let untouched = -1;
  for (let scheme = 0; scheme < schemes; scheme++) {
    const owner = <usize>scheme * ROW;
    weighPositions<T>(scheme);
    watchRatios<T>(scheme, from, to);
    if (!int(touched, scheme)) {
      if (untouched >= 0) {
        copyDrawdown(untouched, scheme);
        continue;
      }
      untouched = scheme;
    }
    formChanges<T>(scheme);
    sumProfit(scheme, price, startProfit());
    for (let step = from; step <= to; step++) fall<T>(owner, changes + <usize>step * row<T>());
  }
}

function watchRatios<T>(scheme: i32, from: i32, to: i32): void {
  const place = lowestMarginRatio + <usize>scheme * ROW;
  narrowRow<T>(place, lowestRatio());
  for (let pool = int(schemePools, scheme); pool < int(schemePools, scheme + 1); pool++) {
    weighPool<T>(pool);
    for (let step = from; step <= to; step += 2) followPool<T>(pool, step, step < to);
  }
  keepLowest<T>(place);
}

/** e^x - 1 of every asset and step of the block. */
function formGrowths<T>(): void {
  growthBlock = blockFirst;
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p) * column<T>();
    let large = f64x2.splat(0);
    if (sizeof<T>() == 4) {
      for (let at = asset; at < asset + column<T>(); at += VECTOR) {
        const x = v128.load(returns + at);
        let g = f32x4.add(f32x4.mul(v128.load32_splat(GROWTH), x), v128.load32_splat(GROWTH, 4));
        g = f32x4.add(f32x4.mul(g, x), v128.load32_splat(GROWTH, 8));
        g = f32x4.add(f32x4.mul(g, x), v128.load32_splat(GROWTH, 12));
        g = f32x4.add(f32x4.mul(g, x), v128.load32_splat(GROWTH, 16));
        g = f32x4.add(f32x4.mul(g, x), v128.load32_splat(GROWTH, 20));
        v128.store(growths + at, f32x4.mul(g, x));
        large = v128.or(large, f32x4.gt(f32x4.abs(x), f32x4.splat(<f32>SMALL)));
      }
    }
    if (sizeof<T>() == 8 || v128.any_true(large)) formAnyGrowths<T>(asset);
  }
  for (let c = 0; c < coins; c++) formCoinGrowths<T>(c);
}

/**
 * The same in doubles and for any returns; `asset` is the place of its column. In single precision small returns keep what they
 * have: a lane must not depend on its neighbours.
 */
function formAnyGrowths<T>(asset: usize): void {
  const one = f64x2.splat(1);
  for (let pair: usize = 0; pair < <usize>(BLOCK_STEPS * LANES) / 2; pair++) {
    const x = doubles<T>(returns + asset, pair);
    let growth = f64x2.sub(grown<T>(one, x), one);
    if (sizeof<T>() == 4) {
      const large = f64x2.gt(f64x2.abs(x), f64x2.splat(SMALL));
      growth = v128.bitselect(growth, doubles<T>(growths + asset, pair), large);
    }
    storePair<T>(growths + asset, pair, growth);
  }
}

/** What a unit of a coin counts for at every step: share * price * (1 + growth). */
function formCoinGrowths<T>(c: i32): void {
  const asset = int(coinAsset, c);
  const from = growths + <usize>asset * column<T>();
  const to = coinGrowths + <usize>c * column<T>();
  for (let k = 0; k < BLOCK_STEPS * LANES; k++) {
    const lane = k % LANES;
    const growth = <f64>load<T>(from + <usize>k * sizeof<T>());
    const worth = shareAt(c, k / LANES, lane) * double(price, asset * LANES + lane) * (1 + growth);
    store<T>(to + <usize>k * sizeof<T>(), <T>worth);
  }
}

/** What a scheme's positions are worth at the block's start, in canonical order. */
function weighPositions<T>(scheme: i32): void {
  let to = exposures;
  for (let position = 0; position < positions; position++) {
    const amount = held + <usize>(scheme * positions + position) * ROW;
    const start = price + <usize>int(positionAsset, position) * ROW;
    for (let half: usize = 0; half < ROW; half += VECTOR) {
      storePair<T>(to, half / VECTOR, f64x2.mul(v128.load(amount + half), v128.load(start + half)));
    }
    to += row<T>();
  }
}

/** Equity without coins and notional of a pool at the block's start, and its amounts of coins. */
function weighPool<T>(pool: i32): void {
  const first = int(poolSlots, pool);
  const end = int(poolSlots, pool + 1);
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    let equity = v128.load(base + <usize>pool * ROW + half);
    let notional = f64x2.splat(0);
    for (let slot = first; slot < end; slot++) {
      const start = v128.load(price + <usize>int(slotAsset, slot) * ROW + half);
      const exposure = f64x2.mul(v128.load(quantity + <usize>slot * ROW + half), start);
      equity = f64x2.add(equity, exposure);
      notional = f64x2.add(notional, f64x2.abs(exposure));
    }
    storePair<T>(startEquity(), half / VECTOR, equity);
    storePair<T>(startNotional(), half / VECTOR, notional);
  }
  for (let c = 0; c < coins; c++) {
    narrowRow<T>(coin + <usize>(pool * coins + c) * ROW, exposures + <usize>(positions + c) * row<T>());
  }
}

/** The lowest margin ratio of a pool at a step and, if asked, at the next. */
function followPool<T>(pool: i32, step: i32, two: bool): void {
  const assets = slotAsset;
  const ranks = slotPosition;
  const first = int(poolSlots, pool);
  const end = int(poolSlots, pool + 1);
  const withoutSign = v128.load_splat<T>(sizeof<T>() == 4 ? WITHOUT_SIGN_SINGLE : WITHOUT_SIGN);
  const rows = growths + <usize>step * row<T>();
  for (let half: usize = 0; half < row<T>(); half += VECTOR) {
    let equity = v128.load(startEquity() + half);
    let notional = v128.load(startNotional() + half);
    let nextEquity = equity;
    let nextNotional = notional;
    for (let slot = first; slot < end; slot++) {
      const from = rows + half + <usize>int(assets, slot) * column<T>();
      const held = v128.load(exposures + half + <usize>int(ranks, slot) * row<T>());
      const size = v128.and(held, withoutSign);
      const growth = v128.load(from);
      const nextGrowth = v128.load(from, row<T>());
      equity = v128.add<T>(equity, v128.mul<T>(held, growth));
      notional = v128.add<T>(notional, v128.mul<T>(size, growth));
      nextEquity = v128.add<T>(nextEquity, v128.mul<T>(held, nextGrowth));
      nextNotional = v128.add<T>(nextNotional, v128.mul<T>(size, nextGrowth));
    }
    lowerRatio<T>(step, half, equity, notional);
    if (two) lowerRatio<T>(step + 1, half, nextEquity, nextNotional);
  }
}

/** A closed pool has an equity of Infinity and no notional: its ratio is no lower than any. */
@inline
function lowerRatio<T>(step: i32, half: usize, equity: v128, notional: v128): void {
  for (let c = 0; c < coins; c++) {
    const amount = v128.load(exposures + <usize>(positions + c) * row<T>() + half);
    const worth = v128.load(coinGrowths + <usize>c * column<T>() + <usize>step * row<T>() + half);
    equity = v128.add<T>(equity, v128.mul<T>(amount, worth));
  }
  const lowest = v128.load(lowestRatio() + half);
  const below = v128.lt<T>(equity, v128.mul<T>(lowest, notional));
  if (!v128.any_true(below)) return;
  v128.store(lowestRatio() + half, v128.bitselect(v128.div<T>(equity, notional), lowest, below));
}

/** Takes over the lowest ratios where they are lower than before in the precision they were found in. */
function keepLowest<T>(place: usize): void {
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const before = v128.load(place + pair * VECTOR);
    const found = doubles<T>(lowestRatio(), pair);
    const lower = f64x2.lt(found, rounded<T>(before));
    v128.store(place + pair * VECTOR, v128.bitselect(found, before, lower));
  }
}

/**
 * How an account's profit has changed since the start of the block, at every step: over its positions in canonical order, so that
 * it does not depend on how they are pooled, then over its coins, those of the treasury included.
 */
function formChanges<T>(scheme: i32): void {
  for (let half: usize = 0; half < row<T>(); half += VECTOR) {
    sumChanges<T>(half);
    sumChanges<T>(half + 4 * row<T>());
  }
  for (let c = 0; c < coins; c++) addHeldCoin<T>(scheme, c);
}

/** Four steps, from the one at byte `place` of a column on. */
function sumChanges<T>(place: usize): void {
  const assets = positionAsset;
  let exposure = exposures + (place % row<T>());
  let a = v128.splat<T>(0);
  let b = a;
  let c = a;
  let d = a;
  for (let position = 0; position < positions; position++) {
    const held = v128.load(exposure);
    const from = growths + place + <usize>int(assets, position) * column<T>();
    a = v128.add<T>(a, v128.mul<T>(held, v128.load(from)));
    b = v128.add<T>(b, v128.mul<T>(held, v128.load(from, row<T>())));
    c = v128.add<T>(c, v128.mul<T>(held, v128.load(from, 2 * row<T>())));
    d = v128.add<T>(d, v128.mul<T>(held, v128.load(from, 3 * row<T>())));
    exposure += row<T>();
  }
  const to = changes + place;
  v128.store(to, a);
  v128.store(to, b, row<T>());
  v128.store(to, c, 2 * row<T>());
  v128.store(to, d, 3 * row<T>());
}

function addHeldCoin<T>(scheme: i32, c: i32): void {
  const asset = <usize>int(coinAsset, c);
  const held = startEquity();
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    const amount = v128.load(heldCoin + <usize>(scheme * coins + c) * ROW + half);
    storePair<T>(held, half / VECTOR, f64x2.mul(amount, v128.load(price + asset * ROW + half)));
  }
  for (let at: usize = 0; at < column<T>(); at += VECTOR) {
    const gain = v128.mul<T>(v128.load(held + (at % row<T>())), v128.load(growths + asset * column<T>() + at));
    v128.store(changes + at, v128.add<T>(v128.load(changes + at), gain));
  }
}

/** The account's profit at a step: that at the block's start, and what has changed since. */
@inline
function fall<T>(owner: usize, change: usize): void {
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
    const start = v128.load(startProfit() + pair * VECTOR);
    fallBelowHighest(owner + pair * VECTOR, f64x2.add(start, doubles<T>(change, pair)));
  }
}

/** A row of doubles as a row of T. */
@inline
function narrowRow<T>(from: usize, to: usize): void {
  for (let pair: usize = 0; pair < ROW / VECTOR; pair++) storePair<T>(to, pair, v128.load(from + pair * VECTOR));
}

/** Stores two doubles as the pair-th pair of lanes of T. */
@inline
function storePair<T>(place: usize, pair: usize, value: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(place + (pair << 3), f32x4.demote_f64x2_zero(value), 0);
  else v128.store(place + (pair << 4), value);
}

/** Doubles rounded to the precision of T. */
@inline
function rounded<T>(value: v128): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(value));
  return value;
}
