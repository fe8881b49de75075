/**
 * A file as a tree of which every node knows where it stands.
 *
 * Nodes never change. A part of one tree may be put into another (a market file into an experiment, a value of a sweep
 * into a field): it keeps its place, so an error in it points to the text that the user wrote.
 */
export interface SourceText {
  /** File as the user named it; null for values that stand in no file. */
  readonly file: string | null;
  /** 1-based line and column of an offset into the text. */
  locate(offset: number): { readonly line: number; readonly column: number } | null;
}

export interface Place {
  readonly source: SourceText;
  readonly offset: number;
  /** The place of the enclosing map or list, in the file where it was written; null for the document. */
  readonly parent: Place | null;
  /** Key or index within the parent. */
  readonly step: string | number;
}

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** As it was written, for messages. */
  readonly text: string;
  readonly place: Place;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly place: Place;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: Place;
}

export interface MapEntry {
  readonly key: Place;
  readonly value: TreeNode;
}

export type TreeNode = ScalarNode | ListNode | MapNode;

/** Steps from a node down to a field of it. */
export type Path = readonly (string | number)[];

/** Whether a name is that of a part of every JavaScript object, such as `constructor`: looking it up would find that part. */
export function isRefusedName(name: string): boolean {
  return name === 'prototype' || Reflect.has(Object.prototype, name);
}

/** The child of a node by key or index; undefined where there is none. */
export function childOf(node: TreeNode, step: string | number): TreeNode | undefined {
  if (node.kind === 'map') return node.entries.get(String(step))?.value;
  return node.kind === 'list' ? node.items[Number(step)] : undefined;
}

/**
 * The node as plain data, maps without prototype. Nodes that are shared, as by the scenarios of a sweep, share their data.
 *
 * A number that was written in another way than it is printed (`007`, `1e3`) is the text as it was written: fields of numbers read both,
 * and a field of text means what stands there.
 */
export function plainValue(node: TreeNode): unknown {
  if (node.kind === 'scalar')
    return Number.isFinite(node.value) && String(node.value) !== node.text ? node.text : node.value;
  const known = plain.get(node);
  if (known !== undefined) return known;
  const value = node.kind === 'list' ? node.items.map(plainValue) : plainMap(node);
  plain.set(node, value);
  return value;
}

const plain = new WeakMap<TreeNode, unknown>();

function plainMap({ entries }: MapNode): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>;
  for (const [key, { value }] of entries) result[key] = plainValue(value);
  return result;
}

/** Path of a place in its own file, dots between the steps. */
export function pathOf(place: Place): string {
  const steps: (string | number)[] = [];
  for (let at: Place | null = place; at !== null; at = at.parent) if (at.step !== '') steps.push(at.step);
  return steps.toReversed().join('.');
}

/** A node as a message shows it: scalars as they were written, cut to one short line. */
export function showNode(node: TreeNode): string {
  if (node.kind === 'map') return node.entries.size === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : `a list of ${node.items.length}`;
  if (node.value === null) return 'nothing';
  return showText(node.text) || 'empty text';
}

/** Text on one line, of at most so many characters, none of them a control character: whatever a file holds, a message stays a line, and a terminal as it is. */
export function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 3)}…` : line;
}

/** A value as it is quoted in a message: at most 60 characters. */
export function showText(text: string): string {
  return oneLine(text, 60);
}

/** Builds nodes that stand in no text of their own: all of them are at `place`. */
export function graftValue(value: unknown, place: Place): TreeNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => graftValue(item, place)), place };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return {
      kind: 'map',
      entries: new Map(entries.map(([key, item]) => [key, { key: place, value: graftValue(item, place) }])),
      place,
    };
  }
  return { kind: 'scalar', value: value as Scalar, text: String(value), place };
}
