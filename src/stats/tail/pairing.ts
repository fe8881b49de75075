import type { RankedTail } from './ranked.ts';

/** Where the path of each entry of one tail stands in the other one, or `alone`. */
export interface Pairing {
  readonly rightOf: Int32Array;
  readonly leftOf: Int32Array;
}

/** The other tail does not hold the path. */
export const alone = -1;

/** Finds the paths that the kept losses of two schemes share: once for all levels. */
export function pairTails(left: RankedTail, right: RankedTail): Pairing {
  const rightOf = new Int32Array(left.byPath.length).fill(alone);
  const leftOf = new Int32Array(right.byPath.length).fill(alone);
  for (let i = 0, j = 0; i < left.byPath.length && j < right.byPath.length; ) {
    const [here, there] = [left.byPath[i]!, right.byPath[j]!];
    const [leftPath, rightPath] = [left.paths[here]!, right.paths[there]!];
    if (leftPath === rightPath) {
      rightOf[here] = there;
      leftOf[there] = here;
    }
    if (leftPath <= rightPath) i++;
    if (rightPath <= leftPath) j++;
  }
  return { rightOf, leftOf };
}
