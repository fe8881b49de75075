import { expect, it } from 'vitest';
import { philox } from '../../src/random/philox.ts';

/** Known answers of Philox4x32-10: the first three are published with Random123 (kat_vectors). */
const knownAnswers = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const;

it.each(knownAnswers)('Philox4x32-10 of counter %s and key %s is the published block', (counter, key, expected) => {
  const [c0, c1, c2, c3] = counter.split(' ').map((word) => Number.parseInt(word, 16));
  const [k0, k1] = key.split(' ').map((word) => Number.parseInt(word, 16));
  const out = new Int32Array(4);
  philox(c0!, c1!, c2!, c3!, k0!, k1!, out, 0);
  expect(Array.from(out, (word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ')).toBe(expected);
});
