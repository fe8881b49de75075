import { deserialize, serialize } from 'node:v8';
import type { CompiledScenario } from '../engine/compile.ts';

/**
 * All compiled scenarios of a study in one block of shared memory.
 *
 * A sweep may hold thousands of scenarios and every worker needs some of them: shared bytes are handed over once when a
 * worker starts (also one that replaces a dead one), cost the same memory for any number of threads, and leave tasks as
 * small as a few numbers.
 */
export interface SharedScenarios {
  readonly bytes: SharedArrayBuffer;
  /** Scenario i lies at `starts[i]` to `starts[i + 1]`. */
  readonly starts: readonly number[];
}

/** Serialises the scenarios; they must be plain data (numbers, strings, arrays, typed arrays, nested objects). */
export function shareScenarios(scenarios: readonly CompiledScenario[]): SharedScenarios {
  const pieces = scenarios.map((scenario) => serialize(scenario));
  const starts = [0];
  for (const piece of pieces) starts.push((starts.at(-1) ?? 0) + piece.length);
  const bytes = new SharedArrayBuffer(starts.at(-1) ?? 0);
  const view = new Uint8Array(bytes);
  pieces.forEach((piece, index) => view.set(piece, starts[index]));
  return { bytes, starts };
}

/** Returns a reader that unpacks a scenario when it is first asked for and remembers the last one. */
export function openScenarios(shared: SharedScenarios): (index: number) => CompiledScenario {
  let last: { readonly index: number; readonly compiled: CompiledScenario } | null = null;
  return (index) => {
    if (last?.index !== index) {
      const [start, end] = [shared.starts[index], shared.starts[index + 1]];
      if (start === undefined || end === undefined) throw new Error(`no scenario ${index}`);
      // Sliced, because deserialised typed arrays are views of the bytes that they came from.
      const bytes = new Uint8Array(shared.bytes, start, end - start).slice();
      last = { index, compiled: deserialize(bytes) as CompiledScenario };
    }
    return last.compiled;
  };
}
