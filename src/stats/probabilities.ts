import { type Fault, record, roundingOf } from './check.ts';
import {
  type Counts,
  checkCounts,
  countHappened,
  countOf,
  countOnlyHere,
  createCounts,
  mergeCounts,
} from './counts.ts';
import { type Figure, figure, pairsOf, positionOrAccount } from './figure.ts';
import { pairedProbabilityFigure, probabilityFigure } from './inference/proportion.ts';
import { eventColumn, type OutcomeShape } from './outcome.ts';
import { eventTotals } from './shared-totals.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';
import type { PathWeights } from './weights.ts';

/** Events of the account, each read off a column that is above 0 when it happened; the positions' follow. */
const accountEvents = [
  { metric: 'p_any_pool', column: 'first_liquidation_step' },
  { metric: 'p_wipeout', column: 'wipeout_step' },
  { metric: 'p_bad_debt', column: 'bad_debt' },
] as const;

const interval =
  'Clopper & Pearson (1934), 95 % at least; std_error with two successes and two failures added (Agresti & Coull 1998), so never 0. ' +
  'Differences: mid-p limits of both discordant shares, combined (Zou & Donner 2008), std_error after Bonett & Price (2012), p-value by ' +
  'inverting the interval (under path weights: gamma intervals of the sums of weights)';

const metrics = [
  probability('p_any_pool', 'probability that at least one pool is liquidated, in full or in part, within the horizon'),
  probability('p_wipeout', 'probability that a forced close leaves the account without any position'),
  probability(
    'p_bad_debt',
    'probability that a liquidated pool owes more than it has, so that the insurance fund pays',
  ),
  probability('p_position', 'probability that this position is closed by force, to the last unit, within the horizon'),
];

function probability(name: string, meaning: string): MetricDefinition {
  return { name, unit: 'probability', meaning, interval, table: 'summary', better: 'lower' };
}

/** Paths per event and scheme, and per event and pair of schemes those on which only one had the event. */
interface ProbabilityAccumulator {
  readonly happened: Counts;
  readonly leftOnly: Counts;
  readonly rightOnly: Counts;
}

/** Entries of the counts of each event and scheme, and of each event and pair of schemes. */
function countsOf({ schemes, positions }: OutcomeShape): { readonly single: number; readonly paired: number } {
  const events = accountEvents.length + positions.length;
  return { single: events * schemes.length, paired: events * pairsOf(schemes).length };
}

/** The probabilities of liquidation, per scheme and as paired differences between every two schemes. */
export const probabilities: Statistic<ProbabilityAccumulator> = {
  name: 'probabilities',
  paths: 'all',
  metrics,

  create(shape) {
    const { single, paired } = countsOf(shape);
    return { happened: createCounts(single), leftOnly: createCounts(paired), rightOnly: createCounts(paired) };
  },

  add(accumulator, block, paths) {
    const { weights, shape } = block;
    const schemes = shape.schemes.length;
    const events = accountEvents.length + shape.positions.length;
    let pair = 0;
    for (let event = 0; event < events; event++) {
      for (let left = 0; left < schemes; left++) {
        const here = eventColumn(block, accountEvents, left, event);
        countHappened(accumulator.happened, event * schemes + left, here, weights, paths.eventful[left]!);
        for (let right = left + 1; right < schemes; right++, pair++) {
          const there = eventColumn(block, accountEvents, right, event);
          countOnlyHere(accumulator.leftOnly, pair, here, there, weights, paths.eventful[left]!);
          countOnlyHere(accumulator.rightOnly, pair, there, here, weights, paths.eventful[right]!);
        }
      }
    }
  },

  merge(into, next) {
    mergeCounts(into.happened, next.happened);
    mergeCounts(into.leftOnly, next.leftOnly);
    mergeCounts(into.rightOnly, next.rightOnly);
  },

  check(value, { shape, weights }) {
    const { single, paired } = countsOf(shape);
    const discordant = (part: unknown) => checkCounts(part, paired, weights);
    const form = record({
      happened: (part) => checkCounts(part, single, weights),
      leftOnly: discordant,
      rightOnly: discordant,
    });
    return form(value) ?? checkPairs(value as ProbabilityAccumulator, shape, weights);
  },

  totals({ happened }, { schemes, positions }) {
    return schemes.flatMap((scheme, index) =>
      [
        { of: eventTotals.firstLiquidation(scheme), event: 0 },
        { of: eventTotals.wipeout(scheme), event: 1 },
        ...positions.map((position, offset) => ({
          of: eventTotals.closed(scheme, position),
          event: accountEvents.length + offset,
        })),
      ].map(({ of, event }) => ({ of, amount: happened.sum[event * schemes.length + index]! })),
    );
  },

  figures(accumulator, shape, weights) {
    const account = accountEvents.flatMap(({ metric }, event) =>
      eventFigures(accumulator, shape, weights, metric, [event]),
    );
    const closed = shape.positions.map((_, position) => accountEvents.length + position);
    return [...account, ...eventFigures(accumulator, shape, weights, 'p_position', closed)];
  },
};

/** The paths on which an event happened under both schemes of a pair are as many, whichever side they are counted from. */
function checkPairs(
  { happened, leftOnly, rightOnly }: ProbabilityAccumulator,
  { schemes }: OutcomeShape,
  { paths, sum }: PathWeights,
): Fault {
  const pairs = pairsOf(schemes);
  const rounding = roundingOf(paths) * sum;
  for (let index = 0; index < leftOnly.sum.length; index++) {
    const { left, right } = pairs[index % pairs.length]!;
    const first = Math.floor(index / pairs.length) * schemes.length;
    const both = happened.sum[first + left]! - leftOnly.sum[index]!;
    const seenFromRight = happened.sum[first + right]! - rightOnly.sum[index]!;
    if (both < -rounding || Math.abs(both - seenFromRight) > rounding)
      return `.leftOnly[${index}] contradicts .happened`;
  }
  return null;
}

/** The figures of one metric: for every scheme and then every difference, one per event. */
function eventFigures(
  accumulator: ProbabilityAccumulator,
  shape: OutcomeShape,
  weights: PathWeights,
  metric: string,
  events: readonly number[],
): Figure[] {
  const { happened, leftOnly, rightOnly } = accumulator;
  const pairs = pairsOf(shape.schemes);
  const subjectOf = (event: number) => positionOrAccount(shape.positions[event - accountEvents.length] ?? null);
  const single = shape.schemes.flatMap((scheme, index) =>
    events.map((event) => {
      const at = event * shape.schemes.length + index;
      const value = probabilityFigure(countOf(happened, at), weights);
      return figure({ metric, scheme, subject: subjectOf(event) }, value, weights);
    }),
  );
  const differences = pairs.flatMap(({ scheme, versus }, index) =>
    events.map((event) => {
      const at = event * pairs.length + index;
      const discordant = { left: countOf(leftOnly, at), right: countOf(rightOnly, at) };
      const value = pairedProbabilityFigure(discordant, weights);
      return figure({ metric, scheme, versus, subject: subjectOf(event) }, value, weights);
    }),
  );
  return [...single, ...differences];
}
