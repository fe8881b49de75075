import { record } from './check.ts';
import { type Counts, checkCounts, count, createCounts, mergeCounts } from './counts.ts';
import { type Figure, type FigureValue, figure, positionOrAccount } from './figure.ts';
import { probabilityFigure } from './inference/proportion.ts';
import { eventColumn, type OutcomeBlock, type OutcomeShape } from './outcome.ts';
import { eventTotals } from './shared-totals.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';
import type { PathWeights } from './weights.ts';

/** Points of a survival curve: enough for a smooth line, few enough for a table. */
export const curvePoints = 120;

/** Curves of the account, each read off a column that holds the step of its event or 0; those of positions follow. */
const accountCurves = [
  { metric: 'survival_any_pool', column: 'first_liquidation_step' },
  { metric: 'survival_no_wipeout', column: 'wipeout_step' },
] as const;

const curveInterval =
  'Clopper & Pearson (1934) at each time by itself, 95 % at least; not a band for the whole curve, which would have to be at 99.8 % each';

const metrics: readonly MetricDefinition[] = [
  curve('survival_any_pool', 'probability that no pool has been liquidated up to the time `level`, in hours'),
  curve(
    'survival_no_wipeout',
    'probability that the account has not lost all positions up to the time `level`, in hours',
  ),
  curve(
    'survival_position',
    'probability that this position has not been closed by force up to the time `level`, in hours',
  ),
];

function curve(name: string, meaning: string): MetricDefinition {
  return { name, unit: 'probability', meaning, interval: curveInterval, table: 'survival', better: 'higher' };
}

/** `histogram[(scheme * curves + curve) * grid + bin]` counts the events in each interval of the grid. */
interface SurvivalAccumulator {
  readonly histogram: Counts;
}

function gridSize(shape: OutcomeShape): number {
  return Math.min(curvePoints, shape.steps);
}

/** Last step of a bin; bins divide the horizon evenly: bin b holds the steps s with ceil(s grid / steps) = b + 1. */
function lastStep(shape: OutcomeShape, bin: number): number {
  return Math.floor(((bin + 1) * shape.steps) / gridSize(shape));
}

function curveCount(shape: OutcomeShape): number {
  return accountCurves.length + shape.positions.length;
}

function countsOf(shape: OutcomeShape): number {
  return shape.schemes.length * curveCount(shape) * gridSize(shape);
}

/** Survival curves of every scheme and position over the horizon. */
export const survival: Statistic<SurvivalAccumulator> = {
  name: 'survival',
  paths: 'all',
  metrics,

  create(shape) {
    return { histogram: createCounts(countsOf(shape)) };
  },

  add({ histogram }, block, { eventful }) {
    const { shape } = block;
    const curves = curveCount(shape);
    for (let scheme = 0; scheme < shape.schemes.length; scheme++) {
      for (let index = 0; index < curves; index++) {
        const steps = eventColumn(block, accountCurves, scheme, index);
        addEvents(histogram, scheme * curves + index, steps, block, eventful[scheme]!);
      }
    }
  },

  merge(into, next) {
    mergeCounts(into.histogram, next.histogram);
  },

  check(value, { shape, weights }) {
    return record({ histogram: (part) => checkCounts(part, countsOf(shape), weights) })(value);
  },

  totals({ histogram }, shape) {
    const { schemes, positions } = shape;
    const [curves, grid] = [curveCount(shape), gridSize(shape)];
    return schemes.flatMap((scheme, index) =>
      [
        eventTotals.firstLiquidation(scheme),
        eventTotals.wipeout(scheme),
        ...positions.map((position) => eventTotals.closed(scheme, position)),
      ].map((of, curve) => {
        const start = (index * curves + curve) * grid;
        return { of, amount: histogram.sum.subarray(start, start + grid).reduce((sum, one) => sum + one, 0) };
      }),
    );
  },

  *figures(accumulator, shape, weights) {
    for (const [index, { metric }] of accountCurves.entries()) {
      yield* curveFigures(accumulator, shape, weights, metric, [index]);
    }
    const ofPositions = shape.positions.map((_, position) => accountCurves.length + position);
    yield* curveFigures(accumulator, shape, weights, 'survival_position', ofPositions);
  },
};

function addEvents(
  histogram: Counts,
  series: number,
  steps: Float64Array,
  { weights, shape }: OutcomeBlock,
  paths: Uint16Array,
): void {
  const grid = gridSize(shape);
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    const step = steps[path]!;
    if (step > 0) count(histogram, series * grid + Math.ceil((step * grid) / shape.steps) - 1, weights[path]!);
  }
}

function* curveFigures(
  { histogram }: SurvivalAccumulator,
  shape: OutcomeShape,
  weights: PathWeights,
  metric: string,
  curves: readonly number[],
): Generator<Figure> {
  const grid = gridSize(shape);
  for (const [schemeIndex, scheme] of shape.schemes.entries()) {
    for (const index of curves) {
      const start = (schemeIndex * curveCount(shape) + index) * grid;
      let [sum, squares, largest] = [0, 0, 0];
      yield* Array.from({ length: grid }, (_, bin) => {
        sum += histogram.sum[start + bin]!;
        squares += histogram.squares[start + bin]!;
        largest = Math.max(largest, histogram.largest[start + bin]!);
        const level = lastStep(shape, bin) * shape.stepHours;
        const value = complement(probabilityFigure({ sum, squares, largest }, weights));
        const subject = positionOrAccount(shape.positions[index - accountCurves.length] ?? null);
        return figure({ metric, scheme, subject, level }, value, weights);
      });
    }
  }
}

/** Turns the probability of an event into that of its absence. */
function complement({ estimate, stdError, interval }: FigureValue): FigureValue {
  return {
    estimate: oneMinus(estimate),
    stdError,
    interval: interval && { low: oneMinus(interval.high), high: oneMinus(interval.low) },
  };
}

function oneMinus(value: number | null): number | null {
  return value === null ? null : 1 - value;
}
