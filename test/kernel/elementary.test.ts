import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { precisions } from '../engine/support/scenario.ts';
import { seeded } from '../support/seeds.ts';
import { inPrecision, mapDoubles, squaresOf, turnsOf } from './support/probe.ts';

/** Truth by decimal.js in 40 digits. */
const Exact = Decimal.clone({ precision: 40 });
const bits = new BigUint64Array(1);
const double = new Float64Array(bits.buffer);

/** The very value of a normal double, from its bits; `new Exact(0.1)` would be the decimal 0.1. */
function exactly(x: number): Decimal {
  if (x === 0) return new Exact(0);
  double[0] = Math.abs(x);
  const exponent = Number(bits[0]! >> 52n) - 1075;
  const mantissa = (bits[0]! & 0xfffffffffffffn) | 0x10000000000000n;
  return new Exact(mantissa.toString()).mul(new Exact(2).pow(exponent)).mul(Math.sign(x));
}
const pi = Exact.acos(-1);

const random = seeded('elementary functions of the kernel');
const list = (count: number, make: (k: number) => number) => Array.from({ length: count }, (_, k) => make(k));
/** Half of the last place of a float and of a double, as a share of the number. */
const [SINGLE, DOUBLE] = [2 ** -24, 2 ** -53];

/** The largest share that errors take of what is allowed, given the truth and the argument. */
function worstShare(
  arguments_: readonly number[],
  values: ArrayLike<number>,
  truth: (x: Decimal) => Decimal,
  allowed: (exact: number, x: number) => number,
): number {
  return arguments_.reduce((worst, x, k) => {
    const exact = truth(exactly(x));
    const error = exactly(values[k]!).minus(exact).abs().toNumber();
    return Math.max(worst, error / allowed(exact.toNumber(), x));
  }, 0);
}

describe.each(precisions)('of words, in precision %s', (precision) => {
  const rounding = precision === 'mixed' ? SINGLE : DOUBLE;
  const words = [
    ...list(800, () => Math.floor(2 ** 32 * random())),
    ...list(300, () => Math.floor(2 ** (32 * random()))),
    ...list(300, () => 2 ** 32 - Math.floor(2 ** (32 * random()))),
    // Where the exponent of the logarithm changes.
    ...list(100, (k) => 3 * 2 ** 30 + 64 * (k - 50)),
  ].concat([0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]);
  const uniformOf = (word: Decimal) =>
    word
      .div(2)
      .floor()
      .mul(2)
      .plus(1)
      .div(2 ** 32);

  it('the squared radius is -2 ln u', () => {
    // Errors of the logarithm: of the polynomial, of a few roundings, and in single precision of u, which near 1 is rounded twice.
    const squared = squaresOf(words, precision);
    const polynomial = precision === 'mixed' ? 1.8e-7 : 1.8e-13;
    const allowed = (exact: number) =>
      (polynomial + 8 * rounding) * exact + (precision === 'mixed' ? 2 * 2 ** -24 : 2.8e-13 * Math.min(1, exact));
    expect(worstShare(words, squared, (word) => uniformOf(word).ln().mul(-2), allowed)).toBeLessThan(1);
  });

  it('the turn is by the sine of pi v, and by its cosine with the sign of the upper bit', () => {
    const [sines, cosines] = turnsOf(words, precision);
    const [sine, cosine] = precision === 'mixed' ? [5e-9, 5e-8] : [6.3e-14, 8e-13];
    const angleOf = (word: Decimal) =>
      word
        .mod(2 ** 31)
        .minus(word.mod(2 ** 31).gte(2 ** 30) ? 2 ** 31 : 0)
        .div(2 ** 31)
        .mul(pi);
    const sinOf = (word: Decimal) => angleOf(word).sin();
    const cosOf = (word: Decimal) =>
      angleOf(word)
        .cos()
        .mul(word.gte(2 ** 31) ? -1 : 1);
    expect(worstShare(words, sines, sinOf, (exact) => (sine + 6 * rounding) * Math.abs(exact) + 1e-300)).toBeLessThan(
      1,
    );
    expect(worstShare(words, cosines, cosOf, () => cosine + 4 * rounding)).toBeLessThan(1);
  });
});

it('ln x over (0, 1), near 0, near 1, and beyond: less than 2.5 units in the last place', () => {
  const x = [
    ...list(1500, random),
    ...list(500, () => 2 ** (-60 * random())),
    ...list(300, () => 2 ** (-900 * random())),
    ...list(500, () => 1 - 2 ** (-52 * random())),
    ...list(300, () => 1 + 2 ** (-52 * random())),
    ...list(200, () => 10 ** (300 * random())),
    ...list(100, (k) => 0.75 + (k - 50) * 2 ** -53),
    ...list(100, (k) => 1.5 + (k - 50) * 2 ** -52),
  ].filter((one) => one !== 1);
  const allowed = (exact: number) => 5 * DOUBLE * Math.abs(exact);
  expect(worstShare(x, mapDoubles('log', x), (one) => one.ln(), allowed)).toBeLessThan(1);
  expect(mapDoubles('log', [1])[0]).toBe(0);
});

describe.each(precisions)('e^x for returns in precision %s', (precision) => {
  // Errors of (e^x - 1) / x by the polynomial.
  const polynomial = precision === 'mixed' ? 1.1e-8 : 8e-14;
  const name = (kind: string) => inPrecision(kind, precision);
  const small = [...list(1000, () => 0.68 * (random() - 0.5)), ...list(300, () => (random() - 0.5) * 1e-3)].concat([
    0.34, -0.34, 1e-100,
  ]);
  const growth = (x: Decimal) => x.exp();

  it('of |x| <= 0.34: the growth has the error of the polynomial, the price a rounding more', () => {
    const values = mapDoubles(name('growLittle'), small);
    const allowed = (exact: number, x: number) =>
      polynomial * Math.abs(x) + 6 * DOUBLE * Math.abs(exact - 1) + DOUBLE * exact;
    expect(worstShare(small, values, growth, allowed)).toBeLessThan(1);
    expect(mapDoubles(name('growLittle'), [0])[0]).toBe(1);
  });

  it('of any x: x = n ln 2 + r, and the error of the small remainder', () => {
    const large = [
      ...list(1000, () => 8 * (random() - 0.5)),
      ...list(500, () => 1390 * (random() - 0.5)),
      // Where n changes.
      ...list(200, (k) => (k - 100 + 0.5) * Math.LN2 + 1e-9 * (random() - 0.5)),
    ];
    // |r| e^-r is at most ln(2) / 2 sqrt(2).
    const allowed = (exact: number) => (0.4902 * polynomial + 6 * DOUBLE) * exact;
    expect(worstShare(large, mapDoubles(name('grow'), large), growth, allowed)).toBeLessThan(1);
  });

  it('of a small x beside a large one has the very same bits as alone', () => {
    const alone = mapDoubles(name('growLittle'), small);
    const pairs = mapDoubles(
      name('grow'),
      small.flatMap((x) => [x, 50 * (random() - 0.5)]),
    );
    expect(pairs.filter((_, k) => k % 2 === 0)).toEqual(alone);
    const turned = mapDoubles(
      name('grow'),
      small.flatMap((x) => [50 * (random() - 0.5), x]),
    );
    expect(turned.filter((_, k) => k % 2 === 1)).toEqual(alone);
  });

  it('rises with x: a bound at the end of a range bounds what is within it, to what the bounds give away', () => {
    const rising = list(10_000, (k) => (k - 5000) / 1250 + 1e-7 * random()).toSorted((a, b) => a - b);
    const floats = Float64Array.from(Float32Array.from(rising));
    const x = precision === 'mixed' ? Array.from(floats) : rising;
    const values = mapDoubles(name('grow'), x);
    expect(x.every((_, k) => k === 0 || values[k]! * (1 + 1e-13) > values[k - 1]!)).toBe(true);
  });

  it('is bounded far beyond any price', () => {
    const [up, down, far] = mapDoubles(name('grow'), [700, -700, 1e9]);
    expect(up).toBeGreaterThan(1e303);
    expect(down).toBeLessThan(1e-303);
    expect(far).toBe(up);
  });
});
