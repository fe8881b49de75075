/**
 * What policies watch of the market: exponentially weighted variances and covariances of simple returns, at every step, for scenarios
 * that ask for it. With r the return of a step and w the weight: v <- (1 - w) v + w r_i r_j (`margin/policies/signal.ts` has the source).
 * About 2 ns per asset-step.
 */
import { spanFrom, spanTo } from '../clock';
import { SignalKind } from '../constants';
import { BLOCK_STEPS, column, double, int, ROW, row, VECTOR } from '../lanes';
import {
  covariance,
  returns,
  signalAsset,
  signalCount,
  signalHighest,
  signalKind,
  signalLevel,
  signalLowest,
  signalPair,
  signalReturn,
  signalScale,
  signalSlowWeight,
  signalStart,
  signalValue,
  signalWeight,
  slowCovariance,
  startCovariance,
  watchedAssets,
  watchedCount,
} from '../layout';
import { grown, grownLittle, SMALL } from '../prices/growth';
import { doubles } from '../prices/prices';

/** Every estimate at what was known before the run. */
export function startSignals(): void {
  const pairCount = int(signalPair, signalCount);
  for (let pair = 0; pair < pairCount; pair++) {
    const known = v128.load64_splat(startCovariance + ((<usize>pair) << 3));
    for (let half: usize = 0; half < ROW; half += VECTOR) {
      v128.store(covariance + <usize>pair * ROW + half, known);
      v128.store(slowCovariance + <usize>pair * ROW + half, known);
    }
  }
}

/** Follows the returns of the steps of the span. */
export function followSignals<T extends number>(): void {
  for (let place: usize = 0; place < <usize>signalCount * ROW; place += VECTOR) {
    v128.store(signalHighest + place, f64x2.splat(-Infinity));
    v128.store(signalLowest + place, f64x2.splat(Infinity));
  }
  for (let step = spanFrom; step <= spanTo; step++) {
    for (let s = 0; s < watchedCount; s++) formReturn<T>(s, step);
    for (let signal = 0; signal < signalCount; signal++) {
      moveSignal(signal);
      valueSignal(signal, step);
    }
  }
}

/** Simple returns of a watched asset at a step: quotients of two prices, each relative to the start of the block. */
function formReturn<T extends number>(s: i32, step: i32): void {
  const from = returns + <usize>int(watchedAssets, s) * column<T>() + <usize>step * row<T>();
  const to = <usize>s * ROW;
  const one = f64x2.splat(1);
  const a = doubles<T>(from, 0);
  const b = doubles<T>(from, 1);
  const c = doubles<T>(from, 2);
  const d = doubles<T>(from, 3);
  const most = f64x2.pmax(f64x2.pmax(f64x2.abs(a), f64x2.abs(b)), f64x2.pmax(f64x2.abs(c), f64x2.abs(d)));
  if (v128.any_true(f64x2.gt(most, f64x2.splat(SMALL)))) {
    // Seldom: a move of a third within a block. Lanes that are small get the same bits.
    for (let pair: usize = 0; pair < ROW / VECTOR; pair++) {
      setLevel(to + pair * VECTOR, grown<T>(one, doubles<T>(from, pair)), step);
    }
    return;
  }
  setLevel(to, grownLittle<T>(one, a), step);
  setLevel(to + VECTOR, grownLittle<T>(one, b), step);
  setLevel(to + 2 * VECTOR, grownLittle<T>(one, c), step);
  setLevel(to + 3 * VECTOR, grownLittle<T>(one, d), step);
}

/** The return up to a price, which the next one starts from. @inline */
function setLevel(place: usize, now: v128, step: i32): void {
  const one = f64x2.splat(1);
  const before = step == 0 ? one : v128.load(signalLevel + place);
  v128.store(signalLevel + place, now);
  v128.store(signalReturn + place, f64x2.sub(f64x2.div(now, before), one));
}

/** Weighs the returns of a step in: all pairs of a correlation, else the variances alone. */
function moveSignal(signal: i32): void {
  const kind = int(signalKind, signal);
  const first = int(signalStart, signal);
  const count = int(signalStart, signal + 1) - first;
  let pair = int(signalPair, signal);
  for (let i = 0; i < count; i++) {
    const a = signalReturn + <usize>int(signalAsset, first + i) * ROW;
    for (let j = 0; j <= i; j++, pair++) {
      if (j < i && kind != SignalKind.CORRELATION) continue;
      const b = signalReturn + <usize>int(signalAsset, first + j) * ROW;
      const place = <usize>pair * ROW;
      average(covariance + place, a, b, double(signalWeight, signal));
      if (kind == SignalKind.VOLATILITY_RATIO) average(slowCovariance + place, a, b, double(signalSlowWeight, signal));
    }
  }
}

/** @inline */
function average(to: usize, a: usize, b: usize, weight: f64): void {
  const kept = f64x2.splat(1 - weight);
  const newest = f64x2.splat(weight);
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    const product = f64x2.mul(v128.load(a + half), v128.load(b + half));
    v128.store(to + half, f64x2.add(f64x2.mul(kept, v128.load(to + half)), f64x2.mul(newest, product)));
  }
}

/** What levels are compared with: a squared volatility, a squared ratio, a mean correlation. */
function valueSignal(signal: i32, step: i32): void {
  const kind = int(signalKind, signal);
  const pair = <usize>int(signalPair, signal) * ROW;
  const count = int(signalStart, signal + 1) - int(signalStart, signal);
  const scale = v128.load64_splat(signalScale + ((<usize>signal) << 3));
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    const from = covariance + pair + half;
    let value: v128;
    if (kind == SignalKind.CORRELATION) value = f64x2.mul(sumCorrelations(from, count), scale);
    else if (kind == SignalKind.VOLATILITY_RATIO)
      value = quotient(sumVariances(from, count), sumVariances(slowCovariance + pair + half, count));
    else value = f64x2.mul(sumVariances(from, count), scale);
    v128.store(signalValue + <usize>(signal * BLOCK_STEPS + step) * ROW + half, value);
    const place = <usize>signal * ROW + half;
    v128.store(signalHighest + place, f64x2.pmax(v128.load(signalHighest + place), value));
    v128.store(signalLowest + place, f64x2.pmin(v128.load(signalLowest + place), value));
  }
}

/** Byte offset of the pair (i, j), j <= i, among those of a signal. @inline */
function pairAt(i: i32, j: i32): usize {
  return <usize>(((i * (i + 1)) >> 1) + j) * ROW;
}

/** @inline */
function sumVariances(from: usize, count: i32): v128 {
  let sum = f64x2.splat(0);
  for (let i = 0; i < count; i++) sum = f64x2.add(sum, v128.load(from + pairAt(i, i)));
  return sum;
}

function sumCorrelations(from: usize, count: i32): v128 {
  let sum = f64x2.splat(0);
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const product = f64x2.mul(v128.load(from + pairAt(i, i)), v128.load(from + pairAt(j, j)));
      sum = f64x2.add(sum, quotient(v128.load(from + pairAt(i, j)), f64x2.sqrt(product)));
    }
  }
  return sum;
}

/** 0 where there is nothing to divide by: prices that have never moved. @inline */
function quotient(dividend: v128, divisor: v128): v128 {
  return v128.and(f64x2.div(dividend, divisor), f64x2.ne(divisor, f64x2.splat(0)));
}
