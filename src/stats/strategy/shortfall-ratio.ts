import type { LevelTail } from '../tail/level.ts';
import type { TailLosses } from '../tail/losses.ts';
import { shortfallError, shortfallFigure } from '../tail/shortfall.ts';
import type { Estimated, OwnSums, SharedSums } from './delta.ts';
import type { Spread } from './spread.ts';

/**
 * The tail of one subject under one scheme at one level, and the losses that it was found among, whose parts are what the subject
 * lost under every scheme. The excess of a path is w (loss - VaR)^+, so ES = VaR + (mean excess) / (1 - level).
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
export function meanPerShortfall(side: Side, paths: number): Estimated | null {
  const { tail } = side.own;
  const { estimate: shortfall, interval } = shortfallFigure(tail, paths);
  if (shortfall === null || !(shortfall > 0)) return null;
  const { mean, powers } = side.spread;
  const ratio = mean / shortfall;
  return {
    estimate: ratio,
    derivative: { w: ratio, u: 1 / shortfall, s: -ratio / (shortfall * (1 - tail.level)) },
    own: { ...excessSums(side), u: powers.plain[1]!, wu: powers.squared[1]!, uu: powers.squared[2]! },
    apart: (Math.abs(ratio) / shortfall) * shortfallError(tail, paths).ofTie,
    hasError: interval !== null && interval.low! > 0,
  };
}

function excessSums({ own, scheme, spread }: Side): Pick<OwnSums, 's' | 'ws' | 'us' | 'ss'> {
  const { ranked, full, valueAtRisk } = own.tail;
  let [s, ws, us, ss] = [0, 0, 0, 0];
  for (let entry = 0; entry < full; entry++) {
    const weight = ranked.weights[entry]!;
    const excess = weight * (ranked.losses[entry]! - valueAtRisk);
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
  const { ranked, full, valueAtRisk } = other.tail;
  let sum = 0;
  for (let entry = 0; entry < full; entry++) {
    const weight = ranked.weights[entry]!;
    const excess = weight * (ranked.losses[entry]! - valueAtRisk);
    sum += weight * (-lossUnder(other, scheme, entry) - spread.mean) * excess;
  }
  return sum;
}

/** Sum of the products of both excesses: on the paths of one tail the loss under the other scheme is known. */
function excessTimesExcess(here: SubjectTail, { own, scheme }: Side): number {
  const { ranked, full, valueAtRisk } = here.tail;
  let sum = 0;
  for (let entry = 0; entry < full; entry++) {
    const there = lossUnder(here, scheme, entry) - own.tail.valueAtRisk;
    if (!(there > 0)) continue;
    const weight = ranked.weights[entry]!;
    sum += weight * (ranked.losses[entry]! - valueAtRisk) * (weight * there);
  }
  return sum;
}

/** Loss under a scheme on the path of an entry. */
function lossUnder({ tail, kept }: SubjectTail, scheme: number, entry: number): number {
  return kept.parts[tail.ranked.order[entry]! * kept.width + scheme]!;
}
