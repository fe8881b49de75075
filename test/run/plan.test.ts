import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { assetsInUse, chunkPathsOf, chunksOf, planStudy } from '../../src/run/plan.ts';
import { smallScenario, smallStudy } from './studies.ts';

describe('the plan', () => {
  test.prop([fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 1, max: 20_000 })])(
    'puts every path into exactly one chunk, of a size that engines can fill',
    (paths, steps) => {
      const [plan] = planStudy(smallStudy({ scenario: { paths, steps } }));
      const chunks = chunksOf(plan!);
      let next = 0;
      for (const [index, chunk] of chunks.entries()) {
        expect(chunk).toMatchObject({ chunk: index, firstPath: next, scenario: 0 });
        expect(chunk.count).toBeGreaterThan(0);
        next += chunk.count;
      }
      expect(next).toBe(paths);
      expect(plan!.chunkPaths % 64).toBe(0);
      expect(plan!.chunkPaths).toBeGreaterThanOrEqual(256);
      expect(plan!.chunkPaths).toBeLessThanOrEqual(16_384);
    },
  );

  it('aims at 16 million asset-steps, and at no fewer than about eight chunks', () => {
    // 2 assets x 720 steps x (1 + 2 / 8 for three schemes) = 1,800 a path: 16e6 / 1,800 = 8,888, whole blocks of 64: 8,832.
    expect(chunkPathsOf(smallScenario({ steps: 720, paths: 1_000_000 }))).toBe(8_832);
    // 10,000 / 8 = 1,250, up to whole blocks: 1,280.
    expect(chunkPathsOf(smallScenario({ steps: 24, paths: 10_000 }))).toBe(1_280);
    expect(chunkPathsOf(smallScenario({ paths: 100 }))).toBe(256);
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
