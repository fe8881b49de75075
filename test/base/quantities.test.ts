import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatSeconds } from '../../src/base/quantities.ts';

describe('quantities for people', () => {
  it.each([
    [0.04, '0.0 s'],
    [4.24, '4.2 s'],
    [59.7, '1 min 0 s'],
    [200, '3 min 20 s'],
    [18_600, '5 h 10 min'],
    [86_400 * 12, '12 days'],
    [86_400 * 365 * 228.3, '228 years'],
    [86_400 * 365 * 31_234, '3.1e+4 years'],
  ])('%f seconds read as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it.each([
    [12, '12 B'],
    [2_400_000, '2.4 MB'],
    [280_000_000, '280 MB'],
    [1.5e13, '15 TB'],
    [1.5e16, '15 PB'],
  ])('%f bytes read as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('numbers have commas, and from a million millions on an exponent', () => {
    expect([0, 999, 1_234_567, 1e15].map(formatCount)).toEqual(['0', '999', '1,234,567', '1.0e+15']);
  });
});
