/**
 * Streams of random words, one per (key, path, purpose, index), all paths of a group side by side.
 *
 * Philox4x32-10 turns the address into the state of xoshiro128++, which runs along the path: a path can be replayed alone, no
 * draw depends on threads or chunks, and a purpose that is added later moves no other draw. Philox for every draw would cost a
 * third of all time.
 */
import { Stream } from '../constants';
import { LANES, setInt, storeBoth, VECTOR, WORD_ROW } from '../lanes';
import { assetCount, key, pairCount, states } from '../layout';

/** Further streams: one per asset each. @inline */
export function spreadStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + asset;
}

/** @inline */
export function singleJumpStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + assetCount + asset;
}

/** @inline */
export function fundingStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + 2 * assetCount + asset;
}

/** Only where the regime may change within a step; one for every asset of every pair. @inline */
export function switchedShockStream(asset: i32): i32 {
  return Stream.SHOCKS + pairCount + 3 * assetCount + asset;
}

const STATE: usize = 4 * WORD_ROW;

/** Address of the state of a stream: four rows of words. @inline */
export function stateOf(stream: i32): usize {
  return states + <usize>stream * STATE;
}

/** Upper and lower words of the products of the lanes of `a` with a constant. @inline */
function multiplyHigh(a: v128, b: v128): v128 {
  const even = i64x2.extmul_low_i32x4_u(a, b);
  const odd = i64x2.extmul_high_i32x4_u(a, b);
  return i32x4.shuffle(even, odd, 1, 3, 5, 7);
}

/**
 * Puts stream `stream` of every lane at its start: lane l gets the address (key, path + l, purpose, index).
 * Source of the block function: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
export function seedStream(stream: i32, path: u64, purpose: i32, index: i32): void {
  const place = stateOf(stream);
  for (let lane = 0; lane < LANES; lane++) {
    setInt(place, lane, <i32>(path + lane));
    setInt(place + WORD_ROW, lane, <i32>((path + lane) >> 32));
  }
  seedLanes(place, purpose, index);
  seedLanes(place + VECTOR, purpose, index);
}

/** Four lanes of a state, which hold the words of their paths, become their start. */
function seedLanes(place: usize, purpose: i32, index: i32): void {
  let c0 = v128.load(place);
  let c1 = v128.xor(v128.load(place, WORD_ROW), v128.load32_splat(key, 12));
  let c2 = i32x4.splat((purpose << 16) | index);
  let c3 = v128.load32_splat(key, 8);
  let k0 = v128.load32_splat(key);
  let k1 = v128.load32_splat(key, 4);
  const first = i32x4.splat(<i32>0xd2511f53);
  const second = i32x4.splat(<i32>0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const high = multiplyHigh(c0, first);
    const low = i32x4.mul(c0, first);
    c0 = v128.xor(v128.xor(multiplyHigh(c2, second), c1), k0);
    c1 = i32x4.mul(c2, second);
    c2 = v128.xor(v128.xor(high, c3), k1);
    c3 = low;
    k0 = i32x4.add(k0, i32x4.splat(<i32>0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(<i32>0xbb67ae85));
  }
  // The all-zero state is the one fixed point of the generator; it would come once in 2^128 addresses.
  const zero = i32x4.eq(v128.or(v128.or(c0, c1), v128.or(c2, c3)), i32x4.splat(0));
  v128.store(place, v128.or(c0, v128.and(zero, i32x4.splat(1))));
  v128.store(place, c1, WORD_ROW);
  v128.store(place, c2, 2 * WORD_ROW);
  v128.store(place, c3, 3 * WORD_ROW);
}

/** @inline */
function rotated(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/**
 * The words of a block: the next `rows` words of one stream on all lanes, row after row. xoshiro128++ of Blackman and Vigna,
 * "Scrambled linear pseudorandom number generators" (2021). The states of two sets of four lanes stay in eight registers: one set
 * alone waits for itself.
 */
export function drawWords(stream: i32, rows: i32, target: usize): void {
  const place = stateOf(stream);
  let a0 = v128.load(place);
  let b0 = v128.load(place, VECTOR);
  let a1 = v128.load(place, WORD_ROW);
  let b1 = v128.load(place, WORD_ROW + VECTOR);
  let a2 = v128.load(place, 2 * WORD_ROW);
  let b2 = v128.load(place, 2 * WORD_ROW + VECTOR);
  let a3 = v128.load(place, 3 * WORD_ROW);
  let b3 = v128.load(place, 3 * WORD_ROW + VECTOR);
  const end = target + <usize>rows * WORD_ROW;
  for (let to = target; to < end; to += WORD_ROW) {
    const a = i32x4.add(rotated(i32x4.add(a0, a3), 7), a0);
    const b = i32x4.add(rotated(i32x4.add(b0, b3), 7), b0);
    storeBoth(to, a, b);
    const aShifted = i32x4.shl(a1, 9);
    const bShifted = i32x4.shl(b1, 9);
    a2 = v128.xor(a2, a0);
    b2 = v128.xor(b2, b0);
    a3 = v128.xor(a3, a1);
    b3 = v128.xor(b3, b1);
    a1 = v128.xor(a1, a2);
    b1 = v128.xor(b1, b2);
    a0 = v128.xor(a0, a3);
    b0 = v128.xor(b0, b3);
    a2 = v128.xor(a2, aShifted);
    b2 = v128.xor(b2, bShifted);
    a3 = rotated(a3, 11);
    b3 = rotated(b3, 11);
  }
  storeBoth(place, a0, b0);
  v128.store(place, b1, WORD_ROW + VECTOR);
  v128.store(place, a1, WORD_ROW);
  v128.store(place, b2, 2 * WORD_ROW + VECTOR);
  v128.store(place, a2, 2 * WORD_ROW);
  v128.store(place, b3, 3 * WORD_ROW + VECTOR);
  v128.store(place, a3, 3 * WORD_ROW);
}

/** The next word of a stream on one lane alone, for what happens seldom. */
export function nextWord(stream: i32, lane: i32): u32 {
  const place = stateOf(stream) + ((<usize>lane) << 2);
  const s0 = load<u32>(place);
  const s1 = load<u32>(place, WORD_ROW);
  const s3 = load<u32>(place, 3 * WORD_ROW);
  const c = load<u32>(place, 2 * WORD_ROW) ^ s0;
  const d = s3 ^ s1;
  store<u32>(place, s0 ^ d);
  store<u32>(place, s1 ^ c, WORD_ROW);
  store<u32>(place, c ^ (s1 << 9), 2 * WORD_ROW);
  store<u32>(place, rotl<u32>(d, 11), 3 * WORD_ROW);
  return rotl<u32>(s0 + s3, 7) + s0;
}
