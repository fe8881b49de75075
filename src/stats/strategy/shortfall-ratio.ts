import { type LevelTail, thresholdOf } from '../tail/level.ts';
import type { TailLosses } from '../tail/losses.ts';
import { shortfallFigure } from '../tail/shortfall.ts';
import type { Estimated, OwnSums, SharedSums } from './delta.ts';
import type { Spread } from './spread.ts';

/**
 * The tail of one subject under one scheme at one level, and the losses that it was found among, whose parts are what the subject
 * lost under every scheme. The excess of a path is w (loss - c)^+ over the threshold c of the error of ES (`tail/level.ts`), so
 * ES = c + (mean excess) / (1 - level), but for what an error in c adds, which is of second order.
 */
export interface SubjectTail {
  readonly tail: LevelTail;
  readonly kept: TailLosses;
}

/** Tail and spread of one subject under one scheme. */
export interface Side {
  readonly own: SubjectTail;
  readonly scheme: number;
  readonly spread: Spread;
}

/**
 * Mean / ES at a level (Martin, Rachev & Siboulet 2003, without a riskless rate); null where ES is not above 0: whoever gains even in
 * the tail has no risk to divide by. There is no error where the interval of ES itself reaches 0, for the ratio then has no moments
 * to speak of.
 */
export function meanPerShortfall(side: Side): Estimated | null {
  const { tail } = side.own;
  const { estimate: shortfall, interval } = shortfallFigure(tail, null);
  if (shortfall === null || !(shortfall > 0)) return null;
  const { mean, powers } = side.spread;
  const ratio = mean / shortfall;
  return {
    estimate: ratio,
    derivative: { w: ratio, u: 1 / shortfall, s: -ratio / (shortfall * (1 - tail.level)) },
    own: { ...excessSums(side), u: powers.plain[1]!, wu: powers.squared[1]!, uu: powers.squared[2]! },

    hasError: interval !== null && interval.low! > 0,
  };
}

function excessSums({ own, scheme, spread }: Side): Pick<OwnSums, 's' | 'ws' | 'us' | 'ss'> {
  const { ranked } = own.tail;
  const from = thresholdOf(own.tail, 'near');
  let [s, ws, us, ss] = [0, 0, 0, 0];
  for (let entry = 0; entry < from.count; entry++) {
    const weight = ranked.weights[entry]!;
    const excess = weight * (ranked.losses[entry]! - from.loss);
    s += excess;
    ws += weight * excess;
    us += weight * (-lossUnder(own, scheme, entry) - spread.mean) * excess;
    ss += excess * excess;
  }
  return { s, ws, us, ss };
}

/** Products of the profits and excesses of a subject under two schemes; `uu` is that of their profits alone. */
export function sharedShortfall(left: Side, right: Side, uu: number): SharedSums {
  return {
    uu,
    us: profitTimesExcess(left, right.own),
    su: profitTimesExcess(right, left.own),
    ss: excessTimesExcess(left.own, right),
  };
}

/** Sum of u under one scheme times the excess under another one, over the tail of that other. */
function profitTimesExcess({ scheme, spread }: Side, other: SubjectTail): number {
  const { ranked } = other.tail;
  const from = thresholdOf(other.tail, 'near');
  let sum = 0;
  for (let entry = 0; entry < from.count; entry++) {
    const weight = ranked.weights[entry]!;
    const excess = weight * (ranked.losses[entry]! - from.loss);
    sum += weight * (-lossUnder(other, scheme, entry) - spread.mean) * excess;
  }
  return sum;
}

/** Sum of the products of both excesses: on the paths of one tail the loss under the other scheme is known. */
function excessTimesExcess(here: SubjectTail, { own, scheme }: Side): number {
  const { ranked } = here.tail;
  const from = thresholdOf(here.tail, 'near');
  const otherFrom = thresholdOf(own.tail, 'near');
  let sum = 0;
  for (let entry = 0; entry < from.count; entry++) {
    const there = lossUnder(here, scheme, entry) - otherFrom.loss;
    if (!(there > 0)) continue;
    const weight = ranked.weights[entry]!;
    sum += weight * (ranked.losses[entry]! - from.loss) * (weight * there);
  }
  return sum;
}

/** Loss under a scheme on the path of an entry. */
function lossUnder({ tail, kept }: SubjectTail, scheme: number, entry: number): number {
  return kept.parts[tail.ranked.order[entry]! * kept.width + scheme]!;
}
