import { assetsOf } from '../../engine/compile/compile.ts';
import type { Scenario } from '../../engine/scenario.ts';

/** Neighbouring paths of a scenario: the unit of work, of storage and of merging. */
export interface PathRange {
  readonly firstPath: number;
  readonly count: number;
}

/**
 * Sizes of ranges: whole groups of eight lanes, and each divides the next, so that runs of round numbers of paths end where a range does.
 */
const rangeSizes = [40, 200, 1_000, 5_000, 10_000, 50_000] as const;
/** Most work of a range, in asset-steps: 0.1 to 0.2 s on one thread. Soon enough for a sign of life, and rare enough to merge. */
const mostWork = 50_000_000;
/** Below this (10 ms) a range costs more to hand out and to set up than further ranges bring: the first ones have this, and no more paths. */
const leastWork = 2_500_000;
const largestFirst = 200;
/** A range is at most this share of the paths before it, so that short runs too have ranges for all threads. */
const mostShare = 1 / 2;

/** Number of different assets that are simulated: those that anyone holds or watches. */
export function assetsInUse({ account }: Scenario): number {
  return Math.max(1, new Set(assetsOf(account)).size);
}

/** Asset-steps of one path. */
export function assetStepsPerPath(scenario: Scenario): number {
  return scenario.steps * assetsInUse(scenario);
}

/** How many paths the largest range of a scenario holds. */
export function largestRange(scenario: Scenario): number {
  const { paths } = scenario;
  const { starts, evenFrom, evenSize } = scheduleOf(scenario);
  const ends = [...starts.slice(1), evenFrom];
  const growing = starts.map((start, k) => Math.min(paths, ends[k]!) - start);
  return Math.max(...growing, Math.min(paths - evenFrom, evenSize));
}

/** Work of a path in asset-steps, whoever holds what. */
function marketWork({ steps, market }: Scenario): number {
  return steps * market.assets.length;
}

function sizeWithin(most: number, start = 0): number {
  return rangeSizes.findLast((size) => size <= most && start % size === 0) ?? rangeSizes[0];
}

/**
 * Where the ranges of a scenario begin: those that grow, then, from `evenFrom` on, every `evenSize` paths. They depend on the size of the
 * market alone, on neither the account nor the number of paths: sums are merged range by range, so another cut would give other last
 * digits, and a run could not go on with further paths.
 */
function scheduleOf(scenario: Scenario): {
  readonly starts: readonly number[];
  readonly evenFrom: number;
  readonly evenSize: number;
} {
  const work = marketWork(scenario);
  const evenSize = sizeWithin(mostWork / work);
  const least = Math.min(largestFirst, leastWork / work);
  const starts: number[] = [];
  let start = 0;
  for (;;) {
    const size = sizeWithin(Math.min(evenSize, Math.max(least, start * mostShare)), start);
    if (size === evenSize) return { starts, evenFrom: start, evenSize };
    starts.push(start);
    start += size;
  }
}

/** The ranges of a scenario that hold the paths from `from`, where a range begins, to before `to`; the last one may be cut. */
export function rangesBetween(scenario: Scenario, from: number, to: number): PathRange[] {
  const { starts, evenFrom, evenSize } = scheduleOf(scenario);
  const all = [...starts];
  for (let start = evenFrom; start < to; start += evenSize) all.push(start);
  return all
    .map((firstPath, index) => ({ firstPath, count: Math.min(to, all[index + 1] ?? to) - firstPath }))
    .filter(({ firstPath }) => firstPath >= from && firstPath < to);
}

/** Whether a range ends after so many paths; the one that holds the last path of a run may be cut before its end. */
export function isRangeEnd(scenario: Scenario, paths: number): boolean {
  const { starts, evenFrom, evenSize } = scheduleOf(scenario);
  return paths < evenFrom ? starts.includes(paths) : (paths - evenFrom) % evenSize === 0;
}

/** Number of ranges of a scenario. */
export function countRanges(scenario: Scenario): number {
  const { starts, evenFrom, evenSize } = scheduleOf(scenario);
  const even = Math.ceil(Math.max(0, scenario.paths - evenFrom) / evenSize);
  return starts.filter((start) => start < scenario.paths).length + even;
}
