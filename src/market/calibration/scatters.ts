import { inverseOf, precisionOf, traceOfProduct } from './emission.ts';

/**
 * What the regimes share of their scatter matrices D A D (D a diagonal of scales, A a correlation up to its diagonal).
 *
 * `shared`: one A, and the scales of all assets rise by one factor per regime: regimes of volatility, fewest parameters.
 * `blended`: one A, and scales of each asset and regime: the correlation of all rows with volatilities of the regime.
 * `own`: A and D of each regime.
 */
export type CorrelationKind = 'shared' | 'blended' | 'own';

/** What a regime's rows say of its scatter. */
export interface RegimeMoments {
  /** Expected number of rows. */
  readonly rows: number;
  /** Mean of the weighted squares and products about the mean, d x d, flat. */
  readonly scatter: Float64Array;
}

/** The scatter of one regime as D A D. */
export interface FactoredScatter {
  /** Diagonal of D: d. */
  readonly scales: Float64Array;
  /** A, d x d, flat; one object where regimes share it. */
  readonly shape: Float64Array;
}

/**
 * What the correlation of a regime of few rows is pulled towards; scales are pulled towards nothing.
 *
 * Every A is given `rows` rows more of correlation `shape`. As D is free, this is a prior on the correlation alone.
 */
export interface ScatterPrior {
  readonly rows: number;
  readonly shape: Float64Array;
  /** Least scale of each asset. */
  readonly floors: Float64Array;
}

/** Alternations of scales and shapes within one M-step: each raises the likelihood, and EM repeats them. */
const alternations = 2;
const sweeps = 4;

/**
 * Scatters of higher (penalised) likelihood than `current` given the moments of the regimes: scales given shapes, then
 * shapes given scales (Meng and Rubin, Biometrika 80, 1993).
 */
export function likelierScatters(
  kind: CorrelationKind,
  moments: readonly RegimeMoments[],
  current: readonly FactoredScatter[],
  prior: ScatterPrior,
): FactoredScatter[] {
  let scatters = [...current];
  for (let round = 0; round < alternations; round++) {
    if (kind === 'shared') scatters = withOneFactor(moments, scatters, prior);
    else {
      const scales = moments.map(({ rows, scatter }, k) =>
        rows > 0 ? likeliestScales(scatter, scatters[k]!, prior.floors) : scatters[k]!.scales,
      );
      if (kind === 'own') {
        scatters = moments.map(({ rows, scatter }, k) => ({
          scales: scales[k]!,
          shape: shapeOf([{ rows, scatter }], [scales[k]!], prior),
        }));
      } else {
        const shape = shapeOf(moments, scales, { ...prior, rows: 0 });
        scatters = scales.map((ofRegime) => ({ scales: ofRegime, shape }));
      }
    }
  }
  return scatters;
}

/** The scatter itself: D A D, d x d, flat. */
export function scatterOf({ scales, shape }: FactoredScatter): Float64Array {
  const size = scales.length;
  // The product of the scales first, so that mirrored entries have the same bits.
  return shape.map((value, at) => value * (scales[Math.floor(at / size)]! * scales[at % size]!));
}

/** A first factoring of the scatters that moments give by themselves. */
export function factored(moments: readonly RegimeMoments[], prior: ScatterPrior): FactoredScatter[] {
  const size = prior.floors.length;
  return moments.map(({ scatter }) => ({
    scales: prior.floors.map((floor, i) => Math.max(floor, Math.sqrt(scatter[i * size + i]!))),
    shape: prior.shape,
  }));
}

/** How far the prior is below its greatest value, 0 or more: what it takes from the objective, in nats. */
export function priorCost(kind: CorrelationKind, scatters: readonly FactoredScatter[], prior: ScatterPrior): number {
  if (kind !== 'own' || prior.rows === 0) return 0;
  const size = prior.floors.length;
  const least = precisionOf(prior.shape, size).logDeterminant + size;
  let total = 0;
  for (const { shape } of scatters) {
    const precision = precisionOf(shape, size);
    total += precision.logDeterminant + traceOfProduct(inverseOf(precision, size), prior.shape) - least;
  }
  return (prior.rows / 2) * total;
}

/**
 * Scales x of highest likelihood given A: with y = 1 / x they make -2 sum log y + y' (A^-1 o C) y smallest, which is
 * convex; one coordinate after the other, each by its quadratic equation.
 */
function likeliestScales(
  scatter: Float64Array,
  { scales, shape }: FactoredScatter,
  floors: Float64Array,
): Float64Array {
  const size = scales.length;
  const product = inverseOf(precisionOf(shape, size), size).map((value, at) => value * scatter[at]!);
  const reciprocals = scales.map((scale) => 1 / scale);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < size; i++) {
      let others = 0;
      for (let j = 0; j < size; j++) if (j !== i) others += product[i * size + j]! * reciprocals[j]!;
      const own = product[i * size + i]!;
      // own y^2 + others y - 1 = 0, in the form that keeps its digits where `own` is next to nothing.
      const root = 2 / (others + Math.sqrt(others * others + 4 * own));
      reciprocals[i] = root > 0 ? Math.min(root, 1 / floors[i]!) : 1 / floors[i]!;
    }
  }
  return reciprocals.map((value) => 1 / value);
}

/** Mean of the moments in units of the scales, with the rows of the prior. */
function shapeOf(
  moments: readonly RegimeMoments[],
  scales: readonly Float64Array[],
  prior: ScatterPrior,
): Float64Array {
  const size = prior.floors.length;
  const sum = prior.shape.map((value) => value * prior.rows);
  let total = prior.rows;
  for (const [k, { rows, scatter }] of moments.entries()) {
    const own = scales[k]!;
    total += rows;
    for (let at = 0; at < sum.length; at++)
      sum[at]! += (rows * scatter[at]!) / (own[Math.floor(at / size)]! * own[at % size]!);
  }
  return total > 0 ? sum.map((value) => value / total) : prior.shape;
}

/** One scatter B for all regimes, times a factor: factor = tr(B^-1 C) / d, B = mean of C / factor. */
function withOneFactor(
  moments: readonly RegimeMoments[],
  current: readonly FactoredScatter[],
  { floors }: ScatterPrior,
): FactoredScatter[] {
  const size = floors.length;
  const common = scatterOf(current[0]!);
  const inverse = inverseOf(precisionOf(common, size), size);
  const least = Math.max(...floors.map((floor, i) => floor / Math.sqrt(common[i * size + i]!)));
  const factors = moments.map(({ rows, scatter }) =>
    rows > 0 ? Math.max(Math.sqrt(traceOfProduct(inverse, scatter) / size), least) : 1,
  );
  const total = moments.reduce((sum, { rows }) => sum + rows, 0);
  const next = new Float64Array(size * size);
  for (const [k, { rows, scatter }] of moments.entries()) {
    const share = rows / (total * factors[k]! * factors[k]!);
    for (let at = 0; at < next.length; at++) next[at]! += share * scatter[at]!;
  }
  // An asset that is always at its mean has a variance of 0.
  for (const [i, floor] of floors.entries()) next[i * size + i] = Math.max(next[i * size + i]!, floor * floor);
  const scales = floors.map((_, i) => Math.sqrt(next[i * size + i]!));
  const shape = next.map((value, at) => value / (scales[Math.floor(at / size)]! * scales[at % size]!));
  return factors.map((factor) => ({ scales: scales.map((scale) => scale * factor), shape }));
}

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
  { values, size }: { readonly values: Float64Array; readonly size: number },
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
        const difference = squares[at]! / weight - mean[i]! * mean[j]!;
        // Rounding takes the variance of an asset that is always at its mean below 0.
        const value = i === j ? Math.max(0, difference) : difference;
        scatter[i * size + j] = value;
        scatter[j * size + i] = value;
      }
    }
    return { rows, scatter };
  });
  return { means, moments };
}
