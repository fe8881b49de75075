import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { decimal, divide, one, rounded, smaller, zero } from './decimal.ts';
import type { SchemeRun } from './run.ts';

/** Half of 1 %: in a book of even depth the average fill of an order is half way to the last one. */
export const halfPercent = decimal(0.005);

/** What a market order loses, and why. */
export interface Fill {
  /** Of its notional. */
  readonly share: Decimal;
  readonly depth: Decimal | null;
  readonly used: Decimal;
}

/**
 * Fills a market order of this notional: it loses the venue's slippage plus 0.5 % (2 u + n) / depth of it, at most everything, where u is
 * the notional of earlier own orders that the book has not recovered from: their part has to be walked through first. No impact in a
 * book without a bottom. What is filled is then missing itself, unless the venue's book recovers at once.
 */
export function fill({ rules, world, usedDepth }: SchemeRun, asset: number, notional: Decimal): Fill {
  const depth = at(world.depths, asset);
  const used = at(usedDepth, asset);
  const impact = depth === null ? zero : divide(halfPercent.times(used.times(2).plus(notional)), depth);
  if (!rules.depthMemory.isZero()) usedDepth[asset] = used.plus(notional);
  return { share: smaller(one, rules.slippage.plus(impact)), depth, used };
}

/** From one step to the next the book recovers all but the venue's share of what is missing, in whichever direction it was used. */
export function recoverDepth({ rules, usedDepth }: SchemeRun): void {
  for (const [asset, used] of usedDepth.entries()) {
    if (!used.isZero()) usedDepth[asset] = rounded(used.times(rules.depthMemory));
  }
}
