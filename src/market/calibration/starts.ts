import seedrandom from 'seedrandom';
import { emptyPosterior, type Posterior } from './forward-backward.ts';
import type { Rows } from './hidden-markov-model.ts';

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
