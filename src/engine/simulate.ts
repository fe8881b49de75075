import { createOutcomeBlock, type OutcomeBlock } from '../stats/outcome.ts';
import { addBlock, createSummary, type Summary, sealSummary } from '../stats/summary.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { createPathEvents, type PathEvents } from './events/path-events.ts';
import { LANES, Pause } from './memory/constants.ts';
import { createGroup, type PathGroup } from './memory/group.ts';
import { createObserver, isObserved } from './observer.ts';
import { clearBlock, writeOutcomes } from './outcomes.ts';
import { refuseOutcomes } from './range.ts';

/** Paths whose outcomes are handed to the statistics together: enough for their loops to pay, few enough to stay in the cache. */
export const BLOCK_PATHS = 512;

/**
 * Simulates paths firstPath .. firstPath + count - 1 under every scheme and returns their sealed summary. A pure
 * function: the same arguments give the same bits, on any thread, in any order. `observes` says on which paths the market is looked at
 * step by step.
 */
export function simulate(
  compiled: CompiledScenario,
  firstPath: number,
  count: number,
  observes: (path: number) => boolean = isObserved,
): Summary {
  const summary = createSummary(compiled.shape, firstPath);
  simulateBlocks(compiled, firstPath, count, (block) => addBlock(summary, block), observes);
  sealSummary(summary, compiled.shape);
  return summary;
}

/** The same paths, block by block, for whoever wants the outcomes themselves. A block is valid until `visit` returns. */
export function simulateBlocks(
  compiled: CompiledScenario,
  firstPath: number,
  count: number,
  visit: (block: OutcomeBlock) => void,
  observes: (path: number) => boolean = isObserved,
): void {
  const group = createGroup(compiled);
  const events = createPathEvents(group, compiled);
  const observe = createObserver(group, compiled, observes);
  const capacity = Math.min(BLOCK_PATHS, Math.ceil(count / LANES) * LANES);
  const block = createOutcomeBlock(compiled.shape, capacity, mostObserved(firstPath, count, observes));
  for (let done = 0; done < count; done += BLOCK_PATHS) {
    block.firstPath = firstPath + done;
    block.count = Math.min(BLOCK_PATHS, count - done);
    clearBlock(block);
    block.market.count = 0;
    for (let at = 0; at < block.count; at += LANES) {
      simulateGroup(group, events, block.firstPath + at);
      writeOutcomes(group, compiled, block, at);
      observe(block.firstPath + at, Math.min(LANES, block.count - at), block.market);
    }
    refuseOutcomes(block);
    visit(block);
  }
}

/** Most paths of a block on which the market is observed. */
function mostObserved(firstPath: number, count: number, observes: (path: number) => boolean): number {
  let most = 0;
  for (let done = 0; done < count; done += BLOCK_PATHS) {
    let observed = 0;
    for (let path = firstPath + done; path < firstPath + Math.min(count, done + BLOCK_PATHS); path++)
      if (observes(path)) observed++;
    most = Math.max(most, observed);
  }
  return most;
}

/**
 * One group of paths from start to horizon. The kernel advances until something happens; what happens is handled here, on that
 * path alone, and the kernel goes on.
 */
export function simulateGroup({ kernel }: PathGroup, events: PathEvents, firstPath: number): void {
  kernel.start(firstPath);
  events.start();
  for (let pause = kernel.advance(); pause !== Pause.HORIZON; pause = kernel.advance()) {
    if (pause === Pause.LIQUIDATIONS) events.liquidatePools();
    else if (pause === Pause.SPAN) events.beginSpan();
    else events.endStep();
  }
}
