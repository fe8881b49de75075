import { childOf, isRefusedName, type ListNode, type MapNode, type Place, type TreeNode } from './tree.ts';

/** Why a field cannot be set: nothing that has fields stands at `step`. */
export class NoSuchFieldError extends Error {
  override readonly name = 'NoSuchFieldError';
}

/** The steps of a dotted path such as `market.regimes.calm.volatility` or `sweep.leverage.0`; null if a step is empty or can be no name. */
export function parsePath(text: string): string[] | null {
  const steps = text.split('.').map((step) => step.trim());
  return steps.some((step) => step === '' || isRefusedName(step)) ? null : steps;
}

/**
 * A copy of the tree with another node at `steps`; everything else is shared. Missing maps on the way are made, at `place`.
 * Throws `NoSuchFieldError` where the path leads through a plain value or outside a list.
 */
export function withField(tree: TreeNode, steps: readonly string[], value: TreeNode, place: Place): TreeNode {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (tree.kind === 'scalar') throw new NoSuchFieldError(`a single value has no field ${step}`);
  const old = childOf(tree, step);
  const below = old ?? emptyMap({ ...place, parent: tree.place, step });
  const child = rest.length === 0 ? value : withField(below, rest, value, place);
  return tree.kind === 'map' ? withEntry(tree, step, child, place) : withItem(tree, step, child);
}

/** A copy of a map with one entry replaced, or added at the end. */
export function withEntry(map: MapNode, name: string, value: TreeNode, place: Place): MapNode {
  const entries = new Map(map.entries);
  entries.set(name, { key: entries.get(name)?.key ?? place, value });
  return { ...map, entries };
}

/** A copy of a map without one entry. */
export function withoutEntry(map: MapNode, name: string): MapNode {
  const entries = new Map(map.entries);
  entries.delete(name);
  return { ...map, entries };
}

function withItem(list: ListNode, step: string, value: TreeNode): ListNode {
  const index = /^\d+$/.test(step) ? Number(step) : -1;
  if (index < 0 || index >= list.items.length) {
    throw new NoSuchFieldError(`a list of ${list.items.length} has no item ${step} (the first is 0)`);
  }
  return { ...list, items: list.items.with(index, value) };
}

function emptyMap(place: Place): MapNode {
  return { kind: 'map', entries: new Map(), place };
}
