import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runStudies } from '../../src/cli/run-studies.ts';
import { inlineExecutor } from '../../src/run/execute/executors/inline.ts';
import { experiment, runCli } from './spawned.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-cli-log-'));
  writeFileSync(join(folder, 'pair.yaml'), experiment());
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const logIn = (run: string) => readFileSync(join(run, 'log.jsonl'), 'utf8');

it('--log-level says how much the log of a run tells, and one that is no level is refused with those that are', async () => {
  const cli = (level: string) => runCli(['run', 'pair.yaml', '--quiet', '--log-level', level], { cwd: folder });
  expect(await cli('loud')).toMatchObject({ code: 2, stderr: expect.stringMatching(/off, error, warn, info, debug/) });
  expect(await cli('debug')).toMatchObject({ code: 0, stderr: '' });
  expect(logIn(join(folder, 'results', 'pair'))).toContain('"event":"chunk done"');
});

it('a bug in a run is told with where its log stands', async () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  const executor = {
    ...inlineExecutor,
    create: (...given: Parameters<typeof inlineExecutor.create>) => ({
      ...inlineExecutor.create(...given),
      get tasksInFlight(): number {
        throw new TypeError('a bug');
      },
    }),
  };
  const pool = { threads: 1, executor, close: async () => {} };
  const out = join(folder, 'results');
  await expect(runStudies([join(folder, 'pair.yaml')], { out, quiet: true }, pool)).rejects.toThrow('a bug');
  const [, log] = /the log of the run, to be attached to a report: (.*)log\.jsonl\n/.exec(said.join('')) ?? [];
  expect(logIn(log ?? '')).toMatch(/"event":"failed","kind":"bug","message":"a bug","stack":"TypeError: a bug/);
});
