import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { seeded } from '../support/seeds.ts';
import { experiment, runCli } from './spawned.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-names-'));
  writeFileSync(join(folder, 'pair.yaml'), experiment());
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const hostile = [
  '\u001B[2J',
  '\u001B]0;title\u0007',
  '\u009B31m',
  '\u007F',
  '\b\b\b',
  '\r',
  '\t',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u2028',
  '\uFEFF',
  '\nforged: 0 faults',
  '\r\nforged',
];
const harmless = ['BTC', 'book', 'é', '中', '👍', '-', '--', '=', '/', ' ', "'", '"', '%s', '$(x)'];
/** What a terminal must not be sent; lines end by themselves. */
// oxlint-disable-next-line no-control-regex -- the very thing that is looked for
const obeyed = /[\0-\x09\x0B-\x1F\x7F-\x9F\xAD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/;

/** Ways in which a name comes from outside, each ending in a message or a table. */
const ways: readonly ((name: string, index: number) => readonly string[])[] = [
  (name) => [name],
  (name) => ['distance', `--${name}`],
  (name) => ['distance', `${folder}/${name}.yaml`],
  (name) => ['distance', `${folder}/pair.yaml`, '--set', `${name}=1`],
  (name) => ['distance', `${folder}/pair.yaml`, '--set', `name=${JSON.stringify(name)}`],
  (name) => ['distance', `${folder}/pair.yaml`, '--set', `question=${JSON.stringify(name)}`],
  (name) => ['distance', `${folder}/pair.yaml`, '--set', `positions.btc-long.asset=${JSON.stringify(name)}`],
  (name, index) => ['distance', written(`book-${index}.yaml`, experiment({ more: `${JSON.stringify(name)}: 1\n` }))],
  (name, index) => ['distance', written(`raw-${index}.yaml`, `name: ${name}\n`)],
  (name) => ['explain', name, '--path', '1', '--out', folder],
  (name) => ['explain', 'none', '--path', name],
  (name) => ['report', `${folder}/${name}`],
  (name) => ['scorecard', name, 'prices.csv', '-o', name],
  (name) => ['schema', name],
  (name) => ['bench', '--table', name],
  (name) => ['calibrate', `${folder}/none`, '-o', `${folder}/${name}/x.yaml`],
];

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What the program prints in this process. */
async function printed(args: readonly string[]): Promise<string> {
  let text = '';
  const take = (piece: unknown) => {
    text += String(piece);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  await main(args);
  process.exitCode = 0;
  vi.restoreAllMocks();
  return text;
}

function faultOf(text: string): string | null {
  if (obeyed.test(text)) return `sends ${JSON.stringify(obeyed.exec(text)![0])}`;
  if (/^forged/m.test(text)) return 'shows a forged line';
  return text.includes('This is a bug') ? 'is a bug' : null;
}

describe('names from outside', () => {
  it('reach the terminal of no command as anything but text: 200 of them in 16 ways', async () => {
    const random = seeded('hostile names');
    const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)]!;
    for (let index = 0; index < 200; index++) {
      const name = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(harmless) + pick(hostile)).join('');
      const args = ways[index % ways.length]!(name, index);
      const text = await printed(args);
      expect(text, JSON.stringify(args)).not.toBe('');
      expect(faultOf(text), `${JSON.stringify(args)}\n${JSON.stringify(text)}`).toBeNull();
    }
  });

  it('nor do cells of a price file, nor the name of a folder of results', async () => {
    const cells = written(
      'cells.csv',
      'time,B\u001B[2JC\u202E,E\u200BH\n2024-01-01,1,\u001B[31m5\n2024-01-02,x\u009B,2\n',
    );
    const calibrated = await runCli(['calibrate', cells, '-o', join(folder, 'cells.yaml')]);
    expect(calibrated.code).toBe(2);
    expect(faultOf(calibrated.stdout + calibrated.stderr)).toBeNull();
    const out = join(folder, 'o\u001B[2Jut');
    const run = await runCli(['run', join(folder, 'pair.yaml'), '--out', out]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(out)).toBe(true);
    expect(faultOf(run.stdout)).toBeNull();
    expect(run.stdout).toContain(String.raw`o\x1b[2Jut`);
  });
});
