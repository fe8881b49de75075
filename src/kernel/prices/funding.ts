import { spanTo } from '../clock';
import { Purpose } from '../constants';
import { applyAnglesTo } from '../draws/angle';
import { drawSquaredRadiiOf } from '../draws/radius';
import { drawWords, fundingStream, seedStream } from '../draws/streams';
import { copyRow, double, int, LANES, ROW, setDouble, setInt, storeRow, VECTOR, WORD_ROW } from '../lanes';
import {
  assetCount,
  collateralAsset,
  collateralCount,
  countedUnits,
  equityIntercept,
  fundingCharge,
  fundingClamp,
  fundingDamper,
  fundingDue,
  fundingIndex,
  fundingInterest,
  fundingLaw,
  fundingMoves,
  fundingOnEntry,
  fundingRate,
  fundingRegime,
  fundingSd,
  heldCollateral,
  intervalsPerSettlement,
  isInverse,
  laneFundingLaw,
  mark,
  moving,
  movingCount,
  noise,
  poolCount,
  poolFundingDue,
  priced,
  pricedCount,
  regimes,
  schemeCount,
  schemePools,
  settlementAsset,
  soldCollateralPnl,
  startPrices,
  stepsPerSettlement,
  words,
} from '../layout';
import { copyToLane } from '../sources/returns';

/** Mean, persistence and noise of an asset's rate. */
const LAW: i32 = 3;

/** Puts the streams of the rates that move at the start of the paths from `path` on. */
export function seedFunding(path: u64): void {
  for (let k = 0; k < movingCount; k++) {
    const asset = int(moving, k);
    seedStream(fundingStream(asset), path, Purpose.FUNDING, asset);
  }
}

/** Rates at the start: the stationary law of the first regime of each lane, given as a row. */
export function startFunding(first: usize): void {
  if (!stepsPerSettlement) return;
  for (let lane = 0; lane < LANES; lane++) loadLaw(lane, int(first, lane));
  if (!movingCount) return;
  drawNoise();
  for (let k = 0; k < movingCount; k++) {
    const asset = int(moving, k);
    for (let lane = 0; lane < LANES; lane++) {
      const law = int(first, lane) * assetCount + asset;
      const moved = double(fundingSd, law) * double(noiseOf(k), lane);
      setDouble(fundingRate + <usize>asset * ROW, lane, double(fundingLaw, law * LAW) + moved);
    }
  }
}

/** Gives a lane the laws of a regime. */
function loadLaw(lane: i32, regime: i32): void {
  setInt(fundingRegime, lane, regime);
  const count = assetCount * LAW;
  const from = fundingLaw + <usize>(regime * count) * sizeof<f64>();
  copyToLane<f64>(from, laneFundingLaw + <usize>lane * sizeof<f64>(), count);
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    if (!int(fundingMoves, asset)) chargeSteady(asset, lane);
  }
}

/** What a lane is charged at every settlement at a rate that is constant within its regime. */
function chargeSteady(asset: i32, lane: i32): void {
  const mean = v128.load64_splat(laneFundingLaw + ((<usize>(asset * LAW * LANES + lane)) << 3));
  const limit = v128.load64_splat(fundingClamp + ((<usize>asset) << 3));
  const once = charged(mean, f64x2.splat(fundingInterest), f64x2.splat(fundingDamper), limit);
  let sum = f64x2.splat(0);
  for (let interval = 0; interval < intervalsPerSettlement; interval++) sum = f64x2.add(sum, once);
  setDouble(fundingCharge + <usize>asset * ROW, lane, f64x2.extract_lane(sum, 0));
}

/** A normal per lane for the rate of every asset that moves, in double precision whatever that of the returns. */
function drawNoise(): void {
  for (let k = 0; k < movingCount; k++) {
    drawWords(fundingStream(int(moving, k)), 2, words + <usize>(2 * k) * WORD_ROW);
  }
  const second = noise + ROW;
  drawSquaredRadiiOf<f64>(movingCount, words, 1, 2 * WORD_ROW, second, 2 * ROW, ROW);
  applyAnglesTo<f64>(movingCount, words + WORD_ROW, 1, 2 * WORD_ROW, noise, second, 2 * ROW, ROW);
}

/** The normals of an asset; beside them stand their other halves. @inline */
function noiseOf(k: i32): usize {
  return noise + <usize>(2 * k) * ROW;
}

/**
 * At a settlement: the rate of each asset moves on, f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z with the law of the regime
 * of that step, and `fundingDue` becomes what a unit of the asset pays (or, where the venue charges the notional at entry, what a unit
 * of entry value pays).
 */
export function settleFunding(): void {
  followRegimes();
  if (movingCount) moveRates();
  for (let p = 0; p < pricedCount; p++) {
    const asset = <usize>int(priced, p);
    const charge = fundingCharge + asset * ROW;
    if (fundingOnEntry) copyRow(charge, fundingDue + asset * ROW);
    else multiplyRows(charge, mark + asset * ROW, fundingDue + asset * ROW);
  }
}

/** Rates that move: one interval after the other, and what they come to is charged. */
function moveRates(): void {
  for (let interval = 0; interval < intervalsPerSettlement; interval++) {
    drawNoise();
    for (let k = 0; k < movingCount; k++) moveRate(int(moving, k), noiseOf(k), interval == 0);
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

function moveRate(asset: i32, noise: usize, isFirst: bool): void {
  const interest = f64x2.splat(fundingInterest);
  const damper = f64x2.splat(fundingDamper);
  const limit = v128.load64_splat(fundingClamp + ((<usize>asset) << 3));
  const law = laneFundingLaw + <usize>(asset * LAW) * ROW;
  const rate = fundingRate + <usize>asset * ROW;
  const to = fundingCharge + <usize>asset * ROW;
  const rateA = moved(rate, law, noise, 0);
  const rateB = moved(rate, law, noise, VECTOR);
  const rateC = moved(rate, law, noise, 2 * VECTOR);
  const rateD = moved(rate, law, noise, 3 * VECTOR);
  storeRow(rate, rateA, rateB, rateC, rateD);
  let sumA = charged(rateA, interest, damper, limit);
  let sumB = charged(rateB, interest, damper, limit);
  let sumC = charged(rateC, interest, damper, limit);
  let sumD = charged(rateD, interest, damper, limit);
  if (!isFirst) {
    sumA = f64x2.add(v128.load(to), sumA);
    sumB = f64x2.add(v128.load(to, VECTOR), sumB);
    sumC = f64x2.add(v128.load(to, 2 * VECTOR), sumC);
    sumD = f64x2.add(v128.load(to, 3 * VECTOR), sumD);
  }
  storeRow(to, sumA, sumB, sumC, sumD);
}

/** The next rates of two lanes; `half` is their byte offset in a row. @inline */
function moved(rates: usize, law: usize, noise: usize, half: usize): v128 {
  const mean = v128.load(law + half);
  const kept = f64x2.mul(v128.load(law + half, ROW), f64x2.sub(v128.load(rates + half), mean));
  return f64x2.add(f64x2.add(mean, kept), f64x2.mul(v128.load(law + half, 2 * ROW), v128.load(noise + half)));
}

/**
 * The venue's formula: rate = p + clamp(interest - p, -damper, damper), then clamped; p is what the market gives.
 * @inline
 */
function charged(p: v128, interest: v128, damper: v128, limit: v128): v128 {
  if (fundingDamper == 0) return clamped(p, limit);
  return clamped(f64x2.add(p, clamped(f64x2.sub(interest, p), damper)), limit);
}

/** @inline */
function clamped(rate: v128, limit: v128): v128 {
  return f64x2.pmax(f64x2.pmin(rate, limit), f64x2.neg(limit));
}

/** Books the settlement: open pools pay what they owe, and the index that closed positions are settled by moves on. */
export function bookFunding(): void {
  if (isInverse) payInSettlementAsset();
  else subtractRows(equityIntercept, poolFundingDue, poolCount);
  addRows(fundingIndex, fundingDue, assetCount);
}

/** Pools of inverse contracts pay in their settlement asset, at its price now; what they hold of it has made its profit up to here. */
function payInSettlementAsset(): void {
  for (let scheme = 0; scheme < schemeCount; scheme++) {
    for (let pool = int(schemePools, scheme); pool < int(schemePools, scheme + 1); pool++) {
      const c = int(settlementAsset, pool);
      const asset = int(collateralAsset, c);
      const start = double(startPrices, asset);
      for (let lane = 0; lane < LANES; lane++) {
        const now = double(mark, asset * LANES + lane);
        const units = double(poolFundingDue, pool * LANES + lane) / now;
        take(countedUnits, (pool * collateralCount + c) * LANES + lane, units);
        take(heldCollateral, (scheme * collateralCount + c) * LANES + lane, units);
        take(soldCollateralPnl, scheme * LANES + lane, -units * (now - start));
      }
    }
  }
}

/** @inline */
function take(from: usize, place: i32, amount: f64): void {
  setDouble(from, place, double(from, place) - amount);
}

function subtractRows(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * ROW; to < end; to += ROW) {
    storeRow(
      to,
      f64x2.sub(v128.load(to), v128.load(from)),
      f64x2.sub(v128.load(to, VECTOR), v128.load(from, VECTOR)),
      f64x2.sub(v128.load(to, 2 * VECTOR), v128.load(from, 2 * VECTOR)),
      f64x2.sub(v128.load(to, 3 * VECTOR), v128.load(from, 3 * VECTOR)),
    );
    from += ROW;
  }
}

function addRows(to: usize, from: usize, count: i32): void {
  for (const end = to + <usize>count * ROW; to < end; to += ROW) {
    storeRow(
      to,
      f64x2.add(v128.load(to), v128.load(from)),
      f64x2.add(v128.load(to, VECTOR), v128.load(from, VECTOR)),
      f64x2.add(v128.load(to, 2 * VECTOR), v128.load(from, 2 * VECTOR)),
      f64x2.add(v128.load(to, 3 * VECTOR), v128.load(from, 3 * VECTOR)),
    );
    from += ROW;
  }
}

/** @inline */
function multiplyRows(a: usize, b: usize, to: usize): void {
  storeRow(
    to,
    f64x2.mul(v128.load(a), v128.load(b)),
    f64x2.mul(v128.load(a, VECTOR), v128.load(b, VECTOR)),
    f64x2.mul(v128.load(a, 2 * VECTOR), v128.load(b, 2 * VECTOR)),
    f64x2.mul(v128.load(a, 3 * VECTOR), v128.load(b, 3 * VECTOR)),
  );
}
