import { describe, expect, it } from 'vitest';
import { chiSquares, chiSquareWords } from '../../src/random/chi-square.ts';
import {
  cosineTimes,
  normal,
  radiusOfWord,
  sineTimes,
  uniform,
  uniformOfWord,
  waitingTime,
} from '../../src/random/draws.ts';
import { keyOf } from '../../src/random/key.ts';
import { nextWord, seedStream } from '../../src/random/streams.ts';
import { normalCdf } from '../../src/stats/normal.ts';

const N = 400_000;

/** N draws from a stream whose address is printed. */
function drawsOf(name: string, draw: (states: Int32Array) => number): Float64Array {
  console.log(`seed: draws/${name}`);
  const states = new Int32Array(4);
  seedStream(keyOf(`draws/${name}`), 0, 1, 0, states, 0);
  return Float64Array.from({ length: N }, () => draw(states));
}

/** Kolmogorov-Smirnov sqrt(n) D of a sample against a continuous law; above 2.2 with probability 1.3e-4. */
function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.toSorted();
  let distance = 0;
  sorted.forEach((x, k) => {
    const p = cdf(x);
    distance = Math.max(distance, p - k / N, (k + 1) / N - p);
  });
  return distance * Math.sqrt(N);
}

/** z-score of a sample mean given the law's mean and variance. */
function meanScore(sample: Float64Array, mean: number, variance: number): number {
  return (sample.reduce((sum, x) => sum + x, 0) / N - mean) / Math.sqrt(variance / N);
}

describe('the Box-Muller tables', () => {
  const words = [0, 1, 2, 3, 0x7fffffff, -2147483648, -2, -1, 0x12345678, -559038737];
  it('give the radius sqrt(-2 ln u) to 1e-12 at any word', () => {
    for (const word of words) {
      const exact = Math.sqrt(-2 * Math.log(uniformOfWord(word)));
      expect(Math.abs(radiusOfWord(word) - exact)).toBeLessThan(exact > 1e-3 ? 1e-12 : 1e-10);
    }
  });
  it('give cosine and sine of the same angle to 1e-14', () => {
    for (const word of words) {
      const angle = Math.atan2(sineTimes(1, word), cosineTimes(1, word));
      const exact = ((word >>> 0) + 0.5) * ((2 * Math.PI) / 4294967296) - Math.PI / 4;
      const turn = (angle - exact) / (2 * Math.PI);
      expect(Math.abs(turn - Math.round(turn))).toBeLessThan(1e-14);
      expect(Math.abs(Math.hypot(sineTimes(1, word), cosineTimes(1, word)) - 1)).toBeLessThan(1e-14);
    }
  });
});

describe('draws follow their laws', () => {
  it('uniform and normal by Kolmogorov-Smirnov (false alarm 1.3e-4 each)', () => {
    expect(
      kolmogorovSmirnov(
        drawsOf('uniform', (s) => uniform(s, 0)),
        (x) => x,
      ),
    ).toBeLessThan(2.2);
    expect(
      kolmogorovSmirnov(
        drawsOf('normal', (s) => normal(s, 0)),
        normalCdf,
      ),
    ).toBeLessThan(2.2);
  });
  it('a uniform has 53 bits: what lies beyond its first 27 is uniform too (false alarm 1.3e-4)', () => {
    const sample = drawsOf('uniform bits', (s) => (uniform(s, 0) * 2 ** 27) % 1);
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(2.2);
  });
  it('normal has variance 1, kurtosis 3 and tails (|z| < 4.5, false alarm 7e-6 each)', () => {
    const sample = drawsOf('normal moments', (s) => normal(s, 0));
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => x * x),
          1,
          2,
        ),
      ),
    ).toBeLessThan(4.5);
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => x ** 4),
          3,
          96,
        ),
      ),
    ).toBeLessThan(4.5);
    const tail = 2 * normalCdf(-3.5);
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => (Math.abs(x) > 3.5 ? 1 : 0)),
          tail,
          tail,
        ),
      ),
    ).toBeLessThan(4.5);
  });
  it.each([3, 4, 7, 60])(
    'chi-square with %i degrees has its mean and variance (|z| < 4.5, false alarm 7e-6)',
    (degrees) => {
      const words = new Int32Array(chiSquareWords(degrees));
      const one = new Float64Array(1);
      const sample = drawsOf(`chi-square ${degrees}`, (s) => {
        for (let k = 0; k < words.length; k++) words[k] = nextWord(s, 0);
        chiSquares(words, 1, degrees, 1, one);
        return one[0]!;
      });
      const variance = 2 * degrees;
      const fourth = 12 * degrees * (degrees + 4);
      expect(Math.abs(meanScore(sample, degrees, variance))).toBeLessThan(4.5);
      const squares = sample.map((x) => (x - degrees) ** 2);
      expect(Math.abs(meanScore(squares, variance, fourth - variance * variance))).toBeLessThan(4.5);
    },
  );
  it('waiting times are geometric: mean 1/p, P(first step) = p (|z| < 4.5, false alarm 7e-6)', () => {
    const p = 0.03;
    const sample = drawsOf('waiting', (s) => waitingTime(s, 0, Math.log(1 - p)));
    expect(Math.abs(meanScore(sample, 1 / p, (1 - p) / p ** 2))).toBeLessThan(4.5);
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => (x === 1 ? 1 : 0)),
          p,
          p * (1 - p),
        ),
      ),
    ).toBeLessThan(4.5);
    expect(Math.min(...sample.subarray(0, 1000))).toBeGreaterThanOrEqual(1);
  });
  it('an impossible event waits for ever, a certain one a single step', () => {
    const states = Int32Array.of(1, 2, 3, 4);
    expect(waitingTime(states, 0, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(waitingTime(states, 0, Number.NEGATIVE_INFINITY)).toBe(1);
  });
});
