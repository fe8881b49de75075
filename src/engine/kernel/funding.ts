import { normal } from '../../random/draws.ts';
import { STATE_WORDS } from '../../random/streams.ts';
import type { CompiledScenario } from '../compile.ts';
import { LANES, type PathGroup } from '../group.ts';

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
    for (let lane = 0; lane < LANES; lane++) {
      const regime = group.regimes[(steps - 1) * LANES + lane]!;
      let rate = 0;
      for (let k = 0; k < funding.intervalsPerSettlement; k++) {
        rate += clamp(moveRate(group, compiled, i, lane, regime), funding.clamp);
      }
      due[i * LANES + lane] = account.fundingOnEntry ? rate : rate * price[i * LANES + lane]!;
    }
  }
  return true;
}

/** Rates at the start: the stationary law of the first regime. */
export function startFunding(group: PathGroup, compiled: CompiledScenario): void {
  const { market } = compiled;
  const { funding } = market;
  if (!funding) return;
  for (const i of market.priced) {
    for (let lane = 0; lane < LANES; lane++) {
      const law = group.regime[lane]! * market.assets + i;
      const noise = funding.random[i] ? fundingNoise(group, i, lane) : 0;
      group.fundingRate[i * LANES + lane] = funding.mean[law]! + funding.sd[law]! * noise;
    }
  }
}

/** f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z, with the law of the regime at the settlement. */
function moveRate(group: PathGroup, { market }: CompiledScenario, asset: number, lane: number, regime: number): number {
  const funding = market.funding!;
  const law = regime * market.assets + asset;
  const place = asset * LANES + lane;
  const mean = funding.mean[law]!;
  const noise = funding.random[asset] ? fundingNoise(group, asset, lane) : 0;
  const rate = mean + funding.persistence[law]! * (group.fundingRate[place]! - mean) + funding.noise[law]! * noise;
  group.fundingRate[place] = rate;
  return rate;
}

function fundingNoise(group: PathGroup, asset: number, lane: number): number {
  return normal(group.states, ((group.streams.funding + asset) * LANES + lane) * STATE_WORDS);
}

function clamp(rate: number, limit: number): number {
  return rate > limit ? limit : rate < -limit ? -limit : rate;
}
