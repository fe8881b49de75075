import { describe, expect, it } from 'vitest';
import type { FigureRow } from '../support/figure-rows.ts';
import { estimate, lossPaths, type PathOutcome, pick, random, shapeOf } from './paths.ts';

function figuresOf(paths: number, extra: (path: number) => number) {
  const account = { schemes: ['a', 'b'], positions: ['btc'], levels: [0.9, 0.99], initialWealth: 10_000 };
  return estimate(shapeOf({ ...account, paths }), outcomes(paths, extra));
}

/** Both schemes lose the same on every path, `b` with an error of the size that sums in another order have, plus `extra`. */
function outcomes(paths: number, extra: (path: number) => number): PathOutcome[] {
  const { normal, uniform } = random('rounding');
  return Array.from({ length: paths }, (_, path) => {
    const pnl = 1000 * normal();
    const other = pnl + 1e-11 * (uniform() - 0.2) + extra(path);
    return { schemes: [pnl, other].map((value) => ({ account: { pnl: value }, positions: [{ pnl: value }] })) };
  });
}

describe('a paired difference that is nothing but rounding', () => {
  it.each(['var', 'es'])('is none of the tail either, and says so: %s', (metric) => {
    const found = figuresOf(500, () => 0).filter((figure) => figure.metric === metric && figure.scheme === 'a - b');
    expect(found).toHaveLength(2);
    for (const figure of found) {
      expect(figure).toMatchObject({ estimate: 0, stdError: null, ciLow: null, ciHigh: null, pValue: 1 });
      expect(figure.note).toBe('no path of the tail differs');
    }
  });

  it.each(['mean_pnl', 'mean_loss'])('is none, with p = 1: %s', (metric) => {
    const found = figuresOf(500, () => 0).filter((figure) => figure.metric === metric && figure.scheme === 'a - b');
    expect(found.length).toBeGreaterThan(0);
    for (const figure of found) {
      expect(figure).toMatchObject({ estimate: 0, stdError: null, ciLow: null, ciHigh: null, pValue: 1 });
      expect(figure.note).toBe('no path of 500 differs');
    }
  });

  it('is 0 without an error where a single path gives none', () => {
    const one = figuresOf(1, () => 0);
    expect(pick(one, { metric: 'mean_loss', scheme: 'a - b' })).toMatchObject({ estimate: 0, stdError: null });
  });
});

describe('a tie of paths that lost everything', () => {
  it('is one also where its sums were added up in another order: VaR and ES have the same errors', () => {
    const { uniform, normal } = random('broken tie');
    const losses = Array.from({ length: 6_000 }, () => Math.min(10_000, 3_000 + 2_500 * normal()));
    const jitter = losses.map((loss) => (loss === 10_000 ? loss * (1 + 1e-13 * (uniform() - 0.5)) : loss));
    const [whole, broken] = [losses, jitter].map((values) =>
      estimate(shapeOf({ levels: [0.99, 0.999], initialWealth: 10_000, paths: 6_000 }), lossPaths([values])),
    );
    const tail = (figures: FigureRow[]) => figures.filter(({ metric }) => metric === 'var' || metric === 'es');
    expect(tail(whole!).some(({ stdError, metric }) => metric === 'es' && stdError! > 1)).toBe(true);
    for (const [index, { metric, level, stdError }] of tail(whole!).entries()) {
      expect(Math.abs(tail(broken!)[index]!.stdError! - stdError!), `${metric} ${level}`).toBeLessThan(1e-6);
    }
  });
});

describe('a paired difference that is small and real', () => {
  it('stays: one cent on one path of 5,000, of an account of 10,000', () => {
    const figures = figuresOf(5_000, (path) => (path === 17 ? 0.01 : 0));
    const found = pick(figures, { metric: 'mean_pnl', scheme: 'a - b', position: null });
    expect(found.estimate).toBeCloseTo(-0.01 / 5_000, 9);
    // A single event: t = 1 by construction.
    expect(found.pValue).toBeGreaterThan(0.3);
    expect(found.stdError).toBeGreaterThan(0);
  });

  it('stays: the same hundredth of a cent on every path', () => {
    const figures = figuresOf(500, () => 1e-4);
    expect(pick(figures, { metric: 'mean_pnl', scheme: 'a - b', position: null }).pValue).toBeLessThan(1e-9);
    expect(pick(figures, { metric: 'es', scheme: 'a - b', level: 0.9 }).estimate).toBeCloseTo(1e-4, 8);
  });
});
