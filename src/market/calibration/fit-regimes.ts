import type { LogReturns } from '../history/returns.ts';
import { covarianceOf, scatterOf, type Tails } from './emission.ts';
import {
  type Expectation,
  emptyExpectation,
  fitHiddenMarkov,
  type HiddenMarkovFit,
  type HiddenMarkovModel,
  logLikelihoodOf,
  type Prior,
  type Rows,
} from './hidden-markov.ts';
import { likeliestTails } from './likeliest-tails.ts';
import { initialGuesses } from './starts.ts';

/** While EM only has to rank fits: a nat is what BIC cannot tell apart. */
const ranking = { iterations: 40, tolerance: 1 };
const final = { iterations: 1_000, tolerance: 0.01 };

/**
 * How heavy tails are told from changes of regime; both make large returns.
 *
 * `joint`: regimes are fitted with Student-t returns, or normal ones where those do as well. What it finds is right if
 * the data come from such a market. Of real prices the tails may explain the size of returns alone, and leave it to the
 * regimes to tell which assets move together.
 * `residuals`: regimes are fitted with normal returns, then the degrees of freedom are those that make the returns
 * likeliest with everything else held. Regimes then mean volatility, and the variance of the market is that of the
 * sample; regimes last shorter, and lie further apart, than those of a market that does have heavy tails.
 * `normal`: no heavy tails.
 */
export type ShockChoice = 'joint' | 'residuals' | 'normal';

/** What a fit is asked for; `seed` chooses all guesses but the first. */
export interface RegimeFitOptions {
  readonly regimes: number;
  readonly starts: number;
  readonly seed: string;
  readonly shocks: ShockChoice;
}

/** A fitted hidden Markov model with its regimes in order of volatility, calmest first. */
export interface RegimeFit {
  readonly tails: Tails;
  /** regimes x regimes, per interval of the returns. */
  readonly transition: readonly (readonly number[])[];
  /** Per regime: mean of the log return of each asset over one interval. */
  readonly means: readonly Float64Array[];
  /** Per regime: covariance of the log returns over one interval, d x d, flat. */
  readonly covariances: readonly Float64Array[];
  /** Of each row, the probability of each regime given all rows: rows x regimes, flat. */
  readonly probabilities: Float64Array;
  /** Of the returns under this model, tails included. */
  readonly logLikelihood: number;
  /** Where EM ended: the same, except that residual tails come afterwards. */
  readonly fitLogLikelihood: number;
  /** Log-likelihood that each start had reached when the best was chosen. */
  readonly startLogLikelihoods: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly parameters: number;
}

/**
 * Fits a hidden Markov model to log returns: EM starts from several guesses and goes on from the best.
 *
 * Throws nothing of its own; `returns` are many enough if they come from `logReturns`.
 */
export function fitRegimes(returns: LogReturns, options: RegimeFitOptions): RegimeFit {
  const rows: Rows = { values: returns.values, size: returns.assets.length, runs: returns.runs };
  const prior = priorOf(rows);
  const guesses = [...initialGuesses(rows, options.regimes, options.starts, options.seed)];
  const fitTails = options.shocks === 'joint' ? jointTails(rows, guesses[0] ?? emptyExpectation(rows, 1), prior) : null;
  const ranked = guesses.map((guess) => fitHiddenMarkov(rows, fitTails, guess, prior, ranking));
  const best = ranked.reduce((a, b) => (b.objective > a.objective ? b : a));
  const fit = fitHiddenMarkov(rows, fitTails, best.expectation, prior, final);
  const tails = options.shocks === 'residuals' ? residualTails(rows, fit) : fitTails;
  return inOrderOfVolatility(rows, fit, {
    tails,
    logLikelihood:
      tails === fitTails ? fit.expectation.logLikelihood : logLikelihoodOf(rows, withTails(fit.model, tails)),
    fitLogLikelihood: fit.expectation.logLikelihood,
    startLogLikelihoods: ranked.map((start) => start.expectation.logLikelihood),
    iterations: best.history.length + fit.history.length,
    converged: fit.converged,
    parameters: parameterCount(rows.size, options.regimes, tails),
  });
}

/**
 * The overall covariance with the weight of d + 1 rows, the least that gives any regime an invertible one, and a tenth
 * of a change: a regime of a thousand rows of ten assets moves by 1 % towards the overall correlations, not towards
 * zero. The variances are raised by a millionth, for assets that always move together.
 */
function priorOf({ values, size }: Rows): Prior {
  const count = values.length / size;
  const scatter = new Float64Array(size * size);
  for (let offset = 0; offset < values.length; offset += size) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) scatter[i * size + j]! += (values[offset + i]! * values[offset + j]!) / count;
    }
  }
  for (let i = 0; i < size; i++) scatter[i * size + i] = scatter[i * size + i]! * (1 + 1e-6) + Number.EPSILON ** 2;
  return { rows: size + 1, scatter, changes: 0.1 };
}

/** The tails of highest likelihood, every model fitted anew from where the one before ended. */
function jointTails(rows: Rows, guess: Expectation, prior: Prior): Tails {
  let from = guess;
  return likeliestTails(rows, (tails) => {
    const fit = fitHiddenMarkov(rows, tails, from, prior, ranking);
    from = fit.expectation;
    return fit.expectation.logLikelihood;
  });
}

/** The tails of highest likelihood, with the covariances and the chain of a fit with normal returns. */
function residualTails(rows: Rows, { model }: HiddenMarkovFit): Tails {
  return likeliestTails(rows, (tails) => logLikelihoodOf(rows, withTails(model, tails)));
}

/** The same covariances, with other tails. */
function withTails(model: HiddenMarkovModel, tails: Tails): HiddenMarkovModel {
  const laws = model.laws.map((law) => ({ mean: law.mean, scatter: scatterOf(covarianceOf(law, model.tails), tails) }));
  return { chain: model.chain, laws, tails };
}

function inOrderOfVolatility(
  rows: Rows,
  fit: HiddenMarkovFit,
  rest: Omit<RegimeFit, 'transition' | 'means' | 'covariances' | 'probabilities'>,
): RegimeFit {
  const { size } = rows;
  const { laws, chain, tails } = fit.model;
  const regimes = laws.length;
  const covariances = laws.map((law) => covarianceOf(law, tails));
  const level = covariances.map((covariance) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += Math.log(covariance[i * size + i]!);
    return sum;
  });
  const order = [...level.keys()].toSorted((a, b) => level[a]! - level[b]!);
  const probabilities = fit.expectation.regimes.map((_, at, old) => old[at - (at % regimes) + order[at % regimes]!]!);
  return {
    ...rest,
    transition: order.map((from) => order.map((to) => chain.transition[from * regimes + to]!)),
    means: order.map((k) => laws[k]!.mean),
    covariances: order.map((k) => covariances[k]!),
    probabilities,
  };
}

/** Means, covariances, transition probabilities, the law of the first regime, and the degrees of freedom. */
function parameterCount(size: number, regimes: number, tails: Tails): number {
  return regimes * (size + (size * (size + 1)) / 2) + regimes * regimes - 1 + (tails === null ? 0 : 1);
}
