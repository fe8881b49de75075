import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatDurationHours,
  formatDurationSeconds,
  formatShare,
  parseDurationHours,
  parseDurationSeconds,
  parseNumber,
  parseShare,
} from '../../src/base/units.ts';

/** Any decimal text is read as the double nearest to it, which is what JavaScript's own number literals are. */
describe('numbers', () => {
  it.each([
    ['100_000', 100_000],
    ['1_000.50', 1000.5],
    ['-0.5', -0.5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['1e6', 1_000_000],
    ['1.5E-3', 0.0015],
    ['0.1', 0.1],
  ])('%s is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', '_1', '1_', '1__0', '1,000', '0x10', '1e', 'NaN', 'Infinity', '1 000', '60%', '1e999', ' 1'])(
    '%j is no number',
    (text) => {
      expect(parseNumber(text)).toBeNull();
    },
  );
});

describe('shares', () => {
  it.each([
    ['60%', 0.6],
    ['0.5%', 0.005],
    ['7%', 0.07], // 7 / 100 in binary too, but 0.07 * 100 is not 7
    ['0.7%', 0.007], // 0.7 / 100 is 0.006999999999999999
    ['-3 %', -0.03],
    ['1_000%', 10],
    ['0.005', 0.005],
    ['1e-2%', 0.0001],
  ])('%s is %d', (text, value) => {
    expect(parseShare(text)).toBe(value);
  });

  it.each(['%', '5%%', '5 percent', '% 5', '5  %'])('%j is no share', (text) => {
    expect(parseShare(text)).toBeNull();
  });

  it('survive being written and read, whatever the share', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), (share) => {
        expect(parseShare(formatShare(share))).toBe(share === 0 ? 0 : share);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are written without noise', () => {
    expect([0.07, 0.005, 1, 0.333, 1e-9].map(formatShare)).toEqual(['7%', '0.5%', '100%', '33.3%', '0.0000001%']);
  });
});

describe('durations', () => {
  it.each([
    ['30d', 2_592_000],
    ['1h', 3_600],
    ['15m', 900],
    ['2w', 1_209_600],
    ['90s', 90],
    ['1.5h', 5_400],
    ['0.1h', 360], // 0.1 * 3600 in binary is 360.00000000000006
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  it.each(['1', '1y', 'h', '-1h', '1h30m', '1H', ''])('%j is no duration', (text) => {
    expect(parseDurationSeconds(text)).toBeNull();
    expect(parseDurationHours(text)).toBeNull();
  });

  it('are written in the largest unit that fits', () => {
    expect([0, 1, 90, 120, 5_400, 7_200, 86_400, 1_209_600].map(formatDurationSeconds)).toEqual([
      '0s',
      '1s',
      '90s',
      '2m',
      '90m',
      '2h',
      '1d',
      '14d',
    ]);
    expect(formatDurationHours(1 / 3)).toBe('20m');
  });

  it('survive being written and read, whatever the number of seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_153_600_000 }), (seconds) => {
        expect(parseDurationSeconds(formatDurationSeconds(seconds))).toBe(seconds);
        expect(parseDurationSeconds(formatDurationHours(seconds / 3_600))).toBe(seconds);
      }),
    );
  });
});

describe('amounts', () => {
  it('have thousands separators and fixed decimals', () => {
    expect(formatAmount(1_234_567.891)).toBe('1,234,567.89');
    expect(formatAmount(-1_234.5)).toBe('-1,234.50');
    expect(formatAmount(999, 0)).toBe('999');
    expect(formatAmount(1e21, 0)).toBe('1,000,000,000,000,000,000,000');
  });
});
