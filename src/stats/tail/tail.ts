import { list, record } from '../check.ts';
import {
  absent,
  type Figure,
  type FigureLabel,
  type FigureValue,
  figure,
  pairsOf,
  positionOrAccount,
  roundingShare,
} from '../figure.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';
import type { MetricDefinition, Statistic } from '../statistic.ts';
import { checkLosses } from './check-losses.ts';
import { pairTails, tailDifference } from './difference.ts';
import { appendBlock, mergeLosses, sealLosses } from './keep.ts';
import { findTail, type LevelTail } from './level.ts';
import { createTailLosses, type TailLosses } from './losses.ts';
import { fillPart, type RankedTail, rankTail } from './ranked.ts';
import { attributionFigure, shortfallFigure } from './shortfall.ts';
import { valueAtRiskFigure } from './value-at-risk.ts';

const intervalOfValueAtRisk =
  'order statistics, distribution-free, at least 95 % (David & Nagaraja 2003, 7.1); an end is empty where too few paths lie beyond the ' +
  'level (fewer than 3.7: no upper end); std_error of Maritz & Jarrett (1978), of the same law of ranks. Differences: the law of the ' +
  'losses at ranks that are jointly normal with the correlation of the exceedances (Bahadur 1966), with and without half a discordant ' +
  'path more, the wider interval and the larger p-value';
const intervalOfShortfall =
  'gamma law of the sum of the excesses over the loss one standard deviation of ranks below VaR, with one unseen excess 1.5 times the ' +
  "largest (after Fay & Feuer 1997), its upper half widened to Student's t; holds from 2 tail paths on, wide below 10 (then noted), empty " +
  'below 2. Differences: paired on the same paths, such intervals of both signs together (MOVER, Zou & Donner 2008); p_value: where the ' +
  'interval begins to exclude 0';

const metrics: readonly MetricDefinition[] = [
  {
    name: 'var',
    unit: 'quote',
    meaning:
      'value at risk: the smallest loss of the account that is not exceeded with at least the probability `level`',
    interval: intervalOfValueAtRisk,
    table: 'summary',
    better: 'lower',
  },
  {
    name: 'es',
    unit: 'quote',
    meaning:
      'expected shortfall: mean of the worst 1 - `level` of the losses of the account, the last path with its fraction',
    interval: intervalOfShortfall,
    table: 'summary',
    better: 'lower',
  },
  {
    name: 'var_uncapped',
    unit: 'quote',
    meaning:
      'value at risk of the loss with bad debt included (loss + bad debt), which all the wealth there is does not cut off; these are ' +
      'other paths than those of var where bad debt is',
    interval: 'as that of var',
    table: 'summary',
    better: 'lower',
  },
  {
    name: 'es_uncapped',
    unit: 'quote',
    meaning:
      'expected shortfall of the loss with bad debt included (loss + bad debt), which all the wealth there is does not cut off',
    interval: 'as that of es',
    table: 'summary',
    better: 'lower',
  },
  {
    name: 'attribution',
    unit: 'quote',
    meaning:
      'share of a position in es: its mean loss over the tail of the loss of the account (Euler allocation); the row without ' +
      'a position is the share of the collateral, whose value changes and which costs something to move; the rows of a scheme ' +
      'and level add up to es',
    interval:
      'as that of a difference of es, of the amounts by which its losses on the tail paths differ from their mean inside the interval of ' +
      'var (Tasche 1999); empty below 10 tail paths',
    table: 'summary',
    better: null,
  },
];

/** The largest losses of every scheme: everything is exact, nothing binned. */
interface TailAccumulator {
  /** With the parts of each loss: the positions, and last what happens to the collateral. */
  readonly schemes: TailLosses[];
  /** The largest of the losses with bad debt included, without parts. */
  readonly uncapped: TailLosses[];
}

/** The share of them by which the parts of a loss may miss it: sums over all events of a path, in another order. */
const partsRounding = 1e-9;

/** VaR and ES of the loss, without and with bad debt, per scheme and level, with paired differences, and the attribution of ES to the positions. */
export const tail: Statistic<TailAccumulator> = {
  name: 'tail',
  paths: 'all',
  metrics,

  create(shape) {
    return {
      schemes: shape.schemes.map(() => createTailLosses(shape.positions.length + 1)),
      uncapped: shape.schemes.map(() => createTailLosses(0)),
    };
  },

  add(accumulator, block, { eventful }, before) {
    if (block.shape.levels.length === 0) return;
    const { schemes, uncapped } = accumulator;
    for (const [scheme, losses] of schemes.entries()) {
      const ofPositions = block.positions[scheme]!.map((position) => position.pnl);
      const parts = [...ofPositions, collateralProfit(block, scheme, eventful[scheme]!)];
      appendBlock(losses, block, block.account[scheme]!.pnl, parts, before.paths);
      appendBlock(uncapped[scheme]!, block, uncappedProfit(block, scheme, eventful[scheme]!), [], before.paths);
    }
  },

  seal({ schemes, uncapped }, shape, weights) {
    for (const losses of [...schemes, ...uncapped]) sealLosses(losses, shape, weights.paths);
  },

  merge(into, next, shape, weights, nextWeights) {
    const paths = weights.paths + nextWeights.paths;
    for (const kind of ['schemes', 'uncapped'] as const) {
      for (const [scheme, losses] of into[kind].entries()) {
        mergeLosses(losses, next[kind][scheme]!, shape, paths);
      }
    }
  },

  check(value, of) {
    const { schemes, positions, initialWealth } = of.shape;
    const width = positions.length + 1;
    // A loss is what its positions and the collateral lost.
    const isSum = (parts: Float64Array, start: number, loss: number) => {
      let [sum, size] = [0, initialWealth];
      for (let part = start; part < start + width; part++) {
        sum += parts[part]!;
        size += Math.abs(parts[part]!);
      }
      return Math.abs(sum - loss) <= partsRounding * size;
    };
    return record({
      schemes: list(schemes.length, (losses) => checkLosses(losses, width, of, isSum)),
      uncapped: list(schemes.length, (losses) => checkLosses(losses, 0, of, () => true)),
    })(value);
  },

  figures({ schemes, uncapped }, shape, weights) {
    const rows: FigureRows = (label, valueAt) =>
      shape.levels.map((level, index) => figure({ ...label, level }, valueAt(index), weights));
    const ranked = schemes.map(rankTail);
    // Without bad debt both are the same, and ranked already.
    const uncappedRanked = uncapped.map((kept, scheme) =>
      isSame(kept, schemes[scheme]!) ? ranked[scheme]! : rankTail(kept),
    );
    const tailsOf = (losses: RankedTail) => shape.levels.map((level) => findTail(losses, weights, level));
    const tails = ranked.map(tailsOf);
    const names = { valueAtRisk: 'var', shortfall: 'es', wealth: shape.initialWealth };
    const uncappedNames = { valueAtRisk: 'var_uncapped', shortfall: 'es_uncapped', wealth: null };
    return [
      ...accountRows(ranked, tails, shape, rows, names),
      ...accountRows(uncappedRanked, uncappedRanked.map(tailsOf), shape, rows, uncappedNames),
      ...attributionRows(schemes, ranked, tails, shape, rows),
    ];
  },
};

/** Makes the rows of one figure, one per level. */
type FigureRows = (
  label: Pick<FigureLabel, 'metric' | 'scheme'> & Partial<FigureLabel>,
  valueAt: (level: number) => FigureValue,
) => Figure[];

/** VaR, then ES: of every scheme, then their differences. `tails[scheme][level]`. */
function accountRows(
  ranked: readonly RankedTail[],
  tails: readonly (readonly (LevelTail | null)[])[],
  { schemes, levels, initialWealth }: OutcomeShape,
  rows: FigureRows,
  { wealth, ...names }: { readonly valueAtRisk: string; readonly shortfall: string; readonly wealth: number | null },
): Figure[] {
  const pairs = pairsOf(schemes);
  const differences = pairs.map(({ left, right }) => {
    const pairing = pairTails(ranked[left]!, ranked[right]!);
    return levels.map((_, level) =>
      tailDifference(tails[left]![level]!, tails[right]![level]!, pairing, initialWealth),
    );
  });
  const make = { valueAtRisk: valueAtRiskFigure, shortfall: shortfallFigure };
  return (['valueAtRisk', 'shortfall'] as const).flatMap((kind) => [
    ...schemes.flatMap((scheme, index) =>
      rows({ metric: names[kind], scheme }, (level) => {
        const found = tails[index]![level]!;
        return found === null ? absent : make[kind](found, wealth);
      }),
    ),
    ...pairs.flatMap(({ scheme, versus }, pair) =>
      rows({ metric: names[kind], scheme, versus }, (level) => differences[pair]![level]![kind]),
    ),
  ]);
}

/** Whether two tails hold the same losses on the same paths. */
function isSame(one: TailLosses, other: TailLosses): boolean {
  if (one.count !== other.count) return false;
  for (let entry = 0; entry < one.count; entry++) {
    if (one.losses[entry] !== other.losses[entry] || one.paths[entry] !== other.paths[entry]) return false;
  }
  return true;
}

function attributionRows(
  schemes: readonly TailLosses[],
  ranked: readonly RankedTail[],
  tails: readonly (readonly (LevelTail | null)[])[],
  shape: OutcomeShape,
  rows: FigureRows,
): Figure[] {
  // Of one part at a time: all together are most of what a tail takes.
  const values = new Float64Array(Math.max(0, ...schemes.map(({ count }) => count)));
  return shape.schemes.flatMap((scheme, index) =>
    [...shape.positions, null].flatMap((position, part) => {
      fillPart(values, schemes[index]!, ranked[index]!, part);
      return rows({ metric: 'attribution', scheme, subject: positionOrAccount(position) }, (level) => {
        const found = tails[index]![level]!;
        return found === null ? absent : attributionFigure(found, values, roundingShare * shape.initialWealth);
      });
    }),
  );
}

/** What the collateral gained, less what it cost to move it. */
function collateralProfit({ account, count }: OutcomeBlock, scheme: number, eventful: Uint16Array): Float64Array {
  const { collateral_pnl: gained, cost_transfers: paid } = account[scheme]!;
  if (eventful.length === 0) return gained;
  const profit = gained.slice(0, count);
  for (const path of eventful) profit[path]! -= paid[path]!;
  return profit;
}

/** The profit less what the account could not pay. */
function uncappedProfit({ account, count }: OutcomeBlock, scheme: number, eventful: Uint16Array): Float64Array {
  const { pnl, bad_debt: unpaid } = account[scheme]!;
  if (eventful.length === 0) return pnl;
  const profit = pnl.slice(0, count);
  for (const path of eventful) profit[path]! -= unpaid[path]!;
  return profit;
}
