import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulate, simulateBlocks } from '../../src/engine/simulate.ts';
import { explainPath } from '../../src/run/explain-path.ts';
import { chunkPathsOf, chunksOf } from '../../src/run/plan/plan.ts';
import type { Progress } from '../../src/run/progress.ts';
import { chunkFile, encodeChunk } from '../../src/run/store/chunk-store.ts';
import { type Files, nodeFiles } from '../../src/run/store/files.ts';
import { mostWorstPaths, worstPaths } from '../../src/run/worst-paths.ts';
import { compareRank } from '../../src/stats/tail/rank.ts';
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

describe('the chunks that a run has kept', () => {
  const scenario = smallScenario();
  const compiled = compile(scenario);
  const origin = { experimentDigest: 'abc', streamVersion: 1, marginLab: '1.0.0', node: process.version };
  const chunkPaths = chunkPathsOf(scenario);
  const chunks = Math.ceil(scenario.paths / chunkPaths);
  const tasks = chunksOf({ scenario: 3, paths: scenario.paths, chunkPaths, chunks });
  let folder = '';
  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'margin-lab-worst-')), 'chunks');
    mkdirSync(folder);
    for (const task of tasks) {
      const summary = simulate(compiled, task.firstPath, task.count);
      writeFileSync(join(folder, chunkFile(task)), encodeChunk(summary, task, origin));
    }
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  /** Files that may be read, and nothing else. */
  const readOnly: Files = { ...nodeFiles, create: refuse, rename: refuse, remove: refuse, makeFolder: refuse };
  async function refuse(): Promise<never> {
    throw new Error('a run folder is only read');
  }

  const search = async (files: Files) => {
    const heard: Progress[] = [];
    const stored = { files, folder, origin, scenario: 3 };
    const onProgress = (progress: Progress) => void heard.push(progress);
    return {
      found: await worstPaths(scenario, { scheme: 'cross', count: 9, stored, onProgress }),
      last: heard.at(-1),
    };
  };

  it('are used, and give the same paths', async () => {
    const { found, last } = await search(readOnly);
    expect(losses(found)).toEqual(bruteForce(scenario, 1, 9));
    expect(last.reusedPaths).toBe(scenario.paths);
  });

  it('are computed again where they are missing or damaged, and left as they are', async () => {
    rmSync(join(folder, chunkFile(tasks[0]!)));
    writeFileSync(join(folder, chunkFile(tasks[1]!)), 'not a chunk');
    const { found, last } = await search(readOnly);
    expect(losses(found)).toEqual(bruteForce(scenario, 1, 9));
    expect(last.reusedPaths).toBe(scenario.paths - tasks[0]!.count - tasks[1]!.count);
  });
});
