import { assert } from '../../base/errors.ts';
import {
  logDensity,
  mahalanobis,
  precisionOf,
  type RegimeLaw,
  rowPrecision,
  type Tails,
  traceOfInverse,
} from './emission.ts';
import { type Chain, emptyPosterior, forwardBackward, type Posterior } from './forward-backward.ts';

/** Rows of several assets in runs without a gap. */
export interface Rows {
  /** rows x size, flat. */
  readonly values: Float64Array;
  readonly size: number;
  /** First row of each run. */
  readonly runs: readonly number[];
}

/** A hidden Markov model: a chain of regimes and the law of a row in each. */
export interface HiddenMarkovModel {
  readonly chain: Chain;
  readonly laws: readonly RegimeLaw[];
  readonly tails: Tails;
}

/**
 * What the fit is pulled towards, so that a regime of few rows keeps an invertible covariance and no change of regime
 * becomes impossible; the estimate is the posterior mode.
 */
export interface Prior {
  /** Every regime is given this many rows more ... */
  readonly rows: number;
  /** ... that have this scatter (d x d, flat): inverse Wishart. */
  readonly scatter: Float64Array;
  /** So many changes more for every transition, and for the law of the first regime: Dirichlet. */
  readonly changes: number;
}

/** What is known of the hidden: regime of each row and, for Student-t laws, its precision in each regime. */
export interface Expectation extends Posterior {
  /** rows x regimes, flat; 1 everywhere for the normal law. */
  readonly precisions: Float64Array;
}

/** Where EM ended: a model, and what it makes of the rows. */
export interface HiddenMarkovFit {
  readonly model: HiddenMarkovModel;
  readonly expectation: Expectation;
  /** What EM makes larger at each iteration: log-likelihood plus the logarithm of the prior. */
  readonly objective: number;
  /** The objective at every iteration, ascending. */
  readonly history: readonly number[];
  readonly converged: boolean;
}

/** EM stops when an iteration gains less than `tolerance` nats, or after `iterations`. */
export interface EffortLimits {
  readonly iterations: number;
  readonly tolerance: number;
}

/** A loss of the objective in one iteration beyond this share of it is not rounding. */
const roundingShare = 1e-10;

/** Room for an expectation: probabilities 0, precisions 1. */
export function emptyExpectation(rows: Rows, regimes: number): Expectation {
  const count = rows.values.length / rows.size;
  return { ...emptyPosterior(count, regimes), precisions: new Float64Array(count * regimes).fill(1) };
}

/**
 * Fits a hidden Markov model by expectation and maximisation (Baum, Petrie, Soules and Weiss, Annals of Mathematical
 * Statistics 41, 1970), starting from a guess at what is hidden.
 *
 * Asserts that the objective never falls: a fall is a bug, not a property of the data.
 */
export function fitHiddenMarkov(
  rows: Rows,
  tails: Tails,
  guess: Expectation,
  prior: Prior,
  limits: EffortLimits,
): HiddenMarkovFit {
  const regimes = Math.sqrt(guess.changes.length);
  const expectation = emptyExpectation(rows, regimes);
  const logDensities = new Float64Array(expectation.regimes.length);
  const history: number[] = [];
  let model = maximise(rows, tails, guess, prior);
  let converged = false;
  while (!converged && history.length < limits.iterations) {
    if (history.length > 0) model = maximise(rows, tails, expectation, prior);
    weigh(rows, model, logDensities, expectation.precisions);
    forwardBackward(logDensities, rows.runs, model.chain, expectation);
    const objective = expectation.logLikelihood + logPrior(model, prior);
    const gain = objective - (history.at(-1) ?? -Infinity);
    assert(gain >= -roundingShare * Math.abs(objective), 'an iteration of EM never lowers its objective');
    history.push(objective);
    converged = gain < limits.tolerance;
  }
  return { model, expectation, objective: history.at(-1) ?? -Infinity, history, converged };
}

/** Log-likelihood of rows under a model. */
export function logLikelihoodOf(rows: Rows, model: HiddenMarkovModel): number {
  const expectation = emptyExpectation(rows, model.laws.length);
  const logDensities = new Float64Array(expectation.regimes.length);
  weigh(rows, model, logDensities, expectation.precisions);
  forwardBackward(logDensities, rows.runs, model.chain, expectation);
  return expectation.logLikelihood;
}

/** Log density and expected precision of every row in every regime, each rows x regimes, flat. */
function weigh(rows: Rows, model: HiddenMarkovModel, logDensities: Float64Array, precisions: Float64Array): void {
  const regimes = model.laws.length;
  const distances = new Float64Array(logDensities.length / regimes);
  for (const [regime, law] of model.laws.entries()) {
    const precision = precisionOf(law);
    const density = logDensity(model.tails, precision.logDeterminant, rows.size);
    mahalanobis(rows.values, law.mean, precision, distances);
    for (let t = 0, at = regime; t < distances.length; t++, at += regimes) {
      logDensities[at] = density(distances[t]!);
      precisions[at] = rowPrecision(model.tails, distances[t]!, rows.size);
    }
  }
}

/** Logarithm of the prior density at a model, up to a constant. */
function logPrior({ chain, laws }: HiddenMarkovModel, prior: Prior): number {
  let total = 0;
  for (const law of laws) {
    const precision = precisionOf(law);
    total -= (prior.rows / 2) * (precision.logDeterminant + traceOfInverse(precision, prior.scatter));
  }
  for (const probability of [...chain.start, ...chain.transition]) total += prior.changes * Math.log(probability);
  return total;
}

/** The model of highest objective given what is expected of the hidden: weighted means, scatters and frequencies. */
function maximise(rows: Rows, tails: Tails, expectation: Expectation, prior: Prior): HiddenMarkovModel {
  return { chain: chainOf(rows, expectation, prior), laws: lawsOf(rows, expectation, prior), tails };
}

function chainOf(rows: Rows, { regimes, changes }: Posterior, prior: Prior): Chain {
  const size = Math.sqrt(changes.length);
  const first = new Float64Array(size);
  for (const row of rows.runs) for (let k = 0; k < size; k++) first[k]! += regimes[row * size + k]!;
  const transition = new Float64Array(size * size);
  for (let from = 0; from < transition.length; from += size) {
    transition.set(frequencies(changes.subarray(from, from + size), prior.changes), from);
  }
  return { start: frequencies(first, prior.changes), transition };
}

function frequencies(counts: Float64Array, more: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count + more, 0);
  return counts.map((count) => (count + more) / total);
}

/** Means and shrunk scatters, from raw moments: means of short returns are small beside their spread. */
function lawsOf(rows: Rows, expectation: Expectation, prior: Prior): RegimeLaw[] {
  const { values, size } = rows;
  const regimes = Math.sqrt(expectation.changes.length);
  const packed = (size * (size + 1)) / 2;
  const totals = new Float64Array(regimes);
  const weights = new Float64Array(regimes);
  const sums = new Float64Array(regimes * size);
  const squares = new Float64Array(regimes * packed);
  for (let t = 0, offset = 0; offset < values.length; t++, offset += size) {
    for (let k = 0; k < regimes; k++) {
      const probability = expectation.regimes[t * regimes + k]!;
      const weight = probability * expectation.precisions[t * regimes + k]!;
      totals[k]! += probability;
      weights[k]! += weight;
      for (let i = 0, at = k * packed; i < size; i++) {
        const scaled = weight * values[offset + i]!;
        sums[k * size + i]! += scaled;
        for (let j = 0; j <= i; j++, at++) squares[at]! += scaled * values[offset + j]!;
      }
    }
  }
  return Array.from(totals, (total, k) => {
    const weight = Math.max(weights[k]!, Number.MIN_VALUE);
    const mean = sums.subarray(k * size, (k + 1) * size).map((sum) => sum / weight);
    const scatter = new Float64Array(size * size);
    for (let i = 0, at = k * packed; i < size; i++) {
      for (let j = 0; j <= i; j++, at++) {
        const spread = squares[at]! - weight * mean[i]! * mean[j]!;
        const shrunk = (spread + prior.rows * prior.scatter[i * size + j]!) / (total + prior.rows);
        scatter[i * size + j] = shrunk;
        scatter[j * size + i] = shrunk;
      }
    }
    return { mean, scatter };
  });
}
