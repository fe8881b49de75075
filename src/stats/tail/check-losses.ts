import { type Fault, number, numbers, record, whole } from '../check.ts';
import type { CheckedPaths } from '../statistic.ts';
import { areEquallyWeighted } from '../weights.ts';
import { tailProbability } from './keep.ts';
import type { TailLosses } from './losses.ts';

/**
 * What is wrong with what should be the sealed losses of a tail, with `width` parts each. `isWhole` says whether the parts of a loss fit
 * to it, given where they begin.
 */
export function checkLosses(
  value: unknown,
  width: number,
  of: CheckedPaths,
  isWhole: (parts: Float64Array, start: number, loss: number) => boolean,
): Fault {
  return checkForm(value, width, of) ?? checkEntries(value as TailLosses, of, isWhole);
}

function checkForm(value: unknown, width: number, { firstPath, count: paths }: CheckedPaths): Fault {
  const count = countOf(value);
  const form = record({
    count: whole(0, paths),
    width: whole(width, width),
    paths: (list) =>
      list instanceof Uint32Array && list.length === count ? null : ` is not ${count} numbers of paths`,
    losses: numbers(count),
    parts: numbers(count * width),
    weights: (weights) => (weights === null ? null : numbers(count, 0)(weights)),
    dropped: (rank) =>
      rank === null ? null : record({ loss: number(), path: whole(firstPath, firstPath + paths - 1) })(rank),
    keptUnderWeights: whole(0, paths),
  });
  return form(value);
}

/** The number of entries that it says it has: its arrays must have as many. */
function countOf(value: unknown): number {
  return typeof value === 'object' && value !== null && 'count' in value ? Number(value.count) : 0;
}

function checkEntries(
  { count, width, paths, losses, parts, weights, dropped }: TailLosses,
  { shape, firstPath, count: allPaths, weights: pathWeights }: CheckedPaths,
  isWhole: (parts: Float64Array, start: number, loss: number) => boolean,
): Fault {
  let before = firstPath - 1;
  let beyond = 0;
  for (let entry = 0; entry < count; entry++) {
    const path = paths[entry]!;
    if (path <= before || path >= firstPath + allPaths) return `.paths[${entry}] is no later path of the range`;
    before = path;
    const loss = losses[entry]!;
    if (!isWhole(parts, entry * width, loss)) return `.parts of entry ${entry} do not fit to its loss`;
    if (dropped === null || loss >= dropped.loss) beyond++;
  }
  const equal = areEquallyWeighted(pathWeights);
  if (equal && weights?.some((weight) => weight !== 1) === true) return '.weights are not those of the paths';
  const isAsked = shape.levels.length > 0;
  const all = isAsked ? allPaths : 0;
  if (dropped === null ? count !== all : count >= all) return ' has not the paths that it says it has';
  // More are kept than the tail of any run needs of these paths: that so few are left by chance has a probability below 1e-20.
  if (equal && beyond < Math.min(all, tailProbability(shape) * all)) return ' is short of the largest losses';
  return null;
}
