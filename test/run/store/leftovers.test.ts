import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFiles } from '../../../src/report/writers/run-files.ts';
import { type RunOptions, runStudy } from '../../../src/run/run-study.ts';
import { nodeFiles } from '../../../src/run/store/files.ts';
import { findFinished } from '../../../src/run/store/finished-run.ts';
import { readManifest } from '../../../src/run/store/manifest.ts';
import { identityOf, workFolder } from '../../../src/run/store/run-folder.ts';
import { writtenStudy } from '../written-study.ts';
import { stoppedRun } from './stopped.ts';

const study = writtenStudy(900);
let results = '';
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'margin-lab-leftovers-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const run = (what = study, options: RunOptions = {}) =>
  runStudy(what, { executor: 'inline', results, outputs: runFiles, ...options });
const work = () => workFolder(results, study.name, identityOf(study).experimentDigest);
const pathsOf = async (name: string) =>
  (await readManifest(nodeFiles, join(results, name)))?.scenarios.map(({ paths }) => paths);
const temporary = (name: string) => `${name}.4321-0123abcd.tmp`;

describe('what a killed run leaves', () => {
  it('is gone after the next run, and what the user put beside it is not', async () => {
    const folder = await stoppedRun(study, 2, { results, outputs: runFiles });
    const ours = ['manifest.json', 'experiment.yaml', 'chunks/0123456789abcdef-0-200.chunk'].map(temporary);
    const theirs = ['notes.txt', 'notes.tmp', temporary('notes.txt'), 'manifest.json.tmp'];
    for (const name of [...ours, ...theirs]) writeFileSync(join(folder, name), 'x');
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.csv'))) rmSync(join(folder, name));
    writeFileSync(join(folder, 'summary.csv.part'), 'half a li');
    writeFileSync(work().lock, '{"pid": 1');
    const { folder: finished } = await run(study, { resume: true, keepChunks: true });
    const names = readdirSync(finished!, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.(tmp|part|lock)$/.test(name)).toSorted()).toEqual(
      theirs.filter((name) => name.endsWith('.tmp')).toSorted(),
    );
    expect(names).toContain('notes.txt');
    expect(readdirSync(results)).toEqual(['small']);
  });

  it('is removed from a finished run as well', async () => {
    const { folder } = await run();
    const kept = readdirSync(folder!);
    mkdirSync(join(folder!, 'chunks'));
    for (const name of ['manifest.json', 'summary.csv']) writeFileSync(join(folder!, temporary(name)), 'x');
    await run(writtenStudy(500));
    expect(readdirSync(folder!)).toEqual(kept);
  });

  it('is removed where a result is found to be finished, but for chunks of a run of more paths', async () => {
    const find = () => findFinished(nodeFiles, results, writtenStudy(500), runFiles);
    const folder = await stoppedRun(writtenStudy(500), 2, { results, outputs: runFiles });
    cpSync(folder, join(results, 'copy'), { recursive: true });
    const finished = await run(writtenStudy(500), { resume: true });
    const tables = readdirSync(finished.folder!);
    renameSync(join(results, 'copy'), folder);
    for (const name of ['notes.txt', 'summary.csv.part']) writeFileSync(join(folder, name), 'mine');
    expect(await find()).toMatchObject({ folder: finished.folder, faults: [] });
    expect(readdirSync(results)).toEqual(['small']);
    expect(readdirSync(finished.folder!).toSorted()).toEqual([...tables, 'notes.txt'].toSorted());
    await stoppedRun(study, 2, { results, outputs: runFiles });
    expect(await find()).toMatchObject({ folder: finished.folder, faults: [] });
    // The first 400 paths came from the finished run.
    expect(readdirSync(join(folder, 'chunks'))).toHaveLength(1);
  });

  it('does not cost the result that was set aside to be replaced: a run of fewer paths finds it in its place', async () => {
    const { folder } = await run();
    renameSync(folder!, work().replaced);
    const fewer = await run(writtenStudy(500));
    expect([await pathsOf('small'), fewer.folder]).toEqual([[900], join(results, 'small-2')]);
    expect(existsSync(work().replaced)).toBe(false);
  });

  it('does not bring back a result that was replaced, only what the user put into its folder', async () => {
    const { folder } = await run(writtenStudy(500));
    writeFileSync(join(folder!, 'notes.txt'), 'mine');
    renameSync(folder!, work().replaced);
    const elsewhere = join(results, 'elsewhere');
    renameSync((await run(study, { results: elsewhere })).folder!, folder!);
    rmSync(elsewhere, { recursive: true });
    await run(writtenStudy(400));
    expect(readdirSync(results).toSorted()).toEqual(['small', 'small-2']);
    expect([await pathsOf('small'), await pathsOf('small-2')]).toEqual([[900], [400]]);
    expect(readFileSync(join(folder!, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('is discarded with a word of how many chunks if the run is not gone on with, and with none if there are none', async () => {
    const notices: string[] = [];
    const onNotice = (sentence: string) => notices.push(sentence);
    await stoppedRun(study, 2, { results, outputs: runFiles });
    await run(study, { onNotice });
    expect(notices).toEqual([
      `2 stored chunks are discarded in ${work().folder}/chunks: the run begins anew, since --resume was not given`,
    ]);
    await run(study, { onNotice });
    expect(notices).toHaveLength(1);
  });
});
