import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { formatBytes, formatSeconds } from "../../src/base/quantities.ts";
import { estimateBudget } from "../../src/run/plan/budget.ts";
import { rangesBetween } from '../../src/run/plan/ranges.ts';
import { runStudy } from '../../src/run/run-study.ts';
import type { Study } from '../../src/study/study.ts';
import { smallScenario, smallStudy } from './studies.ts';

function budgetOf(study: ReturnType<typeof smallStudy>, threads = 2) {
  return estimateBudget(study, threads, 10_000_000);
}

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
    const started = performance.now();
    const refusal = runStudy(study);
    await expect(refusal).rejects.toMatchObject({ kind: 'limit', exitCode: 3 });
    await expect(refusal).rejects.toThrow(
      /paths: 1.0e\+15; at most 10,000,000,000.*Estimate of the whole: .*: about .* years, .*of memory.*of disk/s,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('refuses a tail that does not fit into memory, and a folder above 10 GB', () => {
    const study = smallStudy({ scenario: { paths: 4e9 } });
    expect(() => checkBudget(study, budgetOf(study))).toThrow(/memory: .* GB; at most/);
    expect(() => checkBudget(study, budgetOf(study))).toThrow(/disk: .* GB; at most/);
  });

  it('accepts the flagship size', () => {
    const study = smallStudy({ scenario: { paths: 200_000, steps: 720 } });
    const budget = budgetOf(study);
    checkBudget(study, budget);
    expect(budget.assetSteps).toBe(200_000 * 720 * 2);
    expect(budget.seconds).toBeCloseTo((200_000 * 720 * 2) / 2e7, 6);
  });

  it('counts the tables of a sweep, and what a large book takes', () => {
    const one = budgetOf(smallStudy({ scenario: { paths: 256 } }));
    const many = budgetOf(
      smallStudy({ scenarios: Array.from({ length: 1_000 }, () => smallScenario({ paths: 256 })) }),
    );
    expect(many.diskBytes / one.diskBytes).toBeCloseTo(1_000, 3);
    expect(many.memoryBytes).toBe(one.memoryBytes);
    const { account } = smallScenario();
    const positions = Array.from({ length: 1_024 }, (_, i) => ({ ...account.positions[0]!, name: `p${i}` }));
    const schemes = Array.from({ length: 32 }, (_, i) => ({ ...account.schemes[1]!, name: `s${i}` }));
    const large = budgetOf(smallStudy({ scenario: { paths: 1e6, account: { ...account, positions, schemes } } }));
    expect(large.memoryBytes).toBeGreaterThan(1e9);
    expect(large.diskBytes).toBeGreaterThan(10e9);
  });

  it('estimates the disk of chunks, kept summaries and tables within a factor of two of what they really take', async () => {
    const study = smallStudy({ scenario: { paths: 256, steps: 240 } });
    const { results } = await runStudy(study, { executor: 'inline' });
    const bytes = runFiles(study)
      .filter(({ inResultDigest }) => inResultDigest)
      .reduce((sum, { open }) => sum + open().add(results[0]!).byteLength, 0);
    const [scenario] = study.scenarios;
    const kept = serialize(simulate(compile(scenario!), 0, scenario!.paths)).length;
    const { diskBytes } = budgetOf(study);
    expect(diskBytes / (chunkBytes(study) + kept + bytes)).toBeGreaterThan(1 / 2);
    expect(diskBytes / (chunkBytes(study) + kept + bytes)).toBeLessThan(2);
  });

  it.each([
    [20_000, 48],
    [8_000, 240],
  ])(
    'estimates the disk of %i paths x %i steps within a factor of three of what chunks really take',
    (paths, steps) => {
      const study = smallStudy({ scenario: { paths, steps } });
      const chunks = chunkBytes(study);
      const { diskBytes } = budgetOf(study);
      expect(diskBytes / chunks).toBeGreaterThan(1 / 3);
      expect(diskBytes / chunks).toBeLessThan(3);
    },
  );
});

describe('quantities for people', () => {
  it.each([
    [0.04, '0.0 s'],
    [4.24, '4.2 s'],
    [59.7, '1 min 0 s'],
    [200, '3 min 20 s'],
    [18_600, '5 h 10 min'],
    [86_400 * 12, '12 days'],
    [86_400 * 365 * 228.3, '228 years'],
    [86_400 * 365 * 31_234, '3.1e+4 years'],
  ])('%f seconds read as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [12, '12 B'],
    [2_400_000, '2.4 MB'],
    [280_000_000, '280 MB'],
    [1.5e13, '15 TB'],
    [1.5e16, '15 PB'],
  ])('%f bytes read as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
