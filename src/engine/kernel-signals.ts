import type { Signal } from '../margin/policies/signal.ts';
import { starts } from './compile-account.ts';
import { BLOCK_STEPS, LANES } from './kernel.ts';
import { doubles, integers } from './kernel-memory.ts';

/** Sizes of what policies watch of the market, for the globals of the kernel's layout. */
export function signalSizes(signals: readonly Signal[]): Record<string, number> {
  return { signalCount: signals.length, signalledCount: assetsOf(signals).length };
}

/** What policies watch of the market, and the state of it: arrays for the kernel's memory, by their names in its layout. */
export function signalArrays(signals: readonly Signal[]) {
  const assets = assetsOf(signals);
  const pairs = signals.map((signal) => (signal.assets.length * (signal.assets.length + 1)) / 2);
  const all = pairs.reduce((sum, count) => sum + count, 0);
  return {
    signalled: integers(assets),
    signalKind: integers(signals.map(({ kind }) => kinds.indexOf(kind))),
    signalStart: integers(starts(signals.map((signal) => signal.assets.length))),
    signalAsset: integers(signals.flatMap((signal) => signal.assets.map((asset) => assets.indexOf(asset)))),
    signalPair: integers(starts(pairs)),
    signalWeight: doubles(signals.map(({ weight }) => weight)),
    signalSlowWeight: doubles(signals.map(({ slowWeight }) => slowWeight)),
    signalScale: doubles(signals.map(scaleOf)),
    startCovariance: doubles(signals.flatMap(({ start }) => start.flatMap((row, i) => row.slice(0, i + 1)))),
    covariance: doubles(all * LANES),
    slowCovariance: doubles(all * LANES),
    signalLevel: doubles(assets.length * LANES),
    signalReturn: doubles(assets.length * LANES),
    signalValue: doubles(signals.length * BLOCK_STEPS * LANES),
    signalHighest: doubles(signals.length * LANES),
    signalLowest: doubles(signals.length * LANES),
  };
}

/** As the kernel's `signals.ts` numbers them. */
const kinds: readonly Signal['kind'][] = ['volatility', 'volatility-ratio', 'correlation'];

/** What a sum over assets, or over pairs, becomes a mean by; a volatility is annualised, too. */
function scaleOf({ kind, assets: { length: count }, stepsPerYear }: Signal): number {
  if (kind === 'volatility') return stepsPerYear / count;
  return kind === 'correlation' ? 2 / (count * (count - 1)) : 1;
}

/** Assets that any signal watches, each once. */
function assetsOf(signals: readonly Signal[]): number[] {
  return [...new Set(signals.flatMap((signal) => signal.assets))];
}
