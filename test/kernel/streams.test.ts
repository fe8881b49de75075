import { describe, expect, it } from 'vitest';
import { LANES } from '../../src/engine/memory/constants.ts';
import { keyOf } from '../../src/engine/stream-key.ts';
import { createProbe, type Probe } from './support/probe.ts';
import { nextWord, philox, purposes, startOfStream } from './support/reference.ts';

const hex = (words: ArrayLike<number | bigint>) =>
  Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');

/** The four words of the state of a lane. */
const stateOf = (probe: Probe, lane: number, stream = 0) =>
  Array.from({ length: 4 }, (_, word) => probe.states[(stream * 4 + word) * LANES + lane]!);

describe('Philox4x32-10', () => {
  /** Published with Random123 (kat_vectors): counter, key, block. */
  const knownAnswers = [
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const;
  const parse = (text: string) => text.split(' ').map((word) => Number.parseInt(word, 16));

  it.each(knownAnswers)(
    'of counter %s and key %s is the published block, here and in the kernel',
    (counter, key, block) => {
      const [counters, keys] = [parse(counter), parse(key)];
      expect(hex(philox(counters.map(BigInt), keys.map(BigInt)))).toBe(block);
      // The kernel makes the counter of an address: path, path >> 32 ^ key[3], purpose << 16 | index, key[2]. A path has 53 bits;
      // what is beyond them comes in by the key.
      const [c0, c1, c2, c3] = counters as [number, number, number, number];
      const probe = createProbe([keys[0]!, keys[1]!, c3, c1]);
      probe.call('seed')(0, c0, c2 >>> 16, c2 & 0xffff);
      expect(hex(stateOf(probe, 0))).toBe(block);
    },
  );

  it('in the kernel is that of the reference at any address, in every lane', () => {
    const key = keyOf('addresses');
    const probe = createProbe(key);
    const paths = [0, 1, 1000, 2 ** 31 - 3, 2 ** 32 - 3, 2 ** 32 - 1, 2 ** 40, 2 ** 52 - 1];
    for (const path of paths) {
      for (const [purpose, index] of [
        [purposes.shocks, 0],
        [purposes.funding, 65_535],
        [32_768, 3],
      ] as const) {
        probe.call('seed')(0, path, purpose, index);
        for (let lane = 0; lane < LANES; lane++) {
          expect(hex(stateOf(probe, lane))).toBe(hex(startOfStream(key, path + lane, purpose, index)));
        }
      }
    }
  });
});

describe('xoshiro128++', () => {
  /** First outputs from state 1, 2, 3, 4 as published with rand_xoshiro. */
  const published = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768];

  it('from state 1, 2, 3, 4 gives the published words: the reference, the kernel in bulk, and the kernel word by word', () => {
    const state = [1n, 2n, 3n, 4n];
    expect(published.map(() => Number(nextWord(state)))).toEqual(published);
    const probe = createProbe();
    const words = probe.integers(published.length * LANES);
    for (const draw of [
      () => probe.call('draw')(0, published.length, words.at),
      () => {
        for (let k = 0; k < words.values.length; k++) {
          words.values[k] = probe.call('word')(0, k % LANES);
        }
      },
    ]) {
      probe.states.forEach((_, k) => (probe.states[k] = Math.floor(k / LANES) + 1));
      draw();
      expect(Array.from(words.values, (w) => w >>> 0)).toEqual(
        published.flatMap((w) => Array.from({ length: LANES }, () => w)),
      );
    }
  });

  it('runs in every lane as the reference does from the same start, a thousand words on', () => {
    const key = keyOf('lanes');
    const probe = createProbe(key);
    const words = probe.integers(1000 * LANES);
    probe.call('seed')(0, 77, purposes.shocks, 5);
    probe.call('draw')(0, 1000, words.at);
    for (let lane = 0; lane < LANES; lane++) {
      const state = startOfStream(key, 77 + lane, purposes.shocks, 5);
      for (let k = 0; k < 1000; k++) expect(words.values[k * LANES + lane]! >>> 0).toBe(Number(nextWord(state)));
      expect(stateOf(probe, lane)).toEqual(state.map(Number));
    }
  });

  it('in bulk writes word after word to row after row; and word by word goes on where it ended', () => {
    const key = keyOf('rows');
    const probe = createProbe(key, 2);
    const rows = 15;
    const words = probe.integers(rows * LANES);
    probe.call('seed')(1, 9, purposes.mixing, 0);
    probe.call('draw')(1, rows, words.at);
    for (let lane = 0; lane < LANES; lane++) {
      const state = startOfStream(key, 9 + lane, purposes.mixing, 0);
      for (let row = 0; row < rows; row++) {
        expect(words.values[row * LANES + lane]! >>> 0).toBe(Number(nextWord(state)));
      }
      // One lane alone, by as many words as its number: the others stand still.
      for (let k = 0; k < lane; k++) expect(probe.call('word')(1, lane) >>> 0).toBe(Number(nextWord(state)));
      expect(stateOf(probe, lane, 1)).toEqual(state.map(Number));
    }
  });
});

describe('a stream is a function of its address alone', () => {
  const startOf = (key: ArrayLike<number>, path: number, purpose: number, index: number) => {
    const probe = createProbe(key);
    probe.call('seed')(0, path, purpose, index);
    return hex(stateOf(probe, 0));
  };
  const key = keyOf('streams');
  it('any part of the address moves it, also beyond 32 bits of path', () => {
    const addresses: [Uint32Array, number, number, number][] = [
      [key, 0, purposes.shocks, 0],
      [key, 1, purposes.shocks, 0],
      [key, 2 ** 32, purposes.shocks, 0],
      [key, 0, purposes.shocks, 1],
      [key, 0, purposes.regime, 0],
      [keyOf('other'), 0, purposes.shocks, 0],
      ...[0, 1, 2, 3].map((word): [Uint32Array, number, number, number] => [
        key.with(word, key[word]! ^ 0x100000),
        0,
        purposes.shocks,
        0,
      ]),
    ];
    const starts = addresses.map((address) => startOf(...address));
    expect(new Set(starts).size).toBe(starts.length);
  });
  it('the same seed text gives the same words on every machine (pinned; stream versions 1 and 2)', () => {
    const probe = createProbe(key);
    probe.call('seed')(0, 123456789, purposes.funding, 3);
    expect([0, 1, 2].map(() => probe.call('word')(0, 0) >>> 0)).toEqual([3903178311, 2102410222, 781649576]);
  });
});
