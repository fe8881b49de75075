import { describe, expect, it } from 'vitest';
import { runCli } from './spawned.ts';

const short = ['bench', '--set', 'horizon=48h'];

describe('margin-lab bench', () => {
  it('prints one line of JSON with the fields of the workload, and nothing else', async () => {
    const { code, stdout, stderr } = await runCli([...short, '--paths', '3_000', '--seed', '1', '--threads', '2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd()).not.toContain('\n');
    const line = JSON.parse(stdout) as Record<string, unknown>;
    expect(line).toMatchObject({
      impl: 'margin-lab',
      paths: 3_000,
      threads: 2,
      start: 'warm',
      firstChunkSeconds: null,
    });
    const numbers = `seconds assetStepsPerSec cpuSeconds peakMemoryBytes coordinatorCpuShare pAnyIsolated pCross
      var99Iso es99Iso var99Cross es99Cross meanIso meanCross badDebtIso badDebtCross`.split(/\s+/);
    for (const name of numbers) expect(line[name], name).toEqual(expect.any(Number));
    expect(line.pLiq).toHaveLength(8);
  });

  it('gives the same answers for the same seed, on any number of threads, and others for another', async () => {
    const answers = async (...args: string[]) => {
      const line = JSON.parse((await runCli([...short, '--paths', '2_000', ...args])).stdout) as Record<
        string,
        unknown
      >;
      return [line.meanIso, line.var99Cross, line.pLiq];
    };
    const first = await answers('--seed', 'a');
    expect(await answers('--seed', 'a', '--threads', '2')).toEqual(first);
    expect(await answers('--seed', 'b')).not.toEqual(first);
  });

  it('starts cold on request: then it tells when the first chunk was there', async () => {
    const line = JSON.parse((await runCli([...short, '--paths', '2_000', '--cold'])).stdout) as Record<string, number>;
    expect(line.start).toBe('cold');
    expect(line.firstChunkSeconds).toBeGreaterThan(0.01);
    expect(line.firstChunkSeconds).toBeLessThan(60);
  });

  it('refuses what it cannot measure with a sentence', async () => {
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(['bench', ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await refused('--table', 'speed')).toContain('Allowed choices are scaling, all');
    expect(await refused('--seconds', '0')).toContain('A number above 0 is needed.');
    expect(await refused('--set', 'levels=[95%]')).toContain('the workload reports the tail at 99%');
  });

  it('prints a table under the machine that it was measured on', async () => {
    const { code, stdout } = await runCli([...short, '--table', 'shares', '--rounds', '1', '--seconds', '0.01']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d, Node v\d+.*cores; 1 round of about 0.01 s/);
    expect(stdout).toContain('statistics in the workers');
  });
});
