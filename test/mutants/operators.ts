import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import type { Mutant } from './mutant.ts';

/** What an operator is mistaken for. The formatter puts spaces around all of these, and around no bracket of a type. */
const mistakes: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
};

const operator = / (\+|-|\*|\/|<=?|>=?|[!=]==|&&|\|\|) /g;
/** Comments and texts, in which no operator stands; an expression within a template is left alone, too. */
const noCode = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** Folders whose operators are mistaken, and the tests that must notice. */
const folders: Readonly<Record<string, readonly string[]>> = {
  'src/margin': ['test/margin', 'test/exact'],
  'src/stats': ['test/stats'],
};

/** All bugs that are one operator for another, in the order of files and places. */
export function operatorMutants(root: string): Mutant[] {
  return Object.entries(folders).flatMap(([folder, tests]) =>
    globSync(`${folder}/**/*.ts`, { cwd: root })
      .toSorted()
      .flatMap((file) => mutantsIn(readFileSync(join(root, file), 'utf8')).map((one) => ({ ...one, file, tests }))),
  );
}

/** As many of them as are asked for, drawn by a seed. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: string): Mutant[] {
  const random = seedrandom(seed);
  return mutants
    .map((mutant) => ({ mutant, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

function mutantsIn(text: string): Pick<Mutant, 'bug' | 'find' | 'replace'>[] {
  const code = text.replaceAll(noCode, (match) => match.replaceAll(/\S/g, '_'));
  return Array.from(code.matchAll(operator), (match) => {
    const [, found = ''] = match;
    const [from, to] = placeOf(text, match.index + 1, match.index + 1 + found.length);
    const mistake = mistakes[found]!;
    const line = text.slice(0, match.index).split('\n').length;
    return {
      bug: `line ${line}: ${found} is ${mistake}`,
      find: text.slice(from, to),
      replace: text.slice(from, match.index + 1) + mistake + text.slice(match.index + 1 + found.length, to),
    };
  });
}

/** The shortest stretch around a place that stands only once in the text. */
function placeOf(text: string, from: number, to: number): readonly [from: number, to: number] {
  for (let width = 1; ; width++) {
    const [first, last] = [Math.max(0, from - width), to + width];
    if (text.split(text.slice(first, last)).length === 2) return [first, last];
  }
}
