import { type Diagnostic, inputError } from '../base/errors.ts';
import type { Market } from '../market/model.ts';
import { withEntry, withoutEntry } from './document/edit.ts';
import { Findings } from './document/findings.ts';
import { Problems } from './document/problems.ts';
import { childOf, type MapNode, plainValue, type TreeNode } from './document/tree.ts';
import { readYaml, readYamlValue } from './document/yaml.ts';
import { setField } from './fields.ts';
import { type ReadFile, refuseFiles } from './models/model-form.ts';
import { createReferences, type MarketPresets, type ReadMarket, type References } from './references.ts';
import { type MarketReading, resolveMarket } from './resolve/market.ts';
import { resolveScenario, type ScenarioReading } from './resolve/scenario.ts';
import type { Study } from './study.ts';
import { type Axis, type Cell, cellsOf, readAxes } from './sweep.ts';
import { selfContainedText } from './text.ts';

/** Changes to an experiment that do not stand in its file. */
export interface StudyOverrides {
  /** Dotted path of a field and its new value as YAML, in the order of application. */
  readonly set?: readonly (readonly [path: string, value: string])[];
  readonly paths?: number;
  readonly seed?: string;
}

/** Fetches a file that the file `from` names, relative to it; throws `InputError` if it cannot. */
export type ReadNamedFile = (path: string, from: string | null) => ReturnType<ReadFile>;

export interface StudySource {
  /** Name of the file, for messages; null if the text is of no file. */
  readonly file: string | null;
  /** Fetches a market file that the text names; without it no file can be named. */
  readonly readMarket?: ReadMarket;
  /** Fetches a file that a market names; without it none can be named. */
  readonly readFile?: ReadNamedFile;
  /** The markets that the text may name as presets; without it, none. */
  readonly presets?: MarketPresets;
  readonly overrides?: StudyOverrides;
}

/**
 * Reads the text of an experiment: checks it as a whole, expands its sweep and resolves every scenario. Touches no file itself.
 *
 * Throws `InputError` with everything that is wrong with it and with the market files it names, in the order of the text.
 */
export function parseStudy(text: string, source: StudySource): Study {
  const references = createReferences(source.readMarket ?? refuseMarkets, source.presets ?? noPresets);
  const problems = new Problems();
  const written = readYaml(text, source.file, problems);
  if (written?.kind !== 'map') {
    if (written)
      problems.add(written, [], 'an experiment must be a map', { allowed: 'fields such as name, market, schemes' });
    throw problems.error();
  }
  const experiment = withOverrides(written, source.overrides ?? {}, references, problems);
  const axes = readAxes(experiment, problems);
  problems.addAll(lostOverrides(source.overrides ?? {}, axes));
  const cells = cellsOf(experiment, axes, references, problems);
  const { readings, warnings } = resolveCells(cells, references, source.readFile ?? refuseFiles, problems);
  const [first] = readings;
  if (!problems.isEmpty || first === undefined) throw problems.error();
  return {
    name: first.study,
    question: first.question,
    scenarios: readings.map(({ scenario }) => scenario),
    axes: axes.map(({ path }) => path),
    text: selfContainedText(experiment, axes, references, {
      name: first.study,
      question: first.question,
      seed: first.scenario.seed,
    }),
    warnings,
    limits: readings.map(({ limits }) => limits),
    assumptions: readings.map(({ assumptions }) => assumptions),
  };
}

/** Reads the text of a market file. Throws `InputError` with everything that is wrong with it; repairs are in `warnings`. */
export function parseMarket(
  text: string,
  file: string | null,
  readFile: ReadNamedFile = refuseFiles,
): Pick<MarketReading, 'origin' | 'warnings'> & { readonly market: Market } {
  const problems = new Problems();
  const tree = readYaml(text, file, problems);
  const reading = tree && marketIn(tree, readFile);
  if (reading) problems.addFaults(tree, reading.faults);
  if (!problems.isEmpty || reading?.market === undefined) throw problems.error();
  return { ...reading, market: reading.market };
}

/** A market that is a whole document is a file; one that stands in an experiment is not. */
function marketIn(tree: TreeNode, readFile: ReadNamedFile): MarketReading {
  const { file } = tree.place.source;
  return resolveMarket(plainValue(tree), tree.place.parent === null ? file : null, (path) => readFile(path, file));
}

const noPresets: MarketPresets = { names: [], read: refuseMarkets };

function refuseMarkets(path: string): never {
  throw inputError('market', `the market file ${path} cannot be read from here`);
}

/** A value below a swept field, of which nothing would be left: the sweep puts whole values there. */
function lostOverrides({ set = [] }: StudyOverrides, axes: readonly Axis[]): Diagnostic[] {
  return set.flatMap(([path]) => {
    const axis = axes.find((one) => path.startsWith(`${one.path}.`));
    if (axis === undefined) return [];
    return [{ path, what: `${axis.path} is swept, so that this value would never be used` }];
  });
}

function withOverrides(
  experiment: MapNode,
  overrides: StudyOverrides,
  references: References,
  problems: Problems,
): MapNode {
  const { set = [], paths, seed } = overrides;
  const all = [
    ...set,
    ...(paths === undefined ? [] : [['paths', String(paths)] as const]),
    ...(seed === undefined ? [] : [['seed', JSON.stringify(seed)] as const]),
  ];
  return all.reduce((result, [path, value]) => {
    const node = readYamlValue(value, path, problems);
    if (node === undefined) return result;
    return withoutAxis(setField(result, path, node, node.place, references, problems), path);
  }, experiment);
}

/** Whoever sets a field wants that value: it is no longer swept. */
function withoutAxis(experiment: MapNode, path: string): MapNode {
  const sweep = childOf(experiment, 'sweep');
  if (sweep?.kind !== 'map' || !sweep.entries.has(path)) return experiment;
  const rest = withoutEntry(sweep, path);
  return rest.entries.size === 0
    ? withoutEntry(experiment, 'sweep')
    : withEntry(experiment, 'sweep', rest, sweep.place);
}

/** Resolves every cell; a problem or warning that not all of them have names the first that has it. */
function resolveCells(
  cells: readonly Cell[],
  references: References,
  readFile: ReadNamedFile,
  problems: Problems,
): { readonly readings: readonly ScenarioReading[]; readonly warnings: readonly string[] } {
  // Scenarios of a sweep share most of their markets, and checking a large correlation takes its time.
  const markets = new WeakMap<TreeNode, MarketReading>();
  const faults = new Tally<Diagnostic>(({ file, line, column, path, what }) =>
    JSON.stringify([file, line, column, path, what]),
  );
  const warnings = new Tally<string>((warning) => warning);
  const readings = cells.flatMap((cell) => {
    const own = new Problems();
    const found = new Findings();
    const node = childOf(cell.experiment, 'market');
    const content = node && references.market(node, own);
    const market = content && (markets.get(content) ?? marketIn(content, readFile));
    if (content && market) {
      markets.set(content, market);
      own.addFaults(content, market.faults);
    }
    const reading = resolveScenario(plainValue(cell.experiment), market, cell, found);
    own.addFaults(cell.experiment, found.faults);
    for (const problem of own.all) faults.add(problem, cell.name);
    for (const warning of [...(market?.warnings ?? []), ...found.warnings]) warnings.add(warning, cell.name);
    return reading ?? [];
  });
  problems.addAll(
    faults.list(cells.length).map(([fault, where]) => (where === null ? fault : inScenario(fault, where))),
  );
  return {
    readings,
    warnings: warnings
      .list(cells.length)
      .map(([warning, where]) => (where === null ? warning : `In scenario ${where}: ${warning}`)),
  };
}

function inScenario(fault: Diagnostic, where: string): Diagnostic {
  return { ...fault, what: `${fault.what} (in scenario ${where})` };
}

/** Counts in how many scenarios a thing was found. */
class Tally<Thing> {
  readonly #key: (thing: Thing) => string;
  readonly #found = new Map<string, { thing: Thing; first: string; count: number }>();

  constructor(key: (thing: Thing) => string) {
    this.#key = key;
  }

  add(thing: Thing, where: string): void {
    const key = this.#key(thing);
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { thing, first: where, count: 1 });
    else known.count += 1;
  }

  /** Each thing, with the name of the first scenario that has it, or null if all of them do. */
  list(scenarios: number): (readonly [thing: Thing, where: string | null])[] {
    return [...this.#found.values()].map(({ thing, first, count }) => {
      if (count === scenarios) return [thing, null];
      return [thing, count === 1 ? first : `${first} and ${count - 1} more`];
    });
  }
}
