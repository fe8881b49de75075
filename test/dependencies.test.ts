import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from './cli/spawned.ts';
import { otherNode } from './support/nodes.ts';

/** What is installed is what the lockfile says, to the byte, and nothing of it runs before somebody starts it. */
const root = fileURLToPath(new URL('..', import.meta.url));

/** What these tests read of an entry of the lockfile. */
interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
}

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const project = read('package.json') as Manifest;
const runtime = read('src/runtime/package.json') as Manifest;
const lock = read('package-lock.json') as { readonly packages: Readonly<Record<string, Entry>> };

/** Packages that npm fetches: all but this one and the folders of it that are packages. */
const fetched = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), path, ...entry }));

/** Packages whose install scripts may run, each with the reason. */
const mayRunScripts: Readonly<Record<string, string>> = {};

/** Licences that ask for no more than to be named; MPL asks for the sources of its own files, and is for development only. */
const allowedLicences = ['MIT', 'ISC', '0BSD', 'BSD-3-Clause', 'Apache-2.0', 'MIT OR Apache-2.0'];
const allowedForDevelopment = [...allowedLicences, 'MPL-2.0'];

describe('the lockfile', () => {
  it('has a digest of every package, and no place of its own to fetch it from', () => {
    expect(fetched.length).toBeGreaterThan(100);
    for (const { path, integrity, resolved } of fetched) {
      expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      expect(resolved, path).toBeUndefined();
    }
  });

  it('fetches nothing that runs a script when it is installed', () => {
    const running = fetched.filter(({ hasInstallScript }) => hasInstallScript === true).map(({ name }) => name);
    expect(running).toEqual(Object.keys(mayRunScripts));
    expect(readFileSync(join(root, '.npmrc'), 'utf8').split('\n')).toContain('strict-allow-scripts=true');
  });

  it('is asked for exact versions only', () => {
    const { dependencies, devDependencies } = project;
    const { 'margin-lab-runtime': folder, ...others } = { ...dependencies, ...devDependencies };
    expect(folder).toBe('file:src/runtime');
    for (const [name, version] of Object.entries({ ...others, ...runtime.optionalDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });
});

describe('the Node of a clone', () => {
  const platforms = Object.entries(runtime.optionalDependencies ?? {});

  it('is one version on every platform, and only the one that fits is fetched', () => {
    expect(platforms.length).toBeGreaterThan(0);
    for (const [name, version] of platforms) {
      expect(version, name).toBe(runtime.version);
      const { os, cpu, dev } = lock.packages[`node_modules/${name}`]!;
      expect([os, cpu, dev], name).toEqual([
        expect.stringMatching(/^(linux|win32|darwin)$/),
        expect.stringMatching(/^(x64|arm64)$/),
        true,
      ]);
    }
  });

  const system = process.platform === 'win32' ? 'win' : process.platform;
  const here = lock.packages[`node_modules/node-${system}-${process.arch}`];
  if (here === undefined) console.log(`skipped: there is no pinned Node for ${system} ${process.arch}`);

  it.skipIf(here === undefined)('comes first on the path of the scripts in package.json', () => {
    const node = join(root, 'node_modules/.bin/node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe(`v${runtime.version}`);
  });

  const older = otherNode();
  it.skipIf(here === undefined || older === null)(
    'is started where another is installed, unless that one will do',
    async () => {
      const { code, stdout } = await runCli(['--version'], { node: older! });
      expect([code, stdout.trim()]).toEqual([0, project.version]);
    },
  );
});

describe('licences', () => {
  it('are known, and allow what is done with the packages', () => {
    for (const { path, license, dev } of fetched) {
      expect(dev === true ? allowedForDevelopment : allowedLicences, path).toContain(license);
    }
  });

  it('of all that runs are listed, newly written by `npx vitest run test/dependencies.test.ts --update`', async () => {
    const rows = fetched
      .filter(({ dev }) => dev !== true)
      .map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
    const text = [
      '# Packages of others',
      '',
      'What runs when Margin Lab runs, with the licence of each. The text of a licence lies in its package. The kernel is compiled together',
      "with parts of AssemblyScript's standard library (Apache-2.0).",
      '',
      '| package | version | licence |',
      '| --- | --- | --- |',
      ...rows.toSorted(),
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot(join(root, 'THIRD-PARTY.md'));
  });

  it('come with the packages that are installed', () => {
    const installed = fetched.filter(({ path, dev }) => dev !== true && existsSync(join(root, path)));
    for (const { path, license } of installed) {
      expect((read(join(path, 'package.json')) as { readonly license: string }).license, path).toBe(license);
    }
  });
});
