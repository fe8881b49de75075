import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/run/store/files.ts';
import { readManifest } from '../../src/run/store/manifest.ts';
import { editManifest } from '../run/edit-manifest.ts';
import { experiment, runCli } from './spawned.ts';

/** `verify` and `run --resume` over a finished run that is not, or no longer, what it says: what they say, and how they end. */
let folder = '';
let run = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-verify-cli-'));
  run = join(folder, 'results/pair');
  writeFileSync(join(folder, 'pair.yaml'), experiment());
  expect((await cli('run', 'pair.yaml', '--quiet')).code).toBe(0);
  writeFileSync(join(run, 'notes.txt'), 'mine');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => runCli(args, { cwd: folder });
const resume = () => cli('run', 'pair.yaml', '--quiet', '--resume');

function edit(name: string): void {
  const content = readFileSync(join(run, name));
  content[content.length >> 1]! ^= 1;
  writeFileSync(join(run, name), content);
}

describe('margin-lab verify', () => {
  it('says in words that a run is what it says, on how much that rests, and how to have the same ranges again', async () => {
    const { code, stdout, stderr } = await cli('verify', 'pair', '--seed', 'monday');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'pair is what it says: 11 files, 1 of 3 ranges recomputed, all the same',
      expect.stringMatching(/^compared: those \d+ of their \d+ paths of which the run has kept a loss/),
      'which ranges: --seed monday',
      '',
    ]);
  });

  it('refuses a run of another version unless only its files are asked for', async () => {
    const manifest = readFileSync(join(run, 'manifest.json'));
    editManifest(run, (one) => ({ ...one, versions: { ...one.versions, marginLab: '0.0.9' } }));
    const refused = await cli('verify', 'pair');
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^pair cannot be computed again: its 11 files are as they were written, but by margin-lab 0\.0\.9 \(this is /,
    );
    const looked = await cli('verify', 'pair', '--share', '0%');
    expect(looked).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/11 files, nothing recomputed\nmade by margin-lab 0\.0\.9/),
    });
    writeFileSync(join(run, 'manifest.json'), manifest);
  });
});

describe('a finished run that was damaged', () => {
  it.each([
    ['an edited table', 'survival.csv was changed since it was written', () => edit('survival.csv')],
    ['a manifest that is gone', 'manifest.json is missing', () => rmSync(join(run, 'manifest.json'))],
  ] as const)(
    'by %s is not what it says (6); --resume says so and puts the same result in its place',
    async (_, fault, damage) => {
      const { resultDigest } = (await readManifest(nodeFiles, run))!;
      damage();
      const verified = await cli('verify', 'pair');
      expect(verified).toMatchObject({ code: 6, stdout: '' });
      expect(verified.stderr).toMatch(/^pair is not what it says: /);
      expect(verified.stderr).toContain(`  ${fault}\n`);
      const resumed = await resume();
      expect(resumed).toMatchObject({ code: 0, stdout: 'results/pair\n' });
      expect(resumed.stderr).toContain(
        `results/pair cannot be taken as finished: ${fault}. All of it is computed again\n`,
      );
      expect((await readManifest(nodeFiles, run))!.resultDigest).toBe(resultDigest);
      expect(readFileSync(join(run, 'notes.txt'), 'utf8')).toBe('mine');
    },
  );

  it('is taken for finished again once it is whole', async () => {
    expect(await resume()).toMatchObject({ code: 0, stderr: '', stdout: 'results/pair\n' });
  });
});
