import { hoursPerYear } from '../base/units.ts';
import { meanJumpReturn } from './regime-arrays.ts';
import type { RegimeLaw, RegimeModel, SingleJump } from './regime-model.ts';
import type { LeastRise } from './sources/source.ts';

/**
 * How the log price of each asset of a regime model moves at the least, an hour: the mean drift - sigma^2 / 2 with that of the jumps, in the regime
 * in which it is least, and the variance of the one in which it is largest. So a path ends below mean T - k sqrt(variance T) with no more than
 * the probability that a normal variable is k below its mean, whichever regimes it meets (jumps of small probability apart).
 */
export function leastRise(model: RegimeModel, regimes: readonly string[]): LeastRise[] {
  return model.laws[0]!.volatility.map((_, asset) => {
    const rises = model.laws.map((law, index) => riseIn(law, asset, model.compensateJumps, regimes[index] ?? ''));
    const least = rises.reduce((a, b) => (b.mean < a.mean ? b : a));
    return { ...least, variance: Math.max(...rises.map(({ variance }) => variance)) };
  });
}

function riseIn(law: RegimeLaw, asset: number, compensated: boolean, regime: string): LeastRise {
  const sigma = law.volatility[asset]!;
  const drift =
    (law.drift[asset]! - (sigma * sigma) / 2) / hoursPerYear - (compensated ? meanJumpReturn(law, asset, 1) : 0);
  const { commonJump: common, singleJumps } = law;
  const jumps = [
    jumpsAnHour(common, common?.beta[asset] ?? 0, common?.spread[asset] ?? 0),
    jumpsAnHour(singleJumps[asset] ?? null, 1, 0),
  ];
  const jumpMean = jumps.reduce((sum, { mean }) => sum + mean, 0);
  return {
    mean: drift + jumpMean,
    variance: (sigma * sigma) / hoursPerYear + jumps.reduce((sum, { variance }) => sum + variance, 0),
    field: `regimes.${regime}.${jumpMean > drift ? 'jumps' : 'drift'}`,
  };
}

/** Mean and variance of what jumps of log size beta J + spread e add in an hour. */
function jumpsAnHour(law: SingleJump | null, beta: number, spread: number): { mean: number; variance: number } {
  if (law === null) return { mean: 0, variance: 0 };
  const { probability, perHours, mean, sd } = law;
  const square = beta * beta * (sd * sd + (1 - probability) * mean * mean) + spread * spread;
  return { mean: (probability * beta * mean) / perHours, variance: (probability * square) / perHours };
}
