import { type Fault, record, roundingOf, whole } from './check.ts';
import type { OutcomeShape } from './outcome.ts';
import { statistics } from './registry.ts';
import type { Summary } from './summary.ts';
import { checkPathWeights } from './weights.ts';

/** The paths that a summary should be of. */
interface Range {
  readonly firstPath: number;
  readonly count: number;
}

/**
 * What is wrong with what should be the sealed summary of these paths, wherever it came from; null if it may be believed, merged and made
 * figures of. It must have the form of a summary of this shape to the last field, and be one that some outcomes of the paths could have:
 * finite sums, between the extremes, that contradict neither themselves nor each other.
 */
export function checkSummary(value: unknown, shape: OutcomeShape, { firstPath, count }: Range): Fault {
  const ofWeights = record({
    all: (weights) => checkPathWeights(weights, count, count),
    observed: (weights) => checkPathWeights(weights, 0, count),
  });
  const form = record({
    firstPath: whole(firstPath, firstPath),
    paths: whole(count, count),
    weights: ofWeights,
    accumulators: record(Object.fromEntries(statistics.map(({ name }) => [name, () => null]))),
  });
  const fault = form(value);
  if (fault !== null) return fault.slice(1);
  const { weights, accumulators } = value as Summary;
  for (const statistic of statistics) {
    const { name, paths } = statistic;
    const wrong = statistic.check(accumulators[name], { shape, firstPath, count, weights: weights[paths] });
    if (wrong !== null) return `${name}${wrong}`;
  }
  return checkTotals(value as Summary, shape);
}

/** What several statistics know must be the same in all of them. */
function checkTotals({ accumulators, weights }: Summary, shape: OutcomeShape): Fault {
  const known = new Map<string, number>();
  const rounding = roundingOf(weights.all.paths) * weights.all.sum;
  for (const statistic of statistics) {
    const { name } = statistic;
    for (const { of, amount } of statistic.totals?.(accumulators[name], shape) ?? []) {
      const before = known.get(of) ?? amount;
      if (Math.abs(amount - before) > rounding)
        return `${name} counts another number of paths with a ${of} than others`;
      known.set(of, amount);
    }
  }
  return null;
}
