/** A linear map from figures to places of a drawing. */
export interface Scale {
  (value: number): number;
  readonly from: number;
  readonly to: number;
}

/** Maps `from` to `start` and `to` to `end`; where both are the same, everything to the middle. */
export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const map = (value: number) =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
  return Object.assign(map, { from, to });
}

/** The smallest and the largest of some figures, others left out that are not finite; 0 and 1 of nothing. */
export function extent(values: Iterable<number>): readonly [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return from <= to ? [from, to] : [0, 1];
}

/** A range with a margin on both sides, as a share of itself; one of a single figure is opened around it. */
export function widened([from, to]: readonly [number, number], share: number): readonly [number, number] {
  const room = to > from ? (to - from) * share : Math.max(Math.abs(to) * share, 1e-9);
  return [from - room, to + room];
}
