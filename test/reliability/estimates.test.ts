import { expect, it } from 'vitest';
import { estimates } from './campaigns/estimates.ts';

const seed = process.env['PROPERTY_SEED'] ?? 'suite';

/** On a machine that does much else, the same work takes several times the time of the processor. */
const timeFactor = 6;

it('studies of any size take the memory and disk that were foretold, and about the time, or are refused', async () => {
  console.log(`replay: npm run soak -- --only estimates --seed ${seed} --count 3`);
  const { tried, failures } = await estimates({ count: 3, seed, timeFactor });
  expect(failures).toEqual([]);
  expect(tried).toBe(3);
});
