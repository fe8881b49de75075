import { join } from 'node:path';
import { inputError, MarginLabError } from '../base/errors.ts';
import type { Scenario } from '../engine/scenario.ts';
import { streamVersion } from '../engine/stream-key.ts';
import { toCsv } from '../report/csv.ts';
import { formatLedger } from '../report/ledger/format.ts';
import { plotLedger } from '../report/ledger/plot.ts';
import { ledgerTable } from '../report/ledger/table.ts';
import { createTrace, type LedgerTrace } from '../report/ledger/trace.ts';
import { formatWorst } from '../report/ledger/worst-table.ts';
import { type ExplainedPath, explainPath } from '../run/explain-path.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { type Manifest, readManifest } from '../run/store/manifest.ts';
import { chunksName } from '../run/store/run-folder.ts';
import { experimentDigest } from '../run/plan/family.ts';
import { chunkOrigin, readVersions } from '../run/store/versions.ts';
import { mostWorstPaths, type WorstPath, worstPaths } from '../run/worst-paths.ts';
import { loadStudy } from '../study/load.ts';
import { progressDisplay } from './live-progress.ts';
import { stoppable } from './signals.ts';

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
  readonly threads: number;
  readonly out: string;
}

/** A run that is explained: its folder and the scenario asked for. */
interface OpenRun {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly scenario: Scenario;
  /** Index of the scenario in the study. */
  readonly index: number;
}

/** A path with its ledgers, and the checks that its plot is made of. */
interface ToldPath extends ExplainedPath {
  readonly trace: LedgerTrace | null;
}

/** Explains one path of a run, or its worst ones, on stdout and in the files asked for. */
export async function explainRun(run: string, options: ExplainCommandOptions): Promise<void> {
  checkOptions(options);
  const opened = await openRun(run, options);
  const { scenario } = opened;
  const [worst, scheme] = options.worst === undefined ? [null, options.scheme] : await findWorst(opened, options);
  const paths = worst === null ? [options.path!] : options.list === true ? [] : worst.map(({ path }) => path);
  const display = progressDisplay(process.stderr);
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
  await writeFiles(opened, told, options, csv);
  if (options.format === 'csv') {
    process.stdout.write(csv());
    return;
  }
  const parts = [
    ...(worst === null || scheme === undefined ? [] : [formatWorst(worst, scheme, scenario)]),
    ...told.map((path) =>
      formatLedger(path.results, {
        ...contextOf(scenario, path),
        title: titleOf(opened, path),
        funding: eachFunding ? 'each' : 'summed',
      }),
    ),
  ];
  process.stdout.write(parts.join('\n'));
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
async function findWorst(
  { folder, manifest, scenario, index }: OpenRun,
  options: ExplainCommandOptions,
): Promise<[worst: WorstPath[], scheme: string]> {
  const { schemes } = scenario.account;
  const scheme = options.scheme ?? (schemes.length === 1 ? schemes[0]!.name : undefined);
  if (scheme === undefined) {
    const allowed = schemes.map(({ name }) => name).join(', ');
    throw inputError('--scheme', 'is needed: a path is bad for one scheme and harmless for another', { allowed });
  }
  const display = progressDisplay(process.stderr);
  try {
    const origin = chunkOrigin(manifest.experimentDigest, readVersions());
    const worst = await stoppable((signal) =>
      worstPaths(scenario, {
        scheme,
        count: Math.min(options.worst!, scenario.paths),
        stored: { files: nodeFiles, folder: join(folder, chunksName), origin, scenario: index },
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

/** Writes the CSV, and a plot for each path: with the number of the path in its name if there is more than one. */
async function writeFiles(
  opened: OpenRun,
  told: readonly ToldPath[],
  { csv: csvFile, plot: plotFile }: ExplainCommandOptions,
  csv: () => string,
): Promise<void> {
  if (csvFile !== undefined) await writeAtomically(nodeFiles, csvFile, csv());
  if (plotFile === undefined) return;
  for (const path of told) {
    if (path.trace === null) continue;
    const svg = plotLedger(path.results, {
      ...contextOf(opened.scenario, path),
      title: titleOf(opened, path),
      trace: path.trace,
    });
    const file = told.length === 1 ? plotFile : `${plotFile.replace(/\.svg$/i, '')}-${path.path}.svg`;
    await writeAtomically(nodeFiles, file, svg);
  }
}

async function openRun(run: string, options: ExplainCommandOptions): Promise<OpenRun> {
  const { path: folder, manifest } = await findRun(run, options.out);
  const scenarios = readScenarios(folder, manifest);
  const scenario = chooseScenario(scenarios, options.scenario);
  return { folder, manifest, scenario, index: scenarios.indexOf(scenario) };
}

async function findRun(run: string, results: string): Promise<{ readonly path: string; readonly manifest: Manifest }> {
  for (const path of [run, join(results, run)]) {
    const manifest = await readManifest(nodeFiles, path);
    if (manifest !== null) return { path, manifest };
  }
  throw inputError('run', 'there is no such run', {
    allowed: `a run folder, or the name of one in ${results}`,
    got: run,
  });
}

/** The scenarios of a run, from its own experiment file; refused if this version would draw other paths than the run did. */
function readScenarios(folder: string, manifest: Manifest): readonly Scenario[] {
  if (manifest.versions.stream !== streamVersion) {
    throw new MarginLabError(
      'corrupt',
      `${folder} was made with stream version ${manifest.versions.stream}; this program draws by version ${streamVersion}, so its paths are others. ` +
        `Use margin-lab ${manifest.versions.marginLab}, or run the experiment again.`,
    );
  }
  const file = join(folder, 'experiment.yaml');
  const study = loadStudy(file);
  if (experimentDigest(study) === manifest.experimentDigest) return study.scenarios;
  throw new MarginLabError('corrupt', `${file} is not the experiment that ${folder} was made of; it was changed since`);
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
