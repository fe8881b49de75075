import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { exponential, logarithm } from '../../src/base/elementary.ts';
import { seeded } from '../support/seeds.ts';

const Exact = Decimal.clone({ precision: 60 });

/** The double itself; `new Decimal(0.1)` would be the decimal 0.1, which is another number. */
function exactly(x: number): Decimal {
  const exponent = 60 - Math.floor(Math.log2(Math.abs(x)));
  return new Exact(BigInt(x * 2 ** exponent).toString()).div(new Exact(2).pow(exponent));
}

/** Relative error in units of 2^-52 against decimal.js with 60 digits. */
function ulps(value: number, truth: Decimal): number {
  return exactly(value)
    .minus(truth)
    .div(truth)
    .abs()
    .mul(2 ** 52)
    .toNumber();
}

function worst(
  count: number,
  draw: () => number,
  value: (x: number) => number,
  truth: (x: Decimal) => Decimal,
): number {
  let largest = 0;
  for (let k = 0; k < count; k++) {
    const x = draw();
    largest = Math.max(largest, ulps(value(x), truth(exactly(x))));
  }
  return largest;
}

describe('elementary functions are within 2.5 units in the last place of decimal.js', () => {
  const random = seeded('elementary');
  it('logarithm over (0, 1), near 0 and near 1', () => {
    expect(worst(500, random, logarithm, (x) => x.ln())).toBeLessThan(2.5);
    expect(
      worst(
        300,
        () => random() * 1e-9,
        logarithm,
        (x) => x.ln(),
      ),
    ).toBeLessThan(2.5);
    expect(
      worst(
        300,
        () => 1 - random() * 1e-3,
        logarithm,
        (x) => x.ln(),
      ),
    ).toBeLessThan(2.5);
    expect(logarithm(1)).toBe(0);
  });
  it('exponential of any arguments', () => {
    expect(
      worst(
        300,
        () => (random() - 0.5) * 60,
        exponential,
        (x) => x.exp(),
      ),
    ).toBeLessThan(2.5);
    expect(
      worst(
        300,
        () => (random() - 0.5) / 16,
        exponential,
        (x) => x.exp(),
      ),
    ).toBeLessThan(2.5);
    expect([exponential(0), exponential(800), exponential(-800), exponential(Number.NEGATIVE_INFINITY)]).toEqual([
      1,
      Number.POSITIVE_INFINITY,
      0,
      0,
    ]);
  });
});

it('their bits are pinned: a change here moves every path and needs a new stream version', () => {
  const values = [logarithm(0.3), logarithm(1e-7), exponential(-1.25), exponential(3.5)];
  expect(values).toMatchInlineSnapshot(`
    [
      -1.2039728043259361,
      -16.11809565095832,
      0.2865047968601901,
      33.11545195869231,
    ]
  `);
});
