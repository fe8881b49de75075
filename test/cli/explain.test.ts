import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf, parseXml, textOf } from '../report/charts/xml.ts';
import { type Ended, experiment, runCli } from './spawned.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-explain-'));
  writeFileSync(join(folder, 'pair.yaml'), experiment());
  expect((await cli('run', 'pair.yaml', '--quiet')).code).toBe(0);
  expect((await cli('run', 'pair.yaml', '--quiet', '--keep-chunks', '--out', 'kept')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(...args: string[]): Promise<Ended> {
  return runCli(args, { cwd: folder });
}

/** Rows of a table of text, from the line under its rule on. */
function rowsUnder(text: string, head: RegExp): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => head.test(line)) + 2;
  const end = lines.findIndex((line, index) => index >= start && line.trim() === '');
  return lines.slice(start, end === -1 ? undefined : end).map((line) => line.trim().split(/ {2,}/));
}

describe('margin-lab explain --worst', () => {
  it('lists the paths with the largest losses, then tells each of them', async () => {
    const { code, stdout, stderr } = await cli('explain', 'pair', '--worst', '3', '--scheme', 'cross');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = rowsUnder(stdout, /path +loss/);
    expect(rows).toHaveLength(3);
    const losses = rows.map(([, loss]) => Number(loss!.replaceAll(',', '')));
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(Array.from(stdout.matchAll(/^pair, .*path (\d+)$/gm), ([, path]) => path)).toEqual(
      rows.map(([path]) => path),
    );
    // The same loss at the end of each ledger.
    const ends = Array.from(stdout.matchAll(/^ {2}account .* -?([\d,.]+)$/gm), ([, loss]) => loss);
    expect(ends).toEqual(rows.map(([, loss]) => loss));
    const kept = await cli('explain', 'pair', '--worst', '3', '--scheme', 'cross', '--out', 'kept');
    expect(kept.stdout).toBe(stdout);
    const list = await cli('explain', 'pair', '--worst', '3', '--scheme', 'cross', '--list', '--threads', '1');
    expect(stdout.startsWith(list.stdout)).toBe(true);
    expect(list.stdout).not.toContain('Scheme cross');
  });

  it.each<[RegExp, string[]]>([
    [/--path: or --worst is needed/, []],
    [/--path: and --worst exclude each other/, ['--path', '1', '--worst', '2']],
    [/--worst: there are too many; allowed: 1 to 32; got: 33/, ['--worst', '33', '--scheme', 'cross']],
    [/--scheme: is needed.*allowed: isolated, cross/, ['--worst', '2']],
    [/--scheme: there is no such scheme; allowed: isolated, cross; got: x/, ['--worst', '2', '--scheme', 'x']],
    [/--list: goes with --worst only/, ['--path', '1', '--list']],
    [/--list: leaves out the ledgers/, ['--worst', '1', '--scheme', 'cross', '--list', '--csv', 'x.csv']],
  ])('says %s', async (message, args) => {
    const { code, stdout, stderr } = await cli('explain', 'pair', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('margin-lab explain --csv, --plot and --format', () => {
  it('writes the ledgers of all paths into one CSV, in which the amounts of a pool add up to its equity', async () => {
    const args = ['explain', 'pair', '--worst', '2', '--scheme', 'isolated'];
    const { code } = await cli(...args, '--csv', 'worst.csv');
    expect(code).toBe(0);
    const csv = readFileSync(join(folder, 'worst.csv'), 'utf8');
    expect((await cli(...args, '--format', 'csv')).stdout).toBe(csv);
    const [head, ...rows] = csv.trimEnd().split('\n').map(cells);
    const column = (row: readonly string[], name: string) => row[head!.indexOf(name)]!;
    const sums = new Map<string, number>();
    for (const row of rows) {
      const pool = `${column(row, 'path')} ${column(row, 'pool')}`;
      sums.set(pool, (sums.get(pool) ?? 0) + Number(column(row, 'amount')));
      expect(sums.get(pool)).toBeCloseTo(Number(column(row, 'equity')), 6);
    }
    expect(sums.size).toBe(4);
    expect(rows.filter((row) => column(row, 'reason') === 'liquidation').length).toBeGreaterThan(0);
  });

  it('draws one path into the file, and several into files with their numbers', async () => {
    expect((await cli('explain', 'pair', '--path', '7', '--plot', 'one.svg')).code).toBe(0);
    const texts = elementsOf(parseXml(readFileSync(join(folder, 'one.svg'), 'utf8'))).map(textOf);
    expect(texts).toEqual(
      expect.arrayContaining(['pair, scenario pair, path 7', 'Scheme isolated', 'Scheme cross', 'Pool btc-long']),
    );
    const { stdout } = await cli('explain', 'pair', '--worst', '2', '--scheme', 'cross', '--plot', 'worst.svg');
    const paths = rowsUnder(stdout, /path +loss/).map(([path]) => path);
    const drawn = readdirSync(folder).filter((name) => /^worst.*svg$/.test(name));
    expect(drawn.toSorted()).toEqual(paths.map((path) => `worst-${path}.svg`).toSorted());
    expect(existsSync(join(folder, 'worst.svg'))).toBe(false);
  });

  it('tells every check around what happens, as many steps as asked', async () => {
    const { stdout } = await cli('explain', 'pair', '--worst', '1', '--scheme', 'isolated', '--list');
    const [[path, , , first]] = rowsUnder(stdout, /path +loss/) as [string[]];
    const step = Number(/step (\d+)/.exec(first!)![1]);
    const checks = async (around: string) => {
      const told = await cli('explain', 'pair', '--path', path!, '--scheme', 'isolated', '--around', around);
      return Array.from(told.stdout.matchAll(/^ +(\d+) .* check: /gm), ([, at]) => Number(at));
    };
    expect(await checks('3')).toEqual(expect.arrayContaining([step - 3, step - 2, step - 1].filter((one) => one > 0)));
    expect((await checks('0')).length).toBeLessThan((await checks('3')).length);
  });

  it('replaces what it wrote before, nothing else without --force, and no file of the run with it', async () => {
    const args = ['explain', 'pair', '--path', '7', '--csv', 'again.csv', '--plot', 'again.svg'];
    for (const _ of [1, 2]) expect(await cli(...args)).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await cli('explain', 'pair', '--path', '7', '--plot', 'again.csv');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^again.csv: is there already, and it is not a drawing that margin-lab wrote; allowed: .*--force/,
    );
    const summary = readFileSync(join(folder, 'results/pair/summary.csv'));
    expect(await cli('explain', 'pair', '--path', '7', '--csv', 'results/pair/summary.csv', '--force')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('results/pair/summary.csv: is a file that is read here'),
    });
    expect(readFileSync(join(folder, 'results/pair/summary.csv'))).toEqual(summary);
  });

  it('says so when a file cannot be written', async () => {
    const { code, stderr } = await cli('explain', 'pair', '--path', '7', '--plot', 'missing/one.svg');
    expect(code).toBe(4);
    expect(stderr).toMatch(/cannot write missing\/one.svg: no such file or folder/);
  });
});

/** Cells of a line of CSV, of which some are in quotes. */
function cells(line: string): string[] {
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}
