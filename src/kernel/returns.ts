import { column, int, row, VECTOR } from './lanes';
import {
  degrees,
  drift,
  factor,
  factorPlaces,
  mixing,
  normals,
  pairPriced,
  pairs,
  regimeDrift,
  regimeFactor,
} from './layout';

/**
 * Pass 4: log returns without jumps, drift_i + m sum_j L_ij z_j, of every asset and step of the block, each lane with the
 * coefficients of its own regime. A lane keeps a copy of them, rewritten when its regime switches: grouping lanes by regime
 * gained nothing.
 *
 * Two assets times four steps are summed at once: eight sums in registers, so that a coefficient is loaded once for four steps and
 * a normal once for two assets. `factor` holds the coefficients in the order of this loop: per pair of assets i, i + 1 and per
 * j <= i + 1 the two numbers L_ij and L_i+1,j, where L_i,i+1 = 0.
 */
export function formReturns<T>(target: usize): void {
  let coefficients = factor;
  for (let pair = 0; pair < pairs; pair++) {
    const terms = 2 * pair + 2;
    if (int(pairPriced, pair)) {
      const to = target + <usize>(2 * pair) * column<T>();
      const drifts = drift + <usize>(2 * pair) * row<T>();
      for (let half: usize = 0; half < row<T>(); half += VECTOR) {
        formPair<T>(coefficients + half, terms, drifts + half, to + half, half);
        formPair<T>(coefficients + half, terms, drifts + half, to + half + 4 * row<T>(), half + 4 * row<T>());
      }
    }
    coefficients += <usize>(2 * terms) * row<T>();
  }
}

/** Four steps of two assets, from the step at byte `offset` of a column on. */
@inline
function formPair<T>(coefficients: usize, terms: i32, drifts: usize, to: usize, offset: usize): void {
  let z = normals + offset;
  let first = v128.load(coefficients);
  let second = v128.load(coefficients, row<T>());
  let shock = v128.load(z);
  let a0 = v128.mul<T>(first, shock);
  let b0 = v128.mul<T>(second, shock);
  shock = v128.load(z, row<T>());
  let a1 = v128.mul<T>(first, shock);
  let b1 = v128.mul<T>(second, shock);
  shock = v128.load(z, 2 * row<T>());
  let a2 = v128.mul<T>(first, shock);
  let b2 = v128.mul<T>(second, shock);
  shock = v128.load(z, 3 * row<T>());
  let a3 = v128.mul<T>(first, shock);
  let b3 = v128.mul<T>(second, shock);
  for (let term = 2; term < terms; term++) {
    coefficients += 2 * row<T>();
    z += column<T>();
    first = v128.load(coefficients);
    second = v128.load(coefficients, row<T>());
    shock = v128.load(z);
    a0 = v128.add<T>(a0, v128.mul<T>(first, shock));
    b0 = v128.add<T>(b0, v128.mul<T>(second, shock));
    shock = v128.load(z, row<T>());
    a1 = v128.add<T>(a1, v128.mul<T>(first, shock));
    b1 = v128.add<T>(b1, v128.mul<T>(second, shock));
    shock = v128.load(z, 2 * row<T>());
    a2 = v128.add<T>(a2, v128.mul<T>(first, shock));
    b2 = v128.add<T>(b2, v128.mul<T>(second, shock));
    shock = v128.load(z, 3 * row<T>());
    a3 = v128.add<T>(a3, v128.mul<T>(first, shock));
    b3 = v128.add<T>(b3, v128.mul<T>(second, shock));
  }
  // The last shock is the second asset's own.
  second = v128.load(coefficients, 3 * row<T>());
  z += column<T>();
  b0 = v128.add<T>(b0, v128.mul<T>(second, v128.load(z)));
  b1 = v128.add<T>(b1, v128.mul<T>(second, v128.load(z, row<T>())));
  b2 = v128.add<T>(b2, v128.mul<T>(second, v128.load(z, 2 * row<T>())));
  b3 = v128.add<T>(b3, v128.mul<T>(second, v128.load(z, 3 * row<T>())));
  if (degrees) {
    const mix = mixing + offset;
    const m0 = v128.load(mix);
    const m1 = v128.load(mix, row<T>());
    const m2 = v128.load(mix, 2 * row<T>());
    const m3 = v128.load(mix, 3 * row<T>());
    a0 = v128.mul<T>(a0, m0);
    a1 = v128.mul<T>(a1, m1);
    a2 = v128.mul<T>(a2, m2);
    a3 = v128.mul<T>(a3, m3);
    b0 = v128.mul<T>(b0, m0);
    b1 = v128.mul<T>(b1, m1);
    b2 = v128.mul<T>(b2, m2);
    b3 = v128.mul<T>(b3, m3);
  }
  first = v128.load(drifts);
  second = v128.load(drifts, row<T>());
  v128.store(to, v128.add<T>(a0, first));
  v128.store(to, v128.add<T>(a1, first), row<T>());
  v128.store(to, v128.add<T>(a2, first), 2 * row<T>());
  v128.store(to, v128.add<T>(a3, first), 3 * row<T>());
  v128.store(to, v128.add<T>(b0, second), column<T>());
  v128.store(to, v128.add<T>(b1, second), column<T>() + row<T>());
  v128.store(to, v128.add<T>(b2, second), column<T>() + 2 * row<T>());
  v128.store(to, v128.add<T>(b3, second), column<T>() + 3 * row<T>());
}

/** Gives a lane the coefficients of a regime. */
export function loadCoefficients<T>(lane: i32, regime: i32): void {
  const at = <usize>lane * sizeof<T>();
  copyToLane<T>(regimeFactor + <usize>(regime * factorPlaces) * sizeof<T>(), factor + at, factorPlaces);
  copyToLane<T>(regimeDrift + <usize>(regime * 2 * pairs) * sizeof<T>(), drift + at, 2 * pairs);
}

/** Copies `count` numbers that stand together to one lane of as many rows. */
@inline
export function copyToLane<T>(from: usize, to: usize, count: i32): void {
  const end = from + <usize>count * sizeof<T>();
  while (from < end) {
    store<T>(to, load<T>(from));
    from += sizeof<T>();
    to += row<T>();
  }
}
