import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup } from '../group.ts';

/**
 * Pass 2: log returns without jumps, drift + m * sum over j <= i of factor_ij z_j, for every priced asset and step,
 * with each lane's own coefficients. Lanes whose regime changes within the period are redone by `rare.ts`.
 */
export function formReturns(group: PathGroup, compiled: CompiledScenario, steps: number): void {
  const { market, periodSteps } = compiled;
  const { returns, drift, mixing } = group;
  const column = periodSteps * LANES;
  const size = steps * LANES;
  for (let p = 0; p < market.priced.length; p++) {
    const i = market.priced[p]!;
    const row = (i * (i + 1)) / 2;
    const target = i * column;
    let j = 0;
    for (; j + 1 <= i; j += 2) addPair(group, row + j, j, target, size, column);
    if (j === i) addLast(group, row + j, j, target, size, column);
    const drifts = i * LANES;
    for (let start = 0; start < size; start += LANES) {
      const to = target + start;
      if (market.degrees > 0) {
        for (let lane = 0; lane < LANES; lane++) {
          returns[to + lane] = drift[drifts + lane]! + mixing[start + lane]! * returns[to + lane]!;
        }
      } else {
        for (let lane = 0; lane < LANES; lane++) {
          returns[to + lane] = drift[drifts + lane]! + returns[to + lane]!;
        }
      }
    }
  }
}

/** returns (+)= factor_j z_j + factor_(j+1) z_(j+1), added one after the other; the first pair starts the sum. */
function addPair(group: PathGroup, place: number, j: number, target: number, size: number, column: number): void {
  const { normals, returns, factor } = group;
  const first = place * LANES;
  const second = first + LANES;
  for (let start = 0; start < size; start += LANES) {
    const to = target + start;
    const from = j * column + start;
    if (j === 0) {
      for (let lane = 0; lane < LANES; lane++) {
        returns[to + lane] =
          factor[first + lane]! * normals[from + lane]! + factor[second + lane]! * normals[from + column + lane]!;
      }
    } else {
      for (let lane = 0; lane < LANES; lane++) {
        returns[to + lane] =
          returns[to + lane]! +
          factor[first + lane]! * normals[from + lane]! +
          factor[second + lane]! * normals[from + column + lane]!;
      }
    }
  }
}

/** The term that is left over when an asset has an odd number of them. */
function addLast(group: PathGroup, place: number, j: number, target: number, size: number, column: number): void {
  const { normals, returns, factor } = group;
  const coefficients = place * LANES;
  for (let start = 0; start < size; start += LANES) {
    const to = target + start;
    const from = j * column + start;
    for (let lane = 0; lane < LANES; lane++) {
      const term = factor[coefficients + lane]! * normals[from + lane]!;
      returns[to + lane] = j === 0 ? term : returns[to + lane]! + term;
    }
  }
}

/** The same for one lane and one step, with the coefficients of `regime`: the same operations in the same order. */
export function reformReturns(
  group: PathGroup,
  compiled: CompiledScenario,
  lane: number,
  step: number,
  regime: number,
): void {
  const { market, periodSteps } = compiled;
  const { normals, returns, mixing } = group;
  const column = periodSteps * LANES;
  const k = step * LANES + lane;
  for (let p = 0; p < market.priced.length; p++) {
    const i = market.priced[p]!;
    const row = regime * market.factorStride + (i * (i + 1)) / 2;
    let sum = market.factor[row]! * normals[k]!;
    for (let j = 1; j <= i; j++) sum += market.factor[row + j]! * normals[j * column + k]!;
    const drift = market.drift[regime * market.assets + i]!;
    returns[i * column + k] = drift + (market.degrees > 0 ? mixing[k]! * sum : sum);
  }
}

/** Copies the coefficients of `regime` to a lane. */
export function loadCoefficients(group: PathGroup, compiled: CompiledScenario, lane: number, regime: number): void {
  const { market } = compiled;
  for (let k = 0; k < market.factorStride; k++) {
    group.factor[k * LANES + lane] = market.factor[regime * market.factorStride + k]!;
  }
  for (let i = 0; i < market.drawn; i++) {
    group.drift[i * LANES + lane] = market.drift[regime * market.assets + i]!;
  }
}
