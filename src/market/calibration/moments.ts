import type { Rows } from './hidden-markov-model.ts';
import type { RegimeMoments } from './scatters.ts';

/** A row that belongs to a regime with a lower probability than this adds nothing that a double would keep. */
const leastProbability = 1e-9;

/**
 * Per regime: mean of the returns (or 0) and mean of squares and products about it, each row weighted by the probability
 * of the regime and by its expected precision.
 *
 * `probabilities` and `precisions` are rows x regimes, flat; without precisions all are 1. From raw moments, as means of
 * short returns are small beside their spread.
 */
export function regimeMoments(
  { values, size }: Rows,
  probabilities: Float64Array,
  precisions: Float64Array | null,
  choice: 'zero' | 'sample',
): { readonly means: Float64Array[]; readonly moments: RegimeMoments[] } {
  const count = values.length / size;
  const regimes = probabilities.length / count;
  const packed = (size * (size + 1)) / 2;
  const totals = new Float64Array(regimes);
  const weights = new Float64Array(regimes);
  const sums = new Float64Array(regimes * size);
  const squares = new Float64Array(regimes * packed);
  for (let t = 0, offset = 0, cell = 0; t < count; t++, offset += size) {
    for (let k = 0; k < regimes; k++, cell++) {
      const probability = probabilities[cell]!;
      if (probability < leastProbability) continue;
      const weight = precisions === null ? probability : probability * precisions[cell]!;
      totals[k]! += probability;
      weights[k]! += weight;
      for (let i = 0, at = k * packed; i < size; i++) {
        const scaled = weight * values[offset + i]!;
        sums[k * size + i]! += scaled;
        for (let j = 0; j <= i; j++, at++) squares[at]! += scaled * values[offset + j]!;
      }
    }
  }
  const means = Array.from(weights, (weight, k) =>
    sums.subarray(k * size, (k + 1) * size).map((sum) => (choice === 'zero' || weight === 0 ? 0 : sum / weight)),
  );
  const moments = Array.from(totals, (rows, k) => {
    const weight = Math.max(weights[k]!, Number.MIN_VALUE);
    const mean = means[k]!;
    const scatter = new Float64Array(size * size);
    for (let i = 0, at = k * packed; i < size; i++) {
      for (let j = 0; j <= i; j++, at++) {
        const value = squares[at]! / weight - mean[i]! * mean[j]!;
        scatter[i * size + j] = value;
        scatter[j * size + i] = value;
      }
    }
    return { rows, scatter };
  });
  return { means, moments };
}
