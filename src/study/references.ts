import { type Diagnostic, InputError } from '../base/errors.ts';
import { hintFor } from './document/did-you-mean.ts';
import { withEntry } from './document/edit.ts';
import { Findings } from './document/findings.ts';
import { Problems } from './document/problems.ts';
import { childOf, type MapNode, plainValue, type ScalarNode, type TreeNode } from './document/tree.ts';
import { readYaml } from './document/yaml.ts';
import { marketReferenceForm } from './forms/market.ts';
import { read as readForm } from './forms/read.ts';

/** The text of a market file, and the name by which messages call it. */
export interface MarketText {
  readonly file: string;
  readonly text: string;
}

/** Fetches the market file that an experiment names; throws `InputError` if it cannot. */
export type ReadMarket = (path: string) => MarketText;

/** The markets that come with the program. */
export interface MarketPresets {
  readonly names: readonly string[];
  /** The file of one of the names. */
  readonly read: ReadMarket;
}

/** What an experiment refers to, each read once. */
export interface References {
  /**
   * The market itself where `node` is the name of a file or preset, or says in which it is; renewed prices stand in its field
   * `prices`. Nothing, and a problem, if it cannot be read.
   */
  market(node: TreeNode, problems: Problems): TreeNode | undefined;
}

interface Content {
  readonly tree: TreeNode | undefined;
  readonly found: readonly Diagnostic[];
  /** Why the file could not be opened; null if it could. */
  readonly refusal: string | null;
}

/** Where a market is said to lie: the node that says it, and prices of now. */
interface Location {
  readonly node: TreeNode;
  readonly read: ReadMarket;
  readonly prices: TreeNode | undefined;
}

/** References that remember what they read. */
export function createReferences(readMarket: ReadMarket, presets: MarketPresets): References {
  const contents = new Map<ReadMarket, Map<string, Content>>();
  // The same node gives the same tree, so that scenarios of a sweep share their market.
  const renewed = new WeakMap<TreeNode, TreeNode>();
  const contentOf = (path: string, readFile: ReadMarket): Content => {
    const known = contents.get(readFile) ?? new Map<string, Content>();
    contents.set(readFile, known);
    const content = known.get(path) ?? read(path, readFile);
    known.set(path, content);
    return content;
  };
  /** A file, or a market that comes with the program where a plain name is that of no file that can be read. */
  const byText = (node: TreeNode, name: string): Location => {
    const isPreset = presets.names.includes(name) && contentOf(name, readMarket).refusal !== null;
    return { node, read: isPreset ? presets.read : readMarket, prices: undefined };
  };
  return {
    market(node, problems) {
      const isPath = node.kind === 'scalar' && typeof node.value === 'string';
      if (!isPath && !isReference(node)) return node;
      const location = isPath ? byText(node, node.value) : locate(node, readMarket, presets, problems);
      if (location?.node.kind !== 'scalar') return undefined;
      const { tree, found, refusal } = contentOf(String(location.node.value), location.read);
      if (refusal !== null) addRefusal(location.node, refusal, presets, problems);
      problems.addAll(found);
      if (tree?.kind !== 'map' || location.prices === undefined) return tree;
      const result = renewed.get(node) ?? withPrices(tree, location.prices);
      renewed.set(node, result);
      return result;
    },
  };
}

/** Whether a node says in which file or preset the market is, rather than what it is. */
function isReference(node: TreeNode): boolean {
  return childOf(node, 'preset') !== undefined || childOf(node, 'file') !== undefined;
}

function locate(
  node: TreeNode,
  readMarket: ReadMarket,
  presets: MarketPresets,
  problems: Problems,
): Location | undefined {
  const found = new Findings();
  const fields = readForm(marketReferenceForm, plainValue(node), found);
  problems.addFaults(node, found.faults);
  const [preset, file, prices] = ['preset', 'file', 'prices'].map((field) => childOf(node, field));
  if (preset !== undefined && file !== undefined) {
    problems.add(node, ['file'], 'stands beside a preset', { allowed: 'one of preset, file' });
    return undefined;
  }
  if (file !== undefined && fields?.file !== undefined) return { node: file, read: readMarket, prices };
  if (preset === undefined || fields?.preset === undefined) return undefined;
  if (presets.names.includes(fields.preset)) return { node: preset, read: presets.read, prices };
  problems.add(preset, [], `there is no market of this name${hintFor(fields.preset, presets.names)}`, {
    allowed: presets.names.join(', '),
  });
  return undefined;
}

/** Whether a text can be the name of a market that comes with the program: no folder, no ending. */
export const isPlainName = (text: string): boolean => !/[\\/.]/.test(text);

/** Why a file cannot be read; where its name could be one of the markets that come with the program, these too. */
function addRefusal(node: ScalarNode, refusal: string, { names }: MarketPresets, problems: Problems): void {
  const name = String(node.value);
  if (names.length === 0 || !isPlainName(name)) problems.add(node, [], refusal);
  else
    problems.add(node, [], `${refusal}${hintFor(name, names)}`, {
      allowed: `a market file, or one of ${names.join(', ')}`,
    });
}

/** The market with further prices of now; those that it had stay where there is no newer one. */
function withPrices(market: MapNode, prices: TreeNode): TreeNode {
  const own = childOf(market, 'prices');
  const all =
    own?.kind === 'map' && prices.kind === 'map'
      ? { ...prices, entries: new Map([...own.entries, ...prices.entries]) }
      : prices;
  return withEntry(market, 'prices', all, prices.place);
}

function read(path: string, readMarket: ReadMarket): Content {
  const problems = new Problems();
  try {
    const { file, text } = readMarket(path);
    const tree = readYaml(text, file, problems);
    return { tree, found: problems.all, refusal: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { tree: undefined, found: [], refusal: error.diagnostics.map(({ what }) => what).join('; ') };
  }
}

/** A market as a map in which another file or preset can be named; renewed prices stay. */
export function marketAsReference(node: TreeNode): TreeNode {
  const prices = childOf(node, 'prices');
  const entries = prices === undefined ? [] : [['prices', { key: prices.place, value: prices }] as const];
  return { kind: 'map', entries: new Map(entries), place: node.place };
}

/** A venue that is only named, as a map whose fields can be set. */
export function venueAsMap(node: TreeNode): TreeNode {
  if (node.kind !== 'scalar') return node;
  return { kind: 'map', entries: new Map([['preset', { key: node.place, value: node }]]), place: node.place };
}
