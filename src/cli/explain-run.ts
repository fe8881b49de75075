import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inputError, MarginLabError } from '../base/errors.ts';
import { printableLines } from '../base/printable.ts';
import type { Scenario } from '../engine/scenario.ts';
import { formatLedger } from '../report/ledger/format.ts';
import { createTrace, type LedgerTrace, plotLedger } from '../report/ledger/plot.ts';
import { ledgerTable } from '../report/ledger/table.ts';
import { worstPathsSection } from '../report/sections/worst-paths.ts';
import { toCsv } from '../report/writers/csv.ts';
import { type ExplainedPath, explainPath } from '../run/explain-path.ts';
import { runScenario } from '../run/plan/family.ts';
import { nodeFiles } from '../run/store/files.ts';
import { type FoundRun, findRun, readSummary } from '../run/store/finished-run.ts';
import { mostWorstPaths, type WorstPath, worstPaths } from '../run/worst-paths.ts';
import type { Summary } from '../stats/summary.ts';
import { print } from './print.ts';
import { stoppable } from './signals.ts';
import type { Target } from './target.ts';
import { isStream } from './target-streams.ts';
import { openTargets } from './targets.ts';
import { progressDisplay } from './terminal.ts';
import { writtenKinds } from './written-kinds.ts';

/** What the words of the command line say. */
export interface ExplainCommandOptions {
  readonly path?: number;
  readonly worst?: number;
  readonly list?: true;
  readonly scheme?: string;
  readonly scenario?: string;
  readonly around: number;
  readonly eachFunding?: true;
  readonly format: 'text' | 'csv';
  readonly csv?: string;
  readonly plot?: string;
  readonly force?: boolean;
  readonly threads: number;
  readonly out: string;
}

/** A run that is explained: its folder and the scenario asked for. */
interface OpenRun extends FoundRun {
  readonly scenario: Scenario;
}

/** A path with its ledgers, and the checks that its plot is made of. */
interface ToldPath extends ExplainedPath {
  readonly trace: LedgerTrace | null;
}

/** Explains one path of a run, or its worst ones, on stdout and in the files asked for. */
export async function explainRun(run: string, options: ExplainCommandOptions): Promise<void> {
  checkOptions(options);
  const opened = await openRun(run, options);
  // What cannot be written is told before paths are searched. Which paths these are, and so how their plots are called, is known after that.
  openFiles(opened, [options.path ?? 0], options);
  const { scenario } = opened;
  const [worst, scheme] = options.worst === undefined ? [null, options.scheme] : await findWorst(opened, options);
  const paths = worst === null ? [options.path!] : options.list === true ? [] : worst.map(({ path }) => path);
  const display = progressDisplay(process.stderr);
  const files = openFiles(opened, paths, options);
  const told = paths.map((path, index): ToldPath => {
    display.step(`path ${path}: ledger ${index + 1} of ${paths.length}`);
    const trace = options.plot === undefined ? null : createTrace(scenario.steps);
    const explained = explainPath(scenario, path, {
      around: options.around,
      ...(scheme === undefined ? {} : { scheme }),
      ...(trace === null ? {} : { trace: trace.add }),
    });
    return { ...explained, trace };
  });
  display.end();
  const eachFunding = options.eachFunding === true;
  const csv = () =>
    toCsv(
      ledgerTable(
        told.map((path) => ({ ...path, ...contextOf(scenario, path) })),
        eachFunding,
      ).table,
    );
  await writeFiles(opened, told, files, csv);
  if (options.format === 'csv') {
    process.stdout.write(csv());
    return;
  }
  if (worst !== null && scheme !== undefined) {
    print([worstPathsSection(worst, scheme, scenario)]);
    if (told.length > 0) process.stdout.write('\n');
  }
  const ledgers = told.map((path) =>
    formatLedger(path.results, {
      ...contextOf(scenario, path),
      title: titleOf(opened, path),
      funding: eachFunding ? 'each' : 'summed',
    }),
  );
  process.stdout.write(printableLines(ledgers.join('\n')));
}

function contextOf({ account, market: { prices }, stepHours }: Scenario, { market }: ExplainedPath) {
  return { account, startPrices: prices, steps: market, stepHours };
}

function titleOf({ manifest, scenario }: OpenRun, { path }: ExplainedPath): string {
  return `${manifest.name}, scenario ${scenario.name}, path ${path}`;
}

function checkOptions({ path, worst, list, format, csv, plot }: ExplainCommandOptions): void {
  if ((path === undefined) === (worst === undefined)) {
    throw inputError('--path', path === undefined ? 'or --worst is needed' : 'and --worst exclude each other');
  }
  if (worst !== undefined && worst > mostWorstPaths) {
    throw inputError('--worst', 'there are too many', { allowed: `1 to ${mostWorstPaths}`, got: String(worst) });
  }
  if (list !== true) return;
  if (worst === undefined) throw inputError('--list', 'goes with --worst only');
  if (format === 'csv' || csv !== undefined || plot !== undefined) {
    throw inputError('--list', 'leaves out the ledgers, which --csv, --plot and --format csv are made of');
  }
}

/** The worst paths under the scheme asked for; a run with one scheme need not be told which. */
async function findWorst(run: OpenRun, options: ExplainCommandOptions): Promise<[worst: WorstPath[], scheme: string]> {
  const { scenario } = run;
  const { schemes } = scenario.account;
  const scheme = options.scheme ?? (schemes.length === 1 ? schemes[0]!.name : undefined);
  if (scheme === undefined) {
    const allowed = schemes.map(({ name }) => name).join(', ');
    throw inputError('--scheme', 'is needed: a path is bad for one scheme and harmless for another', { allowed });
  }
  const display = progressDisplay(process.stderr);
  try {
    const summary = await keptSummary(run);
    const worst = await stoppable((signal) =>
      worstPaths(scenario, {
        scheme,
        count: Math.min(options.worst!, scenario.paths),
        ...(summary === null ? {} : { summary }),
        threads: options.threads,
        signal,
        onProgress: display.show,
      }),
    );
    return [worst, scheme];
  } finally {
    display.end();
  }
}

/** What the run has kept of the scenario; null if that cannot be believed, so that its paths have to be simulated again. */
async function keptSummary(run: OpenRun): Promise<Summary | null> {
  try {
    return await readSummary(nodeFiles, run, runScenario(run.scenario));
  } catch (error) {
    if (error instanceof MarginLabError && error.kind !== 'bug') return null;
    throw error;
  }
}

/** The files asked for, of which none may be one of the run. */
interface LedgerFiles {
  readonly csv: Target | null;
  /** One per path: with the number of the path in its name if there is more than one. */
  readonly plots: readonly Target[];
}

function openFiles(
  { folder }: OpenRun,
  paths: readonly number[],
  { csv, plot, force = false }: ExplainCommandOptions,
): LedgerFiles {
  const inputs = readdirSync(folder).map((name) => join(folder, name));
  const plots = plot === undefined ? [] : paths.map((path) => (paths.length === 1 ? plot : plotOf(plot, path)));
  const targets = openTargets([
    ...plots.map((path) => ({ path, kind: writtenKinds.plot, force, inputs })),
    ...(csv === undefined ? [] : [{ path: csv, kind: writtenKinds.ledger, force, inputs }]),
  ]);
  return { csv: targets[plots.length] ?? null, plots: targets.slice(0, plots.length) };
}

function plotOf(file: string, path: number): string {
  return isStream(file) ? file : `${file.replace(/\.svg$/i, '')}-${path}.svg`;
}

async function writeFiles(
  opened: OpenRun,
  told: readonly ToldPath[],
  { csv, plots }: LedgerFiles,
  ledgers: () => string,
): Promise<void> {
  await csv?.write(ledgers());
  for (const [index, plot] of plots.entries()) {
    const path = told[index]!;
    const svg = plotLedger(path.results, {
      ...contextOf(opened.scenario, path),
      title: titleOf(opened, path),
      trace: path.trace!,
    });
    await plot.write(svg);
  }
}

async function openRun(run: string, options: ExplainCommandOptions): Promise<OpenRun> {
  const found = await findRun(nodeFiles, run, options.out);
  return { ...found, scenario: chooseScenario(found.study.scenarios, options.scenario) };
}

function chooseScenario(scenarios: readonly Scenario[], name: string | undefined): Scenario {
  const [only] = scenarios;
  if (name === undefined && scenarios.length === 1 && only !== undefined) return only;
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const allowed = list(scenarios.map((scenario) => scenario.name));
  throw inputError('--scenario', name === undefined ? 'is needed for a sweep' : 'there is no such scenario', {
    allowed,
    ...(name === undefined ? {} : { got: name }),
  });
}

/** Names of scenarios hold commas and equal signs, so each is in quotes. */
function list(names: readonly string[]): string {
  const shown = names
    .slice(0, 20)
    .map((name) => `'${name}'`)
    .join(', ');
  return names.length > 20 ? `${shown}, and ${names.length - 20} more` : shown;
}
