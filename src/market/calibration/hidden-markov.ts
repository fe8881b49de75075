import { assert } from '../../base/errors.ts';
import { firstReach, type Leap, leapFrom, reachFactor } from './acceleration.ts';
import { likeliestDegrees, logDensity, mahalanobis, precisionOf, rowPrecision } from './emission.ts';
import { type Chain, emptyPosterior, forwardBackward, type Posterior } from './forward-backward.ts';
import type { HiddenMarkovModel, ModelChoice, Rows } from './hidden-markov-model.ts';
import {
  type FactoredScatter,
  factored,
  likelierScatters,
  priorCost,
  regimeMoments,
  type ScatterPrior,
  scatterOf,
} from './scatters.ts';

/** What the fit is pulled towards; the estimate is the posterior mode. */
export interface Prior extends ScatterPrior {
  /** So many changes more for every transition, and for the law of the first regime, so that none becomes impossible. */
  readonly changes: number;
}

/** What is known of the hidden: the regime of each row, and how far out the row is in each regime. */
export interface Expectation extends Posterior {
  /** Squared Mahalanobis distances, rows x regimes, flat. */
  readonly distances: Float64Array;
}

/** Where EM ended: a model, and what it makes of the rows. */
export interface HiddenMarkovFit {
  readonly model: HiddenMarkovModel;
  readonly expectation: Expectation;
  /** What EM makes larger at each iteration: log-likelihood less the cost of the prior. */
  readonly objective: number;
  /** The objective at every iteration, ascending. */
  readonly history: readonly number[];
  readonly converged: boolean;
  /** Of the last iteration, nats. */
  readonly lastGain: number;
}

/** EM stops when an iteration gains less than `tolerance` nats, or after `iterations`. */
export interface EffortLimits {
  readonly iterations: number;
  readonly tolerance: number;
}

/** A loss of the objective in one iteration beyond this share of it is not rounding. */
const roundingShare = 1e-10;

/** Degrees of freedom that a fit starts from. */
const firstDegrees = 6;

/** Room for an expectation: all 0. */
function emptyExpectation(rows: Rows, regimes: number): Expectation {
  const count = rows.values.length / rows.size;
  return { ...emptyPosterior(count, regimes), distances: new Float64Array(count * regimes) };
}

/** The model that a guess at the regimes of all rows gives. */
export function modelOfGuess(rows: Rows, guess: Posterior, choice: ModelChoice, prior: Prior): HiddenMarkovModel {
  const tails = choice.shocks === 'normal' ? null : firstDegrees;
  const { means, moments } = regimeMoments(rows, guess.regimes, null, choice.means);
  const shrink = tails === null ? 1 : (tails - 2) / tails;
  const scaled = moments.map(({ rows: count, scatter }) => ({
    rows: count,
    scatter: scatter.map((value) => value * shrink),
  }));
  const factors = likelierScatters(choice.correlation, scaled, factored(scaled, prior), prior);
  return { chain: chainOf(rows, guess, prior), ...lawsOf(means, factors), tails };
}

/**
 * Fits a hidden Markov model by expectation and maximisation (Baum, Petrie, Soules and Weiss, Annals of Mathematical
 * Statistics 41, 1970), starting from a model.
 *
 * After every two steps it leaps to where they seem to lead, and back to the second if that does not rise. Asserts that the
 * objective never falls: a fall is a bug, not a property of the data.
 */
export function fitHiddenMarkov(
  rows: Rows,
  from: HiddenMarkovModel,
  choice: ModelChoice,
  prior: Prior,
  limits: EffortLimits,
): HiddenMarkovFit {
  const expectation = emptyExpectation(rows, from.laws.length);
  const logDensities = new Float64Array(expectation.regimes.length);
  const objectiveAt = (model: HiddenMarkovModel) => {
    weigh(rows, model, logDensities, expectation.distances);
    forwardBackward(logDensities, rows.runs, model.chain, expectation);
    return expectation.logLikelihood + logPrior(model, choice, prior);
  };
  let objective = objectiveAt(from);
  const history = [objective];
  let model = from;
  let before: HiddenMarkovModel | null = null;
  let reach = firstReach;
  let gain = Infinity;
  while (gain >= limits.tolerance && history.length < limits.iterations) {
    const next = maximise(rows, model, expectation, choice, prior);
    const leap: Leap | null = before === null ? null : leapFrom([before, model, next], choice, prior, reach);
    const leapt: number = leap === null ? -Infinity : objectiveAt(leap.model);
    const landed: HiddenMarkovModel | null = leap !== null && leapt > objective ? leap.model : null;
    if (leap !== null && leap.length === reach) reach *= landed ? reachFactor : 1 / reachFactor;
    reach = Math.max(reach, firstReach);
    const reached: number = landed ? leapt : objectiveAt(next);
    const risen = reached - objective;
    assert(risen >= -roundingShare * Math.abs(reached), 'an iteration of EM never lowers its objective');
    objective = reached;
    history.push(objective);
    // A leap may gain next to nothing far from the top; a step of EM does not.
    if (!landed) gain = risen;
    before = leap === null ? model : null;
    model = landed ?? next;
  }
  return {
    model,
    expectation,
    objective,
    history,
    converged: gain < limits.tolerance,
    lastGain: gain,
  };
}

/** Log density and squared distance of every row in every regime, each rows x regimes, flat. */
function weigh(rows: Rows, model: HiddenMarkovModel, logDensities: Float64Array, distances: Float64Array): void {
  const regimes = model.laws.length;
  for (const [regime, law] of model.laws.entries()) {
    const precision = precisionOf(law.scatter, rows.size);
    const density = logDensity(model.tails, precision.logDeterminant, rows.size);
    mahalanobis(rows.values, law.mean, precision, distances, regime, regimes);
    for (let at = regime; at < distances.length; at += regimes) logDensities[at] = density(distances[at]!);
  }
}

/** Logarithm of the prior density at a model, over that at its mode for the scatters. */
function logPrior({ chain, factors }: HiddenMarkovModel, { correlation }: ModelChoice, prior: Prior): number {
  let total = -priorCost(correlation, factors, prior);
  for (const probability of [...chain.start, ...chain.transition]) total += prior.changes * Math.log(probability);
  return total;
}

/**
 * A model of higher objective given what is expected of the hidden: tails, then means and scatters with the precisions
 * of these tails, and frequencies of change.
 *
 * Scatters are divided by the mean precision instead of the number of rows, which converges several times sooner and
 * ends at the same place (parameter expansion: Liu, Rubin and Wu, Biometrika 85, 1998).
 */
function maximise(
  rows: Rows,
  model: HiddenMarkovModel,
  expectation: Expectation,
  choice: ModelChoice,
  prior: Prior,
): HiddenMarkovModel {
  const { regimes, distances } = expectation;
  const tails = model.tails === null ? null : likeliestDegrees(regimes, distances, rows.size, model.tails);
  const precisions = tails === null ? null : new Float64Array(distances.length);
  if (tails !== null && precisions !== null) {
    for (let at = 0; at < distances.length; at++) precisions[at] = rowPrecision(tails, distances[at]!, rows.size);
  }
  const { means, moments } = regimeMoments(rows, regimes, precisions, choice.means);
  const factors = likelierScatters(choice.correlation, moments, model.factors, prior);
  return { chain: chainOf(rows, expectation, prior), ...lawsOf(means, factors), tails };
}

function lawsOf(
  means: readonly Float64Array[],
  factors: readonly FactoredScatter[],
): Pick<HiddenMarkovModel, 'laws' | 'factors'> {
  return { factors, laws: factors.map((scatter, k) => ({ mean: means[k]!, scatter: scatterOf(scatter) })) };
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
