import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { assetsInUse, chunkPathsOf, chunksOf, planStudy } from '../../src/run/plan/plan.ts';
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
      expect(plan!.chunkPaths).toBeGreaterThanOrEqual(64);
      expect(plan!.chunkPaths).toBeLessThanOrEqual(65_536);
    },
  );

  it('gives chunks 27 million asset-steps at most, in whole blocks of 512 paths where there are any', () => {
    // 2 assets x 720 steps x (1 + 2 / 8 for three schemes) = 1,800 a path: 27e6 / 1,800 = 15,000, whole blocks: 14,848.
    expect(chunkPathsOf(smallScenario({ steps: 720, paths: 1_000_000 }))).toBe(14_848);
    // 2 x 87,600 x 1.25 = 219,000: 123, whole groups of 64 paths: 64.
    expect(chunkPathsOf(smallScenario({ steps: 87_600, paths: 1_000_000 }))).toBe(64);
  });

  it('cuts what is shorter than 32 of those into 32 chunks, but none of less than 2.5 million asset-steps', () => {
    // 100,000 / 32 = 3,125, up to whole groups of 64 paths: 3,136.
    expect(chunkPathsOf(smallScenario({ steps: 720, paths: 100_000 }))).toBe(3_136);
    // 2.5e6 / 1,800 = 1,389, up to whole groups: 1,408.
    expect(chunkPathsOf(smallScenario({ steps: 720, paths: 20_000 }))).toBe(1_408);
  });

  it('cuts every run into about eight chunks, for the sake of threads, unless that leaves less than a group of paths', () => {
    // 10,000 / 8 = 1,250, up to whole groups: 1,280.
    expect(chunkPathsOf(smallScenario({ steps: 24, paths: 10_000 }))).toBe(1_280);
    expect(chunkPathsOf(smallScenario({ paths: 100 }))).toBe(64);
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
