import { watchBetween } from './between';
import { moveClock, settles, spanFrom, spanTo, startClock } from './clock';
import { Hazard, Pause, Purpose, Stream } from './constants';
import { bookFunding, settleFunding, startFunding } from './funding';
import { eventStep, inspect, setEventStep } from './inspect';
import { double, int, LANES, ROW, setDouble, setInt } from './lanes';
import {
  assetCount,
  attended,
  fundingIndex,
  fundingMoves,
  hasSpread,
  hazardAsset,
  hazardCount,
  hazardKind,
  intervalSeconds,
  mark,
  pairCount,
  partCount,
  priceBlock,
  priced,
  pricedCount,
  returns,
  signalCount,
  startPrices,
  watchEveryStep,
} from './layout';
import { drawMixing, startMixing } from './mixing';
import { addSuspect, sweep } from './pools';
import { boundPrices, sumReturns } from './prices';
import { applyRare, startRare } from './rare';
import { formReturns } from './returns';
import { drawNormals } from './shocks';
import { followSignals, startSignals } from './signals';
import { fundingStream, singleJumpStream, spreadStream, switchedShockStream } from './stream-order';
import { seedStream } from './streams';
import { watchEnd } from './watch';

/** Whether the program wants to come between the steps of this span. */
let stepwise: bool = false;

/** Whether a span is being gone through, and whether anything has happened in it; the first of its steps that is still to be inspected, and to be looked at. */
let spanIsOpen: bool = false;
let eventful: bool = false;
let inspectFrom: i32 = 0;
let watchFrom: i32 = 0;
/** Whether the step at `inspectFrom` has had its liquidations (stepwise). */
let inspected: bool = false;

/** Puts the market of every lane at step 0: lane l simulates path `path + l`. The accounts are put there by the program. */
export function start<T extends number>(path: u64): void {
  startClock();
  eventful = false;
  spanIsOpen = false;
  seedStreams(path);
  for (let asset = 0; asset < assetCount; asset++) {
    setInt(priceBlock, asset, 0);
    for (let lane = 0; lane < LANES; lane++) {
      setDouble(mark + <usize>asset * ROW, lane, double(startPrices, asset));
      setDouble(fundingIndex + <usize>asset * ROW, lane, 0);
    }
  }
  startMixing();
  startRare<T>();
  startFunding();
  if (signalCount) startSignals();
}

function seedStreams(path: u64): void {
  seedStream(Stream.REGIME, path, Purpose.REGIME, 0);
  for (let pair = 0; pair < pairCount; pair++) seedStream(Stream.SHOCKS + pair, path, Purpose.SHOCKS, pair);
  if (intervalSeconds) seedStream(Stream.MIXING, path, Purpose.MIXING, 0);
  if (partCount > 1) {
    for (let asset = 0; asset < 2 * pairCount; asset++) {
      seedStream(switchedShockStream(asset), path, Purpose.SWITCHED_SHOCKS, asset);
    }
  }
  for (let hazard = 0; hazard < hazardCount; hazard++) {
    const asset = int(hazardAsset, hazard);
    const kind = int(hazardKind, hazard);
    if (kind == Hazard.COMMON_JUMP) seedStream(Stream.COMMON_JUMP, path, Purpose.COMMON_JUMP, 0);
    else if (kind == Hazard.SINGLE_JUMP) seedStream(singleJumpStream(asset), path, Purpose.SINGLE_JUMP, asset);
    else seedStream(Stream.DELEVERAGING, path, Purpose.DELEVERAGING, 0);
  }
  for (let p = 0; p < pricedCount; p++) {
    const asset = int(priced, p);
    if (int(hasSpread, asset)) seedStream(spreadStream(asset), path, Purpose.COMMON_JUMP_SPREAD, asset);
    if (int(fundingMoves, asset)) seedStream(fundingStream(asset), path, Purpose.FUNDING, asset);
  }
}

/** Moves the market on by a span: draws a block where one begins, bounds the prices, settles funding. False at the horizon. */
export function nextSpan<T extends number>(): bool {
  if (!moveClock()) return false;
  if (spanFrom == 0) {
    drawNormals<T>();
    if (intervalSeconds) drawMixing<T>();
    formReturns<T>(returns, 0);
    applyRare<T>();
    sumReturns<T>();
  }
  boundPrices<T>();
  if (signalCount) followSignals<T>();
  if (settles) settleFunding();
  return true;
}

/**
 * Advances all lanes until something happens, and says what (`Pause`). Prices never read accounts, so nothing is ever taken back: the
 * program handles what happened and calls again.
 */
export function advance<T extends number>(): i32 {
  do {
    if (spanIsOpen) {
      const pause = stepwise ? takeStep<T>() : takeSpan<T>();
      if (pause != Pause.HORIZON) return pause;
    }
    if (!openSpan<T>()) return Pause.HORIZON;
  } while (!attended);
  return Pause.SPAN;
}

/** The rest of the span, or up to the next liquidations. */
function takeSpan<T extends number>(): i32 {
  if (liquidates<T>(spanTo)) return Pause.LIQUIDATIONS;
  closeSpan<T>();
  return Pause.HORIZON;
}

/** One step of the span: its liquidations first, then the end of it. */
function takeStep<T extends number>(): i32 {
  const step = inspected ? inspectFrom - 1 : inspectFrom;
  if (!inspected) {
    inspected = true;
    if (liquidates<T>(step)) return Pause.LIQUIDATIONS;
    inspectFrom = step + 1;
  }
  inspected = false;
  setEventStep(step);
  if (step == spanTo) closeSpan<T>();
  else if (watchEveryStep) lookBefore<T>(step + 1);
  return Pause.STEP;
}

/** Whether pools must be liquidated at a step from `inspectFrom` to `to`: the first such step, and they are written to `events`. */
function liquidates<T extends number>(to: i32): bool {
  if (inspect<T>(inspectFrom, to) == 0) return false;
  eventful = true;
  inspectFrom = eventStep + 1;
  if (watchEveryStep) lookBefore<T>(eventStep);
  return true;
}

/** Has every further step of this span reported: from its first one on, or from the one whose liquidations were handled last. */
export function takeSteps(): void {
  if (stepwise) return;
  stepwise = true;
  inspected = inspectFrom > spanFrom;
}

/** Tells that something has happened to a pool and lane between two steps: from now on it is inspected step by step. */
export function disturb(place: i32): void {
  eventful = true;
  if (spanIsOpen) addSuspect(place);
}

/** Moves the market on and screens the accounts; false at the horizon. */
function openSpan<T extends number>(): bool {
  if (!nextSpan<T>()) return false;
  sweep();
  stepwise = false;
  inspected = false;
  inspectFrom = spanFrom;
  watchFrom = spanFrom;
  return (spanIsOpen = true);
}

/** Looks at the steps before `step` while the accounts still stand as they did. */
function lookBefore<T extends number>(step: i32): void {
  watchBetween<T>(watchFrom, step - 1, !eventful && !stepwise);
  watchFrom = step;
}

function closeSpan<T extends number>(): void {
  if (watchEveryStep) lookBefore<T>(spanTo);
  // What happened has changed what the pools owe and what their ratios are.
  if (eventful) sweep();
  if (settles) bookFunding();
  watchEnd();
  eventful = false;
  spanIsOpen = false;
}
