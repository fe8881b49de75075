import { createOutcomeBlock, type OutcomeBlock } from '../stats/outcome.ts';
import { addBlock, createSummary, type Summary, sealSummary } from '../stats/summary.ts';
import { startAccounts } from './accounts.ts';
import type { CompiledScenario } from './compile.ts';
import { createGroup, LANES, type PathGroup } from './group.ts';
import { advance, bookFunding, owe, screen } from './kernel/cover.ts';
import { drawPeriod, startMarket } from './kernel/market.ts';
import { liquidate } from './liquidation.ts';
import { writeOutcomes } from './outcomes.ts';
import { watch } from './watch.ts';

/**
 * Simulates paths firstPath .. firstPath + count - 1 under every scheme and returns their sealed summary. A pure
 * function: the same arguments give the same bits, on any thread, in any order.
 */
export function simulate(compiled: CompiledScenario, firstPath: number, count: number): Summary {
  const summary = createSummary(compiled.shape, firstPath);
  simulateBlocks(compiled, firstPath, count, (block) => addBlock(summary, block));
  sealSummary(summary, compiled.shape);
  return summary;
}

/** The same paths, block by block, for whoever wants the outcomes themselves. A block is valid until `visit` returns. */
export function simulateBlocks(
  compiled: CompiledScenario,
  firstPath: number,
  count: number,
  visit: (block: OutcomeBlock) => void,
): void {
  const group = createGroup(compiled);
  const block = createOutcomeBlock(compiled.shape, LANES);
  for (let done = 0; done < count; done += LANES) {
    simulateGroup(group, compiled, firstPath + done);
    writeOutcomes(group, compiled, block);
    block.firstPath = firstPath + done;
    block.count = Math.min(LANES, count - done);
    visit(block);
  }
}

/** One group of paths from start to horizon, period by period. */
function simulateGroup(group: PathGroup, compiled: CompiledScenario, firstPath: number): void {
  startMarket(group, compiled, firstPath);
  startAccounts(group, compiled);
  for (let done = 0; done < compiled.steps; done += compiled.periodSteps) {
    simulatePeriod(group, compiled, done, Math.min(compiled.periodSteps, compiled.steps - done));
  }
}

/**
 * One period: the market is drawn, the screen names the pools that may be in danger, and the steps are gone through
 * from event to event. Prices never read the accounts, so nothing is ever taken back.
 */
function simulatePeriod(group: PathGroup, compiled: CompiledScenario, done: number, steps: number): void {
  const settles = drawPeriod(group, compiled, done + 1, steps);
  if (settles) owe(group, compiled);
  screen(group, compiled, settles);
  const settlementStep = settles ? steps - 1 : -1;
  const stride = compiled.watchEveryStep ? 1 : steps;
  for (let first = 0; first < steps; first += stride) {
    const last = first + stride - 1;
    let step = advance(group, compiled, first, last, settlementStep);
    while (step >= 0) {
      const paying = step === settlementStep && compiled.account.fundingBeforeCheck;
      for (let event = 0; event < group.eventCount; event++) {
        liquidate(group, compiled, group.events[event]!, step, done + step + 1, paying);
      }
      step = advance(group, compiled, step + 1, last, settlementStep);
    }
    if (last === settlementStep) bookFunding(group, compiled);
    watch(group, compiled, last);
  }
}
