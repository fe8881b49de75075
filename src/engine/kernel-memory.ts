import { FIRST_FREE_BYTE } from './kernel.ts';

/** An array to be placed in the kernel's memory: its kind, its length, and the values it starts with. */
interface Region<A extends TypedArray> {
  readonly view: new (buffer: ArrayBuffer, offset: number, length: number) => A;
  readonly length: number;
  readonly bytes: number;
  readonly values: ArrayLike<number> | null;
}

type TypedArray = Float64Array | Float32Array | Int32Array;

type Views<R> = { readonly [Name in keyof R]: R[Name] extends Region<infer A> ? A : never };

/** Describe arrays, given by their length or by the values they hold. */
export const doubles = (content: number | ArrayLike<number>): Region<Float64Array> => region(Float64Array, content);
export const singles = (content: number | ArrayLike<number>): Region<Float32Array> => region(Float32Array, content);
export const integers = (content: number | ArrayLike<number>): Region<Int32Array> => region(Int32Array, content);

function region<A extends TypedArray>(
  view: Region<A>['view'] & { readonly BYTES_PER_ELEMENT: number },
  content: number | ArrayLike<number>,
): Region<A> {
  const [length, values] = typeof content === 'number' ? [content, null] : [content.length, content];
  return { view, length, bytes: length * view.BYTES_PER_ELEMENT, values };
}

const PAGE = 65_536;
/** Arrays start at cache lines. */
const ALIGNMENT = 64;

type Regions = Readonly<Record<string, Region<TypedArray>>>;

/** Places arrays one after the other in a new memory; gives the views of them and their addresses, by name. */
export function placeArrays<R extends Regions>(
  regions: R,
): { readonly memory: WebAssembly.Memory; readonly arrays: Views<R>; readonly addresses: Record<string, number> } {
  const { addresses, end } = layOut(regions, FIRST_FREE_BYTE);
  const pages = Math.ceil(end / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return { memory, arrays: viewsOf(regions, addresses, memory.buffer), addresses };
}

/** Places arrays in a buffer that the kernel never sees; gives the views of them by name, and the buffer as a whole. */
export function placeRecords<R extends Regions>(regions: R): Views<R> & { readonly whole: Uint8Array } {
  const { addresses, end } = layOut(regions, 0);
  const whole = new Uint8Array(end);
  return { ...viewsOf(regions, addresses, whole.buffer), whole };
}

function layOut(regions: Regions, from: number): { readonly addresses: Record<string, number>; readonly end: number } {
  let end = from;
  const addresses: Record<string, number> = {};
  for (const [name, { bytes }] of Object.entries(regions)) {
    addresses[name] = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  }
  return { addresses, end };
}

function viewsOf<R extends Regions>(
  regions: R,
  addresses: Readonly<Record<string, number>>,
  buffer: ArrayBuffer,
): Views<R> {
  const arrays = Object.entries(regions).map(([name, { view: View, length, values }]) => {
    const array = new View(buffer, addresses[name]!, length);
    if (values !== null) array.set(values);
    return [name, array];
  });
  return Object.fromEntries(arrays) as Views<R>;
}
