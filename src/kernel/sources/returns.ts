import { column, int, row, VECTOR } from '../lanes';
import {
  coefficientCount,
  drift,
  factor,
  intervalSeconds,
  mixing,
  normals,
  pairCount,
  pairPriced,
  regimeDrift,
  regimeFactor,
} from '../layout';

/**
 * Log returns without jumps, drift_i + m sum_j L_ij z_j, of every asset and step from `firstStep` on at least, each lane with the
 * coefficients of its own regime. A lane keeps a copy of them, rewritten when its regime switches: grouping lanes by regime
 * gained nothing.
 *
 * Two assets times four steps are summed at once: eight sums in registers, so that a coefficient is loaded once for four steps and
 * a normal once for two assets. `factor` holds the coefficients in the order of this loop: per pair of assets i, i + 1 and per
 * j <= i + 1 the two numbers L_ij and L_i+1,j, where L_i,i+1 = 0.
 */
export function formReturns<T extends number>(target: usize, firstStep: i32): void {
  let coefficients = factor;
  for (let pair = 0; pair < pairCount; pair++) {
    const terms = 2 * pair + 2;
    if (int(pairPriced, pair)) {
      const to = target + <usize>(2 * pair) * column<T>();
      const drifts = drift + <usize>(2 * pair) * row<T>();
      for (let half: usize = 0; half < row<T>(); half += 2 * VECTOR) {
        if (firstStep < 4) formPair<T>(coefficients + half, terms, drifts + half, to + half, half);
        formPair<T>(coefficients + half, terms, drifts + half, to + half + 4 * row<T>(), half + 4 * row<T>());
      }
    }
    coefficients += <usize>(2 * terms) * row<T>();
  }
}

/** Two vectors of lanes in four steps of two assets, from the step at byte `offset` of a column on. @inline */
function formPair<T extends number>(coefficients: usize, terms: i32, drifts: usize, to: usize, offset: usize): void {
  let z = normals + offset;
  let first = v128.load(coefficients);
  let firstOther = v128.load(coefficients, VECTOR);
  let second = v128.load(coefficients, row<T>());
  let secondOther = v128.load(coefficients, VECTOR + row<T>());
  let shock = v128.load(z);
  let shockOther = v128.load(z, VECTOR);
  let a0 = v128.mul<T>(first, shock);
  let c0 = v128.mul<T>(firstOther, shockOther);
  let b0 = v128.mul<T>(second, shock);
  let d0 = v128.mul<T>(secondOther, shockOther);
  shock = v128.load(z, row<T>());
  shockOther = v128.load(z, VECTOR + row<T>());
  let a1 = v128.mul<T>(first, shock);
  let c1 = v128.mul<T>(firstOther, shockOther);
  let b1 = v128.mul<T>(second, shock);
  let d1 = v128.mul<T>(secondOther, shockOther);
  shock = v128.load(z, 2 * row<T>());
  shockOther = v128.load(z, VECTOR + 2 * row<T>());
  let a2 = v128.mul<T>(first, shock);
  let c2 = v128.mul<T>(firstOther, shockOther);
  let b2 = v128.mul<T>(second, shock);
  let d2 = v128.mul<T>(secondOther, shockOther);
  shock = v128.load(z, 3 * row<T>());
  shockOther = v128.load(z, VECTOR + 3 * row<T>());
  let a3 = v128.mul<T>(first, shock);
  let c3 = v128.mul<T>(firstOther, shockOther);
  let b3 = v128.mul<T>(second, shock);
  let d3 = v128.mul<T>(secondOther, shockOther);
  for (let term = 2; term < terms; term++) {
    coefficients += 2 * row<T>();
    z += column<T>();
    first = v128.load(coefficients);
    firstOther = v128.load(coefficients, VECTOR);
    second = v128.load(coefficients, row<T>());
    secondOther = v128.load(coefficients, VECTOR + row<T>());
    shock = v128.load(z);
    shockOther = v128.load(z, VECTOR);
    a0 = v128.add<T>(a0, v128.mul<T>(first, shock));
    c0 = v128.add<T>(c0, v128.mul<T>(firstOther, shockOther));
    b0 = v128.add<T>(b0, v128.mul<T>(second, shock));
    d0 = v128.add<T>(d0, v128.mul<T>(secondOther, shockOther));
    shock = v128.load(z, row<T>());
    shockOther = v128.load(z, VECTOR + row<T>());
    a1 = v128.add<T>(a1, v128.mul<T>(first, shock));
    c1 = v128.add<T>(c1, v128.mul<T>(firstOther, shockOther));
    b1 = v128.add<T>(b1, v128.mul<T>(second, shock));
    d1 = v128.add<T>(d1, v128.mul<T>(secondOther, shockOther));
    shock = v128.load(z, 2 * row<T>());
    shockOther = v128.load(z, VECTOR + 2 * row<T>());
    a2 = v128.add<T>(a2, v128.mul<T>(first, shock));
    c2 = v128.add<T>(c2, v128.mul<T>(firstOther, shockOther));
    b2 = v128.add<T>(b2, v128.mul<T>(second, shock));
    d2 = v128.add<T>(d2, v128.mul<T>(secondOther, shockOther));
    shock = v128.load(z, 3 * row<T>());
    shockOther = v128.load(z, VECTOR + 3 * row<T>());
    a3 = v128.add<T>(a3, v128.mul<T>(first, shock));
    c3 = v128.add<T>(c3, v128.mul<T>(firstOther, shockOther));
    b3 = v128.add<T>(b3, v128.mul<T>(second, shock));
    d3 = v128.add<T>(d3, v128.mul<T>(secondOther, shockOther));
  }
  // The last shock is the second asset's own.
  second = v128.load(coefficients, 3 * row<T>());
  secondOther = v128.load(coefficients, VECTOR + 3 * row<T>());
  z += column<T>();
  b0 = v128.add<T>(b0, v128.mul<T>(second, v128.load(z)));
  d0 = v128.add<T>(d0, v128.mul<T>(secondOther, v128.load(z, VECTOR)));
  b1 = v128.add<T>(b1, v128.mul<T>(second, v128.load(z, row<T>())));
  d1 = v128.add<T>(d1, v128.mul<T>(secondOther, v128.load(z, VECTOR + row<T>())));
  b2 = v128.add<T>(b2, v128.mul<T>(second, v128.load(z, 2 * row<T>())));
  d2 = v128.add<T>(d2, v128.mul<T>(secondOther, v128.load(z, VECTOR + 2 * row<T>())));
  b3 = v128.add<T>(b3, v128.mul<T>(second, v128.load(z, 3 * row<T>())));
  d3 = v128.add<T>(d3, v128.mul<T>(secondOther, v128.load(z, VECTOR + 3 * row<T>())));
  if (intervalSeconds) {
    const mix = mixing + offset;
    shock = v128.load(mix);
    shockOther = v128.load(mix, VECTOR);
    a0 = v128.mul<T>(a0, shock);
    c0 = v128.mul<T>(c0, shockOther);
    b0 = v128.mul<T>(b0, shock);
    d0 = v128.mul<T>(d0, shockOther);
    shock = v128.load(mix, row<T>());
    shockOther = v128.load(mix, VECTOR + row<T>());
    a1 = v128.mul<T>(a1, shock);
    c1 = v128.mul<T>(c1, shockOther);
    b1 = v128.mul<T>(b1, shock);
    d1 = v128.mul<T>(d1, shockOther);
    shock = v128.load(mix, 2 * row<T>());
    shockOther = v128.load(mix, VECTOR + 2 * row<T>());
    a2 = v128.mul<T>(a2, shock);
    c2 = v128.mul<T>(c2, shockOther);
    b2 = v128.mul<T>(b2, shock);
    d2 = v128.mul<T>(d2, shockOther);
    shock = v128.load(mix, 3 * row<T>());
    shockOther = v128.load(mix, VECTOR + 3 * row<T>());
    a3 = v128.mul<T>(a3, shock);
    c3 = v128.mul<T>(c3, shockOther);
    b3 = v128.mul<T>(b3, shock);
    d3 = v128.mul<T>(d3, shockOther);
  }
  first = v128.load(drifts);
  firstOther = v128.load(drifts, VECTOR);
  second = v128.load(drifts, row<T>());
  secondOther = v128.load(drifts, VECTOR + row<T>());
  v128.store(to, v128.add<T>(c0, firstOther), VECTOR);
  v128.store(to, v128.add<T>(a0, first));
  v128.store(to, v128.add<T>(c1, firstOther), VECTOR + row<T>());
  v128.store(to, v128.add<T>(a1, first), row<T>());
  v128.store(to, v128.add<T>(c2, firstOther), VECTOR + 2 * row<T>());
  v128.store(to, v128.add<T>(a2, first), 2 * row<T>());
  v128.store(to, v128.add<T>(c3, firstOther), VECTOR + 3 * row<T>());
  v128.store(to, v128.add<T>(a3, first), 3 * row<T>());
  v128.store(to, v128.add<T>(d0, secondOther), VECTOR + column<T>());
  v128.store(to, v128.add<T>(b0, second), column<T>());
  v128.store(to, v128.add<T>(d1, secondOther), VECTOR + column<T>() + row<T>());
  v128.store(to, v128.add<T>(b1, second), column<T>() + row<T>());
  v128.store(to, v128.add<T>(d2, secondOther), VECTOR + column<T>() + 2 * row<T>());
  v128.store(to, v128.add<T>(b2, second), column<T>() + 2 * row<T>());
  v128.store(to, v128.add<T>(d3, secondOther), VECTOR + column<T>() + 3 * row<T>());
  v128.store(to, v128.add<T>(b3, second), column<T>() + 3 * row<T>());
}

/** Gives a lane the coefficients of a regime. */
export function loadCoefficients<T extends number>(lane: i32, regime: i32): void {
  const offset = <usize>lane * sizeof<T>();
  copyToLane<T>(regimeFactor + <usize>(regime * coefficientCount) * sizeof<T>(), factor + offset, coefficientCount);
  copyToLane<T>(regimeDrift + <usize>(regime * 2 * pairCount) * sizeof<T>(), drift + offset, 2 * pairCount);
}

/** Copies `count` numbers that stand together to one lane of as many rows. @inline */
export function copyToLane<T extends number>(from: usize, to: usize, count: i32): void {
  const end = from + <usize>count * sizeof<T>();
  while (from < end) {
    store<T>(to, load<T>(from));
    from += sizeof<T>();
    to += row<T>();
  }
}
