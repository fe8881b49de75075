import { eventStep, inspect, setEventStep } from './accounts/inspect';
import { addCandidate, sweep } from './accounts/pools';
import { markSwitch, readRegimes } from './block';
import { beginsBlock, blockFirst, moveClock, settles, spanFrom, spanTo, startClock } from './clock';
import { Pause } from './constants';
import { BLOCK_STEPS, double, LANES, ROW, setDouble, setInt } from './lanes';
import {
  assetCount,
  attended,
  external,
  fundingIndex,
  mark,
  priceBlock,
  regime,
  regimes,
  signalCount,
  startPrices,
  steps,
  watchEveryStep,
} from './layout';
import { bookFunding, seedFunding, settleFunding, startFunding } from './prices/funding';
import { boundPrices, sumReturns } from './prices/prices';
import { followDeleveraging, seedDeleveraging } from './sources/hazards';
import { fillBlock, startRegimeModel } from './sources/regime-model';
import { followSignals, startSignals } from './watching/signals';
import { watchEnd } from './watching/span-end';
import { watchWithinSpan } from './watching/within-span';

/** Whether a source outside has been asked to fill the block that begins. */
let isFilled: bool = false;

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
  isFilled = false;
  // What stands there of regimes is that of an earlier group.
  markSwitch();
  for (let asset = 0; asset < assetCount; asset++) {
    setInt(priceBlock, asset, 0);
    for (let lane = 0; lane < LANES; lane++) {
      setDouble(mark + <usize>asset * ROW, lane, double(startPrices, asset));
      setDouble(fundingIndex + <usize>asset * ROW, lane, 0);
    }
  }
  seedFunding(path);
  if (external) {
    seedDeleveraging(path);
  } else {
    startRegimeModel<T>(path);
    startFunding(regime);
  }
  if (signalCount) startSignals();
}

/**
 * Moves the market on by a span: fills a block where one begins, bounds the prices, settles funding. Comes back before a block that a source
 * outside must fill, after a span, and at the horizon.
 */
export function nextSpan<T extends number>(): i32 {
  if (external && !isFilled && beginsBlock()) {
    isFilled = true;
    return Pause.BLOCK;
  }
  if (!moveClock()) return Pause.HORIZON;
  if (spanFrom == 0) {
    if (external) readBlock<T>();
    else fillBlock<T>();
    sumReturns<T>();
  }
  boundPrices<T>();
  if (signalCount) followSignals<T>();
  if (settles) settleFunding();
  return Pause.SPAN;
}

/** A source outside has filled the block. */
function readBlock<T extends number>(): void {
  isFilled = false;
  const count = min(BLOCK_STEPS, steps - blockFirst + 1);
  followDeleveraging<T>(count);
  readRegimes(count);
  if (blockFirst == 1) startFunding(regimes);
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
    const pause = openSpan<T>();
    if (pause != Pause.SPAN) return pause;
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
export function markDirty(place: i32): void {
  eventful = true;
  if (spanIsOpen) addCandidate(place);
}

/** Moves the market on and screens the accounts. */
function openSpan<T extends number>(): i32 {
  const pause = nextSpan<T>();
  if (pause != Pause.SPAN) return pause;
  sweep();
  stepwise = false;
  inspected = false;
  inspectFrom = spanFrom;
  watchFrom = spanFrom;
  spanIsOpen = true;
  return Pause.SPAN;
}

/** Looks at the steps before `step` while the accounts still stand as they did. */
function lookBefore<T extends number>(step: i32): void {
  watchWithinSpan<T>(watchFrom, step - 1, !eventful && !stepwise);
  watchFrom = step;
}

function closeSpan<T extends number>(): void {
  if (watchEveryStep) lookBefore<T>(spanTo);
  // What happened has changed the funding due of the pools and their ratios.
  if (eventful) sweep();
  if (settles) bookFunding();
  watchEnd();
  eventful = false;
  spanIsOpen = false;
}
