import { fractionalPart, nearestWhole } from './ratio.ts';

/**
 * Probability of at least one jump in a step of `stepHours`: 1 - (1 - p)^(stepHours / perHours), jumps of different
 * intervals being independent.
 *
 * Written with two identities for q(t) = 1 - (1 - p)^t that subtract nothing, so that small probabilities keep all
 * digits, and that need only + - x / and square roots, so that the bits do not depend on the machine as those of
 * `Math.pow` do: q(a + b) = q(a) + q(b) (1 - q(a)) and q(t / 2) = q(t) / (1 + sqrt(1 - q(t))).
 */
export function stepProbability(
  jump: { readonly probability: number; readonly perHours: number },
  stepHours: number,
): number {
  const ratio = nearestWhole(stepHours / jump.perHours);
  let result = 0;
  let power = jump.probability;
  for (let left = Math.floor(ratio); left >= 1; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = either(result, power);
    power = either(power, power);
  }
  let part = jump.probability;
  for (const digit of fractionalPart(ratio)) {
    part /= 1 + Math.sqrt(1 - part);
    if (digit) result = either(result, part);
  }
  return result;
}

/** Probability that at least one of two independent events happens. */
function either(a: number, b: number): number {
  return a + b * (1 - a);
}
