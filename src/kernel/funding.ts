import { spanTo } from './clock';
import { double, int, LANES, ROW, setDouble, setInt, VECTOR, WORD_ROW } from './lanes';
import {
  assetCount,
  base,
  coin,
  coinAsset,
  coins,
  due,
  fundingClamp,
  fundingDamper,
  fundingIndex,
  fundingInterest,
  fundingLaw,
  fundingOnEntry,
  fundingRandom,
  fundingRate,
  fundingRegime,
  fundingSd,
  intervalsPerSettlement,
  goneCoinPnl,
  heldCoin,
  laneFundingLaw,
  mark,
  noise,
  owed,
  poolCoin,
  poolCount,
  priced,
  pricedCount,
  regime,
  regimes,
  schemePools,
  schemes,
  settledInCoin,
  startPrices,
  stepsPerSettlement,
  words,
} from './layout';
import { drawRadii } from './radii';
import { copyToLane } from './returns';
import { fundingStream } from './stream-order';
import { drawWords } from './streams';
import { turn } from './turn';

/** Mean, persistence and noise of an asset's rate. */
const LAW: i32 = 3;

/** Rates at the start: the stationary law of the first regime. */
export function startFunding(): void {
  if (!stepsPerSettlement) return;
  for (let lane = 0; lane < LANES; lane++) loadLaw(lane, int(regime, lane));
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    const place = fundingRate + <usize>asset * ROW;
    const random = int(fundingRandom, asset);
    if (random) drawNoise(asset);
    for (let lane = 0; lane < LANES; lane++) {
      const law = int(regime, lane) * assetCount + asset;
      const moved = random ? double(fundingSd, law) * double(noise, lane) : 0;
      setDouble(place, lane, double(fundingLaw, law * LAW) + moved);
    }
  }
}

/** Gives a lane the laws of a regime. */
function loadLaw(lane: i32, regime: i32): void {
  setInt(fundingRegime, lane, regime);
  const count = assetCount * LAW;
  const from = fundingLaw + <usize>(regime * count) * sizeof<f64>();
  copyToLane<f64>(from, laneFundingLaw + <usize>lane * sizeof<f64>(), count);
}

/** A normal per lane for an asset's rate, in double precision whatever that of the returns. */
function drawNoise(asset: i32): void {
  drawWords(fundingStream(asset), 2, 1, words, WORD_ROW);
  drawRadii<f64>(words, noise + ROW, noise + 2 * ROW);
  turn<f64>(words + WORD_ROW, noise, noise + ROW, noise + 2 * ROW);
}

/**
 * At a settlement: the rate of each asset moves on, f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z with the law of the regime
 * of that step, and `due` becomes what a unit of the asset pays (or, where the venue charges the notional at entry, what a unit
 * of entry value pays).
 */
export function settleFunding(): void {
  followRegimes();
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    if (int(fundingRandom, asset)) settleRandom(asset);
    else settleSteady(asset);
  }
}

/** Gives every lane the laws of its regime. */
function followRegimes(): void {
  const now = regimes + <usize>spanTo * WORD_ROW;
  const a = i32x4.ne(v128.load(now), v128.load(fundingRegime));
  const b = i32x4.ne(v128.load(now, VECTOR), v128.load(fundingRegime, VECTOR));
  if (!v128.any_true(v128.or(a, b))) return;
  for (let lane = 0; lane < LANES; lane++) {
    const current = int(now, lane);
    if (current != int(fundingRegime, lane)) loadLaw(lane, current);
  }
}

function settleRandom(asset: i32): void {
  settle(asset, true);
}

/** A function of its own: the draw of the other, though never made, would have its registers saved. */
function settleSteady(asset: i32): void {
  settle(asset, false);
}

@inline
function settle(asset: i32, random: bool): void {
  const interest = f64x2.splat(fundingInterest);
  const damper = f64x2.splat(fundingDamper);
  const limit = v128.load64_splat(fundingClamp + (<usize>asset << 3));
  const place = <usize>asset * ROW;
  const law = laneFundingLaw + <usize>(asset * LAW) * ROW;
  const rate = fundingRate + place;
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let interval = 0; interval < intervalsPerSettlement; interval++) {
    if (random) drawNoise(asset);
    a = f64x2.add(a, charged(moveRate(rate, law, 0, random), interest, damper, limit));
    b = f64x2.add(b, charged(moveRate(rate, law, VECTOR, random), interest, damper, limit));
    c = f64x2.add(c, charged(moveRate(rate, law, 2 * VECTOR, random), interest, damper, limit));
    d = f64x2.add(d, charged(moveRate(rate, law, 3 * VECTOR, random), interest, damper, limit));
  }
  if (!fundingOnEntry) {
    a = f64x2.mul(a, v128.load(mark + place));
    b = f64x2.mul(b, v128.load(mark + place, VECTOR));
    c = f64x2.mul(c, v128.load(mark + place, 2 * VECTOR));
    d = f64x2.mul(d, v128.load(mark + place, 3 * VECTOR));
  }
  v128.store(due + place, a);
  v128.store(due + place, b, VECTOR);
  v128.store(due + place, c, 2 * VECTOR);
  v128.store(due + place, d, 3 * VECTOR);
}

@inline
function moveRate(rates: usize, law: usize, half: usize, random: bool): v128 {
  const mean = v128.load(law + half);
  const kept = f64x2.mul(v128.load(law + half, ROW), f64x2.sub(v128.load(rates + half), mean));
  let rate = f64x2.add(mean, kept);
  if (random) rate = f64x2.add(rate, f64x2.mul(v128.load(law + half, 2 * ROW), v128.load(noise + half)));
  v128.store(rates + half, rate);
  return rate;
}

/** The venue's formula: rate = p + clamp(interest - p, -damper, damper), then clamped; p is what the market gives. */
@inline
function charged(p: v128, interest: v128, damper: v128, limit: v128): v128 {
  if (fundingDamper == 0) return clamped(p, limit);
  return clamped(f64x2.add(p, clamped(f64x2.sub(interest, p), damper)), limit);
}

@inline
function clamped(rate: v128, limit: v128): v128 {
  return f64x2.pmax(f64x2.pmin(rate, limit), f64x2.neg(limit));
}

/** Books the settlement: open pools pay what they owe, and the index that closed positions are settled by moves on. */
export function bookFunding(): void {
  if (settledInCoin) payInCoin();
  else subtractRows(base, owed, poolCount);
  addRows(fundingIndex, due, assetCount);
}

/** Pools of inverse contracts pay in their coin, at its price now; what they hold of it has made its profit up to here. */
function payInCoin(): void {
  for (let scheme = 0; scheme < schemes; scheme++) {
    for (let pool = int(schemePools, scheme); pool < int(schemePools, scheme + 1); pool++) {
      const c = int(poolCoin, pool);
      const asset = int(coinAsset, c);
      const start = double(startPrices, asset);
      for (let lane = 0; lane < LANES; lane++) {
        const now = double(mark, asset * LANES + lane);
        const units = double(owed, pool * LANES + lane) / now;
        take(coin, (pool * coins + c) * LANES + lane, units);
        take(heldCoin, (scheme * coins + c) * LANES + lane, units);
        take(goneCoinPnl, scheme * LANES + lane, -units * (now - start));
      }
    }
  }
}

@inline
function take(from: usize, place: i32, amount: f64): void {
  setDouble(from, place, double(from, place) - amount);
}

function subtractRows(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * ROW; to < end; to += ROW) {
    v128.store(to, f64x2.sub(v128.load(to), v128.load(from)));
    v128.store(to, f64x2.sub(v128.load(to, VECTOR), v128.load(from, VECTOR)), VECTOR);
    v128.store(to, f64x2.sub(v128.load(to, 2 * VECTOR), v128.load(from, 2 * VECTOR)), 2 * VECTOR);
    v128.store(to, f64x2.sub(v128.load(to, 3 * VECTOR), v128.load(from, 3 * VECTOR)), 3 * VECTOR);
    from += ROW;
  }
}

function addRows(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * ROW; to < end; to += ROW) {
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    v128.store(to, f64x2.add(v128.load(to, VECTOR), v128.load(from, VECTOR)), VECTOR);
    v128.store(to, f64x2.add(v128.load(to, 2 * VECTOR), v128.load(from, 2 * VECTOR)), 2 * VECTOR);
    v128.store(to, f64x2.add(v128.load(to, 3 * VECTOR), v128.load(from, 3 * VECTOR)), 3 * VECTOR);
    from += ROW;
  }
}
