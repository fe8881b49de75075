import { philox } from './philox.ts';

/**
 * Draws belong to an address (key, path, purpose, index), never to a thread or a chunk: one Philox block turns the
 * address into the state of a small generator, xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021), which runs along the path. So any path can be replayed alone, and a purpose that is added later
 * moves no other draw.
 */
export const purposes = {
  /** Which regime comes first, how long each lasts, which comes next. */
  regime: 1,
  /** Normals of the shocks; index = pair of assets (0: first and second asset, 1: third and fourth, ...). */
  shocks: 2,
  /** The mixing variable of Student-t shocks. */
  mixing: 3,
  /** Times and sizes of common jumps. */
  commonJump: 4,
  /** Own noise of an asset in a common jump; index = asset. */
  commonJumpSpread: 5,
  /** Times and sizes of an asset's own jumps; index = asset. */
  singleJump: 6,
  /** Noise of the funding rate; index = asset. */
  funding: 7,
} as const;

/** Words of state per stream. */
export const STATE_WORDS = 4;

/** Writes the initial state of the stream (key, path, purpose, index) to `states[offset..offset + 3]`. */
export function seedStream(
  key: Uint32Array,
  path: number,
  purpose: number,
  index: number,
  states: Int32Array,
  offset: number,
): void {
  const pathHigh = Math.floor(path / 4294967296);
  philox(path | 0, pathHigh ^ key[3]!, (purpose << 16) | index, key[2]!, key[0]!, key[1]!, states, offset);
  // The all-zero state is the one fixed point of the generator; it would come once in 2^128 addresses.
  if ((states[offset]! | states[offset + 1]! | states[offset + 2]! | states[offset + 3]!) === 0) states[offset] = 1;
}

/** Next 32 random bits of the stream whose state stands at `offset`, as int32. */
export function nextWord(states: Int32Array, offset: number): number {
  const s0 = states[offset]!;
  const s1 = states[offset + 1]!;
  const s2 = states[offset + 2]! ^ s0;
  const s3 = states[offset + 3]! ^ s1;
  const sum = (s0 + states[offset + 3]!) | 0;
  states[offset] = s0 ^ s3;
  states[offset + 1] = s1 ^ s2;
  states[offset + 2] = s2 ^ (s1 << 9);
  states[offset + 3] = (s3 << 11) | (s3 >>> 21);
  return (((sum << 7) | (sum >>> 25)) + s0) | 0;
}
