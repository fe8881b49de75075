import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/random/key.ts';
import { nextWord, purposes, seedStream } from '../../src/random/streams.ts';

/** First words of the stream at an address. */
function wordsOf(key: Uint32Array, path: number, purpose: number, index: number, count: number): number[] {
  const state = new Int32Array(4);
  seedStream(key, path, purpose, index, state, 0);
  return Array.from({ length: count }, () => nextWord(state, 0) >>> 0);
}

it('the generator is xoshiro128++: first outputs from state 1, 2, 3, 4 as published with rand_xoshiro', () => {
  const state = Int32Array.of(1, 2, 3, 4);
  const words = Array.from({ length: 6 }, () => nextWord(state, 0) >>> 0);
  expect(words).toEqual([641, 1573767, 3222811527, 3517856514, 836907274, 4247214768]);
});

describe('a stream is a function of its address alone', () => {
  const key = keyOf('streams');
  it('any part of the address moves it, also beyond 32 bits of path', () => {
    const streams = [
      wordsOf(key, 0, purposes.shocks, 0, 4),
      wordsOf(key, 1, purposes.shocks, 0, 4),
      wordsOf(key, 4294967296, purposes.shocks, 0, 4),
      wordsOf(key, 0, purposes.shocks, 1, 4),
      wordsOf(key, 0, purposes.regime, 0, 4),
      wordsOf(keyOf('other'), 0, purposes.shocks, 0, 4),
    ];
    expect(new Set(streams.map(String)).size).toBe(streams.length);
  });
  it('the same seed text gives the same words on every machine (pinned; stream version 1)', () => {
    expect(wordsOf(key, 123456789, purposes.funding, 3, 3)).toMatchInlineSnapshot(`
      [
        3903178311,
        2102410222,
        781649576,
      ]
    `);
  });
  it('seed texts that look alike give other keys', () => {
    const keys = ['', '\0', ' ', 'a', 'b', 'aa'].map((text) => String(keyOf(text)));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/**
 * z-score of the correlation of two sequences of words as fractions: N(0, 1) if they are independent.
 * |z| < 5 fails once in 1.7 million tests.
 */
function correlationScore(first: readonly number[], second: readonly number[]): number {
  const n = first.length;
  const scale = 4294967296;
  const sum = first.reduce((total, a, k) => total + (a / scale - 0.5) * (second[k]! / scale - 0.5), 0);
  return (sum * 12) / Math.sqrt(n);
}

describe('neighbouring streams are uncorrelated over a million words (|z| < 5, false alarm 6e-7 each)', () => {
  const key = keyOf('neighbours');
  const paths = 1_000_000;
  const firstWords = (purpose: number, index: number, offset: number, skip = 0) =>
    Array.from({ length: paths }, (_, path) => wordsOf(key, path + offset, purpose, index, skip + 1)[skip]!);
  const reference = firstWords(purposes.shocks, 0, 0);
  it.each([
    ['the next path', () => firstWords(purposes.shocks, 0, 1)],
    ['the same path, second word', () => firstWords(purposes.shocks, 0, 0, 1)],
    ['the next pair of assets', () => firstWords(purposes.shocks, 1, 0)],
    ['another purpose', () => firstWords(purposes.regime, 0, 0)],
  ])('%s', (_, other) => {
    expect(Math.abs(correlationScore(reference, other()))).toBeLessThan(5);
  });
  it('the same test catches a bad generator: a linear congruential one seeded by the path number', () => {
    const bad = (path: number) => (Math.imul(path, 1664525) + 1013904223) >>> 0;
    const words = Array.from({ length: paths }, (_, path) => bad(path));
    const next = Array.from({ length: paths }, (_, path) => bad(path + 2580));
    expect(Math.abs(correlationScore(words, next))).toBeGreaterThan(5);
  });
});
