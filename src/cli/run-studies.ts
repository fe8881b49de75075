import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MarginLabError } from '../base/errors.ts';
import { printable } from '../base/printable.ts';
import { mostRows } from '../report/sections/lines.ts';
import type { OverviewRow } from '../report/sections/overview.ts';
import type { ThreadPool } from '../run/execute/executors/threads.ts';
import type { LogLevel } from '../run/log/events.ts';
import { formatBudget } from '../run/plan/budget.ts';
import { experimentDigest } from '../run/plan/family.ts';
import { runStudy } from '../run/run-study.ts';
import { nodeFiles } from '../run/store/files.ts';
import { type FinishedBefore, findFinished } from '../run/store/finished-run.ts';
import { logName } from '../run/store/log-file.ts';
import { workFolder } from '../run/store/run-folder.ts';
import { loadStudy } from '../study/load.ts';
import type { Study } from '../study/study.ts';
import type { Override } from './options.ts';
import { stoppable } from './signals.ts';
import { progressDisplay } from './terminal.ts';

/** What the words of the command line say. */
export interface RunCommandOptions {
  readonly paths?: number;
  readonly seed?: string;
  readonly threads?: number;
  readonly out: string;
  readonly set?: readonly Override[];
  readonly resume?: true;
  readonly keepChunks?: true;
  readonly quiet?: true;
  readonly logLevel?: LogLevel;
}

/** They take longer to load than a first chunk to compute, so it comes first. */
const loadReports = () => import('./run-reports.ts');

/** Runs the studies of these files one after another on the threads of the pool, and prints their tables. */
export async function runStudies(
  files: readonly string[],
  options: RunCommandOptions,
  pool: ThreadPool,
): Promise<void> {
  const overrides = {
    set: options.set ?? [],
    ...(options.paths === undefined ? {} : { paths: options.paths }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  // All files are read before the first run starts: a night must not end at a typing error in the last file.
  const studies = files.map((file) => loadStudy(file, overrides));
  const rows: OverviewRow[] = [];
  await stoppable(async (signal) => {
    for (const study of studies) rows.push(await runOne(study, options, pool, signal, studies.length > 1));
  });
  if (studies.length > 1 && options.quiet !== true) {
    const { overviewSection, print } = await loadReports();
    print([overviewSection(rows)]);
  }
  const failed = rows.find((row) => row.error !== null)?.error;
  // Its message stands above already, where it happened, and in the overview.
  if (failed != null) process.exitCode = failed.exitCode;
}

async function runOne(
  study: Study,
  options: RunCommandOptions,
  pool: ThreadPool,
  signal: AbortSignal,
  goOn: boolean,
): Promise<OverviewRow> {
  const display = progressDisplay(process.stderr);
  const quiet = options.quiet === true;
  let keepChunks = options.keepChunks === true;
  try {
    if (options.resume === true) {
      const { runFiles } = await loadReports();
      const finished = await findFinished(nodeFiles, options.out, study, runFiles);
      if (finished?.faults.length === 0) {
        const { folder } = finished;
        process.stdout.write(`${printable(quiet ? folder : `${study.name}: finished already, see ${folder}`)}\n`);
        return { study: study.name, folder, result: null, error: null };
      }
      if (finished !== null) display.say(distrust(finished));
      keepChunks ||= finished?.keepsChunks === true;
    }
    const result = await runStudy(study, {
      threads: pool.threads,
      executor: pool.executor,
      results: options.out,
      outputs: async (one) => (await loadReports()).runFiles(one),
      keepResults: mostRows,
      resume: options.resume === true,
      keepChunks,
      ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
      signal,
      onBudget: (budget) => {
        if (!quiet && budget.seconds > 10) display.say(`${study.name}: ${formatBudget(budget)}`);
      },
      onNotice: (sentence) => display.say(sentence),
      ...(quiet ? {} : { onProgress: display.show }),
    });
    display.end();
    const { studySections, print } = await loadReports();
    if (quiet) process.stdout.write(`${printable(String(result.folder))}\n`);
    else print(studySections(result));
    return { study: study.name, folder: result.folder, result, error: null };
  } catch (error) {
    display.end();
    if (signal.aborted && error instanceof MarginLabError) {
      throw new MarginLabError(error.kind, `${study.name}: ${error.message}`);
    }
    if (!(error instanceof MarginLabError) || error.kind === 'bug') tellLog(study, options.out, display.say);
    if (!goOn || !(error instanceof MarginLabError) || error.kind === 'bug') throw error;
    display.say(`${study.name}: ${error.message}`);
    return { study: study.name, folder: null, result: null, error };
  }
}

/** Says where the log of a run stands that a bug has ended. */
function tellLog(study: Study, results: string, say: (sentence: string) => void): void {
  const log = join(workFolder(results, study.name, experimentDigest(study)).folder, logName);
  if (existsSync(log)) say(`the log of the run, to be attached to a report: ${log}`);
}

/** Most faults of a result that are told one by one. */
const mostFaults = 5;

/** Why a result that stands there is not taken for one. */
function distrust({ folder, faults }: FinishedBefore): string {
  const told = faults.slice(0, mostFaults).join('; ');
  const more = faults.length > mostFaults ? `; and ${faults.length - mostFaults} more` : '';
  return `${folder} cannot be taken as finished: ${told}${more}. All of it is computed again`;
}
