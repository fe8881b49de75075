import { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';

/**
 * Numbers that are never rounded by a sum or a product.
 *
 * A number of the input has at most 17 digits and the longest chain here multiplies five of them, so 400 digits hold
 * every result. (The width costs nothing: the library works on the digits that are there.) Only quotients, roots and parts
 * of quantities are rounded, and they say so. That is why the conservation of money can be asserted with `=` and not with
 * a tolerance.
 */
const Wide = Decimal.clone({ precision: 400 });
const Quotient = Decimal.clone({ precision: 60 });
const QuotientUp = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_UP });
const QuotientDown = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_FLOOR });

/** Decimals kept of what is rounded: a quotient, a root, a part of a quantity. */
const quotientPlaces = 40;

/**
 * The shortest decimal that reads back as this double: 0.1 is one tenth, as the user wrote it. It is within half a unit
 * in the last place of the double that the fast engine works with.
 */
export function decimal(value: number): Decimal {
  assert(Number.isFinite(value), 'every number that reaches the exact engine is finite');
  return new Wide(value);
}

export const zero: Decimal = decimal(0);
export const one: Decimal = decimal(1);

/** dividend / divisor to 40 decimal places, to nearest; the divisor is not 0. */
export function divide(dividend: Decimal, divisor: Decimal): Decimal {
  assert(!divisor.isZero(), 'nothing is divided by 0');
  return new Wide(new Quotient(dividend).div(divisor).toDecimalPlaces(quotientPlaces));
}

/** dividend / divisor (both above 0) to 40 decimal places, never too small. */
export function divideUp(dividend: Decimal, divisor: Decimal): Decimal {
  assert(dividend.gt(0) && divisor.gt(0), 'only positive numbers are divided upwards');
  return new Wide(new QuotientUp(dividend).div(divisor).toDecimalPlaces(quotientPlaces, Decimal.ROUND_UP));
}

/** dividend / divisor (above 0) to 40 decimal places, never too large: towards minus infinity. */
export function divideDown(dividend: Decimal, divisor: Decimal): Decimal {
  assert(divisor.gt(0), 'only what is positive divides downwards');
  return new Wide(new QuotientDown(dividend).div(divisor).toDecimalPlaces(quotientPlaces, Decimal.ROUND_FLOOR));
}

/** The square root of a number >= 0, to 40 decimal places. */
export function squareRoot(value: Decimal): Decimal {
  assert(value.gte(0), 'only numbers >= 0 have a square root');
  return new Wide(new Quotient(value).sqrt().toDecimalPlaces(quotientPlaces));
}

/** To 40 decimal places, to nearest: what is multiplied again and again would grow without end. */
export function rounded(value: Decimal): Decimal {
  return value.toDecimalPlaces(quotientPlaces);
}

/** Splits a total by weights (>= 0, not all 0); the last part takes what rounding leaves, so that the parts add up. */
export function inProportion(total: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights);
  assert(whole.gt(0), 'something is there to attribute the amount to');
  const parts = weights.slice(0, -1).map((weight) => divide(total.times(weight), whole));
  return [...parts, total.minus(sum(parts))];
}

/** The exact sum; 0 of nothing. */
export function sum(terms: readonly Decimal[]): Decimal {
  return terms.reduce((total, term) => total.plus(term), zero);
}

/** The larger of two numbers. */
export function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}

/** The smaller of two numbers. */
export function smaller(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}
