import { type Diagnostic, InputError } from '../base/errors.ts';
import { Problems } from './document/problems.ts';
import { readYaml } from './document/read-yaml.ts';
import type { TreeNode } from './document/tree.ts';

/** The text of a market file, and the name by which messages call it. */
export interface MarketText {
  readonly file: string;
  readonly text: string;
}

/** Fetches the market file that an experiment names; throws `InputError` if it cannot. */
export type ReadMarket = (path: string) => MarketText;

/** What an experiment refers to, each read once. */
export interface References {
  /** The market itself where `node` is the name of a file; nothing, and a problem, if it cannot be read. */
  market(node: TreeNode, problems: Problems): TreeNode | undefined;
}

interface Content {
  readonly tree: TreeNode | undefined;
  readonly found: readonly Diagnostic[];
  /** Why the file could not be opened; null if it could. */
  readonly refusal: string | null;
}

/** References that remember what they read. */
export function createReferences(readMarket: ReadMarket): References {
  const known = new Map<string, Content>();
  return {
    market(node, problems) {
      if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
      const content = known.get(node.value) ?? read(node.value, readMarket);
      known.set(node.value, content);
      if (content.refusal !== null) problems.add(node, [], content.refusal);
      problems.addAll(content.found);
      return content.tree;
    },
  };
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

/** A venue that is only named, as a map whose fields can be set. */
export function venueAsMap(node: TreeNode): TreeNode {
  if (node.kind !== 'scalar') return node;
  return { kind: 'map', entries: new Map([['preset', { key: node.place, value: node }]]), place: node.place };
}
