/**
 * AssemblyScript: lets the tests call single functions of the kernel, over arrays. Compiled when a test needs it, with everything
 * that the kernel exports beside it.
 */

import { applyAngles } from '../../../src/kernel/draws/angle';
import { drawSquaredRadii } from '../../../src/kernel/draws/radius';
import { exponential, logarithm, normal, uniform, waitingTime } from '../../../src/kernel/draws/single-lane';
import { drawWords, nextWord, seedStream } from '../../../src/kernel/draws/streams';
import { setDouble, VECTOR } from '../../../src/kernel/lanes';
import { grown, grownLittle } from '../../../src/kernel/prices/growth';
import { drawMixing, startMixing } from '../../../src/kernel/sources/mixing';
import { drawNormals } from '../../../src/kernel/sources/regime-model';

export * from '../../../src/kernel/index';

// ---- streams

export function seed(stream: i32, path: f64, purpose: i32, index: i32): void {
  seedStream(stream, <u64>path, purpose, index);
}

export function draw(stream: i32, rows: i32, target: usize): void {
  drawWords(stream, rows, target);
}

export function word(stream: i32, lane: i32): u32 {
  return nextWord(stream, lane);
}

// ---- draws of one lane

export function uniforms(stream: i32, lane: i32, count: i32, target: usize): void {
  for (let k = 0; k < count; k++) setDouble(target, k, uniform(stream, lane));
}

export function normals64(stream: i32, lane: i32, count: i32, target: usize): void {
  for (let k = 0; k < count; k++) setDouble(target, k, normal(stream, lane));
}

export function waits(stream: i32, lane: i32, logFailure: f64, count: i32, target: usize): void {
  for (let k = 0; k < count; k++) setDouble(target, k, <f64>waitingTime(stream, lane, logFailure));
}

export function exponentials(stream: i32, lane: i32, count: i32, target: usize): void {
  for (let k = 0; k < count; k++) setDouble(target, k, exponential(stream, lane));
}

// ---- blocks of draws

export function blockNormalsMixed(): void {
  drawNormals<f32>();
}

export function blockNormalsF64(): void {
  drawNormals<f64>();
}

/** Every call draws the next intervals of the stream, each as long as a step. */
export function blockMixingMixed(): void {
  startMixing();
  drawMixing<f32>();
}

export function blockMixingF64(): void {
  startMixing();
  drawMixing<f64>();
}

// ---- elementary functions over arrays: squared radii and turns of words, `bytes` long in what comes out

export function squaresMixed(from: usize, to: usize, bytes: usize): void {
  drawSquaredRadii<f32>(from, 1, to, bytes);
}

export function squaresF64(from: usize, to: usize, bytes: usize): void {
  drawSquaredRadii<f64>(from, 1, to, bytes);
}

/** `second` holds the squared radii before, and the second normals after. */
export function turnMixed(from: usize, first: usize, second: usize, bytes: usize): void {
  applyAngles<f32>(from, 1, first, second, bytes);
}

export function turnF64(from: usize, first: usize, second: usize, bytes: usize): void {
  applyAngles<f64>(from, 1, first, second, bytes);
}

export function log(from: usize, to: usize, bytes: usize): void {
  for (let offset: usize = 0; offset < bytes; offset += 8) store<f64>(to + offset, logarithm(load<f64>(from + offset)));
}

export function growMixed(from: usize, to: usize, bytes: usize): void {
  for (let offset: usize = 0; offset < bytes; offset += VECTOR)
    v128.store(to + offset, grown<f32>(f64x2.splat(1), v128.load(from + offset)));
}

export function growF64(from: usize, to: usize, bytes: usize): void {
  for (let offset: usize = 0; offset < bytes; offset += VECTOR)
    v128.store(to + offset, grown<f64>(f64x2.splat(1), v128.load(from + offset)));
}

export function growLittleMixed(from: usize, to: usize, bytes: usize): void {
  for (let offset: usize = 0; offset < bytes; offset += VECTOR)
    v128.store(to + offset, grownLittle<f32>(f64x2.splat(1), v128.load(from + offset)));
}

export function growLittleF64(from: usize, to: usize, bytes: usize): void {
  for (let offset: usize = 0; offset < bytes; offset += VECTOR)
    v128.store(to + offset, grownLittle<f64>(f64x2.splat(1), v128.load(from + offset)));
}
