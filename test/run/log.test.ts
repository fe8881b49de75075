import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFiles } from '../../src/report/writers/run-files.ts';
import type { ExecutorDefinition } from '../../src/run/execute/executor.ts';
import { inlineExecutor } from '../../src/run/execute/executors/inline.ts';
import { startThreads } from '../../src/run/execute/executors/threads.ts';
import { type LogLevel, logLevels, runEvents } from '../../src/run/log/events.ts';
import { formatEntry, type LogEntry } from '../../src/run/log/run-log.ts';
import { type RunOptions, runStudy } from '../../src/run/run-study.ts';
import { type Files, nodeFiles } from '../../src/run/store/files.ts';
import { findFinished } from '../../src/run/store/finished-run.ts';
import { readManifest } from '../../src/run/store/manifest.ts';
import { verifyRun } from '../../src/run/verify-run.ts';
import { stoppedRun } from './store/stopped.ts';
import { writtenStudy } from './written-study.ts';

const study = writtenStudy(900);
let results = '';
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'margin-lab-log-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const run = (options: RunOptions = {}, what = study) =>
  runStudy(what, { executor: 'inline', results, outputs: runFiles, ...options });
const stopped = (chunks: number, options: RunOptions = {}) =>
  stoppedRun(study, chunks, { outputs: runFiles, ...options, results });

/** The lines of a log, each of which must be an entry. */
function entriesOf(folder: string | null): LogEntry[] {
  const text = readFileSync(join(folder ?? '', 'log.jsonl'), 'utf8');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogEntry);
}
const eventsOf = (folder: string | null) => entriesOf(folder).map(({ event }) => event);

/** Computes as it should, but does something before. */
function disturbed(before: (attempt: number, notice: (sentence: string) => void) => void): ExecutorDefinition {
  return {
    ...inlineExecutor,
    create(options) {
      const executor = inlineExecutor.create(options);
      let attempts = 0;
      return {
        ...executor,
        async run(task, signal) {
          before(++attempts, options.onNotice ?? (() => {}));
          return executor.run(task, signal);
        },
      };
    },
  };
}

/** Files on which lines of the log that hold a text cannot be written. */
function withoutLines(holding: string): Files {
  return {
    ...nodeFiles,
    append(path, content) {
      if (path.endsWith('log.jsonl') && Buffer.from(content).includes(holding))
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      nodeFiles.append(path, content);
    },
  };
}

describe('the log of a run', () => {
  it('tells in order what was run by what, what it was to take, where, and how it ended', async () => {
    const { folder } = await run();
    const [started, estimated, opened, finished, ...more] = entriesOf(folder);
    expect(more).toEqual([]);
    expect(started).toMatchObject({
      event: 'started',
      level: 'info',
      name: study.name,
      paths: 900,
      node: process.version,
    });
    expect(estimated).toMatchObject({ event: 'estimated', chunks: 5, threads: 1, executor: 'inline' });
    expect(opened).toMatchObject({ event: 'opened', resume: false, storedChunks: 0, chunks: 5 });
    const manifest = await readManifest(nodeFiles, folder!);
    const { resultDigest, timing } = manifest!;
    expect(finished).toMatchObject({ event: 'finished', resultDigest, seconds: timing!.seconds, reusedChunks: 0 });
    const times = entriesOf(folder).map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    for (const time of times) expect(new Date(time).toISOString()).toBe(time);
  });

  it('takes its times from the clock of the run', async () => {
    const clock = { now: () => 1_000_000_000_000, sleep: async () => {} };
    const { folder } = await run({ clock });
    for (const { time } of entriesOf(folder)) expect(time).toBe('2001-09-09T01:46:40.000Z');
  });

  it('is gone on with when the run is, and begins anew when the run does', async () => {
    const work = await stopped(2);
    const first = ['started', 'estimated', 'opened', 'stopped'];
    expect(eventsOf(work)).toEqual(first);
    const { folder } = await run({ resume: true, logLevel: 'debug' });
    const entries = entriesOf(folder);
    expect(entries.slice(0, 4).map(({ event }) => event)).toEqual(first);
    expect(entries[6]).toMatchObject({ event: 'opened', resume: true, storedChunks: 2 });
    const chunks = entries.filter(({ event }) => event === 'chunk done');
    expect(chunks.map(({ reused }) => reused)).toEqual([true, true, false, false, false]);
    await stopped(2);
    const { folder: anew } = await run();
    expect(eventsOf(anew)).toEqual(['started', 'estimated', 'discarded', 'opened', 'finished']);
  });

  it.each([
    ['half a line', Buffer.from('{"time":"2026-12-01T1')],
    ['zeros, as after a power cut', Buffer.alloc(300)],
    ['zeros and lines after them', Buffer.concat([Buffer.alloc(30), Buffer.from('x\n{}\n')])],
  ])('is gone on with without %s at its end', async (_, end) => {
    const work = await stopped(2);
    appendFileSync(join(work, 'log.jsonl'), end);
    const { folder } = await run({ resume: true });
    expect(eventsOf(folder).slice(3)).toEqual(['stopped', 'started', 'estimated', 'opened', 'finished']);
  });

  it('names the paths of a chunk that failed, and why', async () => {
    const executor = disturbed((attempt) => {
      if (attempt === 2) throw new Error('as told');
    });
    const { folder } = await run({ executor });
    const failed = entriesOf(folder).filter(({ event }) => event === 'chunk failed');
    expect(failed).toHaveLength(1);
    const [scenario] = study.scenarios;
    expect(failed[0]).toMatchObject({ level: 'warn', scenarios: [scenario!.name], firstPath: 200, count: 200 });
    expect(failed[0]!['sentence']).toContain('as told');
  });

  it('tells of a thread that died, and that another is there', async () => {
    const worker = JSON.stringify(new URL('../../workers/simulate.ts', import.meta.url).href);
    const text = `
      import { openSync } from 'node:fs';
      import { runTask as work } from ${worker};
      export function runTask(request) {
        try {
          openSync(${JSON.stringify(join(results, 'taken'))}, 'wx');
        } catch {
          return work(request);
        }
        process.exit(7);
      }
    `;
    const pool = startThreads(1, new URL(`data:text/javascript,${encodeURIComponent(text)}`));
    try {
      const { folder } = await run({ executor: pool.executor, threads: 1, logLevel: 'debug' });
      const entries = entriesOf(folder);
      const died = entries.findIndex(({ event }) => event === 'thread ended');
      expect(entries[died]).toMatchObject({ level: 'warn', alive: 0, reason: 'it ended with exit code 7' });
      const after = entries.slice(died + 1).map(({ event }) => event);
      expect(after.filter((event) => event === 'chunk failed' || event === 'thread ready')).toEqual([
        'chunk failed',
        'thread ready',
      ]);
    } finally {
      await pool.close();
    }
  });

  it('names the last failure of a run that fails', async () => {
    const executor = disturbed(() => {
      throw new Error('as told');
    });
    const heard: LogEntry[] = [];
    await expect(run({ executor, retries: 1, onLog: (entry) => void heard.push(entry) })).rejects.toThrow('as told');
    expect(heard.filter(({ event }) => event === 'chunk failed').length).toBeGreaterThan(1);
    expect(heard.at(-1)).toMatchObject({ event: 'failed', level: 'error', kind: 'worker' });
    const { folder } = await run({ resume: true });
    expect(entriesOf(folder).slice(0, heard.length)).toEqual(heard);
  });

  it('holds the stack of a bug', async () => {
    const broken: ExecutorDefinition = {
      ...inlineExecutor,
      create: (options) => ({
        ...inlineExecutor.create(options),
        get tasksInFlight(): number {
          throw new TypeError('a bug');
        },
      }),
    };
    const heard: LogEntry[] = [];
    await expect(run({ executor: broken, onLog: (entry) => void heard.push(entry) })).rejects.toThrow('a bug');
    expect(heard.at(-1)).toMatchObject({ event: 'failed', kind: 'bug', message: 'a bug' });
    expect(heard.at(-1)?.['stack']).toContain('log.test.ts');
  });

  it.each(logLevels)('at level %s holds what is at least as grave, and moves no digest', async (logLevel) => {
    const executor = disturbed((attempt, notice) => {
      if (attempt === 1) notice('a notice');
    });
    const { folder } = await run({ logLevel, executor });
    const most = logLevels.indexOf(logLevel);
    const isHeld = (level: LogLevel) => logLevels.indexOf(level) <= most;
    const all: (keyof typeof runEvents)[] = [
      'started',
      'estimated',
      'opened',
      'notice',
      ...Array.from({ length: 5 }, () => 'chunk done' as const),
      ...study.scenarios.map(() => 'figures made' as const),
      'finished',
    ];
    expect(eventsOf(folder)).toEqual(all.filter((event) => isHeld(runEvents[event].level)));
    const manifest = await readManifest(nodeFiles, folder!);
    const { folder: plain } = await runStudy(study, { results: join(results, 'plain'), outputs: runFiles });
    expect(manifest!.resultDigest).toBe((await readManifest(nodeFiles, plain!))!.resultDigest);
  });

  it('is heard where there is no folder', async () => {
    const heard: string[] = [];
    const onLog = ({ event }: LogEntry) => void heard.push(event);
    await run({ results: null, onLog });
    expect(heard).toEqual(['started', 'estimated', 'finished']);
  });

  it('is part of what a finished run is known by: verified, and no byte of it changes unnoticed', async () => {
    const { folder } = await run();
    const path = join(folder!, 'log.jsonl');
    const inspect = () => findFinished(nodeFiles, results, study, runFiles);
    expect((await inspect())?.faults).toEqual([]);
    expect((await verifyRun(folder!, { outputs: runFiles, share: 1, seed: 'any' })).findings).toEqual([]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('info', 'warn'));
    expect((await inspect())?.faults).toEqual(['log.jsonl was changed since it was written']);
    rmSync(path);
    expect((await inspect())?.faults).toEqual(['log.jsonl is missing']);
  });

  it('is not written through a link', async () => {
    const work = await stopped(2);
    const elsewhere = join(results, 'elsewhere');
    writeFileSync(elsewhere, 'mine\n');
    rmSync(join(work, 'log.jsonl'));
    symlinkSync(elsewhere, join(work, 'log.jsonl'));
    const { folder } = await run({ resume: true });
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine\n');
    expect(eventsOf(folder)).toEqual(['started', 'estimated', 'opened', 'finished']);
  });

  it('tells what a killed run had left', async () => {
    const work = await stopped(2);
    const left = join(work, 'log.jsonl.4321-0123abcd.tmp');
    writeFileSync(left, 'x');
    const { folder } = await run({ resume: true });
    const settled = entriesOf(folder).filter(({ event }) => event === 'settled');
    expect(settled).toMatchObject([{ what: 'removed', path: left }]);
  });
});

describe('a log that cannot be written', () => {
  it.each(['started', 'notice', 'chunk done', 'finished'])(
    'ends the run as storage at a line of "%s"',
    async (event) => {
      let attempts = 0;
      const executor = disturbed((attempt, notice) => {
        attempts = attempt;
        // Where nobody would catch an error.
        if (attempt === 1) setImmediate(() => notice('from nowhere'));
      });
      const failing = run({ executor, logLevel: 'debug', files: withoutLines(`"event":"${event}"`) });
      await expect(failing).rejects.toMatchObject({ kind: 'storage' });
      await expect(failing).rejects.toThrow(/cannot write .*log\.jsonl: the disk is full/);
      // At once, not when all chunks were computed.
      if (event === 'finished') expect(attempts).toBe(5);
      else expect(attempts).toBeLessThan(4);
      const { folder } = await run({ resume: true });
      expect(eventsOf(folder).at(-1)).toBe('finished');
    },
  );
});

it('a line of a log holds nothing that a terminal obeys, and is read back as one entry', () => {
  const said = 'a\u001b[31m \u009b \u202e \u0000 \u2028 "quoted"\nsecond';
  const line = formatEntry({ time: 't', level: 'warn', event: 'notice', said });
  expect(line).toMatch(/^[ -~]*\n$/);
  expect(JSON.parse(line)).toMatchObject({ said: 'a\\x1b[31m \\x9b \\u202e \\x00 \\u2028 "quoted"\nsecond' });
});
