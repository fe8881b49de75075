import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listedMutants, whyStale } from './all.ts';

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
    const missing = listedMutants
      .flatMap(({ tests }) => tests)
      .filter((path) => globSync(path, { cwd: root }).length === 0);
    expect([...new Set(missing)]).toEqual([]);
  });
});
