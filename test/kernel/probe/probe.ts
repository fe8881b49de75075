/**
 * AssemblyScript: lets the tests call single functions of the kernel, over arrays. Compiled when a test needs it, with everything
 * that the kernel exports beside it.
 */
import { normal, skipNormal, uniform, waitingTime } from '../../../src/kernel/draws';
import {
  cosine,
  cosineSingle,
  grown,
  grownLittle,
  logarithm,
  minusTwoLogSingle,
  sine,
  sineSingle,
} from '../../../src/kernel/elementary';
import { setDouble, VECTOR } from '../../../src/kernel/lanes';
import { drawMixing, drawNormals } from '../../../src/kernel/shocks';
import { drawWords, nextWord, seedStream } from '../../../src/kernel/streams';

export * from '../../../src/kernel/index';

// ---- streams

export function seed(stream: i32, path: f64, purpose: i32, index: i32): void {
  seedStream(stream, <u64>path, purpose, index);
}

export function draw(stream: i32, perStep: i32, stepCount: i32, target: usize, wordStride: usize): void {
  drawWords(stream, perStep, stepCount, target, wordStride);
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

export function skip(stream: i32, lane: i32): void {
  skipNormal(stream, lane);
}

// ---- blocks of draws

export function blockNormalsMixed(): void {
  drawNormals<f32>();
}

export function blockNormalsF64(): void {
  drawNormals<f64>();
}

export function blockMixingMixed(): void {
  drawMixing<f32>();
}

export function blockMixingF64(): void {
  drawMixing<f64>();
}

// ---- elementary functions: `bytes` of vectors from one place to another

export function logSingle(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, minusTwoLogSingle(v128.load(from + at)));
}

export function log(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, logarithm(v128.load(from + at)));
}

export function sinSingle(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const v = v128.load(from + at);
    v128.store(to + at, sineSingle(v, f32x4.mul(v, v)));
  }
}

export function cosSingle(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const v = v128.load(from + at);
    v128.store(to + at, cosineSingle(f32x4.mul(v, v)));
  }
}

export function sin(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const v = v128.load(from + at);
    v128.store(to + at, sine(v, f64x2.mul(v, v)));
  }
}

export function cos(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const v = v128.load(from + at);
    v128.store(to + at, cosine(f64x2.mul(v, v)));
  }
}

export function growMixed(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, grown<f32>(f64x2.splat(1), v128.load(from + at)));
}

export function growF64(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, grown<f64>(f64x2.splat(1), v128.load(from + at)));
}

export function growLittleMixed(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, grownLittle<f32>(f64x2.splat(1), v128.load(from + at)));
}

export function growLittleF64(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) v128.store(to + at, grownLittle<f64>(f64x2.splat(1), v128.load(from + at)));
}
