import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { promises } from './promises.ts';
import { blockOf, readTable, renderTable } from './table.ts';

const seed = process.env['PROPERTY_SEED'] ?? 'suite';

describe('what must hold', () => {
  it.each(promises.filter(({ tests }) => tests.length === 0))(
    '$promise ($suite $unit)',
    async ({ name, suite, campaign }) => {
      console.log(`replay: npm run soak -- --only ${name} --seed ${seed} --count ${suite}`);
      const { tried, failures } = await campaign({ count: suite, seed });
      expect(failures).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(suite);
    },
  );

  it('is tried by test files that exist, under names of their own', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const files = promises.flatMap(({ tests }) => tests);
    expect(files.filter((file) => !existsSync(`${root}${file}`))).toEqual([]);
    expect(new Set(promises.map(({ name }) => name)).size).toBe(promises.length);
  });

  it('stands in test/README.md with its results, as a soak writes them (npm run soak -- --minutes 0 --write)', () => {
    const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(blockOf(page)).toBe(renderTable(readTable(page)));
  });
});
