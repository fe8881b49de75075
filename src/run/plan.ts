import { assert } from '../base/errors.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { Study } from '../study/study.ts';
import type { ChunkTask } from './task.ts';

/**
 * Cuts scenarios into chunks: fixed ranges of paths, the unit of work, of storage and of merging.
 *
 * The size of a chunk is part of what a run *is*: sums are merged chunk by chunk, so another size gives other last digits.
 * Therefore it is computed from the scenario alone, never from threads, memory or the machine.
 */
export interface ScenarioPlan {
  readonly scenario: number;
  readonly paths: number;
  /** Paths of each chunk; the last one may be smaller. */
  readonly chunkPaths: number;
  readonly chunks: number;
}

/** Work of a chunk: about 0.2 s on one thread, long against the cost of a message, short against the patience of a user. */
const targetWork = 16_000_000;
/** Ranges start at multiples of a block of paths, so that no engine works with half-filled blocks. */
const blockPaths = 64;
const smallestChunk = 256;
const largestChunk = 16_384;
/** Runs too short to fill chunks of the target size are still cut in about this many, for the sake of threads and progress. */
const fewestChunks = 8;

/** Number of different assets that are held as a position or as collateral: the others of the market are not simulated. */
export function assetsInUse(scenario: Scenario): number {
  const { positions, collateral } = scenario.account;
  const assets = [...positions, ...collateral].map((holding) => holding.asset).filter((asset) => asset !== null);
  return Math.max(1, new Set(assets).size);
}

/** Asset-steps of one path. */
export function assetStepsPerPath(scenario: Scenario): number {
  return scenario.steps * assetsInUse(scenario);
}

/** Paths per chunk of a scenario. The schemes share the path; each further one adds about an eighth of its cost. */
export function chunkPathsOf(scenario: Scenario): number {
  const workPerPath = assetStepsPerPath(scenario) * (1 + (scenario.account.schemes.length - 1) / 8);
  const byWork = Math.floor(targetWork / workPerPath / blockPaths) * blockPaths;
  const byCount = Math.ceil(scenario.paths / fewestChunks / blockPaths) * blockPaths;
  return Math.max(smallestChunk, Math.min(largestChunk, byWork, byCount));
}

/** Work spent on the sample that market.csv is made of, in asset-steps (half a second), and the bounds of its paths. */
const marketSampleWork = 8_000_000;
const fewestSamplePaths = 500;
const mostSamplePaths = 100_000;

/** Paths of the market sample of a scenario: its first ones. */
export function marketSamplePaths(scenario: Scenario): number {
  const byWork = Math.floor(marketSampleWork / assetStepsPerPath(scenario));
  return Math.min(scenario.paths, mostSamplePaths, Math.max(fewestSamplePaths, byWork));
}

/** The chunks of every scenario of a study, in the order in which they are merged. */
export function planStudy(study: Study): ScenarioPlan[] {
  return study.scenarios.map((scenario, index) => {
    const chunkPaths = chunkPathsOf(scenario);
    return { scenario: index, paths: scenario.paths, chunkPaths, chunks: Math.ceil(scenario.paths / chunkPaths) };
  });
}

/** The tasks of one scenario: every path in exactly one chunk. */
export function chunksOf(plan: ScenarioPlan): ChunkTask[] {
  const tasks = Array.from({ length: plan.chunks }, (_, chunk): ChunkTask => {
    const firstPath = chunk * plan.chunkPaths;
    const count = Math.min(plan.chunkPaths, plan.paths - firstPath);
    return { kind: 'chunk', scenario: plan.scenario, chunk, firstPath, count };
  });
  assert(
    tasks.reduce((paths, task) => paths + task.count, 0) === plan.paths,
    'the chunks of a plan hold all paths exactly once',
  );
  return tasks;
}
