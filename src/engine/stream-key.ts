import seedrandom from 'seedrandom';

/**
 * The 128-bit key of a run, from the user's seed text, as four unsigned 32-bit words.
 *
 * seedrandom (ARC4) is used once, to spread the text over the key; it is never a stream of a path. The text is prefixed
 * because seedrandom treats '' and '\0' alike.
 */
export function keyOf(seed: string): Uint32Array {
  const generator = seedrandom(`margin-lab:${seed.length}:${seed}`);
  return Uint32Array.from({ length: 4 }, () => generator.int32() >>> 0);
}

/**
 * Version of the law that turns (seed, path, purpose) into draws. Raised whenever any draw of any path moves; two runs
 * with the same seed are comparable path by path only under the same version.
 */
export const streamVersion = 3;
