import { assert } from '../../base/errors.ts';
import { BLOCK_STEPS, LANES, type Precision } from './constants.ts';
import { type ArrayEntry, type Axis, axes, type ElementType, type Extent } from './table.ts';

/** How long every axis is. */
export type Counts = Readonly<Record<Axis, number>>;

type Table = Readonly<Record<string, ArrayEntry>>;

/** Views of the arrays of a table, by name. */
export type Views<T extends Table> = {
  readonly [Name in keyof T]: View<T[Name] extends ArrayEntry<infer E> ? E : never>;
};

type View<E extends ElementType> = { i32: Int32Array; f64: Float64Array; T: Float32Array | Float64Array }[E];

const PAGE = 65_536;
/** The memory below is the kernel's own: the constants that its compiler placed. */
export const FIRST_FREE_BYTE = PAGE;
/** Arrays start at cache lines. */
const ALIGNMENT = 64;

/** Places the arrays of a table one after the other in a new memory; gives the views of them and their addresses, by name. */
export function allocateMemory<T extends Table>(table: T, counts: Counts, precision: Precision) {
  const { addresses, end } = layOut(table, counts, precision, FIRST_FREE_BYTE);
  const pages = Math.ceil(end / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return { memory, addresses, views: viewsOf(table, counts, precision, addresses, memory.buffer) };
}

/** Places arrays in a buffer that the kernel never sees; gives the views of them, and the buffer as a whole. */
export function allocateRecords<T extends Table>(table: T, counts: Counts): Views<T> & { readonly whole: Uint8Array } {
  const { addresses, end } = layOut(table, counts, 'f64', 0);
  const whole = new Uint8Array(end);
  return { ...viewsOf(table, counts, 'f64', addresses, whole.buffer), whole };
}

/** Writes the values that arrays start with; throws a `bug` if one does not fill its array. */
export function fillViews<T extends Table>(
  views: Views<T>,
  values: { readonly [Name in keyof T]?: ArrayLike<number> },
): void {
  for (const [name, list] of Object.entries<ArrayLike<number>>(values as Record<string, ArrayLike<number>>)) {
    const view = views[name]!;
    assert(view.length === list.length, `${name} has ${view.length} numbers, not ${list.length}`);
    view.set(list);
  }
}

/** The counts as the kernel's globals of the axes. */
export function countGlobals(counts: Counts): Record<string, number> {
  return Object.fromEntries((Object.keys(axes) as Axis[]).map((axis) => [`${axis}Count`, counts[axis]]));
}

function layOut(table: Table, counts: Counts, precision: Precision, from: number) {
  let end = from;
  const addresses: Record<string, number> = {};
  for (const [name, entry] of Object.entries(table)) {
    addresses[name] = end;
    const bytes = lengthOf(entry, counts) * viewType(entry.type, precision).BYTES_PER_ELEMENT;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  }
  return { addresses, end };
}

function viewsOf<T extends Table>(
  table: T,
  counts: Counts,
  precision: Precision,
  addresses: Readonly<Record<string, number>>,
  buffer: ArrayBuffer,
): Views<T> {
  const views = Object.entries(table).map(([name, entry]) => {
    const ViewType = viewType(entry.type, precision);
    return [name, new ViewType(buffer, addresses[name], lengthOf(entry, counts))];
  });
  return Object.fromEntries(views) as Views<T>;
}

function viewType(type: ElementType, precision: Precision) {
  if (type === 'i32') return Int32Array;
  return type === 'T' && precision === 'mixed' ? Float32Array : Float64Array;
}

function lengthOf({ axes: extents }: ArrayEntry, counts: Counts): number {
  return extents.reduce<number>((product, extent) => product * lengthOfExtent(extent, counts), 1);
}

function lengthOfExtent(extent: Extent, counts: Counts): number {
  if (typeof extent === 'number') return extent;
  if (extent === 'lane') return LANES;
  if (extent === 'step') return BLOCK_STEPS;
  const [axis, more] = extent.split(' + ');
  return counts[axis as Axis] + Number(more ?? 0);
}
