/**
 * The order of losses: larger first, and among equal ones a fixed shuffle of the path numbers.
 *
 * A forced liquidation makes many paths lose exactly the same, so the tail often ends inside a tie. Broken by the plain
 * path number, all tail paths of a tie would come from the first chunks, which could then never drop anything;
 * shuffled, they spread over all chunks like an independent sample, and the choice still depends on nothing but the
 * path.
 */

/** A one-to-one scramble of 32-bit numbers (the finaliser of MurmurHash3, Appleby 2011), so no two paths tie. */
export function shuffledPath(path: number): number {
  let bits = path ^ (path >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Below 0 if the first (loss, path) ranks before the second one, above 0 if after it, 0 for the same path. */
export function compareRank(firstLoss: number, firstPath: number, secondLoss: number, secondPath: number): number {
  return secondLoss - firstLoss || shuffledPath(firstPath) - shuffledPath(secondPath);
}
