import { describe, expect, it } from 'vitest';
import { BLOCK_STEPS, LANES, type Precision } from '../../src/engine/memory/constants.ts';
import { keyOf } from '../../src/engine/stream-key.ts';
import { normalCdf } from '../../src/stats/normal.ts';
import { precisions } from '../engine/support/scenario.ts';
import { correlationScore, kolmogorovSmirnov, LIMIT, meanScore, shareScore } from '../engine/support/scores.ts';
import { createProbe, inPrecision } from './support/probe.ts';
import { nextWord, purposes, startOfStream } from './support/reference.ts';

/** Scores: |z| < 4.5, false alarm 6.8e-6 each; Kolmogorov-Smirnov < 2.2, false alarm 1.3e-4. Seeds: the names of the streams. */

/** Places of the streams of a group, by `stream-order.ts`. */
const [MIXING, SHOCKS] = [1, 4];

const uniformOf = (word: bigint) => (Number(word >> 1n) + 0.5) / 2 ** 31;
/** v of the angle pi v, from the lower 31 bits as a signed number. */
const angleOf = (word: bigint) => Number(BigInt.asIntN(32, word << 1n)) / 2 ** 32;

/** The pair of normals of two words: Box and Muller (1958), the sign of the second by the upper bit of the angle's word. */
function normalsOf(first: bigint, second: bigint): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(uniformOf(first)));
  const v = Math.PI * angleOf(second);
  return [radius * Math.sin(v), (second >> 31n ? -1 : 1) * radius * Math.cos(v)];
}

/** The kernel's own pass over the normals of a block: `block(path)` seeds all lanes there, `next` draws another block. */
function normalsOfBlocks(name: string, precision: Precision, pairs: number) {
  const key = keyOf(name);
  const probe = createProbe(key, SHOCKS + pairs);
  const words = probe.integers(2 * pairs * BLOCK_STEPS * LANES);
  const count = 2 * pairs * BLOCK_STEPS * LANES;
  const normals = precision === 'mixed' ? probe.singles(count) : probe.doubles(count);
  probe.set('pairCount', pairs);
  probe.set('words', words.at);
  probe.set('normals', normals.at);
  const start = (path: number) => {
    for (let pair = 0; pair < pairs; pair++) probe.call('seed')(SHOCKS + pair, path, purposes.shocks, pair);
  };
  return { key, probe, start, next: probe.call(inPrecision('blockNormals', precision)), normals: normals.values };
}

/** Normals of one asset of a pair, over the steps of `blocks` blocks of all lanes: [block][step][lane]. */
function sampleNormals(name: string, precision: Precision, blocks: number): [Float64Array, Float64Array] {
  const { start, next, normals } = normalsOfBlocks(name, precision, 1);
  const size = BLOCK_STEPS * LANES;
  const samples: [Float64Array, Float64Array] = [new Float64Array(blocks * size), new Float64Array(blocks * size)];
  start(0);
  for (let block = 0; block < blocks; block++) {
    next();
    samples.forEach((sample, asset) => sample.set(normals.subarray(asset * size, (asset + 1) * size), block * size));
  }
  return samples;
}

describe.each(precisions)('normals in precision %s', (precision) => {
  it('are those of Box and Muller of the words of their stream, for every pair, step and lane', () => {
    const pairs = 3;
    const { key, start, next, normals } = normalsOfBlocks('formula', precision, pairs);
    const path = 12_345;
    start(path);
    const states = Array.from({ length: pairs }, (_, pair) =>
      Array.from({ length: LANES }, (__, lane) => startOfStream(key, path + lane, purposes.shocks, pair)),
    );
    let worst = 0;
    for (let block = 0; block < 20; block++) {
      next();
      for (let pair = 0; pair < pairs; pair++) {
        for (let step = 0; step < BLOCK_STEPS; step++) {
          for (let lane = 0; lane < LANES; lane++) {
            const state = states[pair]![lane]!;
            normalsOf(nextWord(state), nextWord(state)).forEach((z, k) => {
              const drawn = normals[((2 * pair + k) * BLOCK_STEPS + step) * LANES + lane]!;
              worst = Math.max(worst, Math.abs(drawn - z));
            });
          }
        }
      }
    }
    // A normal of at most 6.66, with the relative errors of radius and angle.
    expect(worst).toBeLessThan(precision === 'mixed' ? 3e-6 : 1e-11);
  });

  it('are finite and as they should be at the ends of the range of words', () => {
    const { probe, next, normals } = normalsOfBlocks('ends', precision, 1);
    for (const word of [0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]) {
      // A state with s0 = 0 gives the word rotl(s3, 7).
      const state = [0, 0x9e3779b9, word ^ 0x85ebca6b, ((word >>> 7) | (word << 25)) >>> 0];
      for (let k = 0; k < 4; k++) probe.states.fill(state[k]!, (4 * SHOCKS + k) * LANES, (4 * SHOCKS + k + 1) * LANES);
      next();
      const reference = state.map(BigInt);
      const first = nextWord(reference);
      expect(Number(first)).toBe(word);
      const [z, other] = normalsOf(first, nextWord(reference));
      // A uniform within 2^-24 of 1 is rounded there, and the small radius with it.
      const radius = Math.hypot(z, other);
      const allowed = 3e-6 + (precision === 'mixed' ? Math.min(radius, 2 ** -24 / radius) : 0);
      expect(Math.abs(normals[0]! - z)).toBeLessThan(allowed);
      expect(Math.abs(normals[BLOCK_STEPS * LANES]! - other)).toBeLessThan(allowed);
    }
  });

  it('have the standard normal law: Kolmogorov-Smirnov, moments 1 to 4, tails beyond 3.5 and 4.5', () => {
    for (const sample of sampleNormals('law', precision, 6400)) {
      expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(2.2);
      for (const [power, mean] of [
        [1, 0],
        [2, 1],
        [3, 0],
        [4, 3],
      ] as const) {
        expect(
          Math.abs(
            meanScore(
              sample.map((z) => (power % 2 ? z : 1) * (power > 1 ? z * z : 1) * (power > 3 ? z * z : 1)),
              mean,
            ),
          ),
          `z^${power}`,
        ).toBeLessThan(LIMIT);
      }
      for (const bound of [3.5, 4.5]) {
        const beyond = sample.filter((z) => Math.abs(z) > bound).length;
        expect(Math.abs(shareScore(beyond, sample.length, 2 * normalCdf(-bound))), `${bound}`).toBeLessThan(LIMIT);
      }
    }
  });

  it('of a pair are independent, in sign and in size', () => {
    const [a, b] = sampleNormals('pair', precision, 6400);
    const score = (f: (z: number) => number) =>
      meanScore(
        a.map((z, k) => f(z) * f(b[k]!)),
        0,
      );
    expect(Math.abs(score((z) => z))).toBeLessThan(LIMIT);
    expect(Math.abs(score((z) => z * z - 1))).toBeLessThan(LIMIT);
    expect(Math.abs(score(Math.sign))).toBeLessThan(LIMIT);
    expect(Math.abs(score((z) => z ** 3))).toBeLessThan(LIMIT);
  });
});

describe.each(precisions)('the mixing variable of Student t in precision %s', (precision) => {
  const blocksOf = (name: string, degrees: number) => {
    const key = keyOf(name);
    const probe = createProbe(key, SHOCKS);
    const perStep = (degrees >> 1) + 2 * (degrees & 1);
    const words = probe.integers(perStep * BLOCK_STEPS * LANES);
    const column = () =>
      precision === 'mixed' ? probe.singles(BLOCK_STEPS * LANES) : probe.doubles(BLOCK_STEPS * LANES);
    const mixing = column();
    // Two columns, one after the other.
    probe.set('squaredRadii', column().at);
    column();
    probe.set('degrees', degrees);
    probe.set('stepSeconds', 3600);
    probe.set('intervalSeconds', 3600);
    probe.set('words', words.at);
    probe.set('intervals', column().at);
    probe.set('mixing', mixing.at);
    probe.call('seed')(MIXING, 7, purposes.mixing, 0);
    const next = probe.call(inPrecision('blockMixing', precision));
    return { key, next, mixing: mixing.values, states: probe.states };
  };
  const allDegrees = [3, 4, 5, 6, 7, 8, 9, 13, 30, 60, 61, 125];

  it('is sqrt((nu - 2) / chi^2), chi^2 = -2 ln u over nu / 2 uniforms, plus a squared normal where nu is odd', () => {
    for (const degrees of allDegrees) {
      const { key, next, mixing } = blocksOf(`mixing ${degrees}`, degrees);
      const states = Array.from({ length: LANES }, (_, lane) => startOfStream(key, 7 + lane, purposes.mixing, 0));
      let worst = 0;
      for (let block = 0; block < 10; block++) {
        next();
        for (let step = 0; step < BLOCK_STEPS; step++) {
          states.forEach((state, lane) => {
            let chiSquare = 0;
            for (let k = 0; k < degrees >> 1; k++) chiSquare -= 2 * Math.log(uniformOf(nextWord(state)));
            if (degrees & 1) chiSquare += normalsOf(nextWord(state), nextWord(state))[0] ** 2;
            const exact = Math.sqrt((degrees - 2) / chiSquare);
            // What rounding a uniform near 1 moves, as a share of chi^2.
            const ofUniforms = precision === 'mixed' ? (degrees * 2 ** -25) / chiSquare : 0;
            worst = Math.max(worst, Math.abs(mixing[step * LANES + lane]! / exact - 1) - ofUniforms);
          });
        }
      }
      expect(worst, `${degrees} degrees`).toBeLessThan(precision === 'mixed' ? 1e-6 : 1e-12);
    }
  });

  it('is finite where every uniform is as near to 1 as it can be: rounded to a float it is 1, and chi^2 is 0', () => {
    const { next, mixing, states } = blocksOf('no chi-square', 4);
    // A state whose first two words are ffffffff and ffffffe5.
    [0, 0xfd2e9ae0, 0x9e3779b9, 0xffffffff].forEach((word, k) => {
      states.fill(word, (4 * MIXING + k) * LANES, (4 * MIXING + k + 1) * LANES);
    });
    next();
    for (const value of mixing.subarray(0, LANES)) {
      expect(value).toBeGreaterThan(1e3);
      expect(value).toBeLessThan(1e7);
    }
  });

  it.each(allDegrees)('with %i degrees: chi^2 has mean nu and variance 2 nu', (degrees) => {
    const { next, mixing } = blocksOf(`chi-square ${degrees}`, degrees);
    const blocks = 500;
    const sample = new Float64Array(blocks * mixing.length);
    for (let block = 0; block < blocks; block++) {
      next();
      mixing.forEach((m, k) => (sample[block * mixing.length + k] = (degrees - 2) / m ** 2));
    }
    expect(Math.abs(meanScore(sample, degrees))).toBeLessThan(LIMIT);
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => (x - degrees) ** 2),
          2 * degrees,
        ),
      ),
    ).toBeLessThan(LIMIT);
  });
});

describe('draws of one lane', () => {
  const N = 200_000;
  const sampleOf = (name: string, draw: string, lane = 3, ...parameters: number[]) => {
    const key = keyOf(name);
    const probe = createProbe(key);
    probe.call('seed')(0, 50, purposes.singleJump, 2);
    const target = probe.doubles(N);
    probe.call(draw)(0, lane, ...parameters, N, target.at);
    const state = startOfStream(key, 50 + lane, purposes.singleJump, 2);
    return { sample: target.values, state };
  };
  /** (53 bits of two words + 1/2) 2^-53. */
  const uniformOfTwo = (state: bigint[]) => {
    const [high, low] = [nextWord(state) >> 5n, nextWord(state) >> 6n];
    return (Number(high * 2n ** 26n + low) + 0.5) / 2 ** 53;
  };

  it('a uniform has 53 bits of two words, and its law: Kolmogorov-Smirnov, also of what lies beyond the first 27 bits', () => {
    const { sample, state } = sampleOf('uniform', 'uniforms');
    for (let k = 0; k < 1000; k++) expect(sample[k]).toBe(uniformOfTwo(state));
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(2.2);
    expect(
      kolmogorovSmirnov(
        sample.map((u) => (u * 2 ** 27) % 1),
        (x) => x,
      ),
    ).toBeLessThan(2.2);
  });

  it('a normal is the first of a pair, in double precision, and has its law', () => {
    const { sample, state } = sampleOf('normal', 'normals64');
    for (let k = 0; k < 1000; k++) {
      expect(Math.abs(sample[k]! - normalsOf(nextWord(state), nextWord(state))[0])).toBeLessThan(1e-11);
    }
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(2.2);
    expect(
      Math.abs(
        meanScore(
          sample.map((z) => z * z),
          1,
        ),
      ),
    ).toBeLessThan(LIMIT);
    expect(
      Math.abs(
        meanScore(
          sample.map((z) => z ** 4),
          3,
        ),
      ),
    ).toBeLessThan(LIMIT);
  });

  it('an exponential is -ln u, and has its law: Kolmogorov-Smirnov, mean and variance 1', () => {
    const { sample, state } = sampleOf('exponential', 'exponentials');
    for (let k = 0; k < 1000; k++) expect(sample[k]).toBeCloseTo(-Math.log(uniformOfTwo(state)), 13);
    expect(kolmogorovSmirnov(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(2.2);
    expect(Math.abs(meanScore(sample, 1))).toBeLessThan(LIMIT);
    expect(
      Math.abs(
        meanScore(
          sample.map((x) => (x - 1) ** 2),
          1,
        ),
      ),
    ).toBeLessThan(LIMIT);
  });

  it('a waiting time is 1 + floor(ln u / ln(1 - p)): geometric, P(first step) = p, mean 1 / p', () => {
    for (const p of [0.5, 0.03, 1e-4]) {
      const { sample, state } = sampleOf(`waiting ${p}`, 'waits', 5, Math.log(1 - p));
      for (let k = 0; k < 1000; k++) {
        expect(sample[k]).toBe(1 + Math.floor(Math.log(uniformOfTwo(state)) / Math.log(1 - p)));
      }
      expect(Math.min(...sample.subarray(0, 100_000))).toBeGreaterThanOrEqual(1);
      expect(Math.abs(meanScore(sample, 1 / p))).toBeLessThan(LIMIT);
      for (const step of [1, 2, 7]) {
        const count = sample.filter((wait) => wait === step).length;
        expect(Math.abs(shareScore(count, N, p * (1 - p) ** (step - 1)))).toBeLessThan(LIMIT);
      }
    }
  });

  it('an impossible event waits beyond any horizon, a certain one a single step', () => {
    const least = (logFailure: number) => sampleOf('ends of waiting', 'waits', 0, logFailure).sample.slice(0, 1000);
    expect(Math.min(...least(0))).toBeGreaterThan(1e9);
    expect(Math.min(...least(-1e-300))).toBeGreaterThan(1e9);
    expect(Math.max(...least(Number.NEGATIVE_INFINITY))).toBe(1);
  });
});

/**
 * Neighbours over a million draws: |z| < 5, false alarm 6e-7 each. A share of the correlation of any two would be seen from 0.005 on.
 */
describe('neighbouring draws are uncorrelated', () => {
  const PATHS = 1_000_000;
  const key = keyOf('neighbours');
  const probe = createProbe(key);
  const perPath = 2;
  const words = probe.integers(perPath * LANES);

  /** Word number `skip` of the streams at (path + offset, purpose, index), as fractions around 0. */
  const firstWords = (purpose: number, index: number, offset: number, skip = 0) => {
    const sample = new Float64Array(PATHS);
    for (let path = 0; path < PATHS; path += LANES) {
      probe.call('seed')(0, path + offset, purpose, index);
      probe.call('draw')(0, perPath, words.at);
      for (let lane = 0; lane < LANES; lane++) sample[path + lane] = words.values[skip * LANES + lane]! / 2 ** 32;
    }
    return sample;
  };
  const reference = firstWords(purposes.shocks, 0, 0);
  it.each([
    ['of the next path', () => firstWords(purposes.shocks, 0, 1)],
    ['of the path in the same lane of the next group', () => firstWords(purposes.shocks, 0, LANES)],
    ['of the same path, second word', () => firstWords(purposes.shocks, 0, 0, 1)],
    ['of the next pair of assets', () => firstWords(purposes.shocks, 1, 0)],
    ['of another purpose', () => firstWords(purposes.regime, 0, 0)],
  ])('words %s', (_, other) => {
    const second = other();
    expect(Math.abs(correlationScore(reference, second, 0))).toBeLessThan(5);
    expect(Math.abs(correlationScore(reference.map(Math.abs), second.map(Math.abs), 0))).toBeLessThan(5);
  });

  it.each(precisions)('normals of neighbouring steps and lanes, in sign and in size, in precision %s', (precision) => {
    // [block][step][lane]: a lane further is the next number, a step further the next row.
    for (const sample of sampleNormals('steps and lanes', precision, PATHS / (BLOCK_STEPS * LANES))) {
      for (const by of [1, LANES / 2, LANES, BLOCK_STEPS * LANES]) {
        const [now, then] = [sample.subarray(0, sample.length - by), sample.subarray(by)];
        expect(Math.abs(correlationScore(now, then, 0)), `${by} further`).toBeLessThan(5);
        const squares = [now, then].map((z) => z.map((x) => x * x)) as [Float64Array, Float64Array];
        expect(Math.abs(correlationScore(...squares, 0)), `squares, ${by} further`).toBeLessThan(5);
      }
    }
  });

  it('the same test catches a bad generator: a linear congruential one seeded by the path number', () => {
    const bad = (path: number) => (Math.imul(path, 1664525) + 1013904223) / 2 ** 32;
    const sample = (offset: number) =>
      Float64Array.from({ length: PATHS }, (_, path) => {
        const x = bad(path + offset);
        return x - Math.round(x);
      });
    expect(Math.abs(correlationScore(sample(0), sample(2580), 0))).toBeGreaterThan(5);
  });
});
