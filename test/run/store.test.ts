import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { type RunOptions, runStudy } from '../../src/run/run-study.ts';
import { type Files, nodeFiles } from '../../src/run/store/files.ts';
import { findRun, readRun, writeFilesAgain } from '../../src/run/store/finished-run.ts';
import { readManifest } from '../../src/run/store/manifest.ts';
import { editManifest } from './edit-manifest.ts';
import { stoppedRun } from './store/stopped.ts';
import { smallStudy } from './studies.ts';
import { writtenStudy } from './written-study.ts';

const study = smallStudy({ scenario: { paths: 900, steps: 24 } });
let results = '';

beforeEach(() => void (results = mkdtempSync(join(tmpdir(), 'margin-lab-store-'))));
afterEach(() => rmSync(results, { recursive: true, force: true }));

function run(options: RunOptions = {}, what = study) {
  return runStudy(what, { executor: 'inline', results, outputs: runFiles, ...options });
}

const interrupted = (chunks: number, options: RunOptions = {}) =>
  stoppedRun(study, chunks, { outputs: runFiles, ...options, results });

async function digestOf(folder: string | null): Promise<string> {
  return (await readManifest(nodeFiles, folder ?? ''))?.resultDigest ?? 'none';
}

const reference = await (async () => {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-reference-'));
  const { folder: run } = await runStudy(study, { executor: 'inline', results: folder, outputs: runFiles });
  const digest = await digestOf(run);
  rmSync(folder, { recursive: true });
  return digest;
})();

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  const index = at < 0 ? content.length + at : at;
  content[index] = content[index]! ^ 1;
  writeFileSync(path, content);
}

describe('a run folder', () => {
  it('holds the tables, the experiment and a manifest with the digest of every file, and no chunks', async () => {
    const { folder } = await run();
    expect(folder).toBe(join(results, 'small'));
    expect(readdirSync(results)).toEqual(['small']);
    const names = [
      'assumptions.csv',
      'dictionary.csv',
      'experiment.yaml',
      'log.jsonl',
      'manifest.json',
      'market.csv',
      'positions.csv',
      'strategies.csv',
      'summaries.bin',
      'summary.csv',
      'survival.csv',
    ];
    expect(readdirSync(join(results, 'small')).toSorted()).toEqual(names);
    const manifest = await readManifest(nodeFiles, folder!);
    expect(manifest).toMatchObject({ state: 'finished', name: 'small', seeds: ['small'], reusedChunks: 0 });
    expect(manifest!.resultDigest).toBe(reference);
    expect(manifest!.files.map((file) => file.name).toSorted()).toEqual(
      names.filter((name) => name !== 'manifest.json'),
    );
  });

  it('is replaced by the same experiment, and never by another one of the same name', async () => {
    await run();
    const again = await run({ keepChunks: true });
    expect(again.folder).toBe(join(results, 'small'));
    expect(readdirSync(join(again.folder!, 'chunks')).length).toBe(5);
    const other = await run({}, smallStudy({ scenario: { paths: 900, steps: 24, seed: 'another' } }));
    expect(other.folder).toBe(join(results, 'small-2'));
    expect(await digestOf(other.folder)).not.toBe(reference);
    expect(await digestOf(join(results, 'small'))).toBe(reference);
    expect(readdirSync(results).toSorted()).toEqual(['small', 'small-2']);
  });

  it('keeps what the user has put beside its files', async () => {
    const { folder } = await run();
    writeFileSync(join(folder!, 'notes.txt'), 'mine');
    await run();
    expect(readFileSync(join(folder!, 'notes.txt'), 'utf8')).toBe('mine');
    // As after a crash between setting the earlier result aside and putting the new one in its place.
    const work = `${join(results, 'small')}.partial-${(await readManifest(nodeFiles, folder!))!.experimentDigest.slice(0, 8)}`;
    renameSync(folder!, `${work}.replaced`);
    await run();
    expect(readFileSync(join(folder!, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(results)).toEqual(['small']);
  });

  it('is never written through a link, neither as a work folder nor as its chunks', async () => {
    const elsewhere = join(results, 'elsewhere');
    const work = await interrupted(1);
    rmSync(join(work, 'chunks'), { recursive: true });
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(work, 'chunks'));
    await expect(run({ resume: true })).rejects.toThrow(/cannot use .*chunks: a link stands there.*remove it/);
    rmSync(work, { recursive: true });
    symlinkSync(elsewhere, work);
    await expect(run({ resume: true })).rejects.toMatchObject({ kind: 'storage' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it.each(['../escape', 'a/b', '', '.hidden', 'a..b', 'x.partial-1', 'name ', 'nul\0'])(
    'is not named %j',
    async (name) => {
      await expect(run({}, { ...study, name })).rejects.toMatchObject({ kind: 'input' });
      expect(readdirSync(results)).toEqual([]);
    },
  );

  it('is not looked for behind a link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'margin-lab-elsewhere-'));
    symlinkSync(elsewhere, join(results, 'small'));
    const { folder } = await run();
    expect(folder).toBe(join(results, 'small-2'));
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });
});

describe('an interrupted run', () => {
  it('keeps what is stored, says where, and goes on to the same bytes', async () => {
    const folder = await interrupted(3);
    expect(readdirSync(join(folder, 'chunks')).length).toBe(3);
    expect((await readManifest(nodeFiles, folder))!.state).toBe('running');
    const { folder: finished } = await run({ resume: true });
    expect(await digestOf(finished)).toBe(reference);
    expect((await readManifest(nodeFiles, finished!))!.reusedChunks).toBe(3);
    expect(readdirSync(results)).toEqual(['small']);
  });

  it('is not taken over by another experiment, nor without being asked', async () => {
    await interrupted(3);
    const other = smallStudy({ scenario: { paths: 900, steps: 24, seed: 'another' } });
    expect((await readManifest(nodeFiles, (await run({ resume: true }, other)).folder!))!.reusedChunks).toBe(0);
    expect((await readManifest(nodeFiles, (await run()).folder!))!.reusedChunks).toBe(0);
  });

  const damages: Readonly<Record<string, (path: string, other: string) => void>> = {
    'one bit of the content flipped': (path) => flip(path, -40),
    'one bit of the header flipped': (path) => flip(path, 30),
    'cut short': (path) => writeFileSync(path, readFileSync(path).subarray(0, -7)),
    'a byte too long': (path) => appendFileSync(path, 'x'),
    empty: (path) => writeFileSync(path, ''),
    'overwritten with zeros': (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
    'swapped with another chunk': (path, other) => copyFileSync(other, path),
  };

  it.each(Object.keys(damages))('does not believe a chunk that is %s, and computes it again', async (damage) => {
    const folder = join(await interrupted(3), 'chunks');
    const [, second, third] = readdirSync(folder).toSorted();
    damages[damage]!(join(folder, second!), join(folder, third!));
    const notices: string[] = [];
    const { folder: finished } = await run({
      resume: true,
      keepChunks: true,
      onNotice: (notice) => notices.push(notice),
    });
    expect(await digestOf(finished)).toBe(reference);
    expect((await readManifest(nodeFiles, finished!))!.reusedChunks).toBe(2);
    expect(notices.join()).toContain(`${second} is set aside and computed again`);
    expect(existsSync(join(finished!, 'chunks', `${second}.damaged`))).toBe(true);
  });

  it('does not believe the chunk of another seed', async () => {
    const folder = join(await interrupted(3), 'chunks');
    const other = smallStudy({ name: 'other', scenario: { paths: 900, steps: 24, seed: 'another' } });
    const { folder: foreign } = await run({ keepChunks: true }, other);
    const [own] = readdirSync(folder).toSorted();
    const [another] = readdirSync(join(foreign!, 'chunks')).toSorted();
    copyFileSync(join(foreign!, 'chunks', another!), join(folder, own!));
    expect(await digestOf((await run({ resume: true })).folder)).toBe(reference);
  });
});

describe('a finished run', () => {
  const longer = smallStudy({ scenario: { paths: 1_500, steps: 24 } });
  const manifestOf = async (folder: string | null) => (await readManifest(nodeFiles, folder!))!;
  const elsewhere = () => join(results, 'elsewhere');

  it.each([800, 900, 1_234])(
    'of %i paths that is asked for more simulates only these, and is that of a run from the start',
    async (paths) => {
      const fromStart = await run({ results: elsewhere() }, longer);
      await run({}, smallStudy({ scenario: { paths, steps: 24 } }));
      const simulated: number[] = [];
      const grown = await run(
        { onProgress: (progress) => simulated.push(progress.paths - progress.reusedPaths) },
        longer,
      );
      expect(grown.folder).toBe(join(results, 'small'));
      expect(await digestOf(grown.folder)).toBe(await digestOf(fromStart.folder));
      // Ranges hold 200 paths here: of one that was cut, the paths are simulated again.
      const kept = Math.floor(paths / 200) * 200;
      expect((await manifestOf(grown.folder)).keptPaths).toBe(kept);
      expect(simulated.at(-1)).toBe(1_500 - kept);
      // What it has kept in turn can be gone on from as well.
      const longest = smallStudy({ scenario: { paths: 2_100, steps: 24 } });
      const twice = await run({}, longest);
      expect((await manifestOf(twice.folder)).keptPaths).toBe(1_400);
      expect(await digestOf(twice.folder)).toBe(await digestOf((await run({ results: elsewhere() }, longest)).folder));
    },
  );

  it('is not replaced by one of fewer paths, and computed again when asked for as many', async () => {
    const { folder } = await run({}, longer);
    const fewer = await run();
    expect(fewer.folder).toBe(join(results, 'small-2'));
    expect(await digestOf(fewer.folder)).toBe(reference);
    const again = await run({}, longer);
    expect(again.folder).toBe(folder);
    expect((await manifestOf(again.folder)).keptPaths).toBe(0);
  });

  it('is not gone on from if its summaries were damaged or its program was another: all is computed again, and that is said', async () => {
    const expected = await digestOf((await run({ results: elsewhere() }, longer)).folder);
    for (const [damage, said] of [
      [
        (folder: string) => flip(join(folder, 'summaries.bin'), -99),
        /summaries\.bin was changed since.*computed again/,
      ],
      [(folder: string) => rmSync(join(folder, 'summaries.bin')), /summaries\.bin is missing.*computed again/],
      [
        (folder: string) => {
          editManifest(folder, ({ versions, ...rest }) => ({ ...rest, versions: { ...versions, node: 'v9' } }));
        },
        /made by another version.*computed again/,
      ],
    ] as const) {
      rmSync(join(results, 'small'), { recursive: true, force: true });
      const { folder } = await run();
      damage(folder!);
      const notices: string[] = [];
      const grown = await run({ onNotice: (notice) => notices.push(notice) }, longer);
      expect(notices.join()).toMatch(said);
      expect((await manifestOf(grown.folder)).keptPaths).toBe(0);
      expect(await digestOf(grown.folder)).toBe(expected);
    }
  });

  it.each([800, 900])(
    'of %i paths is read back: the same figures, and every file byte by byte, without simulating',
    async (paths) => {
      const { folder, results: figures } = await run({}, writtenStudy(paths));
      expect((await readRun(folder!)).results).toEqual(figures);
      const copy = join(results, 'copy');
      await writeFilesAgain(nodeFiles, await findRun(nodeFiles, folder!, results), copy, runFiles);
      for (const name of readdirSync(copy))
        expect(readFileSync(join(copy, name)), name).toEqual(readFileSync(join(folder!, name)));
      expect(readdirSync(copy)).toContain('summary.csv');
    },
  );

  it('is not believed when its summaries were changed, its experiment was edited, or it has not finished', async () => {
    const { folder } = await run({}, writtenStudy(900));
    flip(join(folder!, 'summaries.bin'), 700);
    await expect(readRun(folder!)).rejects.toMatchObject({ kind: 'corrupt', exitCode: 6 });
    const finished = readFileSync(join(folder!, 'manifest.json'), 'utf8');
    editManifest(folder!, (manifest) => ({ ...manifest, state: 'running', timing: null, resultDigest: null }));
    await expect(readRun(folder!)).rejects.toThrow(/is not finished/);
    writeFileSync(join(folder!, 'manifest.json'), finished);
    const file = join(folder!, 'experiment.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('small', 'other'));
    await expect(readRun(folder!)).rejects.toThrow(/not the experiment that/);
    await expect(readRun('nowhere', { results })).rejects.toMatchObject({ kind: 'input' });
  });
});

describe('a table that is not on the disk as it was written', () => {
  it('is noticed when it is read back, and the run is not finished with it', async () => {
    const digest: Files['digest'] = (path) => {
      appendFileSync(path, 'a row of somebody else\n');
      return nodeFiles.digest(path);
    };
    await expect(run({ files: { ...nodeFiles, digest } })).rejects.toMatchObject({ kind: 'storage' });
    expect(existsSync(join(results, 'small'))).toBe(false);
    expect(await digestOf((await run({ resume: true })).folder)).toBe(reference);
  });
});
