import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulate, simulateBlocks } from '../../src/engine/simulate.ts';
import { explainPath } from '../../src/run/explain-path.ts';
import { rangesBetween } from '../../src/run/plan/ranges.ts';
import type { Progress } from '../../src/run/progress.ts';
import { mostWorstPaths, worstPaths } from '../../src/run/worst-paths.ts';
import { createSummary, mergeSummary } from '../../src/stats/summary.ts';
import { compareRank } from '../../src/stats/tail/losses.ts';
import { smallScenario } from './studies.ts';

/** All losses of a scenario under a scheme, found by looking at every path. */
function bruteForce(scenario: Scenario, scheme: number, count: number): { path: number; loss: number }[] {
  const losses: { path: number; loss: number }[] = [];
  simulateBlocks(compile(scenario), 0, scenario.paths, (block) => {
    for (let lane = 0; lane < block.count; lane++) {
      losses.push({ path: block.firstPath + lane, loss: -block.account[scheme]!.pnl[lane]! });
    }
  });
  return losses.toSorted((a, b) => compareRank(a.loss, a.path, b.loss, b.path)).slice(0, count);
}

const losses = (paths: readonly { readonly path: number; readonly loss: number }[]) =>
  paths.map(({ path, loss }) => ({ path, loss }));

describe('the worst paths of a scenario', () => {
  const scenario = smallScenario();

  it.each(['isolated', 'cross'])('are those that a search through all paths finds, under scheme %s', async (scheme) => {
    const index = scenario.account.schemes.findIndex(({ name }) => name === scheme);
    for (const count of [1, 5, mostWorstPaths]) {
      const found = await worstPaths(scenario, { scheme, count });
      expect(losses(found)).toEqual(bruteForce(scenario, index, count));
    }
  });

  it('do not depend on the levels of the scenario', async () => {
    const wanted = bruteForce(scenario, 1, 20);
    for (const levels of [[], [0.5], [0.999_999]]) {
      expect(losses(await worstPaths({ ...scenario, levels }, { scheme: 'cross', count: 20 }))).toEqual(wanted);
    }
  });

  it('come with what the exact engine says of them', async () => {
    for (const worst of await worstPaths(scenario, { scheme: 'isolated', count: 3 })) {
      const [exact] = explainPath(scenario, worst.path, { scheme: 'isolated' }).results;
      expect(worst.loss).toBeCloseTo(-Number(exact!.account.pnl), 6);
      expect(worst.firstLiquidationStep).toBe(exact!.account.firstLiquidationStep);
      expect(worst.badDebt).toBeCloseTo(Number(exact!.account.badDebt), 6);
      const closed = scenario.account.positions.filter((_, index) => exact!.positions[index]!.closedStep > 0);
      expect(worst.closed).toEqual(closed.map(({ name }) => name));
    }
  });

  it('tell of the progress of the search, and end when it is stopped', async () => {
    const heard: Progress[] = [];
    await worstPaths(scenario, { scheme: 'cross', count: 2, onProgress: (progress) => heard.push(progress) });
    expect(heard.at(-1)).toMatchObject({ paths: scenario.paths, totalPaths: scenario.paths, reusedPaths: 0 });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(worstPaths(scenario, { scheme: 'cross', count: 2, signal })).rejects.toThrow('enough');
    await expect(worstPaths(scenario, { scheme: 'x', count: 2 })).rejects.toThrow(
      /no such scheme; allowed: isolated, cross/,
    );
  });
});

describe('the summary that a run has kept', () => {
  it('names the same paths as a new simulation, and nothing is simulated again', async () => {
    const scenario = smallScenario();
    const compiled = compile(scenario);
    const summary = createSummary(compiled.shape, 0);
    for (const { firstPath, count } of rangesBetween(scenario, 0, scenario.paths)) {
      mergeSummary(summary, simulate(compiled, firstPath, count), compiled.shape);
    }
    const heard: Progress[] = [];
    const onProgress = (progress: Progress) => void heard.push(progress);
    const found = await worstPaths(scenario, { scheme: 'cross', count: 9, summary, onProgress });
    expect(losses(found)).toEqual(bruteForce(scenario, 1, 9));
    expect(heard).toEqual([]);
  });
});
