import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import { FIRST_FREE_BYTE } from '../../../src/engine/memory/allocate.ts';
import { LANES, type Precision } from '../../../src/engine/memory/constants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Compiles `probe/probe.ts` in memory with the options of the kernel, but unoptimised, which takes a second instead of three:
 * WebAssembly fixes the bits of every operation, so that optimising changes none. Throws what the compiler says.
 */
async function compileProbe(): Promise<Uint8Array<ArrayBuffer>> {
  const { options } = JSON.parse(
    readFileSync(new URL('../../../src/kernel/asconfig.json', import.meta.url), 'utf8'),
  ) as {
    options: Record<string, string | number | boolean | readonly (string | number)[]>;
  };
  const { outFile: _, runPasses: __, ...shared } = options;
  const flags = Object.entries(shared).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [value].flat().flatMap((one) => [`--${name}`, String(one)]),
  );
  let binary: Uint8Array<ArrayBuffer> | null = null;
  const messages: string[] = [];
  const stream = { write: (text: string | Uint8Array) => messages.push(String(text)) };
  const own = ['--baseDir', root, '--outFile', 'probe.wasm', '--transform', './src/kernel/inline.mjs'];
  const { error } = await main(['test/kernel/probe/probe.ts', ...own, ...flags], {
    stdout: stream,
    stderr: stream,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = Uint8Array.from(contents);
    },
  });
  if (error !== null || binary === null) throw new Error(`the probe does not compile: ${messages.join('')}`);
  return binary;
}

const wasm = await compileProbe();

type Call = (...values: number[]) => number;

/** Room for the largest array of a test. */
const PAGES = 400;
const WORDS_OF_STATE = 4;

/** Functions of the kernel on a memory of their own; `streams` states stand at the front of it. */
export interface Probe {
  readonly call: (name: string) => Call;
  readonly set: (name: string, value: number) => void;
  /** Reserves room; a view stays valid. */
  readonly doubles: (count: number) => { readonly at: number; readonly values: Float64Array };
  readonly singles: (count: number) => { readonly at: number; readonly values: Float32Array };
  readonly integers: (count: number) => { readonly at: number; readonly values: Int32Array };
  /** [stream][word][lane], as unsigned words. */
  readonly states: Uint32Array;
}

export function createProbe(key: ArrayLike<number> = [1, 2, 3, 4], streams = 1): Probe {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
  let end = FIRST_FREE_BYTE;
  const reserve = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    if (end > memory.buffer.byteLength) throw new Error('the memory of the probe is full');
    return at;
  };
  const place = <A>(View: new (buffer: ArrayBuffer, at: number, length: number) => A, count: number, size: number) => {
    const at = reserve(count * size);
    return { at, values: new View(memory.buffer, at, count) };
  };
  const set = (name: string, value: number) => {
    (exports[name] as WebAssembly.Global).value = value;
  };
  const integers = (count: number) => place(Int32Array, count, 4);
  const keyPlace = integers(4);
  keyPlace.values.set(Int32Array.from(key));
  const states = integers(streams * WORDS_OF_STATE * LANES);
  set('key', keyPlace.at);
  set('states', states.at);
  return {
    call: (name) => exports[name] as Call,
    set,
    doubles: (count) => place(Float64Array, count, 8),
    singles: (count) => place(Float32Array, count, 4),
    integers,
    states: new Uint32Array(memory.buffer, states.at, states.values.length),
  };
}

/** The name of a function that exists in both precisions. */
export const inPrecision = (name: string, precision: Precision) => `${name}${precision === 'mixed' ? 'Mixed' : 'F64'}`;

/** What a function over arrays of doubles makes of these. */
export function mapDoubles(name: string, values: readonly number[]): Float64Array {
  const probe = createProbe();
  const padded = values.length + (values.length % 2);
  const [from, to] = [probe.doubles(padded), probe.doubles(padded)];
  from.values.fill(1).set(values);
  probe.call(name)(from.at, to.at, padded * 8);
  return to.values.slice(0, values.length);
}

/** The passes over normals take four vectors at a time. */
const padding = 16;

/** The squared radius of each word. */
export function squaresOf(words: readonly number[], precision: Precision): number[] {
  return overWords(words, precision, (probe, from, [to], bytes) => {
    probe.call(inPrecision('squares', precision))(from, to.at, bytes);
    return [to];
  })[0]!;
}

/** Sine and cosine of the angle of each word: its two normals at radius 1. */
export function turnsOf(words: readonly number[], precision: Precision): [number[], number[]] {
  return overWords(words, precision, (probe, from, [first, second], bytes) => {
    second.values.fill(1);
    probe.call(inPrecision('turn', precision))(from, first.at, second.at, bytes);
    return [first, second];
  }) as [number[], number[]];
}

type Placed = { readonly at: number; readonly values: Float32Array | Float64Array };

function overWords(
  words: readonly number[],
  precision: Precision,
  run: (probe: Probe, from: number, to: [Placed, Placed], bytes: number) => Placed[],
): number[][] {
  const probe = createProbe();
  const padded = Math.ceil(words.length / padding) * padding;
  const from = probe.integers(padded);
  from.values.set(words.map((word) => word | 0));
  const place = () => (precision === 'mixed' ? probe.singles(padded) : probe.doubles(padded));
  const results = run(probe, from.at, [place(), place()], padded * (precision === 'mixed' ? 4 : 8));
  return results.map(({ values }) => Array.from(values.subarray(0, words.length)));
}
