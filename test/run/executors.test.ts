import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../src/base/digest.ts';
import type { ExecutorDefinition } from '../../src/run/execute/executor.ts';
import { createThreadsExecutor, startThreads } from '../../src/run/execute/executors/threads.ts';
import { executorNamed, executors } from '../../src/run/execute/executors.ts';
import type { StudyResult } from '../../src/run/result.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { scramblingExecutor } from '../support/scrambling.ts';
import { seeded } from '../support/seeds.ts';
import { smallStudy } from './studies.ts';

const study = smallStudy({ scenario: { paths: 1_500, steps: 24 } });
/** Short enough to be printed when a test fails. */
function digestOf({ results }: StudyResult): string {
  return sha256(canonicalJson(results));
}

const reference = digestOf(await runStudy(study, { executor: 'inline' }));

describe('figures do not depend on where they are computed', () => {
  it.each([1, 2, 3])('seed %i of an executor that finishes tasks in any order', async (seed) => {
    const result = await runStudy(study, { executor: scramblingExecutor(seeded(`scrambling ${seed}`)) });
    expect(digestOf(result)).toBe(reference);
  });

  it.each(
    executors.flatMap(({ name, threadsOf }) => {
      const counts = new Set([1, 2, 3].map(threadsOf));
      return [...counts].map((threads): [string, number] => [name, threads]);
    }),
  )('%s on %i threads', async (executor, threads) => {
    const result = await runStudy(study, { executor, threads });
    expect(digestOf(result)).toBe(reference);
  });

  it('threads that outlive a run, and compute two studies at a time', async () => {
    const other = smallStudy({ scenario: { paths: 700, steps: 24, seed: 'other' } });
    const expected = digestOf(await runStudy(other, { executor: 'inline' }));
    const pool = startThreads(3);
    try {
      for (let round = 0; round < 2; round++) {
        const both = [study, other].map((one) => runStudy(one, { executor: pool.executor, threads: pool.threads }));
        expect((await Promise.all(both)).map(digestOf)).toEqual([reference, expected]);
      }
    } finally {
      await pool.close();
    }
  });

  it.each([0, 1.5, 2_000, Number.NaN])('starts no %f threads', (threads) => {
    expect(() => startThreads(threads)).toThrow(/threads: must be a whole number; allowed: 1 to 1024/);
  });

  it('refuses an executor that is not registered, with the names of those that are', () => {
    expect(() => executorNamed('cloud')).toThrow(/unknown executor.*inline.*threads.*got: cloud/);
  });
});

describe('threads that cannot start', () => {
  /** Runs the study on two threads that work with a module of this text; again, if wanted, until there is a notice. */
  async function runOn(text: string, { startMs = 60_000, untilNotice = false } = {}) {
    const notices: string[] = [];
    const pool = startThreads(2, new URL(`data:text/javascript,${encodeURIComponent(text)}`), { startMs });
    try {
      const onNotice = (notice: string) => void notices.push(notice);
      const run = async () => digestOf(await runStudy(study, { executor: pool.executor, threads: 2, onNotice }));
      for (;;) {
        const digest = await run();
        if (!untilNotice || notices.length > 0) return { digest, notices };
      }
    } finally {
      await pool.close();
    }
  }

  it.each([
    ['a syntax error', 'export function runTask( {', /SyntaxError/],
    ['an end at the top level', 'process.exit(1)', /it ended with exit code 1/],
    ['an error at the top level', 'throw new Error("no such thing")', /no such thing/],
    ['no work to do', 'export const other = 1;', /exports no function runTask/],
  ])('end the run at once, without a deadline, with what failed and what to do: %s', async (_, text, reason) => {
    const failure = runOn(text);
    await expect(failure).rejects.toMatchObject({ kind: 'worker', exitCode: 5 });
    await expect(failure).rejects.toThrow(/no worker thread could be started \(2 asked for\).*--threads.*ulimit/s);
    await expect(failure).rejects.toThrow(reason);
  });

  it('have a deadline of their own', async () => {
    await expect(runOn('for (;;);', { startMs: 200 })).rejects.toThrow(/it did not say that it is ready within 0.2 s/);
  });

  it('leave the run to those that can, and that is said once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'margin-lab-start-'));
    try {
      const { digest, notices } = await runOn(
        `
        import { openSync } from 'node:fs';
        openSync(${JSON.stringify(join(folder, 'taken'))}, 'wx');
        export { runTask } from ${JSON.stringify(new URL('../../workers/simulate.ts', import.meta.url).href)};
      `,
        { untilNotice: true },
      );
      expect(digest).toBe(reference);
      expect(notices).toEqual([
        expect.stringMatching(/^1 of 2 worker threads could not be started .*; the others go on$/),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are those of threads that die when nothing is asked of them: others take their place', async () => {
    const { digest } = await runOn(`
      import { runTask as work } from ${JSON.stringify(new URL('../../workers/simulate.ts', import.meta.url).href)};
      export function runTask(request) {
        if (request.task.firstPath === 0) setTimeout(() => process.exit(7), 1);
        return work(request);
      }
    `);
    expect(digest).toBe(reference);
  });
});

describe('hostile workers', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'margin-lab-hostile-'));
    process.env.HOSTILE_FOLDER = folder;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const name of ['HOSTILE_FOLDER', 'HOSTILE_KIND', 'HOSTILE_FAILURES']) delete process.env[name];
  });

  const hostile: ExecutorDefinition = {
    name: 'hostile',
    meaning: 'threads that misbehave',
    worthSeconds: Number.POSITIVE_INFINITY,
    threadsOf: (offered) => offered,
    create: (options) => createThreadsExecutor(options, new URL('./workers/hostile.ts', import.meta.url)),
  };

  function runHostile(kind: string, failures: number, notices: string[] = []) {
    process.env.HOSTILE_KIND = kind;
    process.env.HOSTILE_FAILURES = String(failures);
    return runStudy(study, {
      executor: hostile,
      threads: 2,
      deadlineMs: kind === 'hang' ? 5_000 : 60_000,
      onNotice: (notice) => notices.push(notice),
    });
  }

  it.each(['throw', 'exit', 'nothing', 'nonsense', 'other paths', 'another experiment', 'a flipped bit'])(
    'a worker that does this twice per chunk changes nothing: %s',
    async (kind) => {
      const notices: string[] = [];
      const result = await runHostile(kind, 2, notices);
      expect(digestOf(result)).toBe(reference);
      expect(notices.filter((notice) => notice.includes('computed again')).length).toBeGreaterThanOrEqual(4);
    },
  );

  it('a worker that hangs is ended at the deadline, and its chunk computed again', async () => {
    const result = await runHostile('hang', 1);
    expect(digestOf(result)).toBe(reference);
  });

  it('a chunk that fails three times ends the run with its name, its paths and the reason', async () => {
    const failure = runHostile('throw', 3);
    await expect(failure).rejects.toMatchObject({ kind: 'worker', exitCode: 5 });
    await expect(failure).rejects.toThrow(/scenario 'base', paths \d+ to \d+ failed 3 times.*thrown on purpose/s);
  });
});
