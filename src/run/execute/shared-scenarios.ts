import { deserialize, serialize } from 'node:v8';
import type { CompiledScenario } from '../../engine/compile/compile.ts';
import type { TaskScenarios } from './executor.ts';

/**
 * All compiled scenarios of a study in shared memory.
 *
 * A sweep may hold thousands of scenarios and every worker needs some of them: shared bytes go along with every task at no cost (also
 * to a worker that replaces a dead one), take the same memory for any number of threads, and leave tasks as small as a few numbers.
 */
export interface SharedScenarios {
  readonly experimentDigest: string;
  readonly bytes: SharedArrayBuffer;
}

/** Where the scenarios of a task lie in the shared bytes: from, to, in the order of the task. */
export type Places = readonly (readonly [from: number, to: number])[];

/** Serialises the scenarios, which must be plain data (numbers, strings, arrays, typed arrays, nested objects), and tells their places. */
export function shareScenarios({ experimentDigest, scenarios }: TaskScenarios): {
  readonly shared: SharedScenarios;
  readonly placesOf: (scenarioDigests: readonly string[]) => Places;
} {
  const pieces = scenarios.map(({ compiled }) => serialize(compiled));
  const bytes = new Uint8Array(new SharedArrayBuffer(pieces.reduce((sum, piece) => sum + piece.length, 0)));
  const places = new Map<string, readonly [number, number]>();
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    bytes.set(piece, end);
    places.set(scenarios[index]!.digest, [end, end + piece.length]);
    end += piece.length;
  }
  const placeOf = (digest: string) => {
    const place = places.get(digest);
    if (place === undefined) throw new Error(`no scenario ${digest}`);
    return place;
  };
  return { shared: { experimentDigest, bytes: bytes.buffer }, placesOf: (digests) => digests.map(placeOf) };
}

/** Returns a reader that unpacks a scenario when it is first asked for and remembers the last one. */
export function scenarioReader(): (
  bytes: SharedArrayBuffer,
  digest: string,
  place: readonly [number, number],
) => CompiledScenario {
  let last: { readonly digest: string; readonly compiled: CompiledScenario } | null = null;
  return (bytes, digest, place) => {
    // Sliced, because deserialised typed arrays are views of the bytes that they came from.
    const unpack = () => deserialize(new Uint8Array(bytes).slice(...place)) as CompiledScenario;
    if (last?.digest !== digest) last = { digest, compiled: unpack() };
    return last.compiled;
  };
}
