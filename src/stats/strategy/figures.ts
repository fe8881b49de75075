import { absent, constantFigure, type FigureValue, type SchemePair } from '../figure.ts';
import { effectiveEvents } from '../inference/event-sum.ts';
import { largestShare, meanDifference, meanFigure } from '../inference/mean.ts';
import { type Moments, sampleOf } from '../moments.ts';
import type { OutcomeShape } from '../outcome.ts';
import { type Pairing, pairTails, tailDifference } from '../tail/difference.ts';
import { findTail } from '../tail/level.ts';
import type { TailLosses } from '../tail/losses.ts';
import { type RankedTail, rankTail } from '../tail/ranked.ts';
import { shortfallFigure } from '../tail/shortfall.ts';
import type { PathWeights } from '../weights.ts';
import { deltaDifference, deltaFigure, type Estimated, type SharedSums } from './delta.ts';
import type { PowerSums } from './power-sums.ts';
import { meanPerShortfall, type SubjectTail, sharedShortfall } from './shortfall-ratio.ts';
import { deviationInterval, deviationOf, meanPerDeviation, type Spread, sharedSpread, spreadOf } from './spread.ts';

/** Everything that was accumulated of one subject. */
export interface SubjectSums {
  readonly shape: OutcomeShape;
  readonly weights: PathWeights;
  readonly pairs: readonly SchemePair[];
  readonly moments: Moments;
  /** First series of its profit and of its cost among the moments; the schemes follow, then the pairs. */
  readonly profitSeries: number;
  readonly costSeries: number;
  readonly powers: PowerSums;
  /** Its first series and its first pair among the powers. */
  readonly firstSeries: number;
  readonly firstPair: number;
  /** The most that it can lose; null where that is not known. */
  readonly wealth: number | null;
  /** Its largest losses, per scheme; empty without levels. */
  readonly losses: readonly TailLosses[];
}

/** The figures of one subject: those of every scheme, then those of every pair; and these per level where they have one. */
export interface SubjectFigures {
  readonly profit: readonly FigureValue[];
  readonly deviation: readonly FigureValue[];
  readonly cost: readonly FigureValue[];
  readonly profitPerDeviation: readonly FigureValue[];
  readonly perLevel: readonly LevelFigures[];
}

interface LevelFigures {
  readonly shortfall: readonly FigureValue[];
  readonly profitPerShortfall: readonly FigureValue[];
}

/** The spread of every scheme, and what each pair shares; null for fewer than two paths. */
interface Spreads {
  readonly own: readonly (Spread | null)[];
  readonly shared: readonly (SharedSums | null)[];
}

/** All figures of one subject. The ranked tails are let go of when it returns: those of all subjects would be most of the memory. */
export function figuresOfSubject(sums: SubjectSums): SubjectFigures {
  const { shape, pairs, losses } = sums;
  const spreads = spreadsOf(sums);
  const ofSpread = (make: (spread: Spread) => Estimated | null, scale: number) => {
    const own = spreads.own.map((spread) => (spread === null ? null : make(spread)));
    return deltaFigures(own, spreads.shared, sums, scale);
  };
  const ranked = losses.map(rankTail);
  const pairings = losses.length === 0 ? [] : pairs.map(({ left, right }) => pairTails(ranked[left]!, ranked[right]!));
  return {
    profit: profitFigures(sums),
    deviation: deviationFigures(sums, spreads),
    cost: costFigures(sums),
    profitPerDeviation: ofSpread(meanPerDeviation, 1),
    perLevel: shape.levels.map((level) => levelFigures(sums, spreads, ranked, pairings, level)),
  };
}

/** Standard deviations: those of the schemes with an interval that holds where few paths make the most of them. */
function deviationFigures(sums: SubjectSums, spreads: Spreads): FigureValue[] {
  const { shape, weights, moments, profitSeries } = sums;
  const own = spreads.own.map((spread) => (spread === null ? null : deviationOf(spread)));
  return deltaFigures(own, spreads.shared, sums, shape.initialWealth).map((value, scheme) => {
    const spread = spreads.own[scheme] ?? null;
    const sample = spread === null ? null : sampleOf(moments, profitSeries + scheme, 1);
    // Under weights the largest values are not those of the profit itself.
    if (spread === null || sample === null || weights.squares !== weights.sum) return value;
    const interval = deviationInterval(spread, sample, weights.paths);
    return interval === null ? constantFigure(spread.deviation, weights.paths) : { ...value, interval };
  });
}

function profitFigures({ shape, pairs, moments, profitSeries }: SubjectSums): FigureValue[] {
  const own = shape.schemes.map((_, scheme) =>
    meanFigure(moments, profitSeries + scheme, { sign: 1, possible: true, nonnegative: false }),
  );
  const first = profitSeries + own.length;
  const of = { sign: 1, possible: true, scale: shape.initialWealth } as const;
  return [...own, ...pairs.map((_, pair) => meanDifference(moments, first + pair, of))];
}

/** Columns of the account that its cost is the sum of: the parts by position are those of the same kind. */
const costColumns = ['cost_funding', 'cost_fees', 'cost_slippage', 'cost_adl', 'cost_transfers'] as const;

function costFigures({ shape, pairs, moments, costSeries }: SubjectSums): FigureValue[] {
  const isPossible = shape.impossible.map((columns) => costColumns.some((column) => !columns.includes(column)));
  const own = shape.impossible.map((columns, scheme) =>
    // Of all costs, funding alone can be below 0.
    meanFigure(moments, costSeries + scheme, {
      sign: 1,
      possible: isPossible[scheme]!,
      nonnegative: columns.includes('cost_funding'),
    }),
  );
  const first = costSeries + own.length;
  const differences = pairs.map(({ left, right }, pair) => {
    const possible = isPossible[left]! || isPossible[right]!;
    return meanDifference(moments, first + pair, { sign: 1, possible, scale: shape.initialWealth });
  });
  return [...own, ...differences];
}

function spreadsOf({ shape, weights, pairs, moments, powers, ...first }: SubjectSums): Spreads {
  const own = shape.schemes.map((_, scheme) => {
    const mean = sampleOf(moments, first.profitSeries + scheme, 1)?.mean ?? 0;
    return spreadOf(powers, first.firstSeries + scheme, weights, mean);
  });
  const shared = pairs.map(({ left, right }, pair) => {
    const [one, other] = [own[left] ?? null, own[right] ?? null];
    return one === null || other === null ? null : sharedSpread(powers, first.firstPair + pair, one, other, weights);
  });
  return { own, shared };
}

/** With fewer effective paths that differ, or one of them a larger share of the spread, the delta method tells errors that are too small. */
const [fewestDiffering, largestDiffering] = [200, 0.05];
const fewDiffer = `fewer than ${fewestDiffering} paths differ, or one by too much, for an interval`;

/** Whether the difference of the profits of two schemes rests on few paths. */
function restsOnFew(moments: Moments, series: number): boolean {
  const sample = sampleOf(moments, series, 1);
  if (sample === null) return true;
  const { above, below } = sample;
  const sizes = { sum: above.sum + below.sum, squares: above.squares + below.squares };
  return effectiveEvents(sizes) < fewestDiffering || largestShare(sample) > largestDiffering;
}

/** Estimates of the schemes with their errors, and of the pairs with theirs; absent where a side is. */
function deltaFigures(
  own: readonly (Estimated | null)[],
  shared: readonly (SharedSums | null)[],
  { weights, pairs, moments, profitSeries }: SubjectSums,
  scale: number,
): FigureValue[] {
  const differences = pairs.map(({ left, right }, pair): FigureValue => {
    const [one, other, both] = [own[left] ?? null, own[right] ?? null, shared[pair] ?? null];
    if (one === null || other === null || both === null) return absent;
    const difference = deltaDifference(one, other, both, weights, scale);
    if (difference.interval === null || !restsOnFew(moments, profitSeries + own.length + pair)) return difference;
    return { estimate: difference.estimate, stdError: null, interval: null, note: fewDiffer };
  });
  return [...own.map((value) => (value === null ? absent : deltaFigure(value, weights))), ...differences];
}

function levelFigures(
  sums: SubjectSums,
  spreads: Spreads,
  ranked: readonly RankedTail[],
  pairings: readonly Pairing[],
  level: number,
): LevelFigures {
  const { shape, weights, pairs, losses, wealth } = sums;
  const sides = losses.map((kept, scheme) => {
    const [tail, spread] = [findTail(ranked[scheme]!, weights, level), spreads.own[scheme] ?? null];
    const own: SubjectTail | null = tail === null ? null : { tail, kept };
    return { own, side: own === null || spread === null ? null : { own, scheme, spread } };
  });
  const differences = pairs.map(({ left, right }, pair): FigureValue => {
    const [one, other] = [sides[left]?.own?.tail ?? null, sides[right]?.own?.tail ?? null];
    return tailDifference(one, other, pairings[pair]!, shape.initialWealth).shortfall;
  });
  const ratios = sides.map(({ side }) => (side === null ? null : meanPerShortfall(side)));
  const shared = pairs.map(({ left, right }, pair) => {
    const [one, other] = [sides[left]?.side ?? null, sides[right]?.side ?? null];
    const profits = spreads.shared[pair]?.uu;
    return one === null || other === null || profits === undefined ? null : sharedShortfall(one, other, profits);
  });
  return {
    shortfall: [...sides.map(({ own }) => (own === null ? absent : shortfallFigure(own.tail, wealth))), ...differences],
    profitPerShortfall: deltaFigures(ratios, shared, sums, 1),
  };
}
