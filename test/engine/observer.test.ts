import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { isObserved } from '../../src/engine/observer.ts';
import { simulate, simulateBlocks } from '../../src/engine/simulate.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';
import { createSummary, mergeSummary, summaryFigures } from '../../src/stats/summary.ts';
import { livelyScenario } from './support/scenario.ts';

const compiled = compile(livelyScenario({ precision: 'mixed', steps: 60, paths: 4_000 }));

describe('the observer of the market', () => {
  it('leaves every bit of the accounts as it is', () => {
    const blocksOf = (observes: () => boolean) => {
      const blocks: OutcomeBlock[] = [];
      const visit = (block: OutcomeBlock) => blocks.push(structuredClone(block));
      simulateBlocks(compiled, 64, 1024, visit, observes);
      return blocks.map(({ market, ...rest }) => ({ observed: market.count, rest }));
    };
    const [watched, unwatched] = [blocksOf(() => true), blocksOf(() => false)];
    expect(watched.map(({ observed }) => observed)).toEqual([512, 512]);
    expect(unwatched.map(({ observed }) => observed)).toEqual([0, 0]);
    expect(watched.map(({ rest }) => rest)).toEqual(unwatched.map(({ rest }) => rest));
  });

  it('looks at the same paths in any ranges of them', () => {
    const marketOf = (ranges: readonly number[]) => {
      const total = createSummary(compiled.shape, 0);
      let first = 0;
      for (const count of ranges) {
        mergeSummary(total, simulate(compiled, first, count), compiled.shape);
        first += count;
      }
      const { paths } = total.weights.observed;
      const laws = summaryFigures(total, compiled.shape).filter(({ metric }) => metric === 'log_return_kurtosis');
      return { paths, laws };
    };
    const whole = marketOf([8_800]);
    // The first 32 groups of eight, and group 1,000.
    expect(whole.paths).toBe(264);
    expect(marketOf([64, 128, 3_008, 100, 5_500])).toEqual(whole);
  });

  it('looks at less than one path in a hundred of a long run, and at no more than can be kept', () => {
    const observedOf = (paths: number) => {
      let observed = 0;
      for (let path = 0; path < paths; path++) if (isObserved(path)) observed++;
      return observed;
    };
    expect(observedOf(200_000)).toBe(256 + 8 * 24);
    expect(isObserved(1_000 * 8 * 8191)).toBe(true);
    expect(isObserved(1_000 * 8 * 8192)).toBe(false);
  });
});
