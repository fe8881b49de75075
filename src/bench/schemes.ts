import { positionName } from './book.ts';
import { type Changes, change } from './canonical.ts';

/** Most schemes that `withSchemes` knows. */
export const mostSchemes = 8;

/**
 * The first `count` of eight ways of pooling the eight positions, the canonical two first: as a desk would add one after the other to
 * compare them. Pools per scheme: 8, 1, 2, 3, 4, 1, 8, 5.
 */
export function withSchemes(count: number): Changes {
  const schemes = Object.entries(all).slice(0, count);
  return [change('schemes', Object.fromEntries(schemes))];
}

const positions = (...indices: readonly number[]) => indices.map(positionName);

const all = {
  isolated: { pools: 'each', allocate: 'by-notional' },
  cross: { pools: 'one' },
  sides: { pools: { long: positions(0, 1, 2, 4, 5, 7), short: positions(3, 6) } },
  desk: { pools: { core: positions(0, 1, 2), hedged: positions(3, 4, 5), rest: positions(6, 7) }, treasury: '10%' },
  pairs: { pools: { a: positions(0, 1), b: positions(2, 3), c: positions(4, 5), d: positions(6, 7) } },
  reserve: { pools: 'one', treasury: '20%' },
  weighed: { pools: 'each', allocate: 'by-requirement' },
  'cross-core': {
    pools: { core: positions(0, 1, 2, 3), p4: positions(4), p5: positions(5), p6: positions(6), p7: positions(7) },
    allocate: 'by-requirement',
  },
} as const;
