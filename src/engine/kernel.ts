import { readFileSync } from 'node:fs';
import { sha256 } from '../base/digest.ts';
import { assert, MarginLabError } from '../base/errors.ts';

/** Paths that are simulated side by side, and steps that are drawn together: the shape that the kernel is built for. */
export const LANES = 8;
export const BLOCK_STEPS = 8;

/** Precision of the returns; prices and money are doubles in both. */
export type Precision = 'mixed' | 'f64';

/** Why `advance` came back; the numbers are those of the kernel's `advance.ts`. */
export const PAUSE = { horizon: 0, liquidations: 1, span: 2, step: 3 } as const;

/** The kernel at work on one group of paths. Steps of a block count from 0, steps of a path from 1. */
export interface Kernel {
  /** Puts the market of all lanes at step 0: lane l simulates path `path + l`. */
  start(path: number): void;
  /** Advances all lanes until something happens, and says what: one of `PAUSE`. */
  advance(): number;
  /** Number of pools and lanes in `events` that must be liquidated, and of those in `suspects` that may have to be in this span. */
  readonly eventCount: number;
  readonly suspectCount: number;
  /** Whether the venue deleverages its book on any lane in this block. */
  readonly deleverages: boolean;
  /** Has every further step of this span reported: from its first one on, or from the one whose liquidations were handled last. */
  takeSteps(): void;
  /** Tells that something has happened to a pool and lane (`pool * LANES + lane`) between two steps. */
  disturb(place: number): void;
  /** Moves the market alone on to the end of the next span; false at the horizon. */
  nextSpan(): boolean;
  /** Forms the prices of every step of the block for every asset in use. */
  formAllPrices(): void;
  /** Step of the block of the last events, and whether the funding of that step is paid before the pool is closed. */
  readonly eventStep: number;
  readonly eventPays: boolean;
  /** Step of the path at which the block begins; the steps of it that make up the span; whether funding is settled at its end. */
  readonly blockFirst: number;
  readonly spanFrom: number;
  readonly spanTo: number;
  readonly settles: boolean;
}

/** Values for the globals of the kernel's `layout.ts`: sizes, and addresses of arrays in its memory. */
export type Settings = Readonly<Record<string, number>>;

const file = new URL('../kernel/kernel.wasm', import.meta.url);
let module: WebAssembly.Module | null = null;

/** The compiled kernel, read once per thread. Throws a `bug` where it was never built. */
function kernelModule(): WebAssembly.Module {
  module ??= new WebAssembly.Module(readKernel());
  return module;
}

/** SHA-256 of the compiled kernel. */
export function kernelDigest(): string {
  return sha256(readKernel());
}

function readKernel(): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new MarginLabError('bug', 'the kernel has not been built: run `npm run build` in the folder of Margin Lab');
  }
}

/** The memory below is the kernel's own: the constants that its compiler placed. */
export const FIRST_FREE_BYTE = 65_536;

/** Globals that the kernel sets by itself. */
const clock = [
  'blockFirst',
  'deleverages',
  'done',
  'eventCount',
  'eventPays',
  'eventStep',
  'settles',
  'spanFrom',
  'spanTo',
  'suspectCount',
] as const;

/** Starts a kernel on a memory that is laid out as the settings say. Every global of the layout must be set, and no other. */
export function connectKernel(memory: WebAssembly.Memory, settings: Settings, precision: Precision): Kernel {
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  const globals = globalsOf(exports);
  const unset = [...globals.keys()].filter(
    (name) => !(name in settings) && !(clock as readonly string[]).includes(name),
  );
  assert(unset.length === 0, `every global of the kernel is set: ${unset.join(', ')}`);
  for (const [name, value] of Object.entries(settings)) {
    const target = globals.get(name);
    assert(target !== undefined, `the kernel has a global ${name}`);
    target.value = value;
  }
  const suffix = precision === 'mixed' ? 'Mixed' : 'F64';
  const call = (name: string) => exports[`${name}${suffix}`] as (...values: number[]) => number;
  const nextSpan = call('nextSpan');
  const global = (name: (typeof clock)[number]) => globals.get(name)!;
  const [eventStep, eventPays, blockFirst] = [global('eventStep'), global('eventPays'), global('blockFirst')];
  const [spanFrom, spanTo, settles] = [global('spanFrom'), global('spanTo'), global('settles')];
  const [eventCount, suspectCount, deleverages] = [global('eventCount'), global('suspectCount'), global('deleverages')];
  return {
    start: call('start'),
    advance: call('advance'),
    nextSpan: () => nextSpan() !== 0,
    formAllPrices: call('formAllPrices'),
    disturb: exports.disturb as (place: number) => void,
    takeSteps: exports.takeSteps as () => void,
    get eventCount() {
      return eventCount.value as number;
    },
    get suspectCount() {
      return suspectCount.value as number;
    },
    get deleverages() {
      return deleverages.value !== 0;
    },
    get eventStep() {
      return eventStep.value as number;
    },
    get eventPays() {
      return eventPays.value !== 0;
    },
    get blockFirst() {
      return blockFirst.value as number;
    },
    get spanFrom() {
      return spanFrom.value as number;
    },
    get spanTo() {
      return spanTo.value as number;
    },
    get settles() {
      return settles.value !== 0;
    },
  };
}

function globalsOf(exports: WebAssembly.Exports): Map<string, WebAssembly.Global> {
  const globals = new Map<string, WebAssembly.Global>();
  for (const [name, value] of Object.entries(exports)) {
    if (value instanceof WebAssembly.Global) globals.set(name, value);
  }
  return globals;
}
