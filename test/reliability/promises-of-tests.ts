import type { Promised } from './promise.ts';
import { testFilesCampaign } from './vitest-campaign.ts';

/** A promise that test files keep in the suite, on so many cases a run of them; a soak runs them again, on other cases where they draw some. */
function ofTests(tests: readonly string[], row: Omit<Promised, 'tests' | 'slice' | 'campaign'>): Promised {
  return { ...row, slice: row.suite, tests, campaign: testFilesCampaign(tests, row.suite) };
}

/** Promises that ordinary tests keep, which need no campaign of their own. To add one: a row here. */
export const keptByTests: readonly Promised[] = [
  ofTests(['test/study/bad-files.test.ts'], {
    name: 'bad-files',
    promise:
      'A malformed experiment, market or price file is answered by file:line:column, path, what and what is allowed, exit code 2, no stack',
    how: 'files named by their fault, with the messages that answer them',
    unit: 'files',
    suite: 100,
    soak: 100,
  }),
  ofTests(['test/property/conservation.test.ts', 'test/property/bounded-loss.test.ts'], {
    name: 'money',
    promise: 'Money is conserved in the fast engine within 1e-9 of gross notional',
    how: 'random books, venues, rules and policies: what pools and treasury hold, counted afresh, against the columns',
    unit: 'paths',
    suite: 100_000,
    soak: 10_000_000,
  }),
  ofTests(['test/exact/oracles.test.ts', 'test/exact/postings.test.ts'], {
    name: 'exact-money',
    promise: 'Money is conserved in the exact engine to the last digit',
    how: 'its oracles path by path, and ledgers that add up from one equity to the next',
    unit: 'paths',
    suite: 80,
    soak: 8_000,
  }),
  ofTests(['test/property/oracles.test.ts', 'test/property/policies.test.ts'], {
    name: 'oracles',
    promise: 'The theorems of the design hold path by path, without exception',
    how: 'at least 100,000 random paths for each theorem',
    unit: 'paths',
    suite: 100_000,
    soak: 10_000_000,
  }),
  ofTests(['test/engine/no-look-ahead.test.ts'], {
    name: 'no-look-ahead',
    promise: 'No decision looks ahead',
    how: 'paths that end at a step against such that go on, under any rules and policies',
    unit: 'cases',
    suite: 10_000,
    soak: 1_000_000,
  }),
  ofTests(
    ['test/differential/engines.test.ts', 'test/differential/any-rules.test.ts', 'test/differential/equality.test.ts'],
    {
      name: 'engines-agree',
      promise: 'The fast and the exact engine decide alike; knife-edges are fewer than 1e-6 of the rows, and proven',
      how: 'paths of random schemes, venues and policies in both precisions, and books that meet the requirement to the last bit',
      unit: 'paths',
      suite: 6_000,
      soak: 100_000,
    },
  ),
  ofTests(['test/statistical/closed-form.test.ts', 'test/statistical/stranger.test.ts'], {
    name: 'truth',
    promise:
      'Figures are within 4 of their own standard errors of closed forms, rms z near 1, and of a simulator written by a stranger',
    how: 'the battery of closed forms through the public path in both precisions; the false-alarm rate stands beside each test',
    unit: 'batteries',
    suite: 1,
    soak: 1,
  }),
  ofTests(['test/kernel/draws.test.ts', 'test/kernel/streams.test.ts'], {
    name: 'draws',
    promise:
      'Draws are those of Philox and xoshiro as published; neighbouring paths, steps and lanes are uncorrelated, and a bad generator is caught',
    how: 'known answers, laws of all draws, z below 5 over a million neighbours',
    unit: 'draws',
    suite: 1_000_000,
    soak: 1_000_000,
  }),
  ofTests(['test/study/hostile-files.test.ts'], {
    name: 'hostile-files',
    promise:
      'A file from outside cannot reach prototypes, expand without end, exhaust stack or memory, or forge messages',
    how: 'one file for each attack',
    unit: 'files',
    suite: 20,
    soak: 20,
  }),
];
