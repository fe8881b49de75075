/**
 * Pass 5: what happens seldom. Regime switches and jumps come after geometric waiting times instead of a draw at every step, and
 * are handled lane by lane, out of line: most blocks have none and pay one comparison.
 */
import { blockFirst } from './clock';
import { normal, skipNormal, uniform, waitingTime } from './draws';
import { BLOCK_STEPS, column, double, int, LANES, ROW, setDouble, setInt, VECTOR, WORD_ROW } from './lanes';
import {
  assetCount,
  beta,
  commonLaw,
  commonLogNone,
  hasSpread,
  logStay,
  deleveraging,
  deleveragingLaw,
  deleveragingLogNone,
  nextCommonJump,
  nextDeleveraging,
  nextRare,
  nextSingleJump,
  nextSwitch,
  pairs,
  priced,
  pricedCount,
  redrawn,
  regime,
  regimeCount,
  regimes,
  returns,
  singleAsset,
  singleCount,
  singleLaw,
  singleLogNone,
  spread,
  startCumulative,
  switchCumulative,
} from './layout';
import { formReturns, loadCoefficients } from './returns';
import { Stream, singleJumpStream, spreadStream } from './stream-order';

/** Whether the regime of any lane changes within the block; whether the venue deleverages its book on any. */
export let switched: bool = false;
export let deleverages: i32 = 0;

/** Draws the first regime and all first waiting times of every lane. */
export function startRare<T>(): void {
  for (let lane = 0; lane < LANES; lane++) {
    const first = choose(startCumulative, uniform(Stream.REGIME, lane));
    setInt(regime, lane, first);
    // The regime of the first return lasts at least one step: it can change before the second at the earliest.
    setInt(nextSwitch, lane, 1 + waitingTime(Stream.REGIME, lane, double(logStay, first)));
    loadCoefficients<T>(lane, first);
    if (commonLogNone < 1) setInt(nextCommonJump, lane, waitingTime(Stream.COMMON_JUMP, lane, commonLogNone));
    if (deleveragingLogNone < 1) {
      setInt(nextDeleveraging, lane, waitingTime(Stream.DELEVERAGING, lane, deleveragingLogNone));
    }
    for (let single = 0; single < singleCount; single++) {
      const wait = waitingTime(singleJumpStream(int(singleAsset, single)), lane, double(singleLogNone, single));
      setInt(nextSingleJump, single * LANES + lane, wait);
    }
    setInt(nextRare, lane, earliest(lane));
  }
}

/** Applies what happens in the block to the returns, and writes down the regime of every step. */
export function applyRare<T>(): void {
  const a = v128.load(regime);
  const b = v128.load(regime, VECTOR);
  for (let to = regimes; to < regimes + <usize>BLOCK_STEPS * WORD_ROW; to += WORD_ROW) {
    v128.store(to, a);
    v128.store(to, b, VECTOR);
  }
  switched = false;
  if (deleverages) memory.fill(deleveraging, 0, <usize>BLOCK_STEPS * ROW);
  deleverages = 0;
  const last = blockFirst + BLOCK_STEPS - 1;
  const next = i32x4.min_s(v128.load(nextRare), v128.load(nextRare, VECTOR));
  if (!v128.any_true(i32x4.le_s(next, i32x4.splat(last)))) return;
  for (let lane = 0; lane < LANES; lane++) {
    if (int(nextRare, lane) > last) continue;
    if (int(nextSwitch, lane) <= last) switchRegime<T>(lane, last);
    if (commonLogNone < 1) jumpTogether<T>(lane, last);
    for (let single = 0; single < singleCount; single++) jumpAlone<T>(single, lane, last);
    if (deleveragingLogNone < 1) deleverage(lane, last);
    setInt(nextRare, lane, earliest(lane));
  }
}

function earliest(lane: i32): i32 {
  let next = int(nextSwitch, lane);
  if (commonLogNone < 1) next = min(next, int(nextCommonJump, lane));
  if (deleveragingLogNone < 1) next = min(next, int(nextDeleveraging, lane));
  for (let single = 0; single < singleCount; single++) next = min(next, int(nextSingleJump, single * LANES + lane));
  return next;
}

/** First regime whose cumulative probability exceeds u. */
function choose(cumulative: usize, u: f64): i32 {
  let index = 0;
  while (index < regimeCount - 1 && u >= double(cumulative, index)) index++;
  return index;
}

/**
 * Gives the lane its new coefficients and draws its later returns of the block again. All lanes are summed up once more, which is
 * cheaper than one alone; only this lane's are taken over.
 */
function switchRegime<T>(lane: i32, last: i32): void {
  switched = true;
  let current = int(regime, lane);
  let step = int(nextSwitch, lane);
  while (step <= last) {
    current = choose(switchCumulative + (<usize>(current * regimeCount) << 3), uniform(Stream.REGIME, lane));
    loadCoefficients<T>(lane, current);
    formReturns<T>(redrawn);
    for (let k = step - blockFirst; k < BLOCK_STEPS; k++) {
      setInt(regimes, k * LANES + lane, current);
      takeOver<T>(lane, k);
    }
    step += waitingTime(Stream.REGIME, lane, double(logStay, current));
  }
  setInt(regime, lane, current);
  setInt(nextSwitch, lane, step);
}

/** Takes the returns of a lane at a step of the block from those drawn again. */
function takeOver<T>(lane: i32, step: i32): void {
  let at = <usize>(step * LANES + lane) * sizeof<T>();
  for (let asset = 0; asset < 2 * pairs; asset++) {
    store<T>(returns + at, load<T>(redrawn + at));
    at += column<T>();
  }
}

/**
 * Jumps by thinning (Lewis and Shedler 1979): candidates come at the largest rate of any regime and are accepted at the ratio of
 * the regime's rate to it. A refused candidate takes the same words as an accepted one, so that a path's later jumps do not
 * depend on the odds of its earlier ones.
 */
function jumpTogether<T>(lane: i32, last: i32): void {
  let step = int(nextCommonJump, lane);
  while (step <= last) {
    const k = step - blockFirst;
    const current = int(regimes, k * LANES + lane);
    const law = commonLaw + (<usize>current * 3 << 3);
    const accepted = uniform(Stream.COMMON_JUMP, lane) < double(law, 0);
    let size: f64 = 0;
    if (accepted) size = double(law, 1) + double(law, 2) * normal(Stream.COMMON_JUMP, lane);
    else skipNormal(Stream.COMMON_JUMP, lane);
    for (let p = 0; p < pricedCount; p++) {
      const asset = int(priced, p);
      const coefficient = current * assetCount + asset;
      let own: f64 = 0;
      if (int(hasSpread, asset)) {
        if (accepted) own = double(spread, coefficient) * normal(spreadStream(asset), lane);
        else skipNormal(spreadStream(asset), lane);
      }
      if (accepted) addToReturn<T>(asset, k, lane, double(beta, coefficient) * size + own);
    }
    step += waitingTime(Stream.COMMON_JUMP, lane, commonLogNone);
  }
  setInt(nextCommonJump, lane, step);
}

function jumpAlone<T>(single: i32, lane: i32, last: i32): void {
  const asset = int(singleAsset, single);
  const stream = singleJumpStream(asset);
  const place = single * LANES + lane;
  let step = int(nextSingleJump, place);
  while (step <= last) {
    const k = step - blockFirst;
    const law = singleLaw + (<usize>(single * regimeCount + int(regimes, k * LANES + lane)) * 3 << 3);
    if (uniform(stream, lane) < double(law, 0)) {
      addToReturn<T>(asset, k, lane, double(law, 1) + double(law, 2) * normal(stream, lane));
    } else {
      skipNormal(stream, lane);
    }
    step += waitingTime(stream, lane, double(singleLogNone, single));
  }
  setInt(nextSingleJump, place, step);
}

/** Steps at which the venue deleverages its book, by the same thinning. */
function deleverage(lane: i32, last: i32): void {
  let step = int(nextDeleveraging, lane);
  while (step <= last) {
    const k = step - blockFirst;
    const law = deleveragingLaw + (<usize>int(regimes, k * LANES + lane) * 3 << 3);
    if (uniform(Stream.DELEVERAGING, lane) < double(law, 0)) {
      setDouble(deleveraging, k * LANES + lane, double(law, 1));
      deleverages = 1;
    }
    step += waitingTime(Stream.DELEVERAGING, lane, deleveragingLogNone);
  }
  setInt(nextDeleveraging, lane, step);
}

@inline
function addToReturn<T>(asset: i32, step: i32, lane: i32, jump: f64): void {
  const place = returns + <usize>asset * column<T>() + <usize>(step * LANES + lane) * sizeof<T>();
  store<T>(place, <T>(<f64>load<T>(place) + jump));
}
