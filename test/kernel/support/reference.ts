/**
 * The generators as their papers write them, in integers of any size: nothing here knows of lanes, vectors or 32-bit overflow.
 * Philox4x32-10: Salmon, Moraes, Dror, Shaw (SC 2011). xoshiro128++: Blackman and Vigna (2021).
 */
const WORD = 1n << 32n;
const MASK = WORD - 1n;

export function philox(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [c0, c1, c2, c3] = counter as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const first = 0xd2511f53n * c0;
    const second = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(second / WORD) ^ c1 ^ k0, second & MASK, (first / WORD) ^ c3 ^ k1, first & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3];
}

/** State at the start of a stream: the Philox block of its address. */
export function startOfStream(key: ArrayLike<number>, path: number, purpose: number, index: number): bigint[] {
  const [k0, k1, k2, k3] = Array.from(key, (word) => BigInt(word >>> 0)) as [bigint, bigint, bigint, bigint];
  const address = BigInt(path);
  return philox([address & MASK, (address >> 32n) ^ k3, BigInt(purpose * 65_536 + index), k2], [k0, k1]);
}

const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & MASK;

/** Moves a state on and returns its word. */
export function nextWord(state: bigint[]): bigint {
  const [s0, s1, s2, s3] = state as [bigint, bigint, bigint, bigint];
  const word = (rotate((s0 + s3) & MASK, 7n) + s0) & MASK;
  const [t2, t3] = [s2 ^ s0, s3 ^ s1];
  state.splice(0, 4, s0 ^ t3, s1 ^ t2, t2 ^ ((s1 << 9n) & MASK), rotate(t3, 11n));
  return word;
}

/** Numbers of the purposes in the address of a stream. */
export const purposes = {
  regime: 1,
  shocks: 2,
  mixing: 3,
  commonJump: 4,
  commonJumpSpread: 5,
  singleJump: 6,
  funding: 7,
} as const;
