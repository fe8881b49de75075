import { type Fault, numbers, record, roundingOf } from './check.ts';
import { addArray } from './counts.ts';
import { absent, type FigureValue, figure, positionOrAccount } from './figure.ts';
import { meanInterval } from './inference/intervals.ts';
import type { OutcomeShape } from './outcome.ts';
import { eventTotals } from './shared-totals.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';
import { areEquallyWeighted, type PathWeights } from './weights.ts';

const metrics: readonly MetricDefinition[] = [
  {
    name: 'time_to_liquidation',
    unit: 'hours',
    meaning:
      'mean time to the first liquidation of any pool, over the paths on which there is one; of a position: to its forced ' +
      'close; `paths` counts those paths only; empty if there are none',
    interval: "Student's t interval, 95 %, cut at 0 and at the horizon; none for fewer than 10 events",
    table: 'summary',
    better: null,
  },
];

/**
 * Sums over the events, with t the step of the event and w the weight of its path. Entry 0 of each scheme is the first
 * liquidation of any pool, the others are the forced closes of the positions.
 */
interface LiquidationTimes {
  /** Number of events, sum of w and of w^2. */
  readonly events: Float64Array;
  readonly weights: Float64Array;
  readonly squares: Float64Array;
  /** Sums of w t, w^2 t and w^2 t^2. */
  readonly steps: Float64Array;
  readonly squaredWeightSteps: Float64Array;
  readonly squaredWeightSquares: Float64Array;
}

const sums = ['events', 'weights', 'squares', 'steps', 'squaredWeightSteps', 'squaredWeightSquares'] as const;

/** How long it takes until the first liquidation and until each position is closed, where that happens at all. */
export const liquidationTime: Statistic<LiquidationTimes> = {
  name: 'liquidation-time',
  paths: 'all',
  metrics,

  create(shape) {
    const zeros = () => new Float64Array(shape.schemes.length * (1 + shape.positions.length));
    return {
      events: zeros(),
      weights: zeros(),
      squares: zeros(),
      steps: zeros(),
      squaredWeightSteps: zeros(),
      squaredWeightSquares: zeros(),
    };
  },

  add(times, block, { eventful }) {
    let series = 0;
    for (const [scheme, account] of block.account.entries()) {
      const paths = eventful[scheme]!;
      addTimes(times, series++, account.first_liquidation_step, block.weights, paths);
      for (const position of block.positions[scheme]!) {
        addTimes(times, series++, position.closed_step, block.weights, paths);
      }
    }
  },

  merge(into, next) {
    for (const name of sums) addArray(into[name], next[name]);
  },

  check(value, { shape, weights }) {
    const amounts = numbers(shape.schemes.length * (1 + shape.positions.length), 0);
    const form = record(Object.fromEntries(sums.map((name) => [name, amounts])));
    return form(value) ?? checkTimes(value as LiquidationTimes, shape, weights);
  },

  totals({ weights }, { schemes, positions }) {
    return schemes.flatMap((scheme, index) =>
      [null, ...positions].map((position, offset) => ({
        of: position === null ? eventTotals.firstLiquidation(scheme) : eventTotals.closed(scheme, position),
        amount: weights[index * (1 + positions.length) + offset]!,
      })),
    );
  },

  figures(times, shape) {
    const positions = [null, ...shape.positions];
    return shape.schemes.flatMap((scheme, schemeIndex) =>
      positions.map((position, index) => {
        const series = schemeIndex * positions.length + index;
        const events: PathWeights = {
          paths: times.events[series]!,
          sum: times.weights[series]!,
          squares: times.squares[series]!,
        };
        const value = meanTime(times, events, series, shape);
        return figure({ metric: 'time_to_liquidation', scheme, subject: positionOrAccount(position) }, value, events);
      }),
    );
  },
};

function addTimes(
  times: LiquidationTimes,
  series: number,
  steps: Float64Array,
  weights: Float64Array,
  paths: Uint16Array,
): void {
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    const step = steps[path]!;
    if (step === 0) continue;
    const weight = weights[path]!;
    times.events[series]! += 1;
    times.weights[series]! += weight;
    times.squares[series]! += weight * weight;
    times.steps[series]! += weight * step;
    times.squaredWeightSteps[series]! += weight * weight * step;
    times.squaredWeightSquares[series]! += weight * weight * step * step;
  }
}

/** Every event is on one path, at a step of the horizon. */
function checkTimes(times: LiquidationTimes, { steps }: OutcomeShape, paths: PathWeights): Fault {
  const equal = areEquallyWeighted(paths);
  const room = 1 + roundingOf(paths.paths);
  const isSpread = (plain: number, sum: number) => plain <= sum * room && sum <= plain * steps * room;
  for (const [series, events] of times.events.entries()) {
    const [once, twice] = [times.weights[series]!, times.squares[series]!];
    const [first, mixed, second] = [times.steps, times.squaredWeightSteps, times.squaredWeightSquares];
    const isPossible =
      Number.isSafeInteger(events) &&
      events <= paths.paths &&
      (equal ? once === events && twice === events : once * once <= events * twice * room) &&
      isSpread(once, first[series]!) &&
      isSpread(twice, mixed[series]!) &&
      isSpread(mixed[series]!, second[series]!);
    if (!isPossible) return `[${series}] has sums that no times can have`;
  }
  return null;
}

/** Times of fewer events than these are too skew for an interval. */
const fewestEvents = 10;

/**
 * A mean given an event is a ratio, sum w t / sum w, with the variance sum w^2 (t - mean)^2 / (sum w)^2 times
 * k / (k - 1), k the effective number of events (Cochran 1977, section 2.11). With all weights 1 it is the ordinary mean.
 */
function meanTime(times: LiquidationTimes, events: PathWeights, series: number, shape: OutcomeShape): FigureValue {
  const { sum, squares } = events;
  if (!(sum > 0)) return absent;
  const { stepHours } = shape;
  const mean = times.steps[series]! / sum;
  const estimate = mean * stepHours;
  const effective = (sum * sum) / squares;
  if (effective < fewestEvents) {
    return { estimate, stdError: null, interval: null, note: `fewer than ${fewestEvents} events: no interval` };
  }
  const spread = times.squaredWeightSquares[series]! - mean * (2 * times.squaredWeightSteps[series]! - mean * squares);
  const variance = (Math.max(0, spread) / (sum * sum)) * (effective / (effective - 1));
  const stdError = Math.sqrt(variance) * stepHours;
  const interval = meanInterval(estimate, stdError, effective);
  return {
    estimate,
    stdError,
    interval: interval && { low: Math.max(0, interval.low), high: Math.min(shape.steps * stepHours, interval.high) },
  };
}
