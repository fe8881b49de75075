import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { promises } from './promises.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seed = process.env['PROPERTY_SEED'] ?? 'suite';

/** Tries, in this test file, the promises that name it, each at its first number: `tryPromises(import.meta.filename)`. */
export function tryPromises(file: string): void {
  const name = relative(root, file).replaceAll(sep, '/');
  describe('what must hold', () => {
    it.each(promises.filter(({ tests }) => tests.includes(name)))('$promise ($suite $unit)', async (row) => {
      console.log(`replay: npm run soak -- --only ${row.name} --seed ${seed} --count ${row.suite}`);
      const { tried, failures } = await row.campaign({ count: row.suite, seed });
      expect(failures).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(row.suite);
    });
  });
}
