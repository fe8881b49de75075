import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { stationaryLaw } from '../../src/market/transition.ts';
import { type MarketRow, marketFigures } from '../support/market-figures.ts';
import { livelyScenario, marketOf, precisions, scenarioIn } from './support/scenario.ts';
import { LIMIT } from './support/scores.ts';

const PATHS = 20_000;

function pick(figures: readonly MarketRow[], metric: string, subject: string | null = null, level?: number): MarketRow {
  const found = figures.filter(
    (f) => f.metric === metric && f.subject === subject && (level === undefined || f.level === level),
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** |z| < 4.5 by the figure's own error: false alarm 6.8e-6 each. Seed: "engine tests". */
function expectNear(figure: MarketRow, truth: number): void {
  expect(
    Math.abs((figure.estimate! - truth) / figure.stdError!),
    `${figure.metric} ${figure.estimate}, ${truth}`,
  ).toBeLessThan(LIMIT);
  expect((figure.ciHigh! - figure.estimate!) / figure.stdError!).toBeCloseTo(1.96, 1);
}

describe.each(precisions)('%s', (precision) => {
  const scenarioOf = scenarioIn(precision);

  describe('one regime, normal shocks', () => {
    const [volatility, drift, correlation] = [[0.5, 0.8], [0.4, -1], 0.6];
    const market = marketOf(
      [100, 20],
      [
        {
          volatility,
          drift,
          correlation: [
            [1, correlation],
            [correlation, 1],
          ],
        },
      ],
    );
    const held = [0, 1].map((asset) => ({ asset, quantity: 1 }));
    const steps = 100;
    const figures = marketFigures(compile(scenarioOf(market, held, { steps })), PATHS);

    it.each([0, 1])('log return of asset %i: mean (mu - sigma^2/2) T, variance sigma^2 T, kurtosis 3', (i) => {
      const years = steps / 8760;
      expectNear(pick(figures, 'log_return_mean', `A${i}`), (drift[i]! - volatility[i]! ** 2 / 2) * years);
      expectNear(pick(figures, 'log_return_variance', `A${i}`), volatility[i]! ** 2 * years);
      expectNear(pick(figures, 'log_return_kurtosis', `A${i}`), 3);
    });
    it('realised volatility: sigma sqrt(2/n) Gamma((n+1)/2) / Gamma(n/2), about sigma (1 - 1/(4n))', () => {
      expectNear(
        pick(figures, 'realised_volatility', 'A0'),
        volatility[0]! * (1 - 1 / (4 * steps) + 1 / (32 * steps ** 2)),
      );
    });
    it('correlation over the horizon, and within a path with its small-sample bias (Hotelling 1953)', () => {
      expectNear(pick(figures, 'log_return_correlation', 'A0'), correlation);
      const bias = 1 - (1 - correlation ** 2) / (2 * (steps - 1));
      expectNear(pick(figures, 'realised_correlation', 'A0'), correlation * bias);
    });
    it('the one regime governs all', () => {
      expect(pick(figures, 'regime_steps', 'r0').estimate).toBe(steps);
      expect(pick(figures, 'regime_last_step', 'r0').estimate).toBe(1);
      expect(pick(figures, 'regime_switches').estimate).toBe(0);
    });
    it('every figure says how many paths it is of', () => {
      expect(figures.every(({ paths, effectivePaths }) => paths === PATHS && effectivePaths === PATHS)).toBe(true);
    });
  });

  describe('two regimes from the stationary law', () => {
    const rows = [
      [0.9, 0.1],
      [0.3, 0.7],
    ];
    const start = stationaryLaw(rows);
    const market = marketOf([100], [{ volatility: [0.4] }, { volatility: [1.2] }], {
      transition: { perHours: 1, rows },
      start,
    });
    const figures = marketFigures(compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 50 })), PATHS);

    it('each governs its share of the steps, the last one too', () => {
      for (const r of [0, 1]) {
        expectNear(pick(figures, 'regime_steps', `r${r}`), 50 * start[r]!);
        expectNear(pick(figures, 'regime_last_step', `r${r}`), start[r]!);
      }
    });
    it('the number of steps in one varies as that of a Markov chain, switches are 49 times the odds of one', () => {
      // Var = sum over s, t of pi (1 - pi) lambda^|s-t| with lambda = 1 - 0.1 - 0.3.
      const lambda = 0.6;
      let variance = 0;
      for (let s = 0; s < 50; s++)
        for (let t = 0; t < 50; t++) variance += start[0]! * start[1]! * lambda ** Math.abs(s - t);
      expectNear(pick(figures, 'regime_steps_variance', 'r0'), variance);
      expectNear(pick(figures, 'regime_switches'), 49 * (start[0]! * 0.1 + start[1]! * 0.3));
    });
    it('the variance of the log return is the mean of those of the regimes, plus that of the drift they bring', () => {
      const [calm, wild] = [0.16, 1.44];
      const mixed = (50 * (start[0]! * calm + start[1]! * wild)) / 8760;
      const steps = pick(figures, 'regime_steps_variance', 'r0').estimate!;
      expectNear(pick(figures, 'log_return_variance', 'A0'), mixed + steps * ((wild - calm) / 2 / 8760) ** 2);
    });
  });

  it('independent assets share their worst days by chance only, equal ones always', () => {
    const regime = {
      volatility: [1, 1, 1],
      correlation: [
        [1, 0, 1],
        [0, 1, 0],
        [1, 0, 1],
      ],
    };
    const market = marketOf([1, 1, 1], [regime]);
    const held = [0, 1, 2].map((asset) => ({ asset, quantity: 1 }));
    const figures = marketFigures(compile(scenarioOf(market, held, { steps: 4, levels: [0.9, 0.95] })), PATHS);
    for (const level of [0.9, 0.95]) {
      const pair = (other: string) =>
        figures.find(
          (f) => f.metric === 'tail_dependence' && f.subject === 'A0' && f.other === other && f.level === level,
        )!;
      const chance = pair('A1');
      expect(Math.abs(chance.estimate! - (1 - level)) / chance.stdError!).toBeLessThan(4.5);
      const always = pair('A2');
      expect(always.estimate).toBeGreaterThan(0.99);
      // A share: no end of its interval leaves 0 to 1.
      expect(chance.ciLow).toBeGreaterThan(0);
      expect(chance.ciHigh).toBeGreaterThan(chance.estimate!);
      expect(always.ciHigh).toBeLessThanOrEqual(1);
    }
  });

  it('the account changes nothing but which assets are described', () => {
    const lively = livelyScenario({ precision });
    const of = (assets: readonly number[]) =>
      marketFigures(
        compile(
          scenarioOf(
            lively.market,
            assets.map((asset) => ({ asset, quantity: 5 })),
            { steps: 60 },
          ),
        ),
        500,
      );
    const all = marketFigures(compile(lively), 500);
    expect(of([0, 1, 2])).toEqual(all);
    const some = of([0, 2]);
    expect(some.length).toBeLessThan(all.length);
    for (const figure of some) expect(all).toContainEqual(figure);
  });

  it('a horizon too short for a correlation has none', () => {
    const lively = livelyScenario({ precision, steps: 2 });
    expect(marketFigures(compile(lively), 100).some(({ metric }) => metric === 'realised_correlation')).toBe(false);
  });

  it('a correlation within a path is about the mean of the path: a common drift is none', () => {
    const market = marketOf([1, 1], [{ volatility: [0.5, 0.5], drift: [200, 200] }]);
    const held = [0, 1].map((asset) => ({ asset, quantity: 1 }));
    const figures = marketFigures(compile(scenarioOf(market, held, { steps: 100 })), PATHS);
    expectNear(pick(figures, 'realised_correlation', 'A0'), 0);
  });
});
