import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The structure is a promise: a folder is a layer, and a file imports only from its own folder or from a lower layer.
 * Equal numbers are strangers: the market knows no margin and margin no market, and the two margin engines are written independently.
 */
const layers: Record<string, number> = {
  base: 0,
  market: 1,
  margin: 1,
  stats: 1,
  exact: 2,
  engine: 2,
  study: 3,
  run: 4,
  report: 5,
  bench: 6,
  cli: 7,
};

/**
 * AssemblyScript, in a world of its own: it imports nothing but itself, and nobody imports it. The engine reads what it is compiled
 * to, and holds the table of its memory (`engine/memory/table.ts`). Its imports have no ending, as its compiler wants them.
 */
const kernel = 'kernel';
const door = 'engine/memory/kernel.ts';

/** Folders that may touch files, the clock, processes or threads; beside them, single files that read input or the kernel. */
const outside = new Set(['run', 'bench', 'cli']);
const readers = new Set(['base/outside-file.ts', 'study/load.ts', door]);

const root = fileURLToPath(new URL('..', import.meta.url));
/** Written by the build of the kernel. */
const generated = new Set(['src/kernel/layout.ts', 'src/kernel/constants.ts']);
const sources = filesUnder(join(root, 'src')).filter(
  (file) => file.endsWith('.ts') && !generated.has(relative(root, file)),
);

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return Array.from(text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g), (match) => match[1]!);
}

const folderOf = (file: string) => relative(join(root, 'src'), file).split('/')[0]!;

describe('imports', () => {
  it.each(sources.filter((file) => folderOf(file) !== kernel).map((file) => [relative(root, file), file]))(
    '%s imports its own or a lower layer only',
    (_, file) => {
      const layer = layers[folderOf(file)];
      if (layer === undefined) return; // src/index.ts stands above all layers
      for (const target of importsOf(file).filter((name) => name.startsWith('.'))) {
        const path = resolve(dirname(file), target);
        expect(existsSync(path), `${target} exists`).toBe(true);
        const other = folderOf(path);
        const allowed = other === folderOf(file) || (layers[other] ?? Number.POSITIVE_INFINITY) < layer;
        expect(allowed, `${target} is ${other}`).toBe(true);
      }
    },
  );

  it('the kernel imports its own files only, and only the engine knows where it lies', () => {
    for (const file of sources) {
      const name = relative(join(root, 'src'), file);
      if (folderOf(file) !== kernel) {
        expect(
          importsOf(file).filter((target) => target.includes('/kernel/')),
          name,
        ).toEqual([]);
        if (name !== door) expect(readFileSync(file, 'utf8').includes('kernel.wasm'), name).toBe(false);
        continue;
      }
      for (const target of importsOf(file)) {
        const path = `${resolve(dirname(file), target)}.ts`;
        expect(folderOf(path), `${target} of ${name}`).toBe(kernel);
        expect(existsSync(path), `${target} of ${name} exists`).toBe(true);
      }
    }
  });

  it('there are no circles of imports, of types neither', () => {
    const targets = new Map(
      sources.map((file) => {
        const own = importsOf(file).filter((name) => name.startsWith('.'));
        return [file, own.map((name) => resolve(dirname(file), name.endsWith('.ts') ? name : `${name}.ts`))];
      }),
    );
    const done = new Set<string>();
    const circleFrom = (file: string, way: readonly string[]): readonly string[] | null => {
      if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
      if (done.has(file)) return null;
      for (const target of targets.get(file) ?? []) {
        const circle = circleFrom(target, [...way, file]);
        if (circle !== null) return circle;
      }
      done.add(file);
      return null;
    };
    for (const file of sources) expect(circleFrom(file, [])?.map((one) => relative(root, one)) ?? []).toEqual([]);
  });

  it('only run, bench, cli and the readers of input files touch files, processes and threads', () => {
    const touching = sources.filter((file) =>
      importsOf(file).some((name) => /^node:(fs|child_process|worker_threads|process|os|net|http)/.test(name)),
    );
    const strangers = touching
      .map((file) => relative(join(root, 'src'), file))
      .filter((file) => !outside.has(file.split('/')[0]!) && !readers.has(file));
    expect(strangers).toEqual([]);
  });

  it('the engine knows neither time nor chance from outside: a chunk is a pure function', () => {
    for (const file of sources.filter((name) => folderOf(name) === 'engine')) {
      const text = readFileSync(file, 'utf8');
      expect(/Date\.now|new Date|performance\.|Math\.random/.test(text), relative(root, file)).toBe(false);
    }
  });

  it('the kernel computes with + - * / and sqrt alone, so that its bits are the same on every engine', () => {
    const fixed = sources.filter((name) => /src\/(kernel|engine)\//.test(name) || name.endsWith('base/elementary.ts'));
    for (const file of fixed) {
      const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const unfixed =
        text.match(
          /Math\.(exp|log|log1p|log2|log10|expm1|pow|sin|cos|tan|atan2?|cbrt|hypot|tanh)\(|\b(NativeMathf?|Mathf|JSMath)\b|\*\*/g,
        ) ?? [];
      expect(unfixed, relative(root, file)).toEqual([]);
    }
  });
});

describe('the tree', () => {
  it.each([...Object.keys(layers), kernel])('src/%s has a page that says what lives there', (folder) => {
    expect(existsSync(join(root, 'src', folder, 'README.md'))).toBe(true);
  });
  it('source files fit on a few screens', () => {
    const long = sources.filter((file) => readFileSync(file, 'utf8').split('\n').length > 350);
    expect(long.map((file) => relative(root, file))).toEqual([]);
  });
  it('there are no default exports, no any, and nothing escapes the type checker', () => {
    for (const file of [...sources, ...filesUnder(join(root, 'workers')).filter((name) => name.endsWith('.ts'))]) {
      const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(/^export default|\bas any\b|:\s*any\b|@ts-(ignore|expect-error|nocheck)/m.test(text), file).toBe(false);
    }
  });
});
