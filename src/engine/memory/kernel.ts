import { readFileSync } from 'node:fs';
import { sha256 } from '../../base/digest.ts';
import { assert, MarginLabError } from '../../base/errors.ts';
import { packageFile } from '../../base/package-files.ts';
import type { Pause, Precision } from './constants.ts';

/** What the kernel says of where it stands. Steps of a block count from 0, steps of a path from 1; yes or no is 1 or 0. */
const readings = [
  /** Step of the path at which the block begins; the steps of it that make up the span; whether funding is settled at its end. */
  'blockFirst',
  'spanFrom',
  'spanTo',
  'settles',
  /** Step of the block of the last events, and whether the funding of that step is paid before the pool is closed. */
  'eventStep',
  'eventPays',
  /** Number of pools and lanes in `events` that must be liquidated, and of those in `candidates` that may have to be in this span. */
  'eventCount',
  'candidateCount',
  /** Whether the venue deleverages its book on any lane in this block. */
  'deleverages',
  /** Steps of the path up to the end of the span. */
  'done',
] as const;

/** The kernel at work on one group of paths. */
export interface Kernel extends Readonly<Record<(typeof readings)[number], number>> {
  /** Puts the market of all lanes at step 0: lane l simulates path `path + l`. */
  start(path: number): void;
  /** Advances all lanes until something happens, and says what. */
  advance(): Pause;
  /** Has every further step of this span reported: from its first one on, or from the one whose liquidations were handled last. */
  takeSteps(): void;
  /** Tells that something has happened to a pool and lane (`pool * LANES + lane`) between two steps. */
  markDirty(place: number): void;
  /** Moves the market alone on to the end of the next span: `Pause.SPAN`, or `Pause.HORIZON`. */
  nextSpan(): Pause;
  /** Forms the prices of every step of the block for every asset in use. */
  formAllPrices(): void;
}

const file = packageFile('src/kernel/kernel.wasm');
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

/**
 * Starts a kernel on a memory. `values` are those of the globals of its layout: settings, counts, and addresses of arrays. Throws a `bug`
 * if the kernel was built from another table.
 */
export function connectKernel(
  memory: WebAssembly.Memory,
  values: Readonly<Record<string, number>>,
  precision: Precision,
): Kernel {
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  const globals = new Map(Object.entries(exports).filter(([, value]) => value instanceof WebAssembly.Global)) as Map<
    string,
    WebAssembly.Global
  >;
  const suffix = precision === 'mixed' ? 'Mixed' : 'F64';
  const kernel = {
    start: exports[`start${suffix}`],
    advance: exports[`advance${suffix}`],
    nextSpan: exports[`nextSpan${suffix}`],
    formAllPrices: exports[`formAllPrices${suffix}`],
    markDirty: exports.markDirty,
    takeSteps: exports.takeSteps,
  };
  for (const name of readings) {
    const global = globals.get(name)!;
    Object.defineProperty(kernel, name, { get: () => global.value as number });
    globals.delete(name);
  }
  const names = Object.keys(values);
  const matches = names.length === globals.size && names.every((name) => globals.has(name));
  assert(matches, 'the kernel was built from the table of its memory: run `npm run build`');
  for (const name of names) globals.get(name)!.value = values[name];
  return kernel as unknown as Kernel;
}
