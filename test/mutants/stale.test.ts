import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listedMutants, whyStale } from './all.ts';
import { operatorMutants, sampleOf } from './operators.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the listed mutants', () => {
  it('stand in the source exactly once each: a change that moves one takes it along', () => {
    const stale = listedMutants.flatMap((mutant) => {
      const why = whyStale(mutant, root);
      return why === null ? [] : [`${mutant.file}: ${mutant.bug}: ${why}`];
    });
    expect(stale).toEqual([]);
  });

  it('are told stale where the text is missing, doubled, or the file is gone', () => {
    const mutant = { bug: '', file: 'test/mutants/all.ts', replace: '', tests: [] };
    expect(whyStale({ ...mutant, find: 'export const listedMutants' }, root)).toBeNull();
    expect(whyStale({ ...mutant, find: 'no\tsuch' }, root)).toBe('stands 0 times in the source');
    expect(whyStale({ ...mutant, find: 'historyMutants' }, root)).toBe('stands 2 times in the source');
    expect(whyStale({ ...mutant, file: 'src/gone.ts', find: '' }, root)).toBe('there is no such file');
  });

  it('are tried with tests that exist', () => {
    const paths = new Set([...listedMutants, ...operatorMutants(root)].flatMap(({ tests }) => tests));
    expect([...paths].filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([]);
  });
});

describe('the mutants that are one operator for another', () => {
  const mutants = operatorMutants(root);

  it('are of code, not of comments, texts and types, and stand in the source exactly once each', () => {
    expect(mutants.flatMap((mutant) => whyStale(mutant, root) ?? [])).toEqual([]);
    for (const { find, replace } of mutants) expect(replace).not.toBe(find);
    const lines = mutants.map(({ file, bug }) => {
      const line = Number(/\d+/.exec(bug));
      return readFileSync(`${root}${file}`, 'utf8').split('\n')[line - 1]!;
    });
    expect(lines.filter((line) => /^\s*(\*|\/\/|import|export type|type )/.test(line))).toEqual([]);
  });

  it('are drawn by a seed, each once', () => {
    const drawn = sampleOf(mutants, 20, 'a');
    expect(new Set(drawn).size).toBe(20);
    expect(sampleOf(mutants, 20, 'a')).toEqual(drawn);
    expect(sampleOf(mutants, 20, 'b')).not.toEqual(drawn);
  });
});
