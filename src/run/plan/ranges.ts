import { assert } from '../../base/errors.ts';
import type { Scenario } from '../../engine/scenario.ts';

/** Neighbouring paths of a scenario: the unit of work, of storage and of merging. */
export interface PathRange {
  readonly firstPath: number;
  readonly count: number;
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

/**
 * Work spent on the sample that market.csv is made of, in asset-steps (a tenth of a second: looking at every step costs three times as
 * much as simulating it), its share of the paths, and the bounds of its paths.
 */
const marketSampleWork = 8_000_000;
const marketSampleShare = 1 / 200;
const fewestSamplePaths = 500;
const mostSamplePaths = 100_000;

/** Paths of the market sample of a scenario: its first ones. */
export function marketSamplePaths(scenario: Scenario): number {
  const byWork = Math.min(mostSamplePaths, marketSampleWork / assetStepsPerPath(scenario));
  const wanted = Math.min(byWork, scenario.paths * marketSampleShare);
  return Math.min(scenario.paths, Math.max(fewestSamplePaths, Math.floor(wanted)));
}

/** The ranges of a scenario that hold the paths from `from`, where a range begins, to before `to`; the last one may be cut. */
export function rangesBetween(scenario: Scenario, from: number, to: number): PathRange[] {
  const chunkPaths = chunkPathsOf(scenario);
  assert(from % chunkPaths === 0, 'paths are added where a range ends');
  return Array.from({ length: Math.ceil((to - from) / chunkPaths) }, (_, index) => {
    const firstPath = from + index * chunkPaths;
    return { firstPath, count: Math.min(chunkPaths, to - firstPath) };
  });
}

/** Whether a range of the scenario ends after so many paths; one that holds the last path may be cut before its end. */
export function isRangeEnd(scenario: Scenario, paths: number): boolean {
  return paths % chunkPathsOf(scenario) === 0;
}

/** Number of ranges of a scenario. */
export function countRanges(scenario: Scenario): number {
  return Math.ceil(scenario.paths / chunkPathsOf(scenario));
}
