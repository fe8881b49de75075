import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editManifest } from '../run/edit-manifest.ts';
import { type Ended, experiment, runCli, secondsToStartNode, startCli } from './spawned.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-cli-'));
  writeFileSync(join(folder, 'pair.yaml'), experiment());
  writeFileSync(join(folder, 'long.yaml'), experiment({ name: 'long', paths: 2_000_000 }));
  writeFileSync(join(folder, 'broken.yaml'), experiment({ more: 'horizn: 3d\n' }).replace('paths: 500', 'paths: many'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run that takes this machine, as busy as it is now, about three seconds: too long to end before a signal comes. */
let longRun: readonly string[] = [];
beforeAll(async () => {
  const args = ['run', 'long.yaml', '--set', 'horizon=2d', '--threads', '2', '--quiet'];
  expect((await cli(...args, '--paths', '4_000', '--out', 'rate')).code).toBe(0);
  const { timing } = manifestOf('rate/long') as { timing: { seconds: number; assetSteps: number } };
  const paths = Math.ceil((3 * timing.assetSteps) / timing.seconds / (48 * 2));
  longRun = [...args, '--paths', String(Math.max(8_000, paths)), '--out'];
  expect((await cli(...longRun, 'whole')).code).toBe(0);
});

function cli(...args: string[]): Promise<Ended> {
  return runCli(args, { cwd: folder });
}

function manifestOf(run: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, run, 'manifest.json'), 'utf8')) as Record<string, unknown>;
}

describe('margin-lab run', () => {
  it('prints the table, writes the folder, and gives the same bytes for 1, 2 and 3 threads and a second run', async () => {
    const first = await cli('run', 'pair.yaml');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/any pool .*±.*results\/pair\/ {2}summary.csv/s);
    expect(first.stdout).not.toContain('\u001B');
    const bytes = readFileSync(join(folder, 'results/pair/summary.csv'));
    const digest = manifestOf('results/pair').resultDigest;
    for (const threads of ['1', '2', '3']) {
      expect(await cli('run', 'pair.yaml', '--threads', threads, '--quiet')).toMatchObject({
        code: 0,
        stdout: 'results/pair\n',
      });
      expect(readFileSync(join(folder, 'results/pair/summary.csv')).equals(bytes), threads).toBe(true);
      expect(manifestOf('results/pair').resultDigest).toBe(digest);
    }
    expect((await cli('run', 'pair.yaml', '--seed', 'other', '--quiet')).stdout).toBe('results/pair-2\n');
    expect(manifestOf('results/pair-2').resultDigest).not.toBe(digest);
  });

  it('runs several studies one after another, and ends with an overview; with --resume, finished ones are skipped', async () => {
    writeFileSync(join(folder, 'second.yaml'), experiment({ name: 'second' }));
    const both = await cli('run', 'pair.yaml', 'second.yaml', '--out', 'night');
    expect(both.code).toBe(0);
    expect(both.stdout).toMatch(
      /study +outcome +time +results\n.*\npair +finished .*night\/pair\nsecond +finished .*night\/second/,
    );
    const again = await cli('run', 'pair.yaml', 'second.yaml', '--out', 'night', '--resume');
    expect(again.stdout).toMatch(/^pair: finished already, see night\/pair\nsecond: finished already/);
    expect(readdirSync(join(folder, 'night')).toSorted()).toEqual(['pair', 'second']);
  });

  it('reads every file before it runs one', async () => {
    const { code, stderr } = await cli('run', 'pair.yaml', 'broken.yaml', '--out', 'nothing');
    expect(code).toBe(2);
    expect(stderr).toContain('broken.yaml');
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: stops within 2 s, says how to go on, and goes on to the same digest',
    async (signal) => {
      const args = [...longRun, `stopped-${signal}`];
      const { child, ended } = startCli(args, { cwd: folder });
      const results = join(folder, `stopped-${signal}`);
      const stored = () =>
        existsSync(results)
          ? readdirSync(results, { recursive: true }).filter((name) => String(name).endsWith('.chunk'))
          : [];
      while (stored().length === 0) await sleep(20);
      const busy = await secondsToStartNode();
      const asked = performance.now();
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      // As long as this machine lets a program that does nothing end: the promise is one of a machine that is not busy otherwise.
      expect((performance.now() - asked) / 1000).toBeLessThan(2 + 10 * busy);
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/long: stopped; \d+ of \d+ chunks are kept in stopped-\w+\/long\.partial-[0-9a-f]{8}\n/);
      const command = /go on with: margin-lab (.*)\n/.exec(stderr)?.[1]?.split(' ') ?? [];
      expect(command).toEqual([...args, '--resume']);
      expect(readdirSync(results)).toHaveLength(1);
      expect((await cli(...command)).code).toBe(0);
      const { resultDigest, reusedChunks } = manifestOf(`stopped-${signal}/long`);
      expect(reusedChunks).toBeGreaterThan(0);
      expect(resultDigest).toBe(manifestOf('whole/long').resultDigest);
    },
  );

  it('killed outright, it leaves nothing that --resume does not put right', async () => {
    const args = [...longRun, 'killed'];
    for (const wait of [300, 900, 1_800]) {
      const { child, ended } = startCli([...args, '--resume'], { cwd: folder });
      await sleep(wait);
      child.kill('SIGKILL');
      await ended;
    }
    expect((await cli(...args, '--resume')).code).toBe(0);
    expect(readdirSync(join(folder, 'killed'))).toEqual(['long']);
    expect(manifestOf('killed/long').resultDigest).toBe(manifestOf('whole/long').resultDigest);
  });
});

describe('what is wrong is said in one message, without a stack, with the exit code of its kind', () => {
  it.each([
    [2, /broken\.yaml:\d+:\d+ /, ['run', 'broken.yaml']],
    [2, /missing\.yaml.*no such file/, ['run', 'missing.yaml']],
    [2, /whole number of at least 1/, ['run', 'pair.yaml', '--paths', '0']],
    [2, /whole number of at least 1/, ['run', 'pair.yaml', '--threads', 'all']],
    [2, /path=value/, ['run', 'pair.yaml', '--set', 'horizon']],
    [2, /missing required argument/, ['run']],
    [2, /unknown option '--pahts'.*Did you mean --paths/s, ['run', 'pair.yaml', '--pahts', '3']],
    [2, /unknown command 'rum'.*Did you mean run/s, ['rum']],
    [2, /there is no such run; allowed: .*got: nowhere/, ['explain', 'nowhere', '--path', '1']],
    [
      3,
      /too large for one run.*Estimate of the whole: .* of memory, .* of disk/s,
      ['run', 'pair.yaml', '--paths', '900_000_000_000'],
    ],
    [4, /cannot make the folder \/dev\/null\/x/, ['run', 'pair.yaml', '--out', '/dev/null/x']],
  ] as const)('%i: %s', async (exitCode, message, args) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  });

  it('help and version are no errors', async () => {
    expect(await cli('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    const { code, stdout } = await cli('run', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage: margin-lab run .*--resume.*Examples:/s);
  });
});

describe('margin-lab distance', () => {
  it('prints JSON with full precision', async () => {
    const { code, stdout } = await cli('distance', 'pair.yaml', '--json');
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows).toHaveLength(4);
    expect(Object.keys(rows[0]!)).toEqual([
      'scheme',
      'pool',
      'position',
      'liquidationPrice',
      'bankruptcyPrice',
      'distance',
      'distanceSigmas',
      'commonShock',
      'commonShockSigmas',
    ]);
    // A long of 60,000 at 60,000 with 6,000 of collateral and 1 % maintenance: P - 54,000 = 0.01 P.
    expect(rows[0]).toMatchObject({ scheme: 'isolated', position: 'btc-long' });
    expect(rows[0]!.liquidationPrice).toBeCloseTo(54_000 / 0.99, 6);
    expect(rows[0]!.bankruptcyPrice).toBeCloseTo(54_000, 6);
  });

  it('prints a table', async () => {
    const { code, stdout } = await cli('distance', 'pair.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/btc-long \(60,000\) +54,545 \(-9.09 %, 3.0 σ\)/);
  });

  it('says, like a run and once like it, which limits do not hold; with --json on stderr', async () => {
    const more = 'limits: { max-leverage: { account: 5 } }\n';
    writeFileSync(join(folder, 'limits.yaml'), experiment({ name: 'limits', more }));
    const verdict = '! 1 governance check before the run: 1 does not hold.';
    for (const args of [
      ['distance', 'limits.yaml'],
      ['run', 'limits.yaml'],
    ]) {
      const { code, stdout } = await cli(...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}account +10 x +≤ 5 x +✗ violated$/m);
      expect(stdout.split('violated')).toHaveLength(2);
      expect(stdout.split('not hold')).toHaveLength(2);
      expect(stdout).toContain(verdict);
    }
    const json = await cli('distance', 'limits.yaml', '--json');
    expect(JSON.parse(json.stdout)).toHaveLength(4);
    expect(json.stderr).toContain(verdict);
    const enforced = await cli('run', 'limits.yaml', '--set', 'limits.enforce=true', '--out', 'refused');
    expect(enforced.code).toBe(2);
    expect(enforced.stderr).toMatch(/limits\.yaml:\d+:\d+ limits\.max-leverage\.account: does not hold/);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});

describe('margin-lab explain', () => {
  it('replays a path of a finished run, the same one whichever scheme is looked at', async () => {
    await cli('run', 'pair.yaml', '--out', 'explained');
    const all = await cli('explain', 'pair', '--out', 'explained', '--path', '7');
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/pair, .*path 7.*Scheme isolated.*Scheme cross/s);
    const one = await cli('explain', 'explained/pair', '--path', '7', '--scheme', 'cross');
    expect(all.stdout).toContain(one.stdout.slice(one.stdout.indexOf('Scheme cross')));
    expect(await cli('explain', 'explained/pair', '--path', '500')).toMatchObject({ code: 2 });
    expect(await cli('explain', 'explained/pair', '--path', '7', '--scheme', 'x')).toMatchObject({ code: 2 });
  });

  it('refuses a run whose experiment was changed, or whose paths were drawn by another version', async () => {
    await cli('run', 'pair.yaml', '--out', 'changed');
    const file = join(folder, 'changed/pair/experiment.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/seed: .*/, 'seed: another'));
    expect(await cli('explain', 'changed/pair', '--path', '7')).toMatchObject({ code: 6, stdout: '' });
    writeFileSync(file, text);
    editManifest(join(folder, 'changed/pair'), (manifest) => ({
      ...manifest,
      versions: { ...manifest.versions, stream: 999 },
    }));
    const refused = await cli('explain', 'changed/pair', '--path', '7');
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain('stream version 999');
  });
});
