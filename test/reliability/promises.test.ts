import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { promises } from './promises.ts';
import { blockOf, readTable, renderTable } from './table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whether a test file tries the promises that name it. */
const tries = (file: string) => readFileSync(`${root}${file}`, 'utf8').includes('tryPromises(import.meta.filename)');

describe('what must hold', () => {
  it('has names of its own', () => {
    expect(new Set(promises.map(({ name }) => name)).size).toBe(promises.length);
  });

  it('is tried by test files that exist, each promise by one that runs its campaign or by some in their own way', () => {
    const tests = new Set(globSync('test/**/*.test.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/')));
    const wrong = promises.filter(
      (row) =>
        row.tests.length === 0 ||
        !row.tests.every((file) => tests.has(file)) ||
        (row.tests.some(tries) && row.tests.length > 1),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('stands in test/README.md with its results, as a soak writes them (npm run soak -- --minutes 0 --write)', () => {
    const page = readFileSync(`${root}test/README.md`, 'utf8');
    expect(blockOf(page)).toBe(renderTable(readTable(page)));
  });
});
