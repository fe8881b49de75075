import { LANES } from '../memory/constants.ts';
import { type Lane, laneIndex } from './lane.ts';

/** A linear order book whose price moves by 1 % over the depth fills on average at half of the final move. */
export const HALF_PERCENT = 0.005;

/** Notional that moves the price of an asset by 1 % at this step; Infinity for a book without a bottom. */
export function depthOf({ compiled: { market }, group, step, lane }: Lane, asset: number): number {
  return market.depth[group.regimes[step * LANES + lane]! * market.assets + asset]!;
}

/** Notional of own closes that the book has not recovered from by now. */
export function usedDepth(lane: Lane, asset: number): number {
  const { account, group } = lane;
  const place = placeOf(lane, asset);
  let used = group.usedDepth[place]!;
  // A book that recovers at once is whole for every order.
  if (used === 0 || account.depthMemory === 0) return 0;
  for (let step = group.usedDepthStep[place]!; step < lane.pathStep; step++) used *= account.depthMemory;
  return used;
}

/**
 * Closes a notional by a market order: returns the share of it that is lost, slippage + 0.5 % (2 u + n) / depth and at most
 * everything, and adds it to what is used up. An order after others starts where they have pushed the price: u / depth % away.
 */
export function useDepth(lane: Lane, asset: number, notional: number): number {
  const { account, group } = lane;
  const used = usedDepth(lane, asset);
  const place = placeOf(lane, asset);
  group.usedDepth[place] = used + notional;
  group.usedDepthStep[place] = lane.pathStep;
  return Math.min(1, account.slippage + (HALF_PERCENT * (2 * used + notional)) / depthOf(lane, asset));
}

function placeOf(lane: Lane, asset: number): number {
  return laneIndex(lane, lane.scheme * lane.compiled.market.assets + asset);
}
