/**
 * The kernel of the fast engine as the program sees it: memory and sizes set from outside (`layout.ts`), and a few functions in
 * either precision. "Mixed": returns in f32, prices and money in f64.
 */
import { advance, nextSpan, start } from './advance';
import { formAllPrices } from './prices/prices';

export { eventCount, eventPays, eventStep } from './accounts/inspect';
export { candidateCount } from './accounts/pools';
export { markDirty, takeSteps } from './advance';
export { deleverages } from './block';
export { blockFirst, done, settles, spanFrom, spanTo } from './clock';
export * from './layout';

export function startMixed(path: f64): void {
  start<f32>(<u64>path);
}

export function startF64(path: f64): void {
  start<f64>(<u64>path);
}

export function advanceMixed(): i32 {
  return advance<f32>();
}

export function advanceF64(): i32 {
  return advance<f64>();
}

/** The market alone, span by span, for whoever looks at it without an account. */
export function nextSpanMixed(): i32 {
  return nextSpan<f32>();
}

export function nextSpanF64(): i32 {
  return nextSpan<f64>();
}

export function formAllPricesMixed(): void {
  formAllPrices<f32>();
}

export function formAllPricesF64(): void {
  formAllPrices<f64>();
}
