/** How near a ratio of durations must be to a whole number to be one: 8 h / 1 h is one, 1 h / 24 h is none. */
const wholeTolerance = 1e-9;

/** Binary digits of a fraction that are looked at: all that a double below 1 and above 1/1000 can tell apart. */
const digitsOfFraction = 60;

/** `ratio`, or the whole number that it differs from by rounding only; 0 is not taken for a whole number. */
export function nearestWhole(ratio: number): number {
  const whole = Math.round(ratio);
  return whole > 0 && Math.abs(ratio - whole) <= wholeTolerance * whole ? whole : ratio;
}

/** Binary digits of what `ratio` has behind the point, most significant first, without trailing zeros. */
export function fractionalPart(ratio: number): boolean[] {
  const digits: boolean[] = [];
  let rest = ratio - Math.floor(ratio);
  while (rest > 0 && digits.length < digitsOfFraction) {
    rest *= 2;
    digits.push(rest >= 1);
    if (rest >= 1) rest -= 1;
  }
  return digits;
}
