import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStudy } from '../src/study/parse.ts';

/** What the documents show is run: commands, the result table, the example experiment, and every link. */
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A folder as a user's clone would be, in which runs may write. */
let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'margin-lab-docs-'));
  symlinkSync(join(root, 'experiments'), join(place, 'experiments'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function marginLab(args: readonly string[]): { status: number | null; output: string } {
  const launcher = join(root, 'src/cli/margin-lab.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    cwd: place,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '120' },
  });
  return { status, output: stdout + stderr };
}

/** Fenced blocks of a language in the README. */
function blocks(language: string): string[] {
  return Array.from(
    readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')),
    (match) => match[1]!,
  );
}

describe('README', () => {
  const commands = blocks('sh')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line.startsWith('npx margin-lab'));

  it('shows commands', () => expect(commands.length).toBeGreaterThan(4));

  it.each(commands)('%s', (command) => {
    const args = command.split(/\s+/).slice(2);
    const quick = args[0] === 'run' && !args.includes('--help') ? ['--paths', '1000'] : [];
    const { status, output } = marginLab([...args, ...quick]);
    expect(status, output).toBe(0);
  });

  it('shows the result of the flagship study as it is, line by line', () => {
    const { status, output } = marginLab(['run', 'experiments/desk-book.yaml']);
    expect(status, output).toBe(0);
    const printed = new Set(output.split('\n').map((line) => line.trim()));
    const shown = blocks('text')[0]!
      .split('\n')
      .map((line) => line.trim());
    expect(shown.filter((line) => !printed.has(line))).toEqual([]);
  });

  it('shows an experiment that can be run as it stands', () => {
    const market = (path: string) => ({ file: path, text: readFileSync(join(root, 'experiments', path), 'utf8') });
    const study = parseStudy(blocks('yaml')[0]!, { file: 'my-book.yaml', readMarket: market });
    expect(study.name).toBe('my-book');
    expect(study.warnings).toEqual([]);
  });
});

describe('links', () => {
  const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && !/node_modules|^results\/.+\//.test(file),
  );
  it.each(pages)('of %s lead to files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const targets = Array.from(text.matchAll(/\]\(([^)#:\s]+)\)/g), (match) => match[1]!);
    expect(targets.filter((target) => !existsSync(resolve(root, dirname(page), target)))).toEqual([]);
  });
});
