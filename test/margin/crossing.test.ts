import { describe, expect, it } from 'vitest';
import { type Margin, marginAt, nearestCrossing } from '../../src/margin/crossing.ts';
import { between, chance, list, pick, type Random, whole } from '../support/random.ts';
import { seeded } from '../support/seeds.ts';
import { flatBrackets } from './books.ts';

describe('nearestCrossing', () => {
  it('takes the nearer root on either side', () => {
    const tent = { constant: -2, slope: 1, positions: [{ size: 1, coin: null, brackets: flatBrackets(2, 10) }] };
    // margin = x - 2 up to x = 5, then x - 2 - (2 x - 10) = 8 - x: roots 2 and 8.
    expect(nearestCrossing(tent, 4)).toBe(2);
    expect(nearestCrossing(tent, 6)).toBe(8);
    expect(nearestCrossing(tent, 5)).toBe(2);
  });

  it('stays where it is on a margin of 0', () => {
    expect(nearestCrossing({ constant: 0, slope: 0, positions: [] }, 7)).toBe(7);
  });

  it('is a crossing that no nearer one precedes, in books of many brackets that join, jump and overlap', () => {
    const random = seeded('crossings');
    let crossings = 0;
    for (let round = 0; round < 600; round++) {
      const margin = anyMargin(random);
      const now = between(random, 0.2, 5);
      const found = nearestCrossing(margin, now);
      const away = found === null ? 5 : Math.abs(found - now);
      const side = Math.sign(marginAt(margin, now));
      // Up to the crossing all points are on the side of now, and there the margin is 0 or changes its side.
      const until = Math.max(0, away * (1 - 1e-9));
      for (const share of list(400, (k) => k / 400)) {
        for (const x of [now - share * until, now + share * until]) {
          if (x > 0) expect(Math.sign(marginAt(margin, x)), `round ${round} at ${x}`).toBe(side);
        }
      }
      if (found === null) continue;
      crossings++;
      const [below, above] = [marginAt(margin, found * (1 - 1e-9)), marginAt(margin, found * (1 + 1e-9))];
      const scale = Math.abs(margin.constant) + Math.abs(margin.slope) * found;
      expect(Math.sign(below) !== Math.sign(above) || Math.abs(below) < 1e-6 * scale, `round ${round}`).toBe(true);
    }
    expect(crossings).toBeGreaterThan(200);
  });

  it('is found where a margin only touches 0 at a bound, in whatever order its sums are rounded', () => {
    const random = seeded('touching');
    let touching = 0;
    for (let round = 0; round < 400; round++) {
      const { positions } = anyMargin(random);
      const { size, brackets } = positions[0]!;
      const peak = brackets.at(-1)!.floor / size;
      if (peak === 0) continue;
      // With this constant the margin is 0 at the bound to the last bit, though a sum that is carried there need not be.
      const slope = between(random, -1, 1);
      const margin = { constant: -marginAt({ constant: 0, slope, positions }, peak), slope, positions };
      if (marginAt(margin, peak) !== 0) continue;
      touching++;
      expect(nearestCrossing(margin, peak), `round ${round}`).toBeCloseTo(peak, 12);
    }
    expect(touching).toBeGreaterThan(50);
  });
});

/** Positions of one account along one move of prices. */
function anyMargin(random: Random): Margin {
  const positions = list(whole(random, 1, 12), () => {
    const size = between(random, 0.1, 4);
    return { size, coin: chance(random, 0.2) ? between(random, 0.5, 2) : null, brackets: anyBrackets(random) };
  });
  const gross = positions.reduce((sum, { size }) => sum + size, 0);
  return { constant: between(random, -4, 4) * gross, slope: between(random, -1, 1) * gross, positions };
}

function anyBrackets(random: Random): Margin['positions'][number]['brackets'] {
  const joins = chance(random, 0.6);
  const floors = [0, ...list(whole(random, 0, 8), () => between(random, 0.05, 8))].toSorted((a, b) => a - b);
  let [rate, amount] = [pick(random, [0, 0.005, 0.02]), 0];
  return floors.map((floor, index) => {
    const more = index === 0 ? 0 : between(random, 0, 0.1);
    rate += more;
    amount = joins ? amount + floor * more : between(random, 0, 0.05);
    return { floor, cap: floors[index + 1] ?? null, rate, amount };
  });
}
