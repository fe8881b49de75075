import seedrandom from 'seedrandom';
import { covarianceOf, type Tails } from './emission.ts';
import { emptyPosterior, type Posterior } from './forward-backward.ts';
import { fitHiddenMarkov, type HiddenMarkovFit, modelOfGuess, type Prior } from './hidden-markov.ts';
import type { HiddenMarkovModel, ModelChoice, Rows } from './hidden-markov-model.ts';
import { priorCost, scatterOf } from './scatters.ts';

/** First all starts, then the better ones, are brought so far that they can be ranked; the best goes to the end. */
const heats = [
  { iterations: 12, tolerance: 0.5, kept: 3 },
  { iterations: 30, tolerance: 0.5, kept: 1 },
] as const;
const final = { iterations: 1_000, tolerance: 0.01 };

/** What a fit is asked for; `seed` chooses all guesses but the first. */
export interface RegimeFitOptions {
  readonly regimes: number;
  readonly starts: number;
  readonly seed: string;
}

/** A fitted hidden Markov model with its regimes in order of volatility, calmest first. */
export interface RegimeFit {
  readonly model: HiddenMarkovModel;
  readonly choice: ModelChoice;
  /** Per regime: covariance of the log returns over one interval, d x d, flat. */
  readonly covariances: readonly Float64Array[];
  /** Of each row, the probability of each regime given all rows: rows x regimes, flat. */
  readonly probabilities: Float64Array;
  readonly logLikelihood: number;
  /** What the pull of correlations towards those of all rows took from the objective, nats. */
  readonly priorCost: number;
  /** Log-likelihood that each start had reached in the last heat that it took part in. */
  readonly startLogLikelihoods: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  /** Of the last iteration, nats. */
  readonly lastGain: number;
  readonly parameters: number;
}

/**
 * Fits a hidden Markov model to log returns: EM starts from several guesses, and from `models` that are near already,
 * and goes on from the best.
 */
export function fitRegimes(
  rows: Rows,
  choice: ModelChoice,
  prior: Prior,
  options: RegimeFitOptions,
  models: readonly HiddenMarkovModel[],
): RegimeFit {
  const { regimes, starts, seed } = options;
  const guessed = regimes === 1 ? initialGuesses(rows, 1, 1, seed) : initialGuesses(rows, regimes, starts, seed);
  let field: { start: number; fit: HiddenMarkovFit }[] = [
    ...models,
    ...Array.from(guessed, (guess) => modelOfGuess(rows, guess, choice, prior)),
  ].map((model, start) => ({
    start,
    fit: fitHiddenMarkov(rows, model, choice, prior, { iterations: 1, tolerance: 0 }),
  }));
  const reached = field.map(({ fit }) => fit.expectation.logLikelihood);
  let iterations = 0;
  for (const { kept, ...limits } of heats) {
    field = field
      .map(({ start, fit }) => ({ start, fit: fitHiddenMarkov(rows, fit.model, choice, prior, limits) }))
      .toSorted((a, b) => b.fit.objective - a.fit.objective);
    for (const { start, fit } of field) reached[start] = fit.expectation.logLikelihood;
    field = field.slice(0, kept);
    iterations += field[0]?.fit.history.length ?? 0;
  }
  const heavy = fitHiddenMarkov(rows, field[0]!.fit.model, choice, prior, final);
  const fit = isNearlyNormal(heavy.model)
    ? likelierOf(heavy, normalFit(rows, heavy.model, choice, prior), rows)
    : heavy;
  return inOrderOfVolatility(fit, {
    choice,
    logLikelihood: fit.expectation.logLikelihood,
    priorCost: priorCost(choice.correlation, fit.model.factors, prior),
    startLogLikelihoods: reached,
    iterations: iterations + fit.history.length,
    converged: fit.converged,
    lastGain: fit.lastGain,
    parameters: parameterCount(rows.size, regimes, choice, fit.model.tails),
  });
}

/** So many degrees of freedom are hard to tell from the normal law in any history. */
function isNearlyNormal({ tails }: HiddenMarkovModel): boolean {
  return tails !== null && tails > 30;
}

function normalFit(rows: Rows, model: HiddenMarkovModel, choice: ModelChoice, prior: Prior): HiddenMarkovFit {
  return fitHiddenMarkov(rows, { ...model, tails: null }, choice, prior, final);
}

/** By BIC: the degrees of freedom are one parameter more. */
function likelierOf(heavy: HiddenMarkovFit, normal: HiddenMarkovFit, { values, size }: Rows): HiddenMarkovFit {
  const gain = heavy.expectation.logLikelihood - normal.expectation.logLikelihood;
  return gain > 0.5 * Math.log(values.length / size) ? heavy : normal;
}

/** Regimes in order of the mean logarithm of their volatilities, calmest first: positions of the old ones. */
function orderOfVolatility(model: HiddenMarkovModel): number[] {
  const level = model.factors.map((factors) => {
    const scatter = scatterOf(factors);
    const size = factors.scales.length;
    return factors.scales.reduce((sum, _, i) => sum + Math.log(scatter[i * size + i]!), 0);
  });
  return [...level.keys()].toSorted((a, b) => level[a]! - level[b]!);
}

/** The same model with its regimes in another order. */
function reordered(model: HiddenMarkovModel, order: readonly number[]): HiddenMarkovModel {
  const size = order.length;
  const { start, transition } = model.chain;
  return {
    chain: {
      start: Float64Array.from(order, (k) => start[k]!),
      transition: Float64Array.from(order.flatMap((from) => order.map((to) => transition[from * size + to]!))),
    },
    laws: order.map((k) => model.laws[k]!),
    factors: order.map((k) => model.factors[k]!),
    tails: model.tails,
  };
}

function inOrderOfVolatility(
  fit: HiddenMarkovFit,
  rest: Omit<RegimeFit, 'model' | 'covariances' | 'probabilities'>,
): RegimeFit {
  const order = orderOfVolatility(fit.model);
  const regimes = order.length;
  const model = reordered(fit.model, order);
  const old = fit.expectation.regimes;
  const probabilities = old.map((_, at) => old[at - (at % regimes) + order[at % regimes]!]!);
  return {
    ...rest,
    model,
    covariances: model.laws.map(({ scatter }) => covarianceOf(scatter, model.tails)),
    probabilities,
  };
}

/** Means, scales, correlations, probabilities of change, and the degrees of freedom. */
function parameterCount(size: number, regimes: number, { correlation, means }: ModelChoice, tails: Tails): number {
  const pairs = (size * (size - 1)) / 2;
  const scales = correlation === 'shared' ? size + regimes - 1 : size * regimes;
  const correlations = correlation === 'own' ? pairs * regimes : pairs;
  return (
    (means === 'sample' ? size * regimes : 0) +
    scales +
    correlations +
    regimes * (regimes - 1) +
    (tails === null ? 0 : 1)
  );
}

/** How sure a guess is of the regime that it names. */
const confidence = 1;

/** How common each regime is beside the calmer one before it, in the first guesses: what is rare may be wild, or calm. */
const ratios = [0.5, 4, 0.1] as const;

/** Mean rows between two changes of regime that a guess assumes. */
const assumedDuration = 50;

/**
 * Several guesses at which regime governs which row, from which EM starts: it finds a local optimum only, so where it
 * starts matters.
 *
 * Each guess cuts a moving average of squared returns at some quantiles, calm rows to the first regime. The first three
 * take a window of 12 rows and regimes that are common, rare and frequent by fixed ratios; the others draw both from `seed`.
 */
export function* initialGuesses(rows: Rows, regimes: number, count: number, seed: string): Generator<Posterior> {
  const random = seedrandom(seed);
  const sizes = relativeSizes(rows);
  for (let guess = 0; guess < count; guess++) {
    const window = guess < ratios.length ? 12 : 1 + Math.floor(72 * random() ** 2);
    const ratio = ratios[guess];
    const shares = Array.from({ length: regimes }, (_, k) =>
      ratio === undefined ? -Math.log(1 - random()) : ratio ** k,
    );
    yield guessOf(rows, movingAverage(sizes, window), shares);
  }
}

/** Mean over the assets of the squared return, each in units of its own mean square. */
function relativeSizes({ values, size }: Rows): Float64Array {
  const meanSquares = new Float64Array(size);
  for (const [at, value] of values.entries()) meanSquares[at % size]! += (value * value * size) / values.length;
  const sizes = new Float64Array(values.length / size);
  for (const [at, value] of values.entries()) {
    sizes[Math.floor(at / size)]! += (value * value) / (meanSquares[at % size]! * size);
  }
  return sizes;
}

function movingAverage(values: Float64Array, window: number): Float64Array {
  let sum = 0;
  return values.map((value, index) => {
    sum += value - (index >= window ? values[index - window]! : 0);
    return sum / Math.min(index + 1, window);
  });
}

function guessOf(rows: Rows, levels: Float64Array, shares: readonly number[]): Posterior {
  const regimes = shares.length;
  const total = shares.reduce((sum, share) => sum + share, 0);
  const ascending = levels.toSorted();
  const cuts: number[] = [];
  for (let k = 0, below = 0; k + 1 < regimes; k++) {
    below += shares[k]! / total;
    cuts.push(ascending[Math.floor(below * ascending.length)]!);
  }
  const guess = emptyPosterior(rows.values.length / rows.size, regimes);
  for (const [t, level] of levels.entries()) {
    const likely = cuts.filter((cut) => level >= cut).length;
    for (let k = 0; k < regimes; k++) {
      guess.regimes[t * regimes + k] = regimes === 1 ? 1 : k === likely ? confidence : (1 - confidence) / (regimes - 1);
    }
  }
  for (let from = 0; from < regimes; from++) {
    for (let to = 0; to < regimes; to++) {
      guess.changes[from * regimes + to] = from === to ? assumedDuration : 1 / Math.max(regimes - 1, 1);
    }
  }
  return guess;
}
