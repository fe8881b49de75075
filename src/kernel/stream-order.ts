import { Stream } from './constants';
import { assetCount, pairCount } from './layout';

/** Further streams: one per asset each. @inline */
export function spreadStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + asset;
}

/** @inline */
export function singleJumpStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + assetCount + asset;
}

/** @inline */
export function fundingStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + 2 * assetCount + asset;
}

/** Only where the regime may change within a step; one for every asset of every pair. @inline */
export function switchedShockStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + 3 * assetCount + asset;
}
