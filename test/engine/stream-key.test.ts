import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/engine/stream-key.ts';

describe('the key of a seed text', () => {
  it('is four unsigned words, the same on every machine (pinned; stream versions 1 and 2)', () => {
    expect(Array.from(keyOf('streams'))).toMatchInlineSnapshot(`
      [
        3838025477,
        2300516120,
        392360281,
        3147738212,
      ]
    `);
  });
  it('differs for texts that look alike', () => {
    const texts = ['', '\0', ' ', 'a', 'b', 'aa', 'a ', 'A', '1', '01', 'ä', 'a\u0308'];
    expect(new Set(texts.map((text) => String(keyOf(text)))).size).toBe(texts.length);
  });
  it('uses all of its 128 bits: each is set for about half of the texts (|z| < 5, false alarm 6e-7 each)', () => {
    const texts = 4000;
    const counts = new Float64Array(128);
    for (let k = 0; k < texts; k++) {
      const key = keyOf(`text ${k}`);
      for (let bit = 0; bit < 128; bit++) counts[bit]! += (key[bit >> 5]! >>> (bit & 31)) & 1;
    }
    for (const count of counts) expect(Math.abs(count - texts / 2) / Math.sqrt(texts / 4)).toBeLessThan(5);
  });
});
