import { describe, expect, it } from 'vitest';
import { loadCanonical } from '../../src/bench/canonical.ts';
import { measureRun } from '../../src/bench/measure.ts';
import { type WorkloadLine, workloadLine } from '../../src/bench/workload-line.ts';
import { LIMIT } from '../engine/support/scores.ts';
import { sharedJson } from '../support/shared.ts';

/**
 * Answers to the canonical workload from 1.2 million paths of a C++ program of another author, another generator and another order of
 * sums. Ours must be within |z| < 4.5 of both errors combined: false alarm 6.8e-6 for each of 18 outputs.
 * `se` is the error of the reference; `sdPerSqrtPath` that of one path, so that n paths have `sdPerSqrtPath / sqrt(n)`.
 */
interface Reference {
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly se: number; readonly sdPerSqrtPath: number }>
  >;
}

const reference = sharedJson<Reference>('bench/peers/reference.json');
const PATHS = 64_000;

function outputOf(line: WorkloadLine, name: string): number {
  const position = /^pLiq(\d)$/.exec(name)?.[1];
  return position === undefined ? (line[name as keyof WorkloadLine] as number) : line.pLiq[Number(position)]!;
}

describe('the canonical workload', () => {
  it.skipIf(reference === null)('gives the answers of independent programs', async () => {
    const line = workloadLine(await measureRun(loadCanonical({ paths: PATHS }), { threads: 2 }), 'warm');
    const scores = Object.entries(reference!.metrics).map(([name, { mean, se, sdPerSqrtPath }]) => {
      const estimate = outputOf(line, name);
      return { name, estimate, z: (estimate - mean) / Math.hypot(se, sdPerSqrtPath / Math.sqrt(PATHS)) };
    });
    console.log(`seed: canonical workload; ${PATHS} paths in ${line.seconds.toFixed(1)} s`);
    for (const { name, estimate, z } of scores) console.log(`${name} ${estimate.toFixed(6)} z ${z.toFixed(2)}`);
    expect(scores).not.toEqual([]);
    for (const { name, z } of scores) expect(Math.abs(z), name).toBeLessThan(LIMIT);
  });
});
