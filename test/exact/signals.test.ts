import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/margin/policies/registry.ts';
import type { Signal } from '../../src/margin/policies/signal.ts';
import { onePool, type PositionRow, pathOf, simulateOne as run, told } from '../margin/books.ts';

// Every figure here was worked out by hand from v <- (1 - w) v + w r^2 (RiskMetrics technical document, 1996, section 5.2).

describe('signals', () => {
  const base = { weight: 0.5, slowWeight: 0.25, stepsPerYear: 100 };
  const firing = (signal: Signal, above: number, path: readonly (readonly number[])[]) => {
    const policy: Policy = {
      policy: 'deleverage',
      name: 'less',
      delaySteps: 0,
      pools: [0],
      trigger: { on: 'signal', signal, above, release: 0 },
      share: 0.5,
    };
    const rows = path[0]!.map((_, asset): PositionRow => [asset, 1, 100]);
    const start = rows.map(() => 100);
    return told(run(onePool(rows, [1_000], {}, [], [policy]), start, pathOf([...path, path.at(-1)!])), 'decision').map(
      ({ step, why }) => [step, Number(why.value)],
    );
  };

  it('estimate the volatility with weights that fall step by step', () => {
    // v: 0.0001 -> 0.00005 + 0.5 * 0.02^2 = 0.00025 -> 0.000125; annualised sqrt(100 v) = sqrt(0.025).
    const signal: Signal = { kind: 'volatility', assets: [0], start: [[0.0001]], ...base };
    expect(firing(signal, 0.158, [[102], [102]])).toEqual([[1, expect.closeTo(Math.sqrt(0.025), 12)]]);
    expect(firing(signal, 0.159, [[102], [102]])).toEqual([]);
  });

  it('take the root mean square over the assets', () => {
    // v1 = 0.00025 as above, v2 = 0.00005: sqrt(100 * 0.00015).
    const signal: Signal = {
      kind: 'volatility',
      assets: [0, 1],
      start: [
        [0.0001, 0],
        [0, 0.0001],
      ],
      ...base,
    };
    expect(firing(signal, 0.12, [[102, 100]])).toEqual([[1, expect.closeTo(Math.sqrt(0.015), 12)]]);
  });

  it('compare a fast with a slow volatility', () => {
    // Slow: 0.75 * 0.0001 + 0.25 * 0.0004 = 0.000175; ratio sqrt(0.00025 / 0.000175).
    const signal: Signal = { kind: 'volatility-ratio', assets: [0], start: [[0.0001]], ...base };
    expect(firing(signal, 1.19, [[102]])).toEqual([[1, expect.closeTo(Math.sqrt(10 / 7), 12)]]);
    expect(firing(signal, 1.2, [[102]])).toEqual([]);
  });

  it('estimate the mean correlation over all pairs', () => {
    // Pairs: c01 = 0.5 * 0.02 * 0.01 = 0.0001, v0 = 0.00025, v1 = 0.0001; c02 = -0.0001, v2 = 0.0001; c12 = -0.00005.
    const diagonal = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 0.0001 : 0)));
    const signal: Signal = { kind: 'correlation', assets: [0, 1, 2], start: diagonal, ...base };
    const one = 0.0001 / Math.sqrt(0.00025 * 0.0001);
    const mean = (one - one - 0.5) / 3;
    expect(firing(signal, -0.2, [[102, 101, 99]])).toEqual([[1, expect.closeTo(mean, 12)]]);
    // Two assets alone: c01 / sqrt(v0 v1).
    const pair = { ...signal, assets: [0, 1], start: diagonal.slice(0, 2).map((row) => row.slice(0, 2)) };
    expect(firing(pair, 0.6, [[102, 101]])).toEqual([[1, expect.closeTo(one, 12)]]);
  });
});
