import { exponential, logarithm } from '../base/elementary.ts';

/** Cells of the table in each half: 32 octaves of probability, each cut into 32 equal cells. */
const CELLS_PER_OCTAVE = 32;
const OCTAVES = 32;

/** Number of words. */
const WORDS = 4_294_967_296;

/**
 * Quantiles of W = (nu - 2) / chi^2 with any nu > 2, for a word of 32 bits: what makes a normal Student's t with unit variance.
 *
 * The kernel draws chi^2 of a whole number of degrees as a sum of squared radii; no such sum has a fixed number of draws for other
 * degrees, but one word and a table do. A word w means the probability (w + 1/2) 2^-32 that chi^2 is smaller; the upper half is read from the
 * other end, so that both tails keep the resolution of 32 bits. Per half and cell four coefficients of the cubic in the place t
 * (0 to 1) within the cell that has the values and slopes of W at its ends (Hermite). Cells are short in the logarithm of the probability,
 * of which W is a smooth function: the relative error of W is below 1e-7 (tested against quantiles from another source), which a sample
 * could show after some 1e13 draws.
 */
export function mixingQuantiles(degrees: number): Float64Array {
  const shape = degrees / 2;
  const cells = CELLS_PER_OCTAVE * OCTAVES;
  const table = new Float64Array(2 * cells * 4);
  const logGammaOfShape = logGamma(shape);
  // Near the median, by Wilson and Hilferty (1931); from there on, each node starts from its neighbour.
  const root = 1 - 1 / (9 * shape);
  const median = shape * root * root * root;
  for (const half of [0, 1] as const) {
    const isLower = half === 0;
    let y = median;
    let upper: readonly [value: number, slope: number] | null = null;
    for (let node = cells; node >= 0; node--) {
      const place = placeOf(node);
      y = gammaQuantile(shape, logGammaOfShape, place / WORDS, isLower, y);
      const density = exponential((shape - 1) * logarithm(y) - y - logGammaOfShape);
      const value = (degrees - 2) / (2 * y);
      // dW/dx = dW/dy dy/dp dp/dx, with p = x 2^-32 counted from the lower or the upper end.
      const slope = ((isLower ? -1 : 1) * (value / y)) / density / WORDS;
      if (upper !== null) {
        const width = placeOf(node + 1) - place;
        const [rise, from, to] = [upper[0] - value, slope * width, upper[1] * width];
        table.set([value, from, 3 * rise - 2 * from - to, from + to - 2 * rise], (half * cells + node) * 4);
      }
      upper = [value, slope];
    }
  }
  return table;
}

/** Probability of a node in units of 2^-32: from 1/2, half of the least word, to 2^31, the median. */
function placeOf(node: number): number {
  let place = 0.5 * (1 + (node % CELLS_PER_OCTAVE) / CELLS_PER_OCTAVE);
  for (let octave = Math.floor(node / CELLS_PER_OCTAVE); octave > 0; octave--) place *= 2;
  return place;
}

/** Where the gamma law of this shape leaves the probability p below, or above; by Newton in the logarithms, from a place nearby. */
function gammaQuantile(shape: number, logGammaOfShape: number, p: number, isLower: boolean, near: number): number {
  let y = near;
  for (let iteration = 0; iteration < 50; iteration++) {
    const reached = isLower ? lowerGamma(shape, logGammaOfShape, y) : upperGamma(shape, logGammaOfShape, y);
    const density = exponential((shape - 1) * logarithm(y) - y - logGammaOfShape);
    const excess = (logarithm(reached / p) * reached) / density;
    // The lower tail is a power of y, the upper one an exponential: each is nearly straight on its own scale.
    const next = isLower ? y * exponential(-excess / y) : Math.max(y + excess, y / 2);
    if (Math.abs(next - y) <= 1e-13 * y) return next;
    y = next;
  }
  return y;
}

/** P(a, y) by its series (Abramowitz and Stegun 6.5.29). */
function lowerGamma(shape: number, logGammaOfShape: number, y: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= y / (shape + n);
    sum += term;
  }
  return sum * exponential(shape * logarithm(y) - y - logGammaOfShape);
}

/** Q(a, y): 1 - P below a + 1, where it is not small, and beyond by the continued fraction of Legendre (Lentz's method). */
function upperGamma(shape: number, logGammaOfShape: number, y: number): number {
  if (y < shape + 1) return 1 - lowerGamma(shape, logGammaOfShape, y);
  let b = y + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1000; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction * exponential(shape * logarithm(y) - y - logGammaOfShape);
}

/** ln Gamma(a) for a >= 1: Stirling's series above 16, error below 1e-15 (Abramowitz and Stegun 6.1.41). */
function logGamma(a: number): number {
  let product = 1;
  let z = a;
  for (; z < 16; z++) product *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188))))) / z;
  return (z - 0.5) * logarithm(z) - z + 0.9189385332046727 + series - logarithm(product);
}
