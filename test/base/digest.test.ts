import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../src/base/digest.ts';

describe('canonical JSON', () => {
  it('does not depend on the order in which fields were written', () => {
    const one = { b: [1, { y: null, x: 'text' }], a: true };
    const other = { a: true, b: [1, { x: 'text', y: null }] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":true,"b":[1,{"x":"text","y":null}]}');
  });

  it('keeps every bit of a number, the order of lists, and drops fields that are undefined', () => {
    expect(canonicalJson([0.1 + 0.2, 1e21, 5e-324])).toBe('[0.30000000000000004,1e+21,5e-324]');
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [() => 1], [undefined]])('refuses %s', (value) => {
    expect(() => canonicalJson({ value: [value] })).toThrow('broken promise');
  });
});

describe('sha256', () => {
  it('gives the published digest of "abc" (FIPS 180-2, appendix B.1), in one piece or in several', () => {
    const published = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(published);
    expect(sha256('a', new TextEncoder().encode('bc'))).toBe(published);
  });
});
