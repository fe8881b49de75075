import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as publicApi from '../../src/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Example {
  readonly name: string;
  /** A whole module, or null where the docstring shows none. */
  readonly text: string | null;
}

/** The example in the docstring of every function of the public interface. Errors and their classes explain themselves. */
export function publicExamples(): Example[] {
  const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  return Object.entries(publicApi)
    .filter(([name, value]) => typeof value === 'function' && !/^[A-Z]/.test(name))
    .map(([name]) => ({ name, text: exampleOf(name, sources) }));
}

function exampleOf(name: string, sources: readonly string[]): string | null {
  const docstring = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?function ${name}\\(`);
  const [, text = ''] = sources.map((source) => docstring.exec(source)).find((match) => match !== null) ?? [];
  const [, example] = text.split('@example');
  return example === undefined ? null : `${example.replaceAll(/^ \* ?/gm, '').trim()}\n`;
}
