import { covarianceOf, type Tails } from './emission.ts';
import { fitHiddenMarkov, type HiddenMarkovFit, modelOfGuess, type Prior } from './hidden-markov.ts';
import type { HiddenMarkovModel, ModelChoice, Rows } from './hidden-markov-model.ts';
import { priorCost, scatterOf } from './scatters.ts';
import { initialGuesses } from './starts.ts';

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
export function orderOfVolatility(model: HiddenMarkovModel): number[] {
  const level = model.factors.map((factors) => {
    const scatter = scatterOf(factors);
    const size = factors.scales.length;
    return factors.scales.reduce((sum, _, i) => sum + Math.log(scatter[i * size + i]!), 0);
  });
  return [...level.keys()].toSorted((a, b) => level[a]! - level[b]!);
}

/** The same model with its regimes in another order. */
export function reordered(model: HiddenMarkovModel, order: readonly number[]): HiddenMarkovModel {
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
