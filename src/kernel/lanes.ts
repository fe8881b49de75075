/**
 * The shape of everything the kernel touches. Lanes are paths: every number exists once per path of a group, side by side.
 *
 * `T` is the type of the returns: f32 ("mixed" precision) or f64. A row is a number of all lanes: two vectors of f32 or words,
 * four of f64. Prices and money are rows of f64 in both precisions.
 */
import { BLOCK_STEPS, LANES } from './constants';

export { BLOCK_STEPS, LANES };

/** Bytes of a vector. */
export const VECTOR: usize = 16;
/** Bytes of a row of doubles, of integers. */
export const ROW: usize = 64;
export const WORD_ROW: usize = 32;

/** Bytes of a row of T. @inline */
export function row<T extends number>(): usize {
  return <usize>LANES * sizeof<T>();
}

/** Bytes of a column of T: a row for every step of a block. @inline */
export function column<T extends number>(): usize {
  return <usize>BLOCK_STEPS * row<T>();
}

/** @inline */
export function int(place: usize, index: i32): i32 {
  return load<i32>(place + ((<usize>index) << 2));
}

/** @inline */
export function setInt(place: usize, index: i32, value: i32): void {
  store<i32>(place + ((<usize>index) << 2), value);
}

/** @inline */
export function double(place: usize, index: i32): f64 {
  return load<f64>(place + ((<usize>index) << 3));
}

/** @inline */
export function setDouble(place: usize, index: i32, value: f64): void {
  store<f64>(place + ((<usize>index) << 3), value);
}

/**
 * Stores two vectors side by side. The upper one goes first and nothing is read in between: then a compiler that can, stores both at once
 * (README.md, "Pairs of vectors").
 * @inline
 */
export function storeBoth(to: usize, a: v128, b: v128): void {
  v128.store(to, b, VECTOR);
  v128.store(to, a);
}

/** Stores a row of doubles. @inline */
export function storeRow(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  storeBoth(to, a, b);
  v128.store(to, d, 3 * VECTOR);
  v128.store(to, c, 2 * VECTOR);
}

/** Copies a row of doubles. @inline */
export function copyRow(from: usize, to: usize): void {
  storeRow(to, v128.load(from), v128.load(from, VECTOR), v128.load(from, 2 * VECTOR), v128.load(from, 3 * VECTOR));
}
