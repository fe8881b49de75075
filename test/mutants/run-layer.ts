import { mutantsOf } from './mutant.ts';

const [store, lock, leftovers] = ['test/run/store', 'test/run/store/lock.test.ts', 'test/run/store/leftovers.test.ts'];

/** What stands on the disk, who writes it, what comes from a worker, and what a run may take. */
export const runLayerMutants = [
  ...mutantsOf(
    'src/run/store/lock.ts',
    [lock],
    [
      ['a lock is put where a link leads', "if (kind === 'file' || kind === 'nothing')", "if (kind !== 'folder')"],
      ['nobody waits for a process that is ending', 'clock.now() > patientUntil', 'clock.now() <= patientUntil'],
    ],
  ),
  ...mutantsOf(
    'src/run/store/os-lock.ts',
    [lock],
    [['a file that another has removed is locked', 'isOurs = await standsAt(path, file);', 'isOurs = true;']],
  ),
  ...mutantsOf(
    'src/run/store/leftovers.ts',
    [leftovers, store],
    [
      ['a run of more paths is taken for a smaller one', 'paths >= run.paths[index]!', 'paths <= run.paths[index]!'],
      [
        'what was being written stays',
        'if (file === name || !isOurs(file)) continue',
        'if (file === name || isOurs(file)) continue',
      ],
    ],
  ),
  ...mutantsOf(
    'src/run/store/log-file.ts',
    ['test/run/log.test.ts'],
    [
      ['a log begins anew when its run goes on', 'goesOn ? await', '!goesOn ? await'],
      ['half a line stays', "written.lastIndexOf('\\n') + 1", 'written.length'],
      ['zeros are lines', 'zeros < 0 ? content', 'zeros < 1e9 ? content'],
      ['a log is read where a link leads', "!== 'file') return", "=== 'nothing') return"],
      ['nobody hears of a line that cannot be written', 'onFailure(failure);', ''],
      ['a log that lacks a line is finished', 'if (failure !== null) throw failure;', ''],
    ],
  ),
  ...mutantsOf(
    'src/run/log/run-log.ts',
    ['test/run/log.test.ts'],
    [
      ['a level holds one less', 'logLevels.indexOf(of) > most', 'logLevels.indexOf(of) >= most'],
      ['what a terminal obeys stands in a log', '? printableLines(value) :', '? value :'],
      ['what was told before there was a file is lost', "if (waiting !== '') write(waiting);", ''],
      ['nobody hears of entries', 'onEntry(entry);', ''],
    ],
  ),
  ...mutantsOf(
    'src/run/store/manifest.ts',
    ['test/run/verify-run.test.ts'],
    [
      [
        'a changed manifest is believed',
        "formatManifest(whole) === text ? { manifest: whole } : { fault: 'was changed since it was written' }",
        '{ manifest: whole }',
      ],
    ],
  ),
  ...mutantsOf(
    'src/run/store/verify-files.ts',
    ['test/run/verify-run.test.ts'],
    [
      ['what was added to a file is not seen', 'length > Math.min(bytes, 1)', 'length > Math.max(bytes, 2)'],
      ['a changed file is believed', 'found === sha256 ? null', "found !== '' ? null"],
      ['a digest of the result is believed', 'resultDigestOf(files) !== resultDigest', "resultDigest === ''"],
    ],
  ),
  ...mutantsOf(
    'src/run/store/kept-chunks.ts',
    ['test/run/verify-run.test.ts'],
    [['a lost chunk is not missed', 'present.length !== manifest.keptChunks', 'present.length > manifest.keptChunks']],
  ),
  ...mutantsOf(
    'src/run/store/kept-summaries.ts',
    ['test/run/verify-run.test.ts'],
    [['summaries may be kept twice', 'range.firstPath !== (ends[index - 1] ?? 0)', 'range.firstPath < 0']],
  ),
  ...mutantsOf(
    'src/run/execute/executors/hanging.ts',
    ['test/run/hanging.test.ts'],
    [
      ['a machine that was asleep makes a worker idle', 'else if (!isLate) idleLooks++;', 'else idleLooks++;'],
      [
        'one that works for ever is waited for',
        'told - first > patience.processorSeconds',
        'told - first > 9 * patience.processorSeconds',
      ],
    ],
  ),
  ...mutantsOf(
    'src/run/execute/compute.ts',
    ['test/run/executors.test.ts', 'test/run/rounds.test.ts'],
    [
      ['a task is tried once more than asked', 'reasons.length <= retries', 'reasons.length <= retries + 1'],
      [
        'an answer of fewer scenarios is taken',
        'envelopes.length !== origins.length',
        'envelopes.length > origins.length',
      ],
    ],
  ),
  ...mutantsOf(
    'src/run/plan/budget.ts',
    ['test/run/budget.test.ts'],
    [['tables take no disk', 'countFigures(sizes) * sizes.rowBytes +', '']],
  ),
  ...mutantsOf(
    'src/run/plan/limits.ts',
    ['test/run/budget.test.ts'],
    [
      [
        'a guessed time refuses a run',
        "(name === 'seconds' && time === 'guessed')",
        "(name === 'seconds' && time === 'measured')",
      ],
    ],
  ),
  ...mutantsOf(
    'src/run/memory-watch.ts',
    ['test/run/machine.test.ts'],
    [['any memory is allowed', 'used <= most ||', 'used <= 10 * most ||']],
  ),
  ...mutantsOf(
    'src/engine/range.ts',
    ['test/engine/range.test.ts'],
    [
      [
        'a price that has left the range is counted',
        'if (price <= largest) continue;',
        'if (price > largest) continue;',
      ],
      [
        'a sum that is no number is counted',
        'if (!(Math.abs(column[row]!) <= most))',
        'if (Math.abs(column[row]!) > most)',
      ],
    ],
  ),
];
