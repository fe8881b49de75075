import { assert } from '../../base/errors.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Study } from '../../study/study.ts';
import type { ChunkTask } from '../execute/task.ts';

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

/** Most work of a chunk, in asset-steps: about 0.1 s on one thread. Soon enough for the first sign of life, and rare enough to merge. */
const mostWork = 27_000_000;
/** Below this (10 ms) a chunk costs more to hand out and to set up than further chunks bring. */
const leastWork = 2_500_000;
/** A run is cut in so many chunks, for threads and progress, as long as they have the least work; and in so few even if not. */
const [manyChunks, fewestChunks] = [32, 8];
/** Ranges start where a group of lanes does; large ones hold whole blocks of outcomes, as the engine hands them to the statistics. */
const [groupPaths, blockPaths] = [64, 512];
const largestChunk = 65_536;

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
  const most = Math.min(largestChunk, mostWork / workPerPath);
  const unit = most < blockPaths ? groupPaths : blockPaths;
  const byWork = Math.max(groupPaths, Math.floor(most / unit) * unit);
  const many = Math.max(scenario.paths / manyChunks, leastWork / workPerPath);
  const byCount = Math.ceil(Math.min(many, scenario.paths / fewestChunks) / groupPaths) * groupPaths;
  return Math.min(byWork, byCount);
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
