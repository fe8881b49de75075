import type { FigureValue } from '../figure.ts';
import { normalInterval } from '../intervals.ts';
import type { LevelTail } from './level.ts';

/** Fewer tail paths than this say nothing about the spread inside the tail: ES then has no error and no interval. */
const fewestTailPaths = 2;

/**
 * VaR with its order-statistic interval. Its standard error is that of the mass beyond VaR, times the loss per mass: the
 * spacing of the losses inside the interval, which estimates 1 / density (Bloch & Gastwirth 1968). 0 when all of them are
 * equal, as in a tie of paths that lost everything; null when the interval has an open end.
 */
export function valueAtRiskFigure(tail: LevelTail): FigureValue {
  const { ranked, highEntry, lowEntry, massError } = tail;
  const high = highEntry === null ? null : ranked.losses[highEntry]!;
  const low = lowEntry === null ? null : ranked.losses[lowEntry]!;
  if (highEntry === null || lowEntry === null || high === null || low === null) {
    return { estimate: tail.valueAtRisk, stdError: null, interval: { low, high } };
  }
  const spacing = (high - low) / (ranked.mass[lowEntry]! - ranked.mass[highEntry]!);
  return { estimate: tail.valueAtRisk, stdError: massError * spacing, interval: { low, high } };
}

/**
 * ES = VaR + (1 / (n (1 - a))) sum w (L - VaR)^+, and the error of that mean with VaR held fixed, to which an error in VaR
 * adds nothing of first order. With all weights 1 this is (tail variance + a (ES - VaR)^2) / (n (1 - a)) of Manistre &
 * Hancock (2005), NAAJ 9(2).
 */
export function shortfallFigure(tail: LevelTail, paths: number): FigureValue {
  const { ranked, full, mass, valueAtRisk } = tail;
  let sum = 0;
  let squares = 0;
  for (let entry = 0; entry < full; entry++) {
    const excess = ranked.weights[entry]! * (ranked.losses[entry]! - valueAtRisk);
    sum += excess;
    squares += excess * excess;
  }
  return withNormalInterval(valueAtRisk + sum / mass, meanError(sum, squares, mass, paths), tail);
}

/** Standard error of sum / mass when `sum` and `squares` add up one independent term per path. */
export function meanError(sum: number, squares: number, mass: number, paths: number): number {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / paths)) / mass;
}

export function withNormalInterval(estimate: number, stdError: number, tail: LevelTail): FigureValue {
  if (tail.full < fewestTailPaths) return { estimate, stdError: null, interval: null };
  return { estimate, stdError, interval: normalInterval(estimate, stdError) };
}
