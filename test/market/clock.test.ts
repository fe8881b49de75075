import { describe, expect, it } from 'vitest';
import { marketClock } from '../../src/market/clock.ts';
import { marketOf } from '../engine/support/scenario.ts';

const rows = [
  [0.9, 0.1],
  [0.2, 0.8],
];
const changing = (perHours: number) => marketOf([100], [{}, {}], { transition: { perHours, rows } }).model;

describe('the clock of a market', () => {
  it.each([
    [24, 1, 24],
    [1, 1, 1],
    [0.25, 1, 1],
    [1.5, 1, 2],
    [1, 24, 1],
    [8, 1 / 3, 24],
  ])('cuts a step of %d h into the fewest parts no longer than a chain per %d h: %d', (stepHours, perHours, parts) => {
    expect(marketClock(changing(perHours), stepHours).regimeParts).toBe(parts);
  });

  it('cuts nothing where there is one regime', () => {
    expect(marketClock(marketOf([100]).model, 24)).toEqual({ shocks: null, regimeParts: 1 });
  });

  it('tells the interval of Student-t shocks, and who says so', () => {
    const shocksOf = (perHours: number | null, ofSource = false) =>
      marketClock(
        marketOf([100], [{}], {
          shocks: { law: 'student-t', degrees: 5, perHours, ...(ofSource && { perIsOfSource: true }) },
        }).model,
        8,
      ).shocks;
    expect(shocksOf(1)).toEqual({ hours: 1, from: 'file' });
    expect(shocksOf(24, true)).toEqual({ hours: 24, from: 'source' });
    expect(shocksOf(null)).toEqual({ hours: 8, from: 'step' });
  });
});
