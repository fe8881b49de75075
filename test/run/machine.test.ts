import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Machine, nodeMachine } from '../../src/run/plan/machine.ts';
import { type RunOptions, runStudy } from '../../src/run/run-study.ts';
import { gigabyte, machineWith } from '../support/machine.ts';
import { smallStudy } from './studies.ts';

/** Runs in a folder of results that is gone afterwards; gives what stood in it at the end. */
async function runIn(options: RunOptions): Promise<string[]> {
  const results = await mkdtemp(join(tmpdir(), 'margin-lab-machine-'));
  try {
    await runStudy(smallStudy(), { executor: 'inline', results, ...options });
    return await readdir(results, { recursive: true });
  } finally {
    await rm(results, { recursive: true });
  }
}

describe('what the machine has', () => {
  it.each<[string, Partial<Machine>, RegExp]>([
    ['memory', { freeMemory: () => gigabyte / 100 }, /memory: .* MB; 118 MB are free/],
    ['heap', { heapLimit: () => 20_000_000 }, /main thread.*: .* MB; 20 MB are allowed .*max-old-space-size/],
    ['disk', { freeDisk: async () => 10_000 }, /disk: .* kB; 10 kB are free at .*margin-lab-machine/],
  ])('%s: a run that is foretold to take more is refused before its folder is made', async (_, changes, message) => {
    const refusal = runIn({ machine: machineWith(changes) });
    await expect(refusal).rejects.toMatchObject({ kind: 'limit' });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(
      /'small' needs more than this machine has:.*Estimate of the whole: 3,000 paths/s,
    );
  });

  it('says with how many threads a run would fit', async () => {
    const study = smallStudy({ scenario: { paths: 400_000 } });
    const machine = machineWith({ freeMemory: () => gigabyte / 4 });
    await expect(runStudy(study, { threads: 8, machine })).rejects.toThrow(/are free; .* MB with --threads [1-7]\n/);
  });

  it('does not count what a resumed run has written already', async () => {
    const files = await runIn({ machine: machineWith({ freeDisk: async () => 10_000 }), resume: true });
    expect(files).toContain(join('small', 'manifest.json'));
  });

  it('is told by Node, also of a folder that is not there yet', async () => {
    expect(nodeMachine.usedMemory()).toBeGreaterThan(1e7);
    expect(nodeMachine.freeMemory()).toBeGreaterThan(0);
    expect(nodeMachine.heapLimit()).toBeGreaterThan(1e8);
    expect(await nodeMachine.freeDisk(join(tmpdir(), 'not', 'there'))).toBeGreaterThan(0);
  });
});

describe('a run that takes far more memory than was foretold', () => {
  it('is stopped with both figures; its chunks are kept, and --resume finishes it', async () => {
    const results = await mkdtemp(join(tmpdir(), 'margin-lab-machine-'));
    const study = smallStudy({ scenario: { paths: 20_000 } });
    let looks = 0;
    // The figures of the first scenario are about to be made when the memory has grown.
    const machine = machineWith({ usedMemory: () => (looks++ < 2 ? gigabyte / 10 : 3 * gigabyte) });
    try {
      const options = { executor: 'inline', results } as const;
      const stopped = runStudy(study, { ...options, machine });
      await expect(stopped).rejects.toMatchObject({ kind: 'limit' });
      await expect(stopped).rejects.toThrow(
        /stopped: the run takes 3.1 GB of memory, \d+ MB were foretold and \d+ MB are allowed.*; \d+ of \d+ chunks are kept in .*small/,
      );
      const { folder } = await runStudy(study, { ...options, resume: true });
      expect(folder).toBe(join(results, 'small'));
    } finally {
      await rm(results, { recursive: true });
    }
  });
});
