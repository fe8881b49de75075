import type { OutcomeShape } from './outcome.ts';
import { statistics } from './registry.ts';
import type { KeptLosses } from './statistic.ts';
import type { Summary } from './summary.ts';
import { compareRank, type TailLosses } from './tail/losses.ts';

/** In what two summaries of the same paths differ. */
export interface SummaryDifference {
  /** The first path whose kept losses differ; null if the difference is in sums over paths, which do not tell which path it is. */
  readonly path: number | null;
  /** What differs: `loss under cross: 5.25 kept, 5.5 computed`, or the sum. */
  readonly what: string;
}

/**
 * Compares what was kept of some paths with what was computed of them, bit by bit, over the paths of `computed`: null if they fit.
 *
 * Both may keep the losses of more paths than they must; one that is kept here and not there fits if it ranks after all that the other
 * has dropped. If `kept` is of more paths, its sums are not compared.
 */
export function compareSummaries(kept: Summary, computed: Summary, shape: OutcomeShape): SummaryDifference | null {
  const [ofKept, ofComputed] = [keptLossesOf(kept, shape), keptLossesOf(computed, shape)];
  const range = { from: computed.firstPath, to: computed.firstPath + computed.paths };
  const differences = ofKept.flatMap(
    ({ of, losses }, index) => firstDifference(of, losses, ofComputed[index]!.losses, range) ?? [],
  );
  if (differences.length > 0) return differences.reduce((first, other) => (other.path < first.path ? other : first));
  if (kept.firstPath !== computed.firstPath || kept.paths !== computed.paths) return null;
  const place = differingPlace(kept, computed, new Set(ofKept.map(({ losses }) => losses)));
  return place === null ? null : { path: null, what: place };
}

/** On how many of the paths from `from` to before `to` a summary keeps a loss. */
export function countKeptPaths(summary: Summary, shape: OutcomeShape, from: number, to: number): number {
  const paths = new Set<number>();
  for (const { losses } of keptLossesOf(summary, shape)) {
    for (let entry = entryOf(losses, from); entry < losses.count && losses.paths[entry]! < to; entry++) {
      paths.add(losses.paths[entry]!);
    }
  }
  return paths.size;
}

function keptLossesOf({ accumulators }: Summary, shape: OutcomeShape): KeptLosses[] {
  return statistics.flatMap((statistic) => statistic.keptLosses?.(accumulators[statistic.name], shape) ?? []);
}

/** The first path of the range whose losses differ. Both are in the order of their paths. */
function firstDifference(
  of: string,
  kept: TailLosses,
  computed: TailLosses,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly path: number; readonly what: string } | null {
  let [left, right] = [entryOf(kept, from), entryOf(computed, from)];
  for (;;) {
    const [here, there] = [pathAt(kept, left, to), pathAt(computed, right, to)];
    const path = Math.min(here, there);
    if (path === Infinity) return null;
    const ours = here === path ? kept.losses[left]! : null;
    const theirs = there === path ? computed.losses[right]! : null;
    if (
      ours === null
        ? belongsTo(kept, theirs!, path)
        : theirs === null
          ? belongsTo(computed, ours, path)
          : !isSameEntry(kept, left, computed, right)
    ) {
      const values = Object.is(ours, theirs)
        ? 'its parts differ'
        : `${ours ?? 'none'} kept, ${theirs ?? 'none'} computed`;
      return { path, what: `${of}: ${values}` };
    }
    if (ours !== null) left++;
    if (theirs !== null) right++;
  }
}

/** The first entry of a path that is not before this one, by bisection. */
function entryOf({ paths, count }: TailLosses, path: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (paths[middle]! < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pathAt({ paths, count }: TailLosses, entry: number, to: number): number {
  const path = entry < count ? paths[entry]! : Infinity;
  return path < to ? path : Infinity;
}

/** Whether a tail would have kept this loss: all that it has dropped ranks after `dropped`. */
function belongsTo({ dropped }: TailLosses, loss: number, path: number): boolean {
  return dropped === null || compareRank(loss, path, dropped.loss, dropped.path) <= 0;
}

function isSameEntry(kept: TailLosses, left: number, computed: TailLosses, right: number): boolean {
  const { width } = kept;
  if (!Object.is(kept.losses[left], computed.losses[right])) return false;
  if ((kept.weights?.[left] ?? 1) !== (computed.weights?.[right] ?? 1)) return false;
  for (let part = 0; part < width; part++) {
    if (!Object.is(kept.parts[left * width + part], computed.parts[right * width + part])) return false;
  }
  return true;
}

/** Where two pieces of plain data differ first: `accumulators.means.sum.12`; null: nowhere. */
function differingPlace(one: unknown, other: unknown, skipped: ReadonlySet<unknown>): string | null {
  if (skipped.has(one) || Object.is(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return '';
  if (one instanceof Float64Array && other instanceof Float64Array && one.length === other.length) {
    const index = one.findIndex((value, at) => !Object.is(value, other[at]));
    return index === -1 ? null : String(index);
  }
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const name of names) {
    const place = differingPlace(left[name], right[name], skipped);
    if (place !== null) return place === '' ? name : `${name}.${place}`;
  }
  return null;
}
