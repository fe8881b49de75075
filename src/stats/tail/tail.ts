import { absent, type FigureValue, figure } from '../figure.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';
import { pairsOf } from '../pairs.ts';
import { withoutRounding } from '../rounding.ts';
import type { MetricDefinition, Statistic } from '../statistic.ts';
import { addPathWeights, createPathWeights, mergePathWeights, type PathWeights } from '../weights.ts';
import { appendBlock, appendLosses } from './append.ts';
import { attributionFigure } from './attribution.ts';
import { type TailDifference, tailDifference } from './difference.ts';
import { keepOfChunk, pruneMerged } from './keep.ts';
import { findTail, type LevelTail } from './level.ts';
import { createTailLosses, keepLargest, type TailLosses, trim } from './losses.ts';
import { fillPart, rankTail } from './ranked.ts';
import { shortfallFigure, valueAtRiskFigure } from './shortfall.ts';

const metrics: readonly MetricDefinition[] = [
  {
    name: 'var',
    unit: 'quote',
    meaning:
      'value at risk: the smallest loss of the account that is not exceeded with at least the probability `level`',
    interval:
      'order statistics, distribution-free, at least 95 % (David & Nagaraja 2003, 7.1); an end is empty where too few paths ' +
      'lie beyond the level; std_error from the spacing of the losses inside the interval, or across the gap beside a tie. Differences: normal, with the ' +
      'correlation of the exceedances under the two schemes (Bahadur 1966)',
    table: 'summary',
  },
  {
    name: 'es',
    unit: 'quote',
    meaning:
      'expected shortfall: mean of the worst 1 - `level` of the losses of the account, the last path with its fraction',
    interval:
      'normal, 95 %, with the variance of Manistre & Hancock (2005), measured from below the tie where ' +
      'VaR is one; too short below about ten tail paths, empty below two. ' +
      'Differences: paired on the same paths by the influence function of ES',
    table: 'summary',
  },
  {
    name: 'attribution',
    unit: 'quote',
    meaning:
      'share of a position in es: its mean loss over the tail of the loss of the account (Euler allocation); the row without ' +
      'a position is the share of the collateral, whose value changes and which costs something to move; the rows of a scheme ' +
      'and level add up to es',
    interval: 'normal, 95 %, from the influence function of the conditional mean',
    table: 'summary',
  },
];

/** The largest losses of every scheme: everything is exact, nothing binned. */
interface TailAccumulator {
  readonly weights: PathWeights;
  readonly schemes: TailLosses[];
}

/** VaR, ES and its attribution to the positions, per scheme and level, and paired differences of VaR and ES. */
export const tail: Statistic<TailAccumulator> = {
  name: 'tail',
  metrics,

  create(shape) {
    return {
      weights: createPathWeights(),
      // The parts of a loss: each position, and last what happens to the collateral.
      schemes: shape.schemes.map(() => createTailLosses(shape.positions.length + 1)),
    };
  },

  add(accumulator, block, { eventful }) {
    if (block.shape.levels.length === 0) return;
    const { schemes, weights } = accumulator;
    for (const [scheme, losses] of schemes.entries()) {
      const ofPositions = block.positions[scheme]!.map((position) => position.pnl);
      const parts = [...ofPositions, collateralProfit(block, scheme, eventful[scheme]!)];
      appendBlock(losses, block, block.account[scheme]!.pnl, parts, weights.paths);
    }
    addPathWeights(weights, block);
  },

  seal({ schemes, weights }, shape) {
    for (const losses of schemes) {
      keepLargest(losses, keepOfChunk(losses, shape, weights.paths));
      trim(losses);
    }
  },

  merge(into, next, shape) {
    for (const [scheme, losses] of into.schemes.entries()) {
      appendLosses(losses, next.schemes[scheme]!, shape);
      pruneMerged(losses, shape);
    }
    mergePathWeights(into.weights, next.weights);
  },

  estimates({ weights, schemes }, shape) {
    const { paths } = weights;
    const pairs = pairsOf(shape.schemes);
    const ranked = schemes.map(rankTail);
    const tails = ranked.map((losses) => shape.levels.map((level) => findTail(losses, weights, level)));
    const tailAt = (scheme: number, level: number) => tails[scheme]![level] ?? null;
    const differences = pairs.map(({ left, right }) =>
      shape.levels.map((_, level) => differenceAt(tailAt(left, level), tailAt(right, level), paths, shape)),
    );
    const rows = (metric: string, scheme: string, position: string | null, valueAt: (level: number) => FigureValue) =>
      shape.levels.map((level, index) => figure({ metric, scheme, position, level }, valueAt(index), weights));
    const ofTail = (scheme: number, make: (tail: LevelTail) => FigureValue) => (level: number) => {
      const found = tailAt(scheme, level);
      return found === null ? absent : make(found);
    };
    const perScheme = (metric: string, make: (tail: LevelTail) => FigureValue) =>
      shape.schemes.flatMap((name, scheme) => rows(metric, name, null, ofTail(scheme, make)));
    const perPair = (metric: string, part: keyof TailDifference) =>
      pairs.flatMap(({ name }, pair) => rows(metric, name, null, (level) => differences[pair]![level]![part]));
    const parts = [...shape.positions, null];
    // Of one part at a time: all together are most of what a tail takes.
    const values = new Float64Array(Math.max(0, ...schemes.map(({ count }) => count)));
    return [
      ...perScheme('var', valueAtRiskFigure),
      ...perPair('var', 'valueAtRisk'),
      ...perScheme('es', (found) => shortfallFigure(found, paths)),
      ...perPair('es', 'shortfall'),
      ...shape.schemes.flatMap((name, scheme) =>
        parts.flatMap((position, part) => {
          fillPart(values, schemes[scheme]!, ranked[scheme]!, part);
          return rows(
            'attribution',
            name,
            position,
            ofTail(scheme, (found) => attributionFigure(found, values, paths)),
          );
        }),
      ),
    ];
  },
};

/** What the collateral gained, less what it cost to move it. */
function collateralProfit({ account, count }: OutcomeBlock, scheme: number, eventful: Uint16Array): Float64Array {
  const { collateral_pnl: gained, cost_transfers: paid } = account[scheme]!;
  if (eventful.length === 0) return gained;
  const profit = gained.slice(0, count);
  for (const path of eventful) profit[path]! -= paid[path]!;
  return profit;
}

function differenceAt(
  left: LevelTail | null,
  right: LevelTail | null,
  paths: number,
  { initialWealth }: OutcomeShape,
): TailDifference {
  if (left === null || right === null) return { valueAtRisk: absent, shortfall: absent };
  const { valueAtRisk, shortfall } = tailDifference(left, right, paths);
  return {
    valueAtRisk: withoutRounding(valueAtRisk, paths, initialWealth),
    shortfall: withoutRounding(shortfall, paths, initialWealth),
  };
}
