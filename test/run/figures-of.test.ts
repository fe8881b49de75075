import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/run/figures-of.ts';
import { inventedFigures, inventedResult } from '../report/results.ts';

describe('the figures of a run', () => {
  const result = inventedResult(inventedFigures);

  it('are those of one scheme, unless a difference is wanted', () => {
    const [only, ...more] = figuresOf(result, { metric: 'mean_pnl', scheme: 'isolated' });
    expect(only).toMatchObject({ scenario: 'base', versus: null, estimate: -120 });
    expect(more).toEqual([]);
    const difference = figuresOf(result, { metric: 'mean_pnl', scheme: 'isolated', versus: 'cross' });
    expect(difference.map(({ estimate }) => estimate)).toEqual([-60]);
  });

  it('are those of the account and of every position, unless one is wanted', () => {
    const wanted = { metric: 'p_position', scheme: 'cross' };
    expect(figuresOf(result, wanted)).toHaveLength(2);
    expect(figuresOf(result, { ...wanted, position: 'btc-long' })).toHaveLength(1);
    expect(figuresOf(result, { ...wanted, position: null })).toEqual([]);
  });
});
