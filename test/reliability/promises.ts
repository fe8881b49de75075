import { damagedChunks } from './campaigns/damaged-chunks.ts';
import { determinism } from './campaigns/determinism.ts';
import { estimates } from './campaigns/estimates.ts';
import { signalsCampaign } from './campaigns/signals.ts';
import type { Promised } from './promise.ts';
import { testFilesCampaign } from './vitest-campaign.ts';

/** A promise that test files keep in the suite, on so many cases a run of them; a soak runs them again on other cases. */
function ofTests(
  tests: readonly string[],
  row: Omit<Promised, 'tests' | 'slice' | 'campaign'> & { readonly slice?: number },
): Promised {
  return { slice: row.suite, ...row, tests, campaign: testFilesCampaign(tests, row.suite) };
}

/** Everything that must hold, and how it is tried. To add one: a file in campaigns/ and a row here. */
export const promises: readonly Promised[] = [
  {
    name: 'determinism',
    promise: 'The figures are the same to the last bit for any threads, order of completion, executor and interruption',
    how: 'small studies on 1, 2, 3 and 8 threads, by an executor that finishes tasks in any order, and stopped and resumed: one digest each',
    unit: 'runs',
    suite: 100,
    soak: 2_000,
    slice: 200,
    tests: [],
    campaign: determinism,
  },
  {
    name: 'damaged-chunks',
    promise: 'A damaged or foreign chunk is never believed: it is set aside and computed again',
    how: 'a bit flipped anywhere, cut, lengthened, zeroed, swapped, of another experiment, program, Node or stream',
    unit: 'chunks',
    suite: 60,
    soak: 2_000,
    slice: 200,
    tests: [],
    campaign: damagedChunks,
  },
  {
    name: 'signals',
    promise:
      'SIGINT, SIGTERM and SIGHUP end every command within 2 s, with the ordinary words and the exit code of the signal',
    how: 'spawned commands, signalled at random moments of their first 0.6 s; no file is left half written',
    unit: 'signals',
    suite: 10,
    soak: 500,
    slice: 20,
    tests: [],
    campaign: signalsCampaign,
  },
  {
    name: 'estimates',
    promise:
      'Time, memory and disk of any study that is allowed are foretold within a factor of 2 (and 1.5 s, 50 MB, 0.1 MB), or it is refused',
    how: 'studies of any size, of which a few are huge, each in a process of its own; time is that of the processor, on an idle machine',
    unit: 'studies',
    suite: 3,
    soak: 200,
    slice: 4,
    tests: ['test/reliability/estimates.test.ts'],
    campaign: estimates,
  },
  ofTests(['test/property/conservation.test.ts'], {
    name: 'money',
    promise: 'Money is conserved: within 1e-9 of gross notional in the fast engine, to the last digit in the exact one',
    how: 'random books, venues, rules and policies: what pools and treasury hold, counted afresh, against the columns',
    unit: 'paths',
    suite: 100_000,
    soak: 10_000_000,
  }),
];
