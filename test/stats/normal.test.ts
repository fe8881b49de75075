import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, normalTwoSided, normalUpperTail } from '../../src/stats/normal.ts';

describe('the normal law', () => {
  it.each([
    // Wichura (1988), Algorithm AS 241, test values of PPND16.
    [0.25, -0.6744897501960817],
    [0.001, -3.0902323061678136],
    [1e-20, -9.26234008979841],
    // Tables of interval scores, e.g. NIST/SEMATECH e-Handbook 1.3.6.7.1, to 16 digits.
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.5, 0],
  ])('has the published quantile at %d', (probability, quantile) => {
    expect(Math.abs(normalQuantile(probability) - quantile)).toBeLessThan(2e-15 * Math.max(1, Math.abs(quantile)));
  });

  it.each([
    // Abramowitz & Stegun (1964), tables 26.1 and 26.2.
    [1, 0.15865525393145705],
    [2, 0.02275013194817921],
    [3, 0.0013498980316300946],
    [5, 2.866515718791939e-7],
    [10, 7.61985302416053e-24],
  ])('has the published upper tail beyond %d, relative to itself', (x, tail) => {
    expect(Math.abs(normalUpperTail(x) / tail - 1)).toBeLessThan(1e-14);
    expect(Math.abs(normalCdf(-x) / tail - 1)).toBeLessThan(1e-14);
  });

  it('has a quantile that inverts the distribution function far into the tails', () => {
    for (let exponent = -300; exponent < 0; exponent += 7) {
      const probability = 10 ** exponent;
      expect(Math.abs(normalCdf(normalQuantile(probability)) / probability - 1)).toBeLessThan(1e-12);
    }
    for (let probability = 0.01; probability < 1; probability += 0.01) {
      expect(Math.abs(normalCdf(normalQuantile(probability)) - probability)).toBeLessThan(1e-15);
    }
  });

  it('is infinite at the ends, and certain at score 0', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalTwoSided(0), normalTwoSided(-1e9)]).toEqual([1, 0]);
  });
});
