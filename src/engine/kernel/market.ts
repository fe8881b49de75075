import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup, seedGroup } from '../group.ts';
import { settleFunding, startFunding } from './funding.ts';
import { formPrices } from './prices.ts';
import { applyRare, startRare } from './rare.ts';
import { formReturns } from './returns.ts';
import { drawShocks } from './shocks.ts';

/** Puts the market of every lane at step 0. */
export function startMarket(group: PathGroup, compiled: CompiledScenario, firstPath: number): void {
  const { market } = compiled;
  seedGroup(group, compiled, firstPath);
  for (let i = 0; i < market.assets; i++) {
    group.price.fill(market.startPrices[i]!, i * LANES, (i + 1) * LANES);
  }
  group.fundingIndex.fill(0);
  startRare(group, compiled);
  startFunding(group, compiled);
}

/**
 * Draws the market of the next `steps` steps, the first of which is `firstStep` (from 1): columns of prices and regimes,
 * price bounds, and the funding due at the end. Returns whether the period ends with a settlement.
 */
export function drawPeriod(group: PathGroup, compiled: CompiledScenario, firstStep: number, steps: number): boolean {
  drawShocks(group, compiled, steps);
  formReturns(group, compiled, steps);
  applyRare(group, compiled, firstStep, steps);
  formPrices(group, compiled, steps);
  return settleFunding(group, compiled, firstStep + steps - 1, steps);
}
