import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { familiesOf } from '../../src/run/plan/family.ts';
import { fixedPlan } from '../../src/run/plan/plan.ts';
import { assetsInUse, countRanges, isRangeEnd, largestRange, rangesBetween } from '../../src/run/plan/ranges.ts';
import { createSummary } from '../../src/stats/summary.ts';
import { smallScenario, smallStudy } from './studies.ts';

describe('the schedule of path ranges', () => {
  test.prop([fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 1, max: 20_000 })])(
    'puts every path into exactly one range, of whole groups of lanes but for the last',
    (paths, steps) => {
      const scenario = smallScenario({ paths, steps });
      const ranges = rangesBetween(scenario, 0, paths);
      let next = 0;
      for (const { firstPath, count } of ranges) {
        expect(firstPath).toBe(next);
        expect(isRangeEnd(scenario, firstPath)).toBe(true);
        next += count;
        expect(count).toBeLessThanOrEqual(largestRange(scenario));
        if (next < paths) expect(count % 8).toBe(0);
      }
      expect(next).toBe(paths);
      expect(countRanges(scenario)).toBe(ranges.length);
    },
  );

  test.prop([
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 1, max: 9_000 }),
  ])('is the same for every number of paths, and every account', (paths, more, steps) => {
    const scenario = smallScenario({ paths, steps });
    const longer = rangesBetween(smallScenario({ paths: paths + more, steps }), 0, paths + more);
    const whole = rangesBetween(scenario, 0, paths).filter(({ firstPath, count }) =>
      isRangeEnd(scenario, firstPath + count),
    );
    expect(longer.slice(0, whole.length)).toEqual(whole);
    const { account } = scenario;
    const other = {
      ...scenario,
      account: { ...account, positions: account.positions.slice(0, 1), schemes: account.schemes.slice(0, 1) },
    };
    expect(rangesBetween(other, 0, paths)).toEqual(rangesBetween(scenario, 0, paths));
  });

  it.each([1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 300_000, 1_000_000])(
    'ends a range after %i paths, whatever the horizon, so that a run of round size can be continued',
    (paths) => {
      for (const steps of [1, 24, 168, 720, 8_760, 100_000])
        expect(isRangeEnd(smallScenario({ steps }), paths)).toBe(true);
    },
  );

  it('gives a short run ranges for several threads, and a long one ranges of at most 50 million asset-steps of its market', () => {
    // 2 assets x 720 steps: 2.5e6 / 1,440 = 1,736, but 200 to begin with; 5e7 / 1,440 = 34,722.
    const counts = rangesBetween(smallScenario({ steps: 720 }), 0, 8_000).map(({ count }) => count);
    expect(counts).toEqual([...Array.from({ length: 10 }, () => 200), 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
    expect(largestRange(smallScenario({ steps: 720, paths: 1_000_000 }))).toBe(10_000);
    expect(countRanges(smallScenario({ steps: 24, paths: 10_000 }))).toBeGreaterThanOrEqual(8);
    // Counted without listing them: a number of paths that is refused must not fill the memory first.
    expect(countRanges(smallScenario({ steps: 720, paths: 1e15 }))).toBeGreaterThan(1e10);
  });

  it('counts an asset once, whether it is held as position or as collateral, and not at all if nobody holds it', () => {
    const { account } = smallScenario();
    expect(assetsInUse(smallScenario())).toBe(2);
    const one = { ...account, positions: account.positions.slice(0, 1) };
    expect(assetsInUse(smallScenario({ account: one }))).toBe(1);
    const coin = { ...one, collateral: [...one.collateral, { name: 'BTC', asset: 0, amount: 1 }] };
    expect(assetsInUse(smallScenario({ account: coin }))).toBe(1);
  });
});

describe('the fixed plan', () => {
  const [family] = familiesOf(smallStudy({ scenario: { paths: 5_000, steps: 24 } }));
  const { compiled, digest } = family!.scenarios[0]!;
  const merged = (paths: number) => ({ ...createSummary(compiled.shape, 0), paths });

  it('asks for all paths that are not merged yet, in one round, and then for no more', () => {
    const plan = fixedPlan(family!);
    const all = plan.next([merged(0)]);
    expect(all).toEqual(
      rangesBetween(family!.scenarios[0]!.scenario, 0, 5_000).map((range) => ({ ...range, scenarios: [digest] })),
    );
    expect(plan.next([merged(2_000)])).toEqual(
      (all as readonly { firstPath: number }[]).filter(({ firstPath }) => firstPath >= 2_000),
    );
    expect(plan.next([merged(5_000)])).toBe('done');
  });
});
