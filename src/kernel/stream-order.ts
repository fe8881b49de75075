import { assetCount, pairs } from './layout';

/** Where the streams of a purpose stand among the streams of a group. */
export namespace Stream {
  export const REGIME: i32 = 0;
  export const MIXING: i32 = 1;
  export const COMMON_JUMP: i32 = 2;
  export const DELEVERAGING: i32 = 3;
  /** One per pair of assets. */
  export const SHOCKS: i32 = 4;
}

/** Further streams: one per asset each. */
@inline
export function spreadStream(asset: i32): i32 {
  return Stream.SHOCKS + pairs + asset;
}

@inline
export function singleJumpStream(asset: i32): i32 {
  return Stream.SHOCKS + pairs + assetCount + asset;
}

@inline
export function fundingStream(asset: i32): i32 {
  return Stream.SHOCKS + pairs + 2 * assetCount + asset;
}

/** Only where the regime may change within a step; one for every asset of every pair. */
@inline
export function switchedShockStream(asset: i32): i32 {
  return Stream.SHOCKS + pairs + 3 * assetCount + asset;
}
