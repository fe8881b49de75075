import { execFile } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/spawned.ts';
import { nodeOf } from '../support/nodes.ts';
import { publicExamples } from './examples.ts';
import { startRegistry } from './registry.ts';

/**
 * The package as npm makes it, installed into an empty folder as a user would, without the network. The kernel is the one that the tests
 * run with: `prepack` would build it anew under the feet of the other tests.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const book = fileURLToPath(new URL('book.yaml', import.meta.url));
const examples = publicExamples();

interface Package {
  readonly bundleDependencies: readonly string[];
  readonly overrides: Readonly<Record<string, string>>;
}

let place = '';
let home = '';
let packed: readonly string[] = [];

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'margin-lab-package-'));
  home = join(place, 'home');
  mkdirSync(home);
  await run('npm', ['run', '--silent', 'compile'], { cwd: root });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', place], {
    cwd: root,
  });
  const told: unknown = JSON.parse(stdout);
  const [{ filename, files }] = Object.values(told as object) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "private": true, "type": "module" }');
  copyFileSync(book, join(home, 'book.yaml'));
  for (const { name, text } of examples) {
    writeFileSync(join(home, `${name}.ts`), text ?? '');
    writeFileSync(join(home, `${name}.mjs`), stripTypeScriptTypes(text ?? ''));
  }
  const all = examples.map(({ name }) => `console.log('# ${name}');\nawait import('./${name}.mjs');\n`).join('');
  writeFileSync(join(home, 'examples.mjs'), all);
  await runCli(['run', 'book.yaml', '--quiet', '--out', 'clone'], { cwd: home });
  const registry = await startRegistry();
  try {
    const options = ['--no-audit', '--no-fund', '--cache', join(place, 'cache'), '--registry', registry.url];
    // Settings of this project reach its scripts by the environment; a user has none of them.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    await run('npm', ['install', ...options, join(place, filename)], { cwd: home, env });
  } finally {
    registry.close();
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the package', () => {
  it('holds compiled modules with types, the kernel, markets, venues and schemas, and nothing else', () => {
    const sources = globSync(['src/**/*.ts', 'workers/*.ts'], { cwd: root }).filter(
      (file) => !file.startsWith('src/kernel/') && !file.endsWith('.d.ts'),
    );
    const expected = [
      'package.json',
      'README.md',
      'LICENSE',
      'src/cli/margin-lab.mjs',
      'src/kernel/kernel.wasm',
      'dist/experiment.schema.json',
      'dist/market.schema.json',
      'experiments/canonical-workload.yaml',
      ...globSync(['experiments/markets/*.yaml', 'experiments/venues/*.yaml'], { cwd: root }),
      ...sources.flatMap((file) => ['js', 'd.ts'].map((ending) => `dist/${file.replace(/ts$/, ending)}`)),
    ];
    const own = packed.filter((file) => !file.startsWith('node_modules/'));
    expect(own.toSorted()).toEqual(expected.toSorted());
  });

  it('brings what is pinned to a version that no dependent would get', () => {
    const { bundleDependencies, overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
    for (const name of [...bundleDependencies, ...Object.keys(overrides)]) {
      expect(packed, name).toContain(`node_modules/${name}/package.json`);
      const { version } = JSON.parse(
        readFileSync(join(home, 'node_modules/margin-lab/node_modules', name, 'package.json'), 'utf8'),
      ) as { version: string };
      if (name in overrides) expect(version).toBe(overrides[name]);
    }
  });

  it('has types that a strict script compiles against, with the example of every public function', async () => {
    expect(examples.filter(({ text }) => text === null).map(({ name }) => name)).toEqual([]);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--noUncheckedIndexedAccess',
      '--module',
      'nodenext',
      '--target',
      'es2024',
    ];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const files = examples.map(({ name }) => `${name}.ts`);
    const compiled = await run(process.execPath, [tsc, ...options, ...types, ...files], { cwd: home }).catch(
      (error: { readonly stdout?: string }) => error,
    );
    expect(compiled.stdout).toBe('');
  });
});

describe.each([22, 24])('the package on Node %i', (major) => {
  const node = nodeOf(major);
  const env = { ...process.env, PATH: [dirname(node ?? ''), process.env['PATH']].join(delimiter) };
  const marginLab = (args: readonly string[]) =>
    run(join(home, 'node_modules/.bin/margin-lab'), args, { cwd: home, env });

  it.skipIf(node === null)('runs the command in any folder, with the tables of the clone', async () => {
    await marginLab(['run', 'book.yaml', '--quiet', '--threads', '2', '--out', `node-${major}`]);
    for (const name of ['summary', 'positions', 'market', 'dictionary']) {
      const [table, same] = [`node-${major}`, 'clone'].map((out) => tableOf(join(home, out, `book/${name}.csv`)));
      // Statistics take logarithms and powers, whose last digits are those of the V8 that computes them; simulations do not.
      for (const [place, cell] of same!.entries()) {
        if (typeof cell === 'number') expect(table![place]).toBeCloseTo(cell, 12);
        else expect(table![place]).toBe(cell);
      }
      if (major === 24) expect(table).toEqual(same);
    }
    const schema = await marginLab(['schema', 'market']);
    expect(readFileSync(join(home, 'node_modules/margin-lab/dist/market.schema.json'), 'utf8')).toBe(schema.stdout);
    await expect(marginLab(['distance', 'book.yaml', '--set', 'market=crypto-minors'])).rejects.toThrow(
      /did you mean crypto-majors\?\); allowed: a market file, or one of btc-eth-2019, crypto-majors/,
    );
  });

  it.skipIf(node === null)('runs the examples of all public functions', async () => {
    const { stdout, stderr } = await run(node!, ['examples.mjs'], { cwd: home });
    expect(stderr).toBe('');
    const told = stdout
      .split(/^# /m)
      .slice(1)
      .map((text) => text.split('\n').filter((line) => line !== ''));
    expect(told.map(([name]) => name)).toEqual(examples.map(({ name }) => name));
    for (const lines of told) expect(lines.length, lines[0]).toBeGreaterThan(1);
  });
});

/** Cells of a table, numbers as numbers. */
function tableOf(file: string): (string | number)[] {
  return readFileSync(file, 'utf8')
    .split(/[,\n]/)
    .map((cell) => (cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)));
}
