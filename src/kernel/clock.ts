/**
 * Time on a path. A block is what is drawn together; a span is what is screened together: it ends with the block, at a settlement
 * of funding, or at the horizon.
 */
import { BLOCK_STEPS } from './lanes';
import { steps, stepsPerSettlement } from './layout';

/** Steps of the path up to the end of the span. */
export let done: i32 = 0;
/** First step of the block, counted from 1 over the path. */
export let blockFirst: i32 = 0;
/** First and last step of the span, counted from 0 within the block. */
export let spanFrom: i32 = 0;
export let spanTo: i32 = 0;
/** Whether funding is settled at the end of the span. */
export let settles: i32 = 0;

export function startClock(): void {
  done = 0;
}

/** Whether the next span begins a block. @inline */
export function beginsBlock(): bool {
  return done < steps && done % BLOCK_STEPS == 0;
}

/** Moves on to the next span; false at the horizon. A new block begins where `spanFrom` is 0. */
export function moveClock(): bool {
  if (done == steps) return false;
  spanFrom = done % BLOCK_STEPS;
  blockFirst = done - spanFrom + 1;
  let end = min(blockFirst + BLOCK_STEPS - 1, steps);
  settles = 0;
  if (stepsPerSettlement) {
    const settlement = done - (done % stepsPerSettlement) + stepsPerSettlement;
    settles = i32(settlement <= end);
    end = min(end, settlement);
  }
  spanTo = end - blockFirst;
  done = end;
  return true;
}
