/**
 * z-scores: N(0, 1) if the promise holds. The tests of the engine use |z| < 4.5, which a true promise fails with
 * probability 6.8e-6; the seeds are fixed, so a test that passes goes on passing until draws or laws change.
 */
export const LIMIT = 4.5;

type Sample = Float64Array | readonly number[];

export function meanOf(sample: Sample): number {
  let sum = 0;
  for (const x of sample) sum += x;
  return sum / sample.length;
}

/** Mean of the products of the deviations from the means. */
export function covarianceOf(a: Sample, b: Sample): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - meanA) * (b[k]! - meanB);
  return sum / a.length;
}

/** Of a sample mean, by the sample's own spread. */
export function meanScore(sample: Sample, mean: number): number {
  return (meanOf(sample) - mean) / Math.sqrt(covarianceOf(sample, sample) / sample.length);
}

/** Of a sample variance, given the kurtosis of the law: Var(s^2) = (kurtosis - 1) sigma^4 / n. */
export function varianceScore(sample: Sample, variance: number, kurtosis: number): number {
  return (covarianceOf(sample, sample) / variance - 1) / Math.sqrt((kurtosis - 1) / sample.length);
}

/** Of a share of successes. */
export function shareScore(successes: number, trials: number, probability: number): number {
  return (successes - trials * probability) / Math.sqrt(trials * probability * (1 - probability));
}

/** Of a correlation of two normal samples, by Fisher's transformation. */
export function correlationScore(a: Sample, b: Sample, correlation: number): number {
  const r = covarianceOf(a, b) / Math.sqrt(covarianceOf(a, a) * covarianceOf(b, b));
  return (Math.atanh(r) - Math.atanh(correlation)) * Math.sqrt(a.length - 3);
}

/** Kolmogorov-Smirnov sqrt(n) D against a continuous law; above 2.2 with probability 1.3e-4. */
export function kolmogorovSmirnov(sample: Sample, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).toSorted();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, k) => {
    const p = cdf(x);
    distance = Math.max(distance, p - k / n, (k + 1) / n - p);
  });
  return distance * Math.sqrt(n);
}
