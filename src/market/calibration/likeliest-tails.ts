import { limits } from '../../base/limits.ts';
import type { Tails } from './emission.ts';
import type { Rows } from './hidden-markov.ts';

/** From nearly normal to as heavy as there is; around the best of them every whole number is tried. */
const ladder: readonly number[] = [100, 30, 15, 10, 7, 5, 4, 3];

/**
 * Degrees of freedom of highest log-likelihood, a whole number from 3 to 100, or null where the normal law does as well
 * by BIC.
 *
 * Falling degrees are followed until the likelihood falls, for it has one peak in them; then the neighbours are tried.
 */
export function likeliestTails({ values, size }: Rows, logLikelihood: (tails: Tails) => number): Tails {
  const normal = logLikelihood(null);
  const known = new Map<number, number>();
  const at = (tails: number) => {
    const value = known.get(tails) ?? logLikelihood(tails);
    known.set(tails, value);
    return value;
  };
  const { largest } = limits.shockDegrees;
  const smallest = Math.ceil(limits.shockDegrees.smallest);
  let best: number = largest;
  for (const tails of ladder) {
    if (at(tails) < at(best)) break;
    best = tails;
  }
  for (const step of [-1, 1]) {
    while (best + step >= smallest && best + step <= largest && at(best + step) > at(best)) best += step;
  }
  return at(best) - normal > 0.5 * Math.log(values.length / size) ? best : null;
}
