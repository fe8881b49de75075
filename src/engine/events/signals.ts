import type { Signal } from '../../margin/policies/signal.ts';
import type { CompiledScenario } from '../compile.ts';
import type { PathGroup } from '../group.ts';
import { BLOCK_STEPS, LANES } from '../kernel.ts';
import type { Lane } from './lane.ts';

/** The estimates that policies watch, for all paths of a group: of the market alone, so the same under every scheme. */
export interface Signals {
  /** Whether there is any. */
  readonly isUsed: boolean;
  start(): void;
  /** Follows the prices of the steps of a span, which must have been formed. */
  follow(from: number, to: number): void;
  /** Whether the estimate is at or above a level at the lane's step, or on any lane at any step of the span. */
  isAtLeast(signal: Signal, level: number, lane: Pick<Lane, 'step' | 'lane'>): boolean;
}

/** One estimate: covariances of the pairs (i, j <= i) of its assets with one weight or two. */
interface Estimate {
  readonly signal: Signal;
  readonly start: Float64Array;
  /** `pair * LANES + lane`. */
  readonly fast: Float64Array;
  readonly slow: Float64Array;
  /** What levels are compared with, `step * LANES + lane`: a squared volatility, a squared ratio, a correlation. */
  readonly values: Float64Array;
}

/** The estimates that any policy of the account uses. */
export function createSignals(group: PathGroup, { account }: CompiledScenario): Signals {
  const estimates = new Map<string, Estimate>();
  const keys = new Map<Signal, Estimate>();
  for (const policy of account.policies.flat()) {
    const trigger = 'trigger' in policy ? policy.trigger : null;
    if (trigger?.on !== 'signal') continue;
    const key = JSON.stringify(trigger.signal);
    const estimate = estimates.get(key) ?? createEstimate(trigger.signal);
    estimates.set(key, estimate);
    keys.set(trigger.signal, estimate);
  }
  const all = [...estimates.values()];
  return {
    isUsed: all.length > 0,
    start() {
      for (const { start, fast, slow } of all) {
        for (const [pair, value] of start.entries()) {
          fast.fill(value, pair * LANES, (pair + 1) * LANES);
          slow.fill(value, pair * LANES, (pair + 1) * LANES);
        }
      }
    },
    follow(from, to) {
      for (let step = from; step <= to; step++) for (const estimate of all) move(group, estimate, step);
    },
    isAtLeast(signal, level, { step, lane }) {
      const least = signal.kind === 'correlation' ? level : level * level;
      return keys.get(signal)!.values[step * LANES + lane]! >= least;
    },
  };
}

function createEstimate(signal: Signal): Estimate {
  const start = Float64Array.from(signal.assets.flatMap((_, i) => signal.start[i]!.slice(0, i + 1)));
  const rows = () => new Float64Array(start.length * LANES);
  return { signal, start, fast: rows(), slow: rows(), values: new Float64Array(BLOCK_STEPS * LANES) };
}

/** v <- (1 - w) v + w r_i r_j with the simple returns of a step. */
function move(group: PathGroup, { signal, fast, slow, values }: Estimate, step: number): void {
  const { assets, weight, slowWeight, kind } = signal;
  for (let lane = 0; lane < LANES; lane++) {
    let pair = lane;
    for (const [i, first] of assets.entries()) {
      const r = returnOf(group, first, step, lane);
      for (let j = 0; j <= i; j++) {
        if (j === i || kind === 'correlation') {
          const product = r * (j === i ? r : returnOf(group, assets[j]!, step, lane));
          fast[pair] = (1 - weight) * fast[pair]! + weight * product;
          slow[pair] = (1 - slowWeight) * slow[pair]! + slowWeight * product;
        }
        pair += LANES;
      }
    }
    values[step * LANES + lane] = valueOf(signal, fast, slow, lane);
  }
}

function returnOf({ price, prices }: PathGroup, asset: number, step: number, lane: number): number {
  const column = asset * BLOCK_STEPS;
  const before = step === 0 ? price[asset * LANES + lane]! : prices[(column + step - 1) * LANES + lane]!;
  return prices[(column + step) * LANES + lane]! / before - 1;
}

function valueOf(signal: Signal, fast: Float64Array, slow: Float64Array, lane: number): number {
  const { assets, kind, stepsPerYear } = signal;
  switch (kind) {
    case 'volatility':
      return (sumOfVariances(assets.length, fast, lane) / assets.length) * stepsPerYear;
    case 'volatility-ratio':
      return quotient(sumOfVariances(assets.length, fast, lane), sumOfVariances(assets.length, slow, lane));
    case 'correlation':
      return meanCorrelation(assets.length, fast, lane);
    default:
      return kind satisfies never;
  }
}

/** 0 where there is nothing to divide by: prices that have never moved. */
function quotient(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}

/** Place of the pair (i, j), j <= i, on a lane. */
function pairAt(i: number, j: number, lane: number): number {
  return ((i * (i + 1)) / 2 + j) * LANES + lane;
}

function sumOfVariances(assets: number, covariance: Float64Array, lane: number): number {
  let sum = 0;
  for (let i = 0; i < assets; i++) sum += covariance[pairAt(i, i, lane)]!;
  return sum;
}

function meanCorrelation(assets: number, covariance: Float64Array, lane: number): number {
  let sum = 0;
  for (let i = 1; i < assets; i++) {
    for (let j = 0; j < i; j++) {
      const product = covariance[pairAt(i, i, lane)]! * covariance[pairAt(j, j, lane)]!;
      sum += quotient(covariance[pairAt(i, j, lane)]!, Math.sqrt(product));
    }
  }
  return sum / ((assets * (assets - 1)) / 2);
}
