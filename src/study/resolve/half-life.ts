import { exponential } from '../../base/elementary.ts';

/** 2^(-time / half-life), the share that is left after a time; with the same bits on every machine. */
export function halfLifeDecay(time: number, halfLife: number): number {
  return exponential(-Math.LN2 * (time / halfLife));
}
