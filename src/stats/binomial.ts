import { incompleteBeta } from './special.ts';

/** P(X <= count) for X binomial with `trials` and `probability`. */
export function binomialCdf(count: number, trials: number, probability: number): number {
  if (count < 0) return 0;
  if (count >= trials) return 1;
  return incompleteBeta(1 - probability, trials - count, count + 1);
}

/** Largest count with P(X <= count) <= tail, or -1 if there is none. */
export function binomialLowerRank(trials: number, probability: number, tail: number): number {
  let low = -1;
  let high = trials;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, trials, probability) <= tail) low = middle;
    else high = middle;
  }
  return low;
}
