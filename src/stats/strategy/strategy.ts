import { list, record } from '../check.ts';
import { checkMoments } from '../check-moments.ts';
import {
  comparedSchemes,
  type Figure,
  figure,
  pairsOf,
  positionOrAccount,
  type Subject,
  wholeAccount,
} from '../figure.ts';
import { addSchemes, createMoments, type Moments, mergeMoments } from '../moments.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';
import type { Statistic } from '../statistic.ts';
import { checkLosses } from '../tail/check-losses.ts';
import { appendBlock, mergeLosses, sealLosses } from '../tail/keep.ts';
import { createTailLosses, type TailLosses } from '../tail/losses.ts';
import type { PathWeights } from '../weights.ts';
import { figuresOfSubject, type SubjectSums } from './figures.ts';
import { strategyMetrics } from './metrics.ts';
import {
  addPowers,
  addProducts,
  checkPowerSums,
  createPowerSums,
  mergePowerSums,
  type PowerSums,
  type SeriesPair,
  setOrigin,
} from './power-sums.ts';
import { type StrategySubject, subjectColumns, subjectsOf } from './subjects.ts';

/**
 * What is kept of the subjects (`subjects.ts`), in their order.
 *
 * Moments: per subject the profit, then the cost; in each the schemes, then the pairs. Powers: per subject the schemes; per subject
 * the pairs. Losses: per subject the schemes, the parts of a loss being those under every scheme on the same path, which the
 * comparison of risk-adjusted returns needs.
 */
interface StrategyAccumulator {
  readonly moments: Moments;
  readonly powers: PowerSums;
  readonly losses: readonly TailLosses[];
}

/**
 * Profit, cost, risk and risk-adjusted return of every strategy and position and of the account, where positions have tags.
 *
 * Only with tags, because every subject costs: about 65 ns per path with two schemes (measured, Node 24; eight positions and three
 * tags are 3 % of a path of 720 steps), and a tail of its own in memory.
 */
export const strategy: Statistic<StrategyAccumulator> = {
  name: 'strategy',
  paths: 'all',
  metrics: strategyMetrics.map(({ definition }) => definition),

  create(shape) {
    const subjects = subjectsOf(shape).length;
    const schemes = shape.schemes.length;
    const pairs = pairsOf(shape.schemes).length;
    return {
      moments: createMoments(subjects * 2 * (schemes + pairs)),
      powers: createPowerSums(subjects * schemes, subjects * pairs),
      losses: Array.from({ length: subjects * schemes }, () => createTailLosses(schemes)),
    };
  },

  add(accumulator, block, paths, before) {
    const { shape, count, weights: ofPaths } = block;
    if (count === 0) return;
    const { moments, powers, losses } = accumulator;
    const schemes = [...shape.schemes.keys()];
    const width = schemes.length + pairsOf(shape.schemes).length;
    const columns = subjectColumns(block, paths);
    for (const [index, subject] of subjectsOf(shape).entries()) {
      const profits = schemes.map((scheme) => columns.profits(subject, scheme));
      const costs = schemes.map((scheme) => columns.costs(subject, scheme));
      addSchemes(moments, 2 * index * width, profits, ofPaths, paths, false);
      addSchemes(moments, (2 * index + 1) * width, costs, ofPaths, paths, false);
      addSpreads(powers, index, profits, block, before.paths === 0);
      if (shape.levels.length === 0) continue;
      for (const scheme of schemes) {
        appendBlock(losses[index * schemes.length + scheme]!, block, profits[scheme]!, profits, before.paths);
      }
    }
    moments.paths += count;
  },

  seal({ losses }, shape, weights) {
    for (const kept of losses) sealLosses(kept, shape, weights.paths);
  },

  merge(into, next, shape, weights, nextWeights) {
    mergePowerSums(into.powers, next.powers, seriesPairs(shape), weights, nextWeights);
    mergeMoments(into.moments, next.moments);
    for (const [index, kept] of into.losses.entries()) {
      mergeLosses(kept, next.losses[index]!, shape, weights.paths + nextWeights.paths);
    }
  },

  check(value, of) {
    const { shape, weights } = of;
    const schemes = shape.schemes.length;
    const subjects = subjectsOf(shape).length;
    const width = schemes + pairsOf(shape.schemes).length;
    return record({
      moments: (part) => checkMoments(part, 2 * subjects * width, weights.paths),
      powers: (part) => checkPowerSums(part, subjects * schemes, seriesPairs(shape), weights),
      losses: list(subjects * schemes, (losses, index) =>
        // One of the parts is the loss itself.
        checkLosses(losses, schemes, of, (parts, start, loss) => parts[start + (index % schemes)] === loss),
      ),
    })(value);
  },

  figures: strategyFigures,
};

/** Adds the powers of the profits of one subject, and their products between the schemes. */
function addSpreads(
  powers: PowerSums,
  subject: number,
  profits: readonly Float64Array[],
  { weights, count }: OutcomeBlock,
  isFirst: boolean,
): void {
  const schemes = profits.length;
  const series = profits.map((column, scheme) => ({ column, series: subject * schemes + scheme }));
  for (const { column, series: own } of series) {
    if (isFirst) setOrigin(powers, own, column[0]!);
    addPowers(powers, own, column, weights, count);
  }
  let pair = (subject * (schemes * (schemes - 1))) / 2;
  for (const [left, here] of series.entries()) {
    for (const there of series.slice(left + 1)) addProducts(powers, pair++, here, there, weights, count);
  }
}

/** The series behind every pair of the powers. */
function seriesPairs(shape: OutcomeShape): SeriesPair[] {
  const schemes = shape.schemes.length;
  const pairs = pairsOf(shape.schemes);
  return subjectsOf(shape).flatMap((_, subject) =>
    pairs.map(({ left, right }) => ({ left: subject * schemes + left, right: subject * schemes + right })),
  );
}

/** Rows metric by metric; in each the schemes and then their differences, in each the subjects, in each the levels. */
function strategyFigures(accumulator: StrategyAccumulator, shape: OutcomeShape, weights: PathWeights): Figure[] {
  const { moments, powers, losses } = accumulator;
  const pairs = pairsOf(shape.schemes);
  const schemes = shape.schemes.length;
  const width = schemes + pairs.length;
  const figures = subjectsOf(shape).map((subject, index) => {
    const sums: SubjectSums = {
      shape,
      weights,
      pairs,
      moments,
      profitSeries: 2 * index * width,
      costSeries: (2 * index + 1) * width,
      powers,
      firstSeries: index * schemes,
      firstPair: index * pairs.length,
      wealth: subject.members === null ? shape.initialWealth : null,
      losses: losses.slice(index * schemes, (index + 1) * schemes),
    };
    return { subject: labelOf(subject, shape), values: figuresOfSubject(sums) };
  });
  return strategyMetrics.flatMap(({ definition: { name: metric }, hasLevels, valuesOf }) =>
    comparedSchemes(shape.schemes).flatMap(({ scheme, versus }, column) =>
      figures.flatMap(({ subject, values }) =>
        valuesOf(values, column).map((value, index) => {
          const level = hasLevels ? shape.levels[index]! : null;
          return figure({ metric, scheme, versus, subject, level }, value, weights);
        }),
      ),
    ),
  );
}

function labelOf({ tag, position }: StrategySubject, { positions }: OutcomeShape): Subject {
  if (position !== null) return positionOrAccount(positions[position]!);
  return tag === null ? wholeAccount : { kind: 'tag', name: tag };
}
