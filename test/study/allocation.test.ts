import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocationRules, defaultAllocation } from '../../src/study/resolve/allocation.ts';
import { scenario } from './support/experiment.ts';

const pool = fc.record({
  notional: fc.double({ min: 1, max: 1e9, noNaN: true }),
  requirement: fc.double({ min: 1, max: 1e8, noNaN: true }),
});

describe.each(Object.entries(allocationRules))('the allocation rule %s', (name, rule) => {
  it('says what it means', () => {
    expect(rule.meaning).not.toBe('');
  });

  it('gives every pool of a sound book something, and none less than nothing', () => {
    fc.assert(
      fc.property(fc.array(pool, { minLength: 1, maxLength: 8 }), (pools) => {
        const weights = pools.map((one) => rule.weight(one));
        expect(weights).toHaveLength(pools.length);
        for (const weight of weights) expect(weight).toBeGreaterThan(0);
      }),
    );
  });

  it('treats equal pools equally, wherever they stand', () => {
    fc.assert(
      fc.property(pool, fc.array(pool, { maxLength: 5 }), (twin, others) => {
        const weights = [twin, ...others, twin].map((one) => rule.weight(one));
        expect(weights.at(-1)).toBe(weights[0]);
      }),
    );
  });

  it('splits all of the collateral, and no more', () => {
    const { schemes, collateral } = scenario({
      collateral: 'collateral: { USDT: 12_345.67, BTC: 0.3 }',
      schemes: `schemes: { s: { pools: each, allocate: ${name}, treasury: 7% } }`,
    }).account;
    for (const [asset, { amount }] of collateral.entries()) {
      const split = schemes[0]!.pools.reduce(
        (sum, { collateral: units }) => sum + units[asset]!,
        schemes[0]!.treasury[asset]!,
      );
      expect(Math.abs(split - amount)).toBeLessThanOrEqual(1e-12 * amount);
    }
  });
});

it('splits by notional unless asked otherwise', () => {
  expect(defaultAllocation).toBe('by-notional');
});
