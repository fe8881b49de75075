import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { inputError } from '../base/errors.ts';
import type { Transition } from './regime-model.ts';

const rowSumTolerance = 1e-9;

/** Negative probabilities down to minus this, as a root leaves them, count as zero. */
const rootTolerance = 1e-10;

type Rows = readonly (readonly number[])[];

/** Why rows are no transition matrix; `row` and `column` count from 0. */
export interface TransitionFault {
  readonly kind: 'shape' | 'out-of-bounds' | 'row-sum';
  readonly row?: number;
  readonly column?: number;
  /** Present for `row-sum`. */
  readonly sum?: number;
}

/** The first thing that keeps `rows` (n x n) from being transition probabilities, or null; never throws. */
export function transitionFault(rows: Rows): TransitionFault | null {
  if (rows.length === 0) return { kind: 'shape' };
  for (const [row, values] of rows.entries()) if (values.length !== rows.length) return { kind: 'shape', row };
  for (const [row, values] of rows.entries()) {
    const column = values.findIndex((value) => !(value >= 0 && value <= 1));
    if (column !== -1) return { kind: 'out-of-bounds', row, column };
  }
  for (const [row, values] of rows.entries()) {
    const sum = values.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) <= rowSumTolerance)) return { kind: 'row-sum', row, sum };
  }
  return null;
}

/**
 * The probability law over regimes that the chain `rows` (n x n) leaves unchanged.
 *
 * Regimes that are left for good have probability 0. Throws an input error if the law is not unique, that is, if there
 * are two sets of regimes neither of which can be left. State reduction without subtractions, so small probabilities
 * keep all their digits (Grassmann, Taksar and Heyman, Operations Research 33, 1985).
 */
export function stationaryLaw(rows: Rows): number[] {
  const members = closedClass(rows);
  const p = new Matrix(members.map((from) => members.map((to) => rows[from]![to]!)));
  for (let last = p.rows - 1; last > 0; last--) {
    let exit = 0;
    for (let to = 0; to < last; to++) exit += p.get(last, to);
    for (let from = 0; from < last; from++) {
      const share = p.get(from, last) / exit;
      p.set(from, last, share);
      for (let to = 0; to < last; to++) p.set(from, to, p.get(from, to) + share * p.get(last, to));
    }
  }
  const weights = [1];
  for (let state = 1; state < p.rows; state++) {
    weights.push(weights.reduce((sum, weight, from) => sum + weight * p.get(from, state), 0));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const law = rows.map(() => 0);
  for (const [index, member] of members.entries()) law[member] = weights[index]! / total;
  return law;
}

/**
 * The same chain watched every `stepHours` hours: rows^(stepHours / perHours), n x n, rows sum to 1.
 *
 * A whole multiple is a matrix power. For the rest, the binary digits of the fraction say which of the square roots
 * P^(1/2), P^(1/4), ... are multiplied: only + - x / are used, so the bits do not depend on the machine. Throws an
 * input error where no such chain exists: not every matrix of probabilities has a root with probabilities in it.
 */
export function stepTransition(transition: Transition, stepHours: number): number[][] {
  const ratio = nearestWhole(stepHours / transition.perHours);
  const rows = new Matrix(transition.rows.map((row) => [...row]));
  const whole = wholePower(rows, Math.floor(ratio));
  if (Number.isInteger(ratio)) return whole.to2DArray();
  return asProbabilities(
    whole.mmul(fractionalPower(rows, fractionalPart(ratio), transition, stepHours)),
    transition,
    stepHours,
  );
}

/** Parts of an interval in which a chain is looked at to find its rates: so many halvings, few enough to keep digits. */
const halvings = 16;

/** Least rate per interval: what rounding to millionths in a file may take away again. */
const leastRate = 1e-5;

/**
 * The chain nearest to `rows` (n x n) that has steps of every length: rates that a root of it would have below 0 are
 * raised, and the diagonal pays for it (Israel, Rosenthal and Wei, Mathematical Finance 11, 2001). Null where the matrix has no
 * real logarithm, as when regimes alternate.
 */
export function divisibleChain(rows: Rows): number[][] | null {
  let root = new Matrix(rows.map((row) => [...row]));
  if (!hasRoots(root)) return null;
  for (let halving = 0; halving < halvings; halving++) root = squareRoot(root);
  const parts = 2 ** halvings;
  const raised = root.to2DArray().map((row, from) => {
    const others = row.map((value, to) => (to === from ? 0 : Math.max(value, leastRate / parts)));
    const leaving = others.reduce((sum, value) => sum + value, 0);
    return others.map((value, to) => (to === from ? 1 - leaving : value));
  });
  return wholePower(new Matrix(raised), parts).to2DArray();
}

function wholePower(matrix: Matrix, exponent: number): Matrix {
  let result = Matrix.eye(matrix.rows);
  let square = matrix;
  for (let left = exponent; left >= 1; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result.mmul(square);
    if (left > 1) square = square.mmul(square);
  }
  return result;
}

function fractionalPower(
  matrix: Matrix,
  digits: readonly boolean[],
  transition: Transition,
  stepHours: number,
): Matrix {
  if (!hasRoots(matrix)) throw noSuchChain(transition, stepHours);
  let result = Matrix.eye(matrix.rows);
  let root = matrix;
  for (const digit of digits) {
    root = squareRoot(root);
    if (digit) result = result.mmul(root);
  }
  return result;
}

/** Whether no eigenvalue lies on the negative axis. */
function hasRoots(matrix: Matrix): boolean {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix);
  return realEigenvalues.every((value, i) => value > 1e-12 || Math.abs(imaginaryEigenvalues[i]!) > 1e-12);
}

/**
 * Principal square root of a matrix without eigenvalues on the negative axis (Denman and Beavers, Applied Mathematics
 * and Computation 2, 1976).
 */
function squareRoot(matrix: Matrix): Matrix {
  let root = matrix;
  let reciprocal = Matrix.eye(matrix.rows);
  for (let iteration = 0; iteration < 60; iteration++) {
    const next = Matrix.add(root, inverse(reciprocal)).div(2);
    reciprocal = Matrix.add(reciprocal, inverse(root)).div(2);
    const change = Matrix.sub(next, root).norm('frobenius');
    root = next;
    if (change <= 1e-15 * matrix.rows) break;
  }
  return root;
}

function asProbabilities(matrix: Matrix, transition: Transition, stepHours: number): number[][] {
  return matrix.to2DArray().map((row) => {
    if (row.some((value) => !(value >= -rootTolerance))) throw noSuchChain(transition, stepHours);
    const kept = row.map((value) => Math.max(value, 0));
    const sum = kept.reduce((total, value) => total + value, 0);
    return kept.map((value) => value / sum);
  });
}

function noSuchChain(transition: Transition, stepHours: number): Error {
  return inputError('transition', `has no chain for a step of ${stepHours} h`, {
    allowed: `a step that is a whole multiple of ${transition.perHours} h, or rows given per ${stepHours} h`,
  });
}

/** The one set of regimes that cannot be left, ascending. */
function closedClass(rows: Rows): number[] {
  const reached = rows.map((_, from) => reachable(rows, from));
  const recurrent = [...rows.keys()].filter((state) => [...reached[state]!].every((to) => reached[to]!.has(state)));
  const first = recurrent[0]!;
  const outside = recurrent.find((state) => !reached[first]!.has(state));
  if (outside !== undefined) {
    throw inputError(
      'transition',
      `has no unique stationary law: regimes ${first + 1} and ${outside + 1} never lead to each other`,
      {
        allowed: 'a chain with one set of regimes that cannot be left, or a start that is given',
      },
    );
  }
  return recurrent;
}

function reachable(rows: Rows, from: number): Set<number> {
  const seen = new Set([from]);
  for (const state of seen) {
    for (const [to, probability] of rows[state]!.entries()) if (probability > 0) seen.add(to);
  }
  return seen;
}

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
function fractionalPart(ratio: number): boolean[] {
  const digits: boolean[] = [];
  let rest = ratio - Math.floor(ratio);
  while (rest > 0 && digits.length < digitsOfFraction) {
    rest *= 2;
    digits.push(rest >= 1);
    if (rest >= 1) rest -= 1;
  }
  return digits;
}
