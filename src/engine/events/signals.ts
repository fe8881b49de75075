import type { Signal } from '../../margin/policies/signal.ts';
import { type CompiledAccount, keyOfSignal } from '../compile/account.ts';
import { BLOCK_STEPS, LANES } from '../memory/constants.ts';
import type { PathGroup } from '../memory/group.ts';

/** One estimate of the market, as what `levelOf` makes of a level can be compared with: squared volatility or ratio, correlation. */
export interface Estimate {
  /** `step of the block * LANES + lane`. */
  readonly values: Float64Array;
  /** The largest and the smallest over the steps of the span, per lane. */
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  levelOf(level: number): number;
}

/** The estimates that policies watch, which the kernel follows: of the market alone, so the same under every scheme. */
export type Signals = (signal: Signal) => Estimate;

/** Finds the estimate of a signal among those of the account. */
export function createSignals(group: PathGroup, { signals }: CompiledAccount): Signals {
  const estimates = new Map(
    signals.map((signal, s): readonly [string, Estimate] => [
      keyOfSignal(signal),
      {
        values: group.signalValue.subarray(s * BLOCK_STEPS * LANES, (s + 1) * BLOCK_STEPS * LANES),
        highest: group.signalHighest.subarray(s * LANES, (s + 1) * LANES),
        lowest: group.signalLowest.subarray(s * LANES, (s + 1) * LANES),
        levelOf: (level) => (signal.kind === 'correlation' ? level : level * level),
      },
    ]),
  );
  const found = new Map<Signal, Estimate>();
  return (signal) => {
    let estimate = found.get(signal);
    if (estimate === undefined) {
      estimate = estimates.get(keyOfSignal(signal))!;
      found.set(signal, estimate);
    }
    return estimate;
  };
}
