import v8 from 'node:v8';

/** Has V8 join pairs of WebAssembly vectors to vectors of 256 bits, where the processor has them. */
export const wideVectors = '--experimental-wasm-revectorize';

/**
 * The V8 of Node 24, which has the flag but does not set it by itself. Its results with and without are compared bit by bit
 * (test/engine/wide-vectors.test.ts); another V8 is left as it is.
 */
const compared = '13.6.';

/** Must be called before the kernel is compiled, which is when a thread reads it. */
export function useWideVectors(): void {
  if (wideVectorsAreOn()) v8.setFlagsFromString(wideVectors);
}

/** Whether they are used in this V8. */
export function wideVectorsAreOn(): boolean {
  return process.versions.v8.startsWith(compared);
}
