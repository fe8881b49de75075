import { record } from './check.ts';
import { type Counts, checkCounts, countOf, countOnlyHere, createCounts, mergeCounts } from './counts.ts';
import { figure, positionOrAccount } from './figure.ts';
import { probabilityFigure } from './inference/proportion.ts';
import type { OutcomeShape } from './outcome.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';

const interval =
  'Clopper & Pearson (1934), 95 % at least; std_error with two successes and two failures added (Agresti & Coull 1998). ' +
  'spillover - rescue is the difference of p_position against the reference scheme: its test stands there';

const metrics: readonly MetricDefinition[] = [
  {
    name: 'spillover',
    unit: 'probability',
    meaning:
      'probability that a position is closed by force here, though in a pool of its own it survives on the same path',
    interval,
    table: 'summary',
    better: null,
  },
  {
    name: 'rescue',
    unit: 'probability',
    meaning:
      'probability that a position survives here, though in a pool of its own it is closed by force on the same path',
    interval,
    table: 'summary',
    better: null,
  },
];

/** Per scheme and position the paths closed here only, and those closed in the reference scheme only. */
interface SpilloverAccumulator {
  readonly spillover: Counts;
  readonly rescue: Counts;
}

function countsOf({ referenceScheme, schemes, positions }: OutcomeShape): number {
  return referenceScheme === null ? 0 : schemes.length * positions.length;
}

/** What pooling does to each position, against the scheme that gives every position its own pool; empty without one. */
export const spillover: Statistic<SpilloverAccumulator> = {
  name: 'spillover',
  paths: 'all',
  metrics,

  create(shape) {
    const length = countsOf(shape);
    return { spillover: createCounts(length), rescue: createCounts(length) };
  },

  add(accumulator, block, { eventful }) {
    const { shape, weights } = block;
    if (shape.referenceScheme === null) return;
    const own = block.positions[shape.referenceScheme]!;
    const eventfulAlone = eventful[shape.referenceScheme]!;
    for (let scheme = 0; scheme < shape.schemes.length; scheme++) {
      if (scheme === shape.referenceScheme) continue;
      for (let position = 0; position < shape.positions.length; position++) {
        const at = scheme * shape.positions.length + position;
        const here = block.positions[scheme]![position]!.closed_step;
        const alone = own[position]!.closed_step;
        countOnlyHere(accumulator.spillover, at, here, alone, weights, eventful[scheme]!);
        countOnlyHere(accumulator.rescue, at, alone, here, weights, eventfulAlone);
      }
    }
  },

  merge(into, next) {
    mergeCounts(into.spillover, next.spillover);
    mergeCounts(into.rescue, next.rescue);
  },

  check(value, { shape, weights }) {
    const counts = (part: unknown) => checkCounts(part, countsOf(shape), weights);
    return record({ spillover: counts, rescue: counts })(value);
  },

  figures(accumulator, shape, weights) {
    if (shape.referenceScheme === null) return [];
    return (['spillover', 'rescue'] as const).flatMap((metric) =>
      shape.schemes.flatMap((scheme, index) => {
        if (index === shape.referenceScheme) return [];
        return shape.positions.map((position, offset) => {
          const at = index * shape.positions.length + offset;
          const value = probabilityFigure(countOf(accumulator[metric], at), weights);
          return figure({ metric, scheme, subject: positionOrAccount(position) }, value, weights);
        });
      }),
    );
  },
};
