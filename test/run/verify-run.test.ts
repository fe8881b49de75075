import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { type Verification, type VerifyOptions, verifyRun } from '../../src/run/verify-run.ts';
import { editManifest } from './edit-manifest.ts';
import { changeSummaries, forgeSummaries, lossesOf, signFiles } from './forge.ts';
import { fullStudy } from './full-study.ts';

/** Ranges of 200 paths: five of each of the two scenarios, the last one cut. */
const study = fullStudy({ paths: 900 });
let place = '';
/** Sound runs, of which each test takes a copy. */
const sound = { plain: '', chunks: '' };
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'margin-lab-verify-'));
  sound.plain = (await runInto('plain')).folder!;
  sound.chunks = (await runInto('chunks', { keepChunks: true })).folder!;
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function runInto(results: string, { keepChunks = false, what = study } = {}) {
  return runStudy(what, { executor: 'inline', results: join(place, results), outputs: runFiles, keepChunks });
}

function copyOf(run: keyof typeof sound): string {
  const copy = join(mkdtempSync(join(place, 'case-')), 'written');
  cpSync(sound[run], copy, { recursive: true });
  return copy;
}

function verify(folder: string, options: Partial<VerifyOptions> = {}): Promise<Verification> {
  return verifyRun(folder, { outputs: runFiles, share: 1, seed: 'any', ...options });
}

const toldOf = ({ findings }: Verification) => findings.map(({ file, what }) => `${file} ${what}`);

describe('a sound run', () => {
  it.each([
    ['plain', 0, null],
    ['plain', 0.01, { ranges: 2, ofRanges: 10, isWhole: false }],
    ['plain', 0.5, { ranges: 5, isWhole: false }],
    ['plain', 1, { ranges: 10, paths: 1_800, isWhole: true }],
    // What is not computed again stands in chunks, which are merged with it and compared with the kept summaries.
    ['chunks', 0.3, { ranges: 3, isWhole: true }],
    ['chunks', 1, { ranges: 10, isWhole: true }],
  ] as const)('%s is what it says, at a share of %f', async (run, share, recomputed) => {
    const seen = await verify(sound[run], { share });
    expect(seen).toMatchObject({ findings: [], madeBy: '', files: run === 'plain' ? 12 : 22 });
    if (recomputed === null) expect(seen.recomputed).toBeNull();
    else expect(seen.recomputed).toMatchObject(recomputed);
  });

  it('is compared in losses of single paths, of ranges that its seed decides', async () => {
    const pathsOf = async (seed: string) =>
      (await verify(sound.plain, { share: 0.01, seed })).recomputed!.comparedPaths;
    const seen = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(pathsOf));
    expect(Math.min(...seen)).toBeGreaterThan(0);
    expect(await pathsOf('a')).toBe(seen[0]);
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  it('is what it says if it has grown from a smaller one, with chunks of its new paths or without, and whatever lies beside it', async () => {
    for (const keepChunks of [false, true]) {
      const results = `grown-${keepChunks}`;
      await runInto(results, { what: fullStudy({ paths: 700 }) });
      const { folder } = await runInto(results, { what: fullStudy({ paths: 1_300 }), keepChunks });
      writeFileSync(join(folder!, 'notes.txt'), 'mine');
      for (const share of [0.2, 1]) expect(toldOf(await verify(folder!, { share }))).toEqual([]);
    }
  });
});

describe('a run that was computed wrongly, with digests that fit', () => {
  it('is found by computing again, and the first path that differs is named: in a chunk', async () => {
    const folder = copyOf('chunks');
    const name = readdirSync(join(folder, 'chunks')).find((file) => file.endsWith('-200-200.chunk'));
    let [path, loss] = [0, 0];
    changeSummaries(join(folder, 'chunks', name!), (summary) => {
      const { losses, paths } = lossesOf(summary, 1);
      for (const entry of [5, 3]) losses[entry]! *= 1 + 1e-12;
      [path, loss] = [paths[3]!, losses[3]!];
    });
    expect(toldOf(await verify(folder, { share: 0 }))).toEqual([]);
    expect(toldOf(await verify(folder))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^chunks/${name} does not hold what its paths give: scenario 'seed=\\w+', paths 200 to 399; ` +
            `what differs: first path ${path} \\(loss under cross: ${loss} kept, [\\d.]+ computed\\)$`,
        ),
      ),
    ]);
  });

  it('is found in the sums of a chunk, whose range is named', async () => {
    const folder = copyOf('chunks');
    const name = readdirSync(join(folder, 'chunks')).find((file) => file.endsWith('-400-200.chunk'));
    changeSummaries(join(folder, 'chunks', name!), ({ accumulators }) => {
      const { powers } = accumulators['strategy'] as { readonly powers: { readonly own: Float64Array } };
      powers.own[powers.own.length - 1]! *= 1 + 1e-12;
    });
    expect(toldOf(await verify(folder))).toEqual([
      expect.stringMatching(
        /^chunks\/.* paths 400 to 599; what differs: sums over them \(accumulators\.strategy\.powers\.own\.\d+\)/,
      ),
    ]);
  });

  it('is found in the losses that it has kept, though tables and digests fit them', async () => {
    const folder = copyOf('plain');
    let path = 0;
    await forgeSummaries(folder, (summary, index) => {
      if (index > 0) return;
      const { losses, paths, count } = lossesOf(summary);
      path = paths[count - 1]!;
      losses[count - 1]! *= 1 + 1e-12;
    });
    expect(toldOf(await verify(folder, { share: 0 }))).toEqual([]);
    const [first, ...others] = toldOf(await verify(folder));
    expect(others).toEqual([]);
    expect(first).toContain(`summaries.bin does not hold what its paths give`);
    expect(first).toContain(`first path ${path} (loss under isolated: `);
  });

  it('is refused where it keeps the summaries of a scenario twice', async () => {
    const folder = copyOf('plain');
    const file = join(folder, 'summaries.bin');
    writeFileSync(file, Buffer.concat([readFileSync(file), readFileSync(file)]));
    signFiles(folder);
    const told = await verify(folder).then(toldOf, (error: unknown) => [String(error)]);
    expect(told.join('\n')).toMatch(/summaries\.bin does not hold the paths of a scenario one after another/);
  });

  it('is found in a table that its kept summaries do not give', async () => {
    const folder = copyOf('plain');
    const table = join(folder, 'summary.csv');
    writeFileSync(
      table,
      readFileSync(table, 'utf8').replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
    );
    expect(toldOf(await verify(folder, { share: 0 }))).toEqual(['summary.csv was changed since it was written']);
    signFiles(folder);
    expect(toldOf(await verify(folder, { share: 0 }))).toEqual([
      'summary.csv is not the table that the kept summaries give',
    ]);
  });
});

describe('a run that another program made', () => {
  it.each([
    [{ marginLab: '0.0.9' }, /margin-lab 0\.0\.9 \(this is /, false],
    [{ stream: 2 }, /stream version 2 \(this is /, false],
    [{ kernel: 'a'.repeat(64) }, /kernel aaaaaaaaaaaa \(this is /, false],
  ] as const)('%j is looked at and not computed again', async (versions, said, isRecomputed) => {
    const folder = copyOf('plain');
    editManifest(folder, (manifest) => ({ ...manifest, versions: { ...manifest.versions, ...versions } }));
    const seen = await verify(folder);
    expect(seen).toMatchObject({ findings: [], madeBy: expect.stringMatching(said) });
    expect(seen.recomputed !== null).toBe(isRecomputed);
  });
});

it('what a manifest lists is told of without marks that a terminal would obey', async () => {
  const folder = copyOf('plain');
  editManifest(folder, (manifest) => ({
    ...manifest,
    files: manifest.files.map((file, index) => (index === 1 ? { ...file, name: '\u202e\u001b[2J' } : file)),
  }));
  const { findings } = await verify(folder);
  const said = findings.map(({ what }) => what).join('\n');
  expect(said).toContain('lists "\\u202e');
  expect(said).not.toContain('\u202e');
  expect(said).not.toContain('\u001b');
});
