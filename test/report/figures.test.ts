import { describe, expect, it } from 'vitest';
import { formatInterval, formatPrice, formatPValue, significant } from '../../src/report/render/numbers.ts';

describe('an estimate for people', () => {
  it.each([
    ['probability', 0.123_47, 0.122_02, 0.124_84, '12.35 ± 0.14 %'],
    ['probability', 0.0001, 0.00002, 0.0004, '0.010 [0.002, 0.040] %'],
    ['quote', 12.3, 9.84, 17.11, '12.3 [9.8, 17.1]'],
    ['quote', -12.3, -17.11, -9.84, '-12.3 [-17.1, -9.8]'],
    ['quote', 100, 91, 109.5, '100.0 ± 9.3'],
    ['quote', 0, 0, 12.34, '0 (≤ 12)'],
    ['quote', 0, 0, null, '0 (none seen)'],
    ['quote', 0, null, null, '0 ± ?'],
    ['probability', 0, 0, 0.000_019, '0 (≤ 0.0019 %)'],
    ['probability', 0.5, 0.4002, 0.5998, '50 ± 10 %'],
    ['quote', -1_234.56, -1_290.4, -1_178.7, '-1,235 ± 56'],
    ['quote', 1_234_567, 1_200_000, 1_269_134, '1,234,567 ± 34,567'],
    ['quote', 0.001, -0.5, 0.502, '0.00 ± 0.50'],
    ['quote', -0.001, -0.6, 0.598, '0.00 ± 0.60'],
    ['quote', 18, 17.9988, 18.0012, '18.0000 ± 0.0012'],
    ['quote', 6_213.5, 2_000, null, '6,214 [2,000, ?]'],
    ['hours', 61, null, null, '61 ± ? h'],
    ['probability', 1, 0.998_1, 1, '100 % (≥ 99.81 %)'],
    ['probability', 1, 0.9, 1, '100 % (≥ 90 %)'],
    ['probability', 1, 0.206_5, 1, '100 % (≥ 20 %)'],
    ['quote', 10_000, 9_999.999_999_999, 10_000.000_000_001, '10,000'],
    ['quote', 10_000.256, 10_000.256, 10_000.256, '10,000.26'],
    ['hours', 312.4, 308.2, 316.6, '312.4 ± 4.2 h'],
    ['ratio', 0.123_47, 0.1213, 0.1257, '0.1235 ± 0.0022'],
    ['ratio', null, null, null, '–'],
  ] as const)('%s %d in [%d, %d] reads as %s', (unit, estimate, ciLow, ciHigh, text) => {
    expect(formatInterval({ estimate, ciLow, ciHigh }, unit)).toBe(text);
  });

  it('shows p-values and prices with the digits that they have', () => {
    expect([1e-12, 0.000_34, 0.0213, 1, null].map(formatPValue)).toEqual([
      'p < 1e-9',
      'p = 3e-4',
      'p = 0.021',
      'p = 1.0',
      '',
    ]);
    expect([67_412.3, 2_512.34, 0.120_812, null].map(formatPrice)).toEqual(['67,412', '2,512.3', '0.12081', '–']);
    expect([0, 9.96, 0.000_123, 4_321].map((value) => significant(value, 2))).toEqual(['0', '10', '0.00012', '4,300']);
    expect([-99.548, 99.96, 0.9996, 9.994].map((value) => significant(value, 3))).toEqual([
      '-99.5',
      '100',
      '1.00',
      '9.99',
    ]);
  });
});
