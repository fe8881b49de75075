import type { MarketStep } from '../margin/market-step.ts';
import type { CompiledScenario } from './compile.ts';
import { createGroup, LANES, type PathGroup } from './group.ts';
import { drawPeriod, startMarket } from './kernel/market.ts';

/**
 * The market of one path of a run, from the same draws as the run itself: steps 1 to `steps`. Assets that nobody holds
 * stand at their price now; haircuts and depths are those of the step's regime.
 */
export function replayMarket(compiled: CompiledScenario, path: number): MarketStep[] {
  const group = createGroup(compiled);
  const result: MarketStep[] = [];
  startMarket(group, compiled, path);
  for (let done = 0; done < compiled.steps; done += compiled.periodSteps) {
    const steps = Math.min(compiled.periodSteps, compiled.steps - done);
    const settles = drawPeriod(group, compiled, done + 1, steps);
    for (let step = 0; step < steps; step++) {
      result.push(stepOf(group, compiled, step, done + step + 1, settles && step === steps - 1));
    }
  }
  return result;
}

/** The step of the period (from 0) on lane 0, as plain data. */
function stepOf(
  group: PathGroup,
  { market, periodSteps, account }: CompiledScenario,
  step: number,
  pathStep: number,
  settles: boolean,
): MarketStep {
  const k = step * LANES;
  const regime = group.regimes[k]!;
  const isPriced = new Set(market.priced);
  const prices = Array.from(market.startPrices, (start, i) =>
    isPriced.has(i) ? group.prices[i * periodSteps * LANES + k]! : start,
  );
  const rateOf = (i: number) => {
    const due = group.due[i * LANES]!;
    if (!isPriced.has(i)) return 0;
    return account.fundingOnEntry ? due : due / prices[i]!;
  };
  const depthOf = (i: number) => {
    const depth = market.depth[regime * market.assets + i]!;
    return depth === Number.POSITIVE_INFINITY ? null : depth;
  };
  return {
    step: pathStep,
    regime,
    prices,
    fundingRates: settles ? prices.map((_, i) => rateOf(i)) : null,
    haircuts: prices.map((_, i) => market.haircut[regime * market.assets + i]!),
    depths: prices.map((_, i) => depthOf(i)),
  };
}
