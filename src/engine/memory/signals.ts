import type { Signal } from '../../margin/policies/signal.ts';
import { starts } from '../compile/account.ts';
import { SignalKind } from './constants.ts';

const kinds: Readonly<Record<Signal['kind'], number>> = {
  volatility: SignalKind.VOLATILITY,
  'volatility-ratio': SignalKind.VOLATILITY_RATIO,
  correlation: SignalKind.CORRELATION,
};

/** Lengths of the axes of what policies watch of the market. */
export function signalCounts(signals: readonly Signal[]) {
  return {
    signal: signals.length,
    watched: watchedBy(signals).length,
    signalAsset: signals.reduce((sum, { assets }) => sum + assets.length, 0),
    signalPair: signals.reduce((sum, signal) => sum + pairsOf(signal), 0),
  };
}

/** What the arrays of the signals start with. */
export function signalValues(signals: readonly Signal[]) {
  const watched = watchedBy(signals);
  return {
    watchedAssets: watched,
    signalKind: signals.map(({ kind }) => kinds[kind]),
    signalStart: starts(signals.map(({ assets }) => assets.length)),
    signalAsset: signals.flatMap(({ assets }) => assets.map((asset) => watched.indexOf(asset))),
    signalPair: starts(signals.map(pairsOf)),
    signalWeight: signals.map(({ weight }) => weight),
    signalSlowWeight: signals.map(({ slowWeight }) => slowWeight),
    signalScale: signals.map(scaleOf),
    startCovariance: signals.flatMap(({ start }) => start.flatMap((row, i) => row.slice(0, i + 1))),
  };
}

/** Pairs of the assets of a signal, those of an asset with itself included. */
function pairsOf({ assets: { length } }: Signal): number {
  return (length * (length + 1)) / 2;
}

/** What a sum over assets, or over pairs, becomes a mean by; a volatility is annualised, too. */
function scaleOf({ kind, assets: { length: count }, stepsPerYear }: Signal): number {
  if (kind === 'volatility') return stepsPerYear / count;
  return kind === 'correlation' ? 2 / (count * (count - 1)) : 1;
}

/** Assets that any signal watches, each once. */
function watchedBy(signals: readonly Signal[]): number[] {
  return [...new Set(signals.flatMap(({ assets }) => assets))];
}
