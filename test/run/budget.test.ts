import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { type Budget, estimateBudget, workSeconds } from '../../src/run/plan/budget.ts';
import { checkBudget } from '../../src/run/plan/limits.ts';
import { rangesBetween } from '../../src/run/plan/ranges.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { buildStudy } from '../../src/study/load.ts';
import type { Study } from '../../src/study/study.ts';
import { smallScenario, smallStudy } from './studies.ts';

const budgetOf = (study: Study, threads = 2) => estimateBudget(study, threads, { keepResults: 1 });

/** What the summaries of all ranges of paths take. */
function chunkBytes({ scenarios: [scenario] }: Study): number {
  const compiled = compile(scenario!);
  return rangesBetween(scenario!, 0, scenario!.paths)
    .map(({ firstPath, count }) => serialize(simulate(compiled, firstPath, count)).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

describe('the budget of a run', () => {
  it('refuses 1e15 paths before anything is allocated, with the figures of time, memory and disk', async () => {
    const study = smallStudy({ scenario: { paths: 1e15 } });
    const before = process.memoryUsage().arrayBuffers;
    const refusal = runStudy(study);
    await expect(refusal).rejects.toMatchObject({ kind: 'limit', exitCode: 3 });
    await expect(refusal).rejects.toThrow(
      /paths: 1.0e\+15; at most 10,000,000,000.*Estimate of the whole: .*: about .* years, .*of memory.*of disk/s,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  });

  it('refuses a million assets before anything is allocated', async () => {
    const { market, account } = smallScenario();
    const assets = Array.from({ length: 1e6 }, (_, k) => `A${k}`);
    const positions = account.positions.map((position) => ({ ...position, asset: 999_999 }));
    const study = smallStudy({
      scenario: { market: { ...market, assets }, account: { ...account, assets, positions } },
    });
    await expect(runStudy(study)).rejects.toThrow(/memory: .* TB; at most 8.6 GB/);
  });

  it('refuses a tail that does not fit into memory, and a folder above 10 GB', () => {
    const study = smallStudy({ scenario: { paths: 4e9 } });
    expect(() => checkBudget(study, budgetOf(study))).toThrow(/memory: .* GB; at most/);
    expect(() => checkBudget(study, budgetOf(study))).toThrow(/disk: .* GB; at most/);
  });

  it('refuses a sweep of a hundred million combinations before it makes any of them', () => {
    const values = ['1%', '2%', '3%', '4%', '5%', '6%', '7%', '8%', '9%', '10%'];
    const axes = ['taker', 'slippage', 'liquidation-fee', 'maintenance'].map((field) => `venue.${field}`);
    const others = ['schemes.cross.treasury', 'schemes.each.treasury', 'collateral.USDT', 'leverage'];
    const experiment = {
      name: 'grid',
      market: 'crypto-majors',
      venue: { maintenance: '1%' },
      collateral: { USDT: 1_000 },
      positions: { btc: { asset: 'BTC', side: 'long' as const, notional: 1_000 } },
      schemes: { cross: { pools: 'one' as const }, each: { pools: 'each' as const } },
      horizon: '1d',
      step: '1h',
      paths: 100,
      sweep: Object.fromEntries([...axes, ...others].map((path) => [path, values])),
    };
    expect(() => buildStudy(experiment)).toThrow(
      /sweep: has too many scenarios; allowed: at most 10000; got: 100000000/,
    );
  });

  it('accepts the flagship size', () => {
    const study = smallStudy({ scenario: { paths: 200_000, steps: 720 } });
    const budget = budgetOf(study);
    checkBudget(study, budget);
    expect(budget.assetSteps).toBe(200_000 * 720 * 2);
    expect(budget.seconds).toBeGreaterThan(1);
    expect(budget.seconds).toBeLessThan(20);
  });

  it('counts the tables of a sweep, and what a large book takes', () => {
    const sweepOf = (scenarios: number) =>
      budgetOf(smallStudy({ scenarios: Array.from({ length: scenarios }, () => smallScenario({ paths: 256 })) }));
    const [one, many, more] = [sweepOf(1), sweepOf(2_000), sweepOf(3_000)];
    expect(many.diskBytes / one.diskBytes).toBeCloseTo(2_000, 3);
    // A scenario that waits is some thousand numbers, and a second copy for the threads; what has passed is collected at some time.
    expect((more.memoryBytes - many.memoryBytes) / 1_000).toBeLessThan(100_000);
    expect(many.memoryBytes - one.memoryBytes).toBeLessThan(2_000 * 100_000 + 200e6);
    const { account } = smallScenario();
    const positions = Array.from({ length: 1_024 }, (_, i) => ({ ...account.positions[0]!, name: `p${i}` }));
    const schemes = Array.from({ length: 32 }, (_, i) => ({ ...account.schemes[1]!, name: `s${i}` }));
    const large = budgetOf(smallStudy({ scenario: { paths: 1e6, account: { ...account, positions, schemes } } }));
    expect(large.memoryBytes).toBeGreaterThan(1e9);
    expect(large.diskBytes).toBeGreaterThan(10e9);
    expect(large.seconds).toBeGreaterThan(60);
  });

  it('grows with schemes, positions and tags, of which each kind costs', () => {
    const { account } = smallScenario();
    const [position, scheme] = [account.positions[0]!, account.schemes[1]!];
    const sized = (schemes: number, positions: number, tag: string | null) =>
      budgetOf(
        smallStudy({
          scenario: {
            paths: 1_000,
            account: {
              ...account,
              positions: Array.from({ length: positions }, (_, k) => ({ ...position, name: `p${k}`, tag })),
              schemes: Array.from({ length: schemes }, (_, k) => ({ ...scheme, name: `s${k}` })),
            },
          },
        }),
      );
    const small = sized(4, 16, null);
    const larger: Readonly<Record<string, Budget>> = {
      schemes: sized(32, 16, null),
      positions: sized(4, 128, null),
      tags: sized(4, 16, 'trend'),
    };
    for (const [what, budget] of Object.entries(larger)) {
      expect(budget.memoryBytes, what).toBeGreaterThan(small.memoryBytes);
      expect(budget.diskBytes, what).toBeGreaterThan(1.5 * small.diskBytes);
      expect(workSeconds(budget), what).toBeGreaterThan(1.1 * workSeconds(small));
    }
  });

  it.each([
    [256, 240],
    [20_000, 48],
    [8_000, 240],
  ])('knows the disk of %i paths x %i steps within a tenth', async (paths, steps) => {
    const study = smallStudy({ scenario: { paths, steps } });
    const { results } = await runStudy(study, { executor: 'inline' });
    const bytes = runFiles(study)
      .filter(({ inResultDigest }) => inResultDigest)
      .reduce((sum, { open }) => sum + open().add(results[0]!).byteLength, 0);
    const [scenario] = study.scenarios;
    const kept = serialize(simulate(compile(scenario!), 0, scenario!.paths)).length;
    const share = budgetOf(study).diskBytes / (chunkBytes(study) + kept + bytes);
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.1);
  });
});
