import { damagedChunks } from './campaigns/damaged-chunks.ts';
import { determinism } from './campaigns/determinism.ts';
import { hostileWorkers } from './campaigns/hostile-workers.ts';
import { mutations } from './campaigns/mutations.ts';
import { priceFiles } from './campaigns/price-files.ts';
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
    name: 'hostile-workers',
    promise:
      'A worker that throws, exits, hangs or returns nonsense changes nothing after at most two failures of a chunk; after three the run ends with its scenario and paths',
    how: 'schedules of failures drawn by the seed over the chunks of small studies on two threads: exits, rejections, endless loops, garbage beside the answer, nonsense under a right digest',
    unit: 'schedules',
    suite: 50,
    soak: 1_000,
    slice: 50,
    tests: [],
    campaign: hostileWorkers,
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
    name: 'price-files',
    promise:
      'Any file of prices becomes a market file that is read back, or is refused with file, line, option or field',
    how: 'calibration of prices that never move, leap from edge to edge, stand in equal columns, under names that mean something',
    unit: 'files',
    suite: 6,
    soak: 500,
    slice: 20,
    tests: [],
    campaign: priceFiles,
  },
  {
    name: 'mutations',
    promise:
      'A malformed file is refused in lines that begin with the file, hold no control characters and no word of the program',
    how: 'sound experiments, markets, prices and funding after one to four changes of lines, words, figures, marks and ends',
    unit: 'mutations',
    suite: 6_000,
    soak: 2_000_000,
    slice: 8_000,
    tests: [],
    campaign: mutations,
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
