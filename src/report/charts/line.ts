import { coordinate } from './element.ts';

/** Places along a line; a gap where y is not a finite number. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** The `d` of a path through all points. */
export function pathData({ x, y }: Points): string {
  const pieces: string[] = [];
  let isOpen = false;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i])) {
      isOpen = false;
      continue;
    }
    pieces.push(`${isOpen ? 'L' : 'M'}${coordinate(x[i]!)} ${coordinate(y[i]!)}`);
    isOpen = true;
  }
  return pieces.join('');
}

/**
 * A line with fewer points that looks the same: of the points that fall into the same strip of the drawing, `width` wide, the first,
 * the lowest, the highest and the last one. x ascends.
 */
export function thinned({ x, y }: Points, width: number): Points {
  const kept: number[] = [];
  for (let start = 0; start < y.length; ) {
    const strip = Math.floor(x[start]! / width);
    let end = start + 1;
    let [low, high] = [start, start];
    let hasGap = !Number.isFinite(y[start]);
    while (end < y.length && Math.floor(x[end]! / width) === strip) {
      if (!Number.isFinite(y[end])) hasGap = true;
      if (y[end]! < y[low]!) low = end;
      if (y[end]! > y[high]!) high = end;
      end++;
    }
    // A gap is kept as it is: it is short, or it is all of the strip.
    const few = hasGap ? range(start, end) : [...new Set([start, low, high, end - 1])].toSorted((a, b) => a - b);
    for (const index of few) kept.push(index);
    start = end;
  }
  return { x: kept.map((index) => x[index]!), y: kept.map((index) => y[index]!) };
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, k) => start + k);
}
