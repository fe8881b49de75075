import { cosineTimes, radiusOfWord } from '../../random/draws.ts';
import type { CompiledScenario } from '../compile.ts';
import type { CompiledFunding } from '../compile-market.ts';
import { LANES, type PathGroup } from '../group.ts';
import { drawWords } from './shocks.ts';

/**
 * Pass 5, in periods that end with a settlement: the rate of each asset moves on, and `due` becomes what a unit of it
 * pays (or, where the venue charges the entry notional, what a unit of entry value pays). Returns whether anything is due.
 */
export function settleFunding(group: PathGroup, compiled: CompiledScenario, lastStep: number, steps: number): boolean {
  const { market, account } = compiled;
  const { funding } = market;
  const { due, price } = group;
  if (!funding || lastStep % funding.stepsPerSettlement !== 0) return false;
  for (const i of market.priced) {
    due.fill(0, i * LANES, (i + 1) * LANES);
    for (let interval = 0; interval < funding.intervalsPerSettlement; interval++) {
      drawNoise(group, funding, i);
      for (let lane = 0; lane < LANES; lane++) {
        const law = group.regimes[(steps - 1) * LANES + lane]! * market.assets + i;
        const rate = moveRate(group, funding, law, i * LANES + lane, group.noise[lane]!);
        due[i * LANES + lane] = due[i * LANES + lane]! + clamp(rate, funding.clamp);
      }
    }
    if (account.fundingOnEntry) continue;
    for (let place = i * LANES; place < (i + 1) * LANES; place++) due[place] = due[place]! * price[place]!;
  }
  return true;
}

/** Rates at the start: the stationary law of the first regime. */
export function startFunding(group: PathGroup, compiled: CompiledScenario): void {
  const { market } = compiled;
  const { funding } = market;
  if (!funding) return;
  for (const i of market.priced) {
    drawNoise(group, funding, i);
    for (let lane = 0; lane < LANES; lane++) {
      const law = group.regime[lane]! * market.assets + i;
      group.fundingRate[i * LANES + lane] = funding.mean[law]! + funding.sd[law]! * group.noise[lane]!;
    }
  }
}

/** f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z, with the law of the regime at the settlement. */
function moveRate(group: PathGroup, funding: CompiledFunding, law: number, place: number, noise: number): number {
  const mean = funding.mean[law]!;
  const rate = mean + funding.persistence[law]! * (group.fundingRate[place]! - mean) + funding.noise[law]! * noise;
  group.fundingRate[place] = rate;
  return rate;
}

/** A normal per lane for an asset's rate; 0 for a rate without noise in any regime, which takes no draws. */
function drawNoise(group: PathGroup, funding: CompiledFunding, asset: number): void {
  const { noise, words } = group;
  if (!funding.random[asset]) {
    noise.fill(0);
    return;
  }
  drawWords(group, group.streams.funding + asset, 1, 2, LANES);
  for (let lane = 0; lane < LANES; lane++) {
    noise[lane] = cosineTimes(radiusOfWord(words[lane]!), words[LANES + lane]!);
  }
}

function clamp(rate: number, limit: number): number {
  return rate > limit ? limit : rate < -limit ? -limit : rate;
}
