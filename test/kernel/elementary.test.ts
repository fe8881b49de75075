import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { precisions } from '../engine/support/scenario.ts';
import { seeded } from '../support/seeds.ts';
import { inPrecision, mapDoubles, mapSingles } from './support/probe.ts';

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

interface Errors {
  readonly absolute: number;
  readonly relative: number;
}

/** The largest errors of computed values at arguments other than 0. */
function errorsOf(arguments_: ArrayLike<number>, values: ArrayLike<number>, truth: (x: Decimal) => Decimal): Errors {
  let [absolute, relative] = [0, 0];
  for (let k = 0; k < arguments_.length; k++) {
    const exact = truth(exactly(arguments_[k]!));
    const error = exactly(values[k]!).minus(exact).abs();
    absolute = Math.max(absolute, error.toNumber());
    if (!exact.isZero()) relative = Math.max(relative, error.div(exact.abs()).toNumber());
  }
  return { absolute, relative };
}

const random = seeded('elementary functions of the kernel');
const list = (count: number, make: (k: number) => number) => Array.from({ length: count }, (_, k) => make(k));
/** Half of the last place of a float and of a double, as a share of the number. */
const [SINGLE, DOUBLE] = [2 ** -24, 2 ** -53];

describe('single precision', () => {
  it('-2 ln u over (0, 1], near 0 and near 1: relative error of the polynomial 1.8e-7, and rounding', () => {
    const u = Float32Array.from([
      ...list(1500, random),
      ...list(500, () => 2 ** (-32 * random())),
      ...list(500, () => 2 ** (-96 * random())),
      ...list(500, () => 1 - 2 ** (-24 * random())),
      ...list(200, (k) => 0.75 + (k - 100) * 2 ** -24),
      2 ** -32,
      1 - 2 ** -24,
    ]).filter((x) => x > 0 && x < 1);
    const { relative } = errorsOf(u, mapSingles('logSingle', u), (x) => x.ln().mul(-2));
    expect(relative).toBeLessThan(1.8e-7 + 6 * SINGLE);
    expect(Math.abs(mapSingles('logSingle', [1])[0]!)).toBe(0);
  });

  const turns = Float32Array.from([
    ...list(1000, () => random() - 0.5),
    ...list(300, () => (random() - 0.5) * 1e-4),
    ...[-0.5, 0.5, 2 ** -32, -(2 ** -32)],
  ]);
  it('sin(pi v) for |v| <= 1/2: relative error of the polynomial 5e-9, and rounding', () => {
    const { relative } = errorsOf(turns, mapSingles('sinSingle', turns), (v) => v.mul(pi).sin());
    expect(relative).toBeLessThan(5e-9 + 4 * SINGLE);
    expect(mapSingles('sinSingle', [0])[0]).toBe(0);
  });
  it('cos(pi v) for |v| <= 1/2: absolute error of the polynomial 5e-8, and rounding', () => {
    const { absolute } = errorsOf(turns, mapSingles('cosSingle', turns), (v) => v.mul(pi).cos());
    expect(absolute).toBeLessThan(5e-8 + 4 * SINGLE);
  });
});

describe('double precision', () => {
  it('ln x over (0, 1), near 0, near 1, and beyond: less than 2.5 units in the last place', () => {
    const x = [
      ...list(1000, random),
      ...list(500, () => 2 ** (-60 * random())),
      ...list(300, () => 2 ** (-900 * random())),
      ...list(500, () => 1 - 2 ** (-52 * random())),
      ...list(300, () => 1 + 2 ** (-52 * random())),
      ...list(200, () => 10 ** (300 * random())),
      ...list(100, (k) => 0.75 + (k - 50) * 2 ** -53),
      ...list(100, (k) => 1.5 + (k - 50) * 2 ** -52),
    ].filter((one) => one !== 1);
    expect(errorsOf(x, mapDoubles('log', x), (one) => one.ln()).relative).toBeLessThan(5 * DOUBLE);
    expect(mapDoubles('log', [1])[0]).toBe(0);
  });

  const turns = [
    ...list(1000, () => random() - 0.5),
    ...list(200, () => (random() - 0.5) * 1e-4),
    ...[-0.5, 0.5, 2 ** -32, -(2 ** -32)],
  ];
  it('sin(pi v): relative error of the polynomial 2e-16, and rounding', () => {
    expect(errorsOf(turns, mapDoubles('sin', turns), (v) => v.mul(pi).sin()).relative).toBeLessThan(2e-16 + 4 * DOUBLE);
    expect(mapDoubles('sin', [0])[0]).toBe(0);
  });
  it('cos(pi v): absolute error of the polynomial 2e-16, and rounding', () => {
    expect(errorsOf(turns, mapDoubles('cos', turns), (v) => v.mul(pi).cos()).absolute).toBeLessThan(2e-16 + 4 * DOUBLE);
  });
});

describe.each(precisions)('e^x for returns in precision %s', (precision) => {
  // Relative errors of e^x - 1 by the polynomial.
  const polynomial = precision === 'mixed' ? 2.8e-10 : 2e-17;
  const name = (kind: string) => inPrecision(kind, precision);
  const small = [
    ...list(1000, () => 0.68 * (random() - 0.5)),
    ...list(300, () => (random() - 0.5) * 1e-3),
    ...[0.34, -0.34, 1e-100],
  ];
  const growth = (x: Decimal) => x.exp();

  it('of |x| <= 0.34: the growth has the error of the polynomial, the price a rounding more', () => {
    const values = mapDoubles(name('growLittle'), small);
    let worst = 0;
    small.forEach((x, k) => {
      const exact = growth(exactly(x));
      const error = exactly(values[k]!).minus(exact).abs().toNumber();
      const allowed = (polynomial + 6 * DOUBLE) * exact.minus(1).abs().toNumber() + DOUBLE * exact.toNumber();
      worst = Math.max(worst, error / allowed);
    });
    expect(worst).toBeLessThan(1);
    expect(mapDoubles(name('growLittle'), [0])[0]).toBe(1);
  });

  it('of any x: x = n ln 2 + r, and the error of the small remainder', () => {
    const large = [
      ...list(1000, () => 8 * (random() - 0.5)),
      ...list(500, () => 1390 * (random() - 0.5)),
      // Where n changes.
      ...list(200, (k) => (k - 100 + 0.5) * Math.LN2 + 1e-9 * (random() - 0.5)),
    ];
    const { relative } = errorsOf(large, mapDoubles(name('grow'), large), growth);
    // |e^r - 1| / e^r is at most sqrt(2) - 1.
    expect(relative).toBeLessThan(0.4143 * polynomial + 6 * DOUBLE);
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
