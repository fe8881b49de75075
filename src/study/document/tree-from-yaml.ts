import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import { limits } from '../../base/limits.ts';
import type { Problems } from './problems.ts';
import { isRefusedName, type MapEntry, type Place, showText, type TreeNode } from './tree.ts';

interface Converted {
  readonly node: TreeNode;
  /** Nodes in it, aliases expanded. */
  readonly size: number;
  /** Levels below it. */
  readonly height: number;
}

/** Ends a conversion whose result could not be used; never leaves this file. */
class ConversionError extends Error {
  override readonly name = 'ConversionError';
}

/**
 * A parsed YAML document as a tree. Aliases share the node of their anchor, so they cost nothing here; their expanded size and
 * depth are limited for those who walk the tree. Beyond a limit, or at an alias of nothing, a problem is recorded and nothing returned.
 */
export function treeFromYaml(contents: ParsedNode, root: Place, problems: Problems): TreeNode | undefined {
  const conversion = new Conversion(problems);
  try {
    return conversion.visit(contents, { ...root, offset: contents.range[0] }, 0).node;
  } catch (error) {
    if (error instanceof ConversionError) return undefined;
    throw error;
  }
}

class Conversion {
  readonly #problems: Problems;
  readonly #anchors = new Map<string, Converted>();
  #total = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  visit(yaml: ParsedNode | null, place: Place, depth: number): Converted {
    this.#limitDepth(depth, place);
    if (yaml === null) return scalar(null, '', place);
    if (isAlias(yaml)) return this.#visitAlias(yaml.source, place, depth);
    const converted = this.#visitContent(yaml, place, depth);
    this.#limitSize(1, place);
    if (yaml.anchor !== undefined) this.#anchors.set(yaml.anchor, converted);
    return converted;
  }

  #visitAlias(name: string, place: Place, depth: number): Converted {
    const known = this.#anchors.get(name);
    if (known === undefined) {
      return this.#stop(place, `*${showText(name)} refers to nothing that stands before it`);
    }
    this.#limitDepth(depth + known.height, place);
    this.#limitSize(known.size, place);
    return known;
  }

  #visitContent(yaml: ParsedNode, place: Place, depth: number): Converted {
    if (isSeq(yaml)) {
      const items = yaml.items.map((item, index) => this.visit(item, placed(item, place, index), depth + 1));
      return { node: { kind: 'list', items: items.map(({ node }) => node), place }, ...extent(items) };
    }
    if (isMap<ParsedNode, ParsedNode | null>(yaml)) {
      const entries = new Map<string, MapEntry>();
      const values: Converted[] = [];
      for (const pair of yaml.items) {
        const name = keyOf(pair.key);
        const key = placed(pair.key, place, name ?? '');
        if (name === null || isRefusedName(name)) {
          this.#problems.addPlace(key, 'this cannot be a name', { allowed: 'letters, digits, - and _' });
          continue;
        }

        if (entries.has(name))
          this.#problems.addPlace(key, 'this name stands here for the second time; each may be given once');
        const value = this.visit(pair.value, placed(pair.value ?? pair.key, place, name), depth + 1);
        entries.set(name, { key, value: value.node });
        values.push(value);
      }
      return { node: { kind: 'map', entries, place }, ...extent(values) };
    }
    return isScalar(yaml) ? scalar(yaml.value, yaml.source, place) : scalar(null, '', place);
  }

  #limitDepth(depth: number, place: Place): void {
    const { largest } = limits.fileDepth;
    if (depth > largest) this.#stop(place, 'lists or maps are nested too deeply', `${largest} levels`);
  }

  #limitSize(more: number, place: Place): void {
    this.#total += more;
    const { largest } = limits.fileNodes;
    if (this.#total > largest) {
      this.#stop(place, 'there are too many values, counting aliases as often as they are used', String(largest));
    }
  }

  #stop(place: Place, what: string, allowed?: string): never {
    this.#problems.addPlace(place, what, allowed === undefined ? {} : { allowed });
    throw new ConversionError(what);
  }
}

function scalar(value: unknown, source: string | undefined, place: Place): Converted {
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { node: { kind: 'scalar', value: known, text: source ?? String(known), place }, size: 1, height: 0 };
}

function placed(yaml: ParsedNode | null, parent: Place, step: string | number): Place {
  return { source: parent.source, offset: yaml?.range[0] ?? parent.offset, parent, step };
}

function extent(parts: readonly Converted[]): { size: number; height: number } {
  return {
    size: parts.reduce((sum, part) => sum + part.size, 1),
    height: parts.reduce((most, part) => Math.max(most, part.height), -1) + 1,
  };
}

/** The text of a key as it was written (a key `1` is the name "1"), or null for lists, maps and nothing. */
function keyOf(key: ParsedNode | null): string | null {
  if (!isScalar(key)) return null;
  if (typeof key.value === 'string') return key.value;
  return key.value === null ? null : (key.source ?? null);
}
