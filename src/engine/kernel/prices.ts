import { exponential, exponentialOfSmall, SMALL_EXPONENT } from '../../base/elementary.ts';
import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup } from '../group.ts';

/**
 * Pass 4: prices of every step of the period, bounds of them, and the price at the end.
 * Hourly returns are small enough for a short polynomial; what is not (jumps, long steps) takes the full exponential.
 */
export function formPrices(group: PathGroup, compiled: CompiledScenario, steps: number): void {
  const { market, periodSteps } = compiled;
  const { returns, prices, price } = group;
  for (let p = 0; p < market.priced.length; p++) {
    const i = market.priced[p]!;
    const state = i * LANES;
    const column = i * periodSteps * LANES;
    for (let step = 0; step < steps; step++) {
      const at = column + step * LANES;
      for (let lane = 0; lane < LANES; lane++) {
        const x = returns[at + lane]!;
        const growth = x <= SMALL_EXPONENT && x >= -SMALL_EXPONENT ? exponentialOfSmall(x) : exponential(x);
        const next = price[state + lane]! * growth;
        price[state + lane] = next;
        prices[at + lane] = next;
      }
    }
    boundPrices(group, i, column, steps);
  }
}

/**
 * Lowest and highest price of the period as (a + b -+ |a - b|) / 2: which of two prices is lower is as good as random,
 * and a branch on it costs more than the arithmetic. Correct to a few units in the last place, which the screen allows for.
 */
function boundPrices(group: PathGroup, asset: number, column: number, steps: number): void {
  const { prices, low, high } = group;
  for (let lane = 0; lane < LANES; lane++) {
    let least = prices[column + lane]!;
    let most = least;
    for (let k = column + LANES + lane; k < column + steps * LANES; k += LANES) {
      const next = prices[k]!;
      least = 0.5 * (least + next - Math.abs(least - next));
      most = 0.5 * (most + next + Math.abs(most - next));
    }
    low[asset * LANES + lane] = least;
    high[asset * LANES + lane] = most;
  }
}
