import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { Scheme } from '../margin/account.ts';
import { watchedBy } from '../margin/policies/registry.ts';
import type { Signal } from '../margin/policies/signal.ts';
import { decimal, divide, one, rounded, squareRoot, sum, zero } from './decimal.ts';
import type { ExactMarket } from './inputs.ts';

/**
 * The estimates that some policy of the account watches, followed along a path; see `Signal` for the formulas.
 *
 * They see the mark prices alone, so all schemes share them. Every update is rounded to 40 decimal places. A quotient whose divisor is 0
 * (the correlation of a price that never moved, a ratio to no volatility) counts as 0.
 */
export interface Signals {
  /** Takes in the returns of a step. */
  update(before: ExactMarket, now: ExactMarket): void;
  /** At or above the level where >= 0: a correlation minus the level; of the others the square over the squared level, minus 1. */
  overLevel(signal: Signal, level: number): Decimal;
  /** For people: annualised volatility, correlation or ratio. */
  value(signal: Signal): Decimal;
}

type Covariance = Decimal[][];

interface Estimate {
  readonly signal: Signal;
  /** Row by row in the order of `Signal.assets`, of which a volatility only needs the diagonal. */
  readonly fast: Covariance;
  /** Only of a ratio. */
  readonly slow: Covariance | null;
}

/** The estimates at the start. Equal signals are one estimate. */
export function openSignals(schemes: readonly Scheme[]): Signals {
  const byText = new Map<string, Estimate>();
  const bySignal = new Map<Signal, Estimate>();
  for (const policy of schemes.flatMap(({ policies }) => policies)) {
    const watched = watchedBy(policy);
    if (watched.on !== 'signal') continue;
    const { signal } = watched;
    const text = JSON.stringify(signal);
    const estimate = byText.get(text) ?? openEstimate(signal);
    byText.set(text, estimate);
    bySignal.set(signal, estimate);
  }
  const estimates = [...byText.values()];
  const watched = [...new Set(estimates.flatMap(({ signal }) => signal.assets))];
  const of = (signal: Signal) => {
    const estimate = bySignal.get(signal);
    assert(estimate !== undefined, 'every signal that is asked for is followed');
    return estimate;
  };
  return {
    update(before, now) {
      const returns = new Map(
        watched.map((asset) => {
          const old = itemAt(before.prices, asset);
          return [asset, divide(itemAt(now.prices, asset).minus(old), old)];
        }),
      );
      for (const estimate of estimates) updateEstimate(estimate, returns);
    },
    overLevel(signal, level) {
      const { square, divisor } = comparable(of(signal));
      const least = decimal(level);
      if (signal.kind === 'correlation') return square.minus(least);
      const value = divisor.gt(0) ? divide(square, divisor) : zero;
      return least.gt(0) ? divide(value, least.times(least)).minus(one) : value;
    },
    value(signal) {
      const { square, divisor } = comparable(of(signal));
      if (signal.kind === 'correlation') return square;
      return divisor.gt(0) ? squareRoot(divide(square, divisor)) : zero;
    },
  };
}

function openEstimate(signal: Signal): Estimate {
  const copy = () => signal.start.map((row) => row.map(decimal));
  return { signal, fast: copy(), slow: signal.kind === 'volatility-ratio' ? copy() : null };
}

function updateEstimate({ signal, fast, slow }: Estimate, returns: ReadonlyMap<number, Decimal>): void {
  const r = signal.assets.map((asset) => returns.get(asset) ?? zero);
  follow(fast, decimal(signal.weight), r, signal.kind === 'correlation');
  if (slow !== null) follow(slow, decimal(signal.slowWeight), r, false);
}

/** c <- (1 - w) c + w r_i r_j, for i >= j or on the diagonal only. */
function follow(covariance: Covariance, weight: Decimal, r: readonly Decimal[], withPairs: boolean): void {
  for (const [i, row] of covariance.entries()) {
    for (let j = withPairs ? 0 : i; j <= i; j++) {
      const product = itemAt(r, i).times(itemAt(r, j));
      row[j] = rounded(one.minus(weight).times(itemAt(row, j)).plus(weight.times(product)));
    }
  }
}

/**
 * What is compared with a level: a correlation itself; of the others the square, as a quotient, so that no root is taken at every step.
 */
function comparable({ signal, fast, slow }: Estimate): { square: Decimal; divisor: Decimal } {
  if (signal.kind === 'correlation') return { square: meanCorrelation(fast), divisor: one };
  if (slow !== null) return { square: trace(fast), divisor: trace(slow) };
  return { square: trace(fast).times(decimal(signal.stepsPerYear)), divisor: decimal(signal.assets.length) };
}

function trace(covariance: Covariance): Decimal {
  return sum(covariance.map((row, i) => itemAt(row, i)));
}

function meanCorrelation(covariance: Covariance): Decimal {
  const pairs: Decimal[] = [];
  for (const [i, row] of covariance.entries()) {
    for (let j = 0; j < i; j++) {
      const scale = squareRoot(itemAt(row, i).times(itemAt(itemAt(covariance, j), j)));
      pairs.push(scale.isZero() ? zero : divide(itemAt(row, j), scale));
    }
  }
  return pairs.length === 0 ? zero : divide(sum(pairs), decimal(pairs.length));
}
