import type { MarketStep } from '../margin/market-step.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { BLOCK_STEPS, LANES, Pause } from './memory/constants.ts';
import { createGroup, type PathGroup } from './memory/group.ts';

/**
 * The market of one path of a run, from the same draws as the run itself: steps 1 to `steps`. Assets that nobody holds
 * stand at their price now; haircuts and depths are those of the step's regime.
 */
export function replayMarket(compiled: CompiledScenario, path: number): MarketStep[] {
  const group = createGroup(compiled);
  const { kernel } = group;
  const result: MarketStep[] = [];
  kernel.start(path);
  while (kernel.nextSpan() !== Pause.HORIZON) {
    const { blockFirst, spanFrom, spanTo, settles } = kernel;
    kernel.formAllPrices();
    for (let step = spanFrom; step <= spanTo; step++) {
      result.push(stepOf(group, compiled, step, blockFirst + step, settles === 1 && step === spanTo));
    }
  }
  return result;
}

/** The step of the block (from 0) on lane 0, as plain data. */
function stepOf(
  group: PathGroup,
  { market, account }: CompiledScenario,
  step: number,
  pathStep: number,
  settles: boolean,
): MarketStep {
  const k = step * LANES;
  const regime = group.regimes[k]!;
  const isPriced = new Set(market.priced);
  const prices = Array.from(market.startPrices, (start, i) =>
    isPriced.has(i) ? group.prices[i * BLOCK_STEPS * LANES + k]! : start,
  );
  const rateOf = (i: number) => {
    const due = group.fundingDue[i * LANES]!;
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
    deleveraging: group.deleveraging[k] === 0 ? null : group.deleveraging[k]!,
  };
}
