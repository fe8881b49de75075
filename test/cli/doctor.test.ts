import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes, exitMeanings } from '../../src/base/errors.ts';
import { doctorChecks, examine } from '../../src/cli/doctor-checks.ts';
import { terminal } from '../../src/report/render/terminal.ts';
import { doctorSection } from '../../src/report/sections/doctor.ts';
import { runCli } from './spawned.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-doctor-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('margin-lab doctor', () => {
  it('says a line of each check, in 80 columns, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await runCli(['doctor', '--out', 'new/results'], {
      cwd: folder,
      env: { COLUMNS: '80' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name } of doctorChecks) expect(stdout).toMatch(new RegExp(`^(ok|note) +${name} `, 'm'));
    expect(stdout).toContain('the same figures in this thread and in another');
    expect(stdout).toContain('Runs can be made here.');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells what fails as a problem, with the others still looked at', async () => {
    const fails = { name: 'disk', look: () => Promise.reject(new Error('it is full')) };
    const holds = { name: 'rest', look: () => ({ verdict: 'note', found: 'slow', todo: 'wait' }) as const };
    const findings = await examine('results', [fails, holds]);
    const text = terminal.render([doctorSection(findings)], { colours: false, width: 80 });
    expect(text).toBe(
      'problem  disk  it is full\nnote     rest  slow: wait\n\n1 of these must be mended before a run.',
    );
    const results = doctorChecks.filter(({ name }) => name === 'results');
    expect((await examine('/dev/null/x', results))[0]!.verdict).toBe('problem');
  });
});

describe('exit codes', () => {
  it('stand in the help, each with what it means and what to do', async () => {
    const { stdout } = await runCli(['--help']);
    for (const [kind, code] of Object.entries(exitCodes))
      expect(stdout).toContain(` ${code} ${kind}: ${exitMeanings[kind as keyof typeof exitCodes]}`);
  });
});
