import { correlations } from './campaigns/correlations.ts';
import { coverage } from './campaigns/coverage.ts';
import { damagedChunks } from './campaigns/damaged-chunks.ts';
import { determinism } from './campaigns/determinism.ts';
import { editedBytes } from './campaigns/edited-bytes.ts';
import { estimates } from './campaigns/estimates.ts';
import { exportsCampaign } from './campaigns/exports.ts';
import { extremes } from './campaigns/extremes.ts';
import { failingWrites } from './campaigns/failing-writes.ts';
import { finiteFigures } from './campaigns/finite-figures.ts';
import { hostileWorkers } from './campaigns/hostile-workers.ts';
import { kills } from './campaigns/kills.ts';
import { mutantsCampaign } from './campaigns/mutants.ts';
import { mutations } from './campaigns/mutations.ts';
import { names } from './campaigns/names.ts';
import { priceFiles } from './campaigns/price-files.ts';
import { signalsCampaign } from './campaigns/signals.ts';
import { simulation } from './campaigns/simulation.ts';
import { starters } from './campaigns/starters.ts';
import type { Promised } from './promise.ts';
import { keptByTests } from './promises-of-tests.ts';

/**
 * Everything that must hold, and how it is tried. To add one: a file in campaigns/ and a row here, whose `tests` names the test file that is
 * to try it: one that calls `tryPromises`, best the one that takes least time.
 */
export const promises: readonly Promised[] = [
  {
    name: 'determinism',
    promise: 'The figures are the same to the last bit for any threads, order of completion, executor and interruption',
    how: 'small studies on 1, 2, 3 and 8 threads, by an executor that finishes tasks in any order, and stopped and resumed: one digest each',
    unit: 'runs',
    suite: 100,
    soak: 2_000,
    slice: 200,
    tests: ['test/reliability/workers.test.ts'],
    campaign: determinism,
  },
  {
    name: 'simulation',
    promise:
      'Whatever ends, fails, answers wrongly or loses power: one right result or a clear error, one writer, nothing finished lost, nothing left behind',
    how: 'the run layer in a simulated world: up to three coordinators at a time, killed anywhere, power cuts, failing files, bad workers; then a run without trouble',
    unit: 'mixes',
    suite: 250,
    soak: 100_000,
    slice: 1_000,
    tests: ['test/reliability/simulated.test.ts'],
    campaign: simulation,
  },
  {
    name: 'damaged-chunks',
    promise: 'A damaged or foreign chunk is never believed: it is set aside and computed again',
    how: 'a bit flipped anywhere, cut, lengthened, zeroed, swapped, of another experiment, program, Node, kernel or stream',
    unit: 'chunks',
    suite: 60,
    soak: 2_000,
    slice: 200,
    tests: ['test/reliability/stored.test.ts'],
    campaign: damagedChunks,
  },
  {
    name: 'edited-bytes',
    promise: 'Every edited byte of a finished run is noticed, and every manifest that says what is not so',
    how: 'a byte changed anywhere; a file deleted, emptied, cut, lengthened, swapped, linked; a manifest forged with a right digest',
    unit: 'edits',
    suite: 200,
    soak: 100_000,
    slice: 1_000,
    tests: ['test/reliability/stored.test.ts'],
    campaign: editedBytes,
  },
  {
    name: 'kills',
    promise:
      'A run that is killed at any write, and resumed, has the result of one that was not, loses no earlier one and leaves nothing else',
    how: 'processes that kill themselves before, within or after the Nth write, in six situations; a third of them once more while resumed',
    unit: 'kills',
    suite: 20,
    soak: 500,
    slice: 20,
    tests: ['test/reliability/killed.test.ts'],
    campaign: kills,
  },
  {
    name: 'starters',
    promise:
      'Of several runs that start at once after a stale lock, one holds it at a time; there is one result, or a clear refusal',
    how: 'pairs and trios of processes on a disk that takes its time, on lock files of dead, foreign and unreadable holders',
    unit: 'starts',
    suite: 12,
    soak: 200,
    slice: 12,
    tests: ['test/reliability/starters.test.ts'],
    campaign: starters,
  },
  {
    name: 'failing-writes',
    promise:
      'Every failing call of the disk ends a run with exit code 4 and the path; resumed, it has the same result and leaves nothing else',
    how: 'the Nth call fails before, half done or afterwards, for all N and all operations in turn, in six situations',
    unit: 'calls',
    suite: 100,
    soak: 2_000,
    slice: 100,
    tests: ['test/reliability/disk.test.ts'],
    campaign: failingWrites,
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
    tests: ['test/reliability/workers.test.ts'],
    campaign: hostileWorkers,
  },
  {
    name: 'finite-figures',
    promise: 'No NaN, Infinity or -0 stands in any figure or file',
    how: 'wild random scenarios under any rules and policies, every cell of every table and every file',
    unit: 'studies',
    suite: 20,
    soak: 2_000,
    slice: 60,
    tests: ['test/reliability/documents.test.ts'],
    campaign: finiteFigures,
  },
  {
    name: 'extremes',
    promise:
      'Any study of legal extremes has finite figures, or is refused with the field, or the path, that would leave what can be counted',
    how: 'drifts, volatilities, jumps, horizons, prices and amounts at and near the ends of their ranges, in both precisions',
    unit: 'studies',
    suite: 25,
    soak: 500,
    slice: 25,
    tests: ['test/reliability/documents.test.ts'],
    campaign: extremes,
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
    tests: ['test/reliability/commands.test.ts'],
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
    tests: ['test/reliability/documents.test.ts'],
    campaign: priceFiles,
  },
  {
    name: 'mutations',
    promise:
      'A malformed file is refused in lines that begin with the file, hold no control characters and no word of the program',
    how: 'sound experiments, markets, prices, funding, manifests, chunks and kept summaries after one to three changes of lines, words, figures, marks, encodings and bytes; what bears digests also with those that it would have',
    unit: 'mutations',
    suite: 20_000,
    soak: 2_000_000,
    slice: 8_000,
    tests: ['test/reliability/documents.test.ts'],
    campaign: mutations,
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
  {
    name: 'coverage',
    promise: '95 % intervals of every figure hold the truth',
    how: 'four worlds that are made to break them, again and again; the narrow bound is that of `npm run coverage`',
    unit: 'runs',
    suite: 30,
    soak: 1_000,
    slice: 60,
    tests: ['test/statistical/coverage.test.ts'],
    campaign: coverage,
  },
  {
    name: 'correlations',
    promise:
      'A matrix that is no correlation matrix is refused with its fault and smallest eigenvalue; what is nearly one is decided rightly',
    how: 'matrices whose smallest eigenvalue is known and within 1e-12 to 0.1 of 0, and elementary faults; nearest matrices are correlation matrices',
    unit: 'matrices',
    suite: 10_000,
    soak: 1_000_000,
    slice: 50_000,
    tests: ['test/reliability/documents.test.ts'],
    campaign: correlations,
  },
  {
    name: 'exports',
    promise:
      'Texts of files stay texts in tables, drawings and Markdown: no formula, no script, no link, no further cell',
    how: 'formulas, markup and separators as cells, column names, titles and captions; tables are read back, numbers untouched',
    unit: 'texts',
    suite: 500,
    soak: 50_000,
    slice: 5_000,
    tests: ['test/reliability/documents.test.ts'],
    campaign: exportsCampaign,
  },
  {
    name: 'names',
    promise: 'Names of runs are slugs; nothing is written outside the results, nor where a link leads',
    how: 'names made of what means something to a path, links and files in the places that a run takes',
    unit: 'runs',
    suite: 200,
    soak: 20_000,
    slice: 1_000,
    tests: ['test/reliability/disk.test.ts'],
    campaign: names,
  },
  {
    name: 'tests-can-fail',
    promise: 'The tests notice a bug: a sign, a comparison, a step, a fee, a pool, an order that is wrong',
    how: 'listed bugs, seeded one at a time into a copy of the project; in the suite, that all of them stand in the source',
    unit: 'bugs',
    suite: 0,
    soak: 40,
    slice: 2,
    tests: ['test/mutants/stale.test.ts'],
    campaign: mutantsCampaign,
  },
  ...keptByTests,
];
