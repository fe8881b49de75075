import { deserialize, serialize } from 'node:v8';
import type { CompiledScenario } from '../../engine/compile/compile.ts';

/**
 * All compiled scenarios of a study in shared memory.
 *
 * A sweep may hold thousands of scenarios and every worker needs some of them: shared bytes go along with every task at no cost (also
 * to a worker that replaces a dead one), take the same memory for any number of threads, and leave tasks as small as a few numbers.
 */
export interface SharedScenarios {
  /** Tells studies apart: shared memory that arrives with two messages does not look the same. */
  readonly study: number;
  readonly bytes: SharedArrayBuffer;
  /** Doubles: scenario i lies at `starts[i]` to `starts[i + 1]`. */
  readonly starts: SharedArrayBuffer;
}

let studies = 0;

/** Serialises the scenarios; they must be plain data (numbers, strings, arrays, typed arrays, nested objects). */
export function shareScenarios(scenarios: readonly CompiledScenario[]): SharedScenarios {
  const pieces = scenarios.map((scenario) => serialize(scenario));
  const starts = new Float64Array(new SharedArrayBuffer((pieces.length + 1) * Float64Array.BYTES_PER_ELEMENT));
  for (const [index, piece] of pieces.entries()) starts[index + 1] = (starts[index] ?? 0) + piece.length;
  const bytes = new Uint8Array(new SharedArrayBuffer(starts.at(-1) ?? 0));
  for (const [index, piece] of pieces.entries()) bytes.set(piece, starts[index]);
  return { study: studies++, bytes: bytes.buffer, starts: starts.buffer };
}

/** Returns a reader that unpacks a scenario when it is first asked for and remembers the last one. */
export function scenarioReader(): (shared: SharedScenarios, index: number) => CompiledScenario {
  let last: { readonly study: number; readonly index: number; readonly compiled: CompiledScenario } | null = null;
  return ({ study, bytes, starts }, index) => {
    if (last?.study !== study || last.index !== index) {
      const [start, end] = new Float64Array(starts).subarray(index, index + 2);
      if (start === undefined || end === undefined) throw new Error(`no scenario ${index}`);
      // Sliced, because deserialised typed arrays are views of the bytes that they came from.
      last = { study, index, compiled: deserialize(new Uint8Array(bytes).slice(start, end)) as CompiledScenario };
    }
    return last.compiled;
  };
}
