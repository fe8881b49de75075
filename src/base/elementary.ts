/**
 * Logarithm and exponential made of + - * / and sqrt alone.
 *
 * `Math.exp` and `Math.log` may give other last bits on other engines; IEEE 754 fixes the bits of the four operations and
 * of the square root. What a scenario is compiled to goes through this file, as the draws go through the kernel's own, so
 * that a path is the same on every machine. Errors are below 2.5 units in the last place (tested against decimal.js).
 */
const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);
// Index of the word with sign and exponent: 1 on little-endian machines, 0 on big-endian ones.
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

const LN2_HIGH = 0.69314718036912381649; // 33 bits of ln 2, so that k * LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10; // ln 2 - LN2_HIGH

/** Natural logarithm of a normal, positive double. */
export function logarithm(x: number): number {
  bits[0] = x;
  // x = m 2^k with m in [sqrt(1/2), sqrt(2)): adding the bit pattern of 1 - sqrt(1/2) carries into the exponent there.
  const shifted = words[high]! + 0x95f62;
  const k = (shifted >> 20) - 1023;
  words[high] = (shifted & 0xfffff) + 0x3fe6a09e;
  const m = bits[0];
  // ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.1716: the series ends below 2^-54 after s^21.
  const s = (m - 1) / (m + 1);
  const w = s * s;
  const tail =
    w *
    (1 / 3 +
      w *
        (1 / 5 +
          w *
            (1 / 7 +
              w * (1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15 + w * (1 / 17 + w * (1 / 19 + w * (1 / 21))))))))));
  return k * LN2_HIGH + (2 * s + (2 * s * tail + k * LN2_LOW));
}

/** e^x for any finite x; 0 and Infinity beyond the range of doubles. */
export function exponential(x: number): number {
  if (x > 709.78) return Number.POSITIVE_INFINITY;
  if (x < -708.39) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  // |r| <= ln(2) / 2; the sixteenth of it is small enough for the short polynomial, squared four times.
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let y = r * 0.0625;
  // expm1 of the sixteenth, then (1 + y)^2 - 1 = y (2 + y) four times: keeps the digits that squaring 1 + y would lose.
  y =
    y *
    (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720 + y * (1 / 5040 + y * (1 / 40320))))))));
  y = y * (2 + y);
  y = y * (2 + y);
  y = y * (2 + y);
  y = y * (2 + y);
  // 2^k in two factors, because k may be 1024.
  const half = k >> 1;
  return (1 + y) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^k for |k| < 1023. */
function powerOfTwo(k: number): number {
  words[high] = (k + 1023) << 20;
  words[1 - high] = 0;
  return bits[0]!;
}
