import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiment, runCli } from './spawned.ts';

const launcher = fileURLToPath(new URL('../../src/cli/margin-lab.mjs', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-hostile-'));
  writeFileSync(join(folder, 'pair.yaml'), experiment());
  writeFileSync(join(folder, 'second.yaml'), experiment({ name: 'second' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(...args: string[]) {
  return runCli(args, { cwd: folder });
}

/** Runs `node launcher ARGS` in a shell, with something behind it such as `| head -1`. */
function shell(args: string, behind: string): { code: number | null; stdout: string; stderr: string } {
  const command = `"${process.execPath}" "${launcher}" ${args} ${behind}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe.skipIf(process.platform === 'win32')('whoever reads may stop reading', () => {
  it.each([
    ['schema', '| head -1', '{\n'],
    ['schema market', '| head -c 1', '{'],
    ['distance pair.yaml --json', '| head -1', '[\n'],
    ['--help', '| head -1', 'Usage: margin-lab [options] [command]\n'],
  ])('%s %s', (args, behind, stdout) => {
    expect(shell(args, behind)).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('and a batch of studies still goes on to its end', () => {
    const { code, stderr } = shell('run pair.yaml second.yaml --out piped', '| true');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'piped')).toSorted()).toEqual(['pair', 'second']);
  });

  it('also where notices and progress are not read', () => {
    const { code } = shell('run pair.yaml --set name=unread --paths 60_000 --out unread', '2> >(true) > /dev/null');
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'unread'))).toEqual(['unread']);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'an output on a full disk is told with exit code 4, and the results stand',
    () => {
      for (const args of ['run pair.yaml --out full', 'distance pair.yaml', 'schema']) {
        const { code, stderr } = shell(args, '> /dev/full');
        expect(stderr).toBe('cannot write to the standard output: the disk is full (ENOSPC)\n');
        expect(code).toBe(4);
      }
      expect(existsSync(join(folder, 'full/pair/summary.csv'))).toBe(true);
    },
  );
});

describe('absurd requests', () => {
  it.each([
    ['1e15', /about \d+ years, [\d.]+ PB of memory, [\d.]+ PB of disk/],
    ['9_007_199_254_740_991', /of memory, .* of disk/],
  ])('%s paths are refused with the estimate of time, memory and disk', async (paths, estimate) => {
    const { code, stdout, stderr } = await cli('run', 'pair.yaml', '--paths', paths, '--out', 'absurd');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^'pair' is too large for one run:\n/);
    expect(stderr).toMatch(estimate);
    expect(existsSync(join(folder, 'absurd'))).toBe(false);
  });

  it.each([
    [['--paths', '0'], /argument '0' is invalid. A whole number of at least 1/],
    [['--paths', 'abc'], /A whole number of at least 1/],
    [['--paths', '9007199254740993'], /more than can be counted/],
    [['--threads', '0'], /A whole number of at least 1/],
    [['--threads', '2000'], /threads: must be a whole number; allowed: 1 to 1024; got: 2000/],
    [['--seed', ''], /seed: must be text of 1 to 256 characters.*got: empty text/],
    [['--out', ''], /The name of a folder is needed/],
    [['--set', 'venue.taker=abc'], /venue.taker: is not a percentage/],
    [['--set', '__proto__.x=1'], /is no path of a field/],
    [['--set', 'horizon='], /horizon: there is nothing in it/],
  ])('%j is an input error, and nothing is written', async (options, message) => {
    const { code, stdout, stderr } = await cli('run', 'pair.yaml', '--out', 'none', ...options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+|This is a bug/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('a file where the results folder should be is a storage error', async () => {
    const { code, stderr } = await cli('run', 'pair.yaml', '--out', 'second.yaml');
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: 'cannot make the folder second.yaml: a file of that name stands there (EEXIST)\n',
    });
  });
});

describe('a run folder that was tampered with', () => {
  it('is not explained: a manifest that is cut short, of which fields are missing, or that was edited', async () => {
    await cli('run', 'pair.yaml', '--out', 'tampered', '--quiet');
    const manifest = join(folder, 'tampered/pair/manifest.json');
    const whole = readFileSync(manifest, 'utf8');
    for (const [text, fault] of [
      [whole.slice(0, 400), 'is not the manifest of a run'],
      ['{"format":"margin-lab run 1"}', "is of the form 'margin-lab run 1'; this program reads 'margin-lab run 2'"],
      [whole.replace('"stream"', '"steam"'), 'is not the manifest of a run'],
      [`${whole} `, 'was changed since it was written'],
    ] as const) {
      writeFileSync(manifest, text);
      const { code, stderr } = await cli('explain', 'tampered/pair', '--path', '1');
      expect({ code, stderr }).toEqual({ code: 6, stderr: `tampered/pair/manifest.json ${fault}\n` });
    }
    // Its experiment tells whose place it is: the next run puts a whole result there.
    expect((await cli('run', 'pair.yaml', '--out', 'tampered', '--quiet')).stdout).toBe('tampered/pair\n');
    expect((await cli('explain', 'tampered/pair', '--path', '1')).code).toBe(0);
    // Without either, nobody knows: it is left alone.
    writeFileSync(manifest, '');
    writeFileSync(join(folder, 'tampered/pair/experiment.yaml'), '');
    expect((await cli('run', 'pair.yaml', '--out', 'tampered', '--quiet')).stdout).toBe('tampered/pair-2\n');
  });

  it('a folder that is no run is said to be none', async () => {
    mkdirSync(join(folder, 'empty'));
    for (const run of ['empty', '..', '/', 'pair.yaml']) {
      const { code, stderr } = await cli('explain', run, '--path', '1');
      expect(stderr).toMatch(/there is no such run|cannot read/);
      expect(stderr).not.toContain('This is a bug');
      expect([2, 4]).toContain(code);
    }
  });
});

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  it('killed outright with its results folder locked, leaves a run that can be resumed at once', async () => {
    const args = ['run', 'pair.yaml', '--paths', '300_000', '--out', 'orphan', '--quiet'];
    const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, stdio: 'ignore' });
    await expect.poll(() => existsSync(join(folder, 'orphan')), { timeout: 60_000 }).toBe(true);
    child.kill('SIGKILL');
    const { code, stdout } = await cli(...args, '--resume');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'orphan/pair\n' });
  });
});
