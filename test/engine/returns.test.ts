import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import { studentTwoSided } from '../../src/stats/beta.ts';
import { normalCdf } from '../../src/stats/normal.ts';
import { record, where } from './support/record.ts';
import { equalCorrelation, marketOf, precisions, scenarioIn } from './support/scenario.ts';
import { correlationScore, kolmogorovSmirnov, LIMIT, meanOf, meanScore, varianceScore } from './support/scores.ts';

/** All scores: |z| < 4.5, false alarm 6.8e-6 each; Kolmogorov-Smirnov < 2.2, false alarm 1.3e-4. Seed: "engine tests". */

describe.each(precisions)('%s', (precision) => {
  const scenarioOf = scenarioIn(precision);

  describe('log returns by regime: mean (mu - sigma^2/2) dt, deviation sigma sqrt(dt), correlated as the file says', () => {
    const volatility = [
      [0.3, 0.5, 0.8, 0.6, 1],
      [1.5, 1.2, 2, 0.9, 3],
    ];
    const drift = [
      [0.1, -0.2, 0.5, 0, 1],
      [-1, 2, 0, 0.5, -3],
    ];
    const correlation = [
      [
        [1, 0.5, 0.2, 0, -0.3],
        [0.5, 1, 0.4, 0.1, 0],
        [0.2, 0.4, 1, -0.5, 0.3],
        [0, 0.1, -0.5, 1, 0.2],
        [-0.3, 0, 0.3, 0.2, 1],
      ],
      equalCorrelation(5, 0.8),
    ];
    const market = marketOf(
      [100, 1, 7, 60_000, 0.01],
      [0, 1].map((r) => ({ volatility: volatility[r]!, drift: drift[r]!, correlation: correlation[r]! })),
      {
        transition: {
          perHours: 24,
          rows: [
            [0.9, 0.1],
            [0.3, 0.7],
          ],
        },
      },
    );
    const stepHours = 24;
    const dt = stepHours / 8760;
    const held = market.prices.map((_, asset) => ({ asset, quantity: 1 }));
    const recording = record(compile(scenarioOf(market, held, { stepHours, steps: 30 })), 64 * 200);
    const { regimes, returns, prices, steps } = recording;

    describe.each([0, 1])('regime %i', (r) => {
      const inRegime = returns.map((column) =>
        where(recording, column, (path, step) => regimes[path * steps + step] === r),
      );
      it.each([0, 1, 2, 3, 4])('asset %i', (i) => {
        const [sigma, mu] = [volatility[r]![i]!, drift[r]![i]!];
        expect(Math.abs(meanScore(inRegime[i]!, (mu - sigma ** 2 / 2) * dt))).toBeLessThan(LIMIT);
        expect(Math.abs(varianceScore(inRegime[i]!, sigma ** 2 * dt, 3))).toBeLessThan(LIMIT);
        const shocks = inRegime[i]!.subarray(0, 50_000).map(
          (x) => (x - (mu - sigma ** 2 / 2) * dt) / (sigma * Math.sqrt(dt)),
        );
        expect(kolmogorovSmirnov(shocks, normalCdf)).toBeLessThan(2.2);
        for (let j = 0; j < i; j++) {
          expect(Math.abs(correlationScore(inRegime[i]!, inRegime[j]!, correlation[r]![i]![j]!))).toBeLessThan(LIMIT);
        }
      });
    });

    it('a return knows nothing of the one before, of the next path, or of the regime to come', () => {
      const shock = (i: number, k: number) => {
        const sigma = volatility[regimes[k]!]![i]!;
        return (returns[i]![k]! - (drift[regimes[k]!]![i]! - sigma ** 2 / 2) * dt) / (sigma * Math.sqrt(dt));
      };
      const n = 4000 * (steps - 1);
      const place = (k: number) => Math.floor(k / (steps - 1)) * steps + (k % (steps - 1));
      const shifted = (i: number, by: number) => Float64Array.from({ length: n }, (_, k) => shock(i, place(k) + by));
      const switches = Float64Array.from({ length: n }, (_, k) =>
        regimes[place(k)] === regimes[place(k) + 1] ? 0 : 1,
      );
      for (let i = 0; i < 5; i++) {
        const now = shifted(i, 0);
        expect(Math.abs(correlationScore(now, shifted(i, 1), 0))).toBeLessThan(LIMIT);
        expect(Math.abs(correlationScore(now, shifted(i, steps), 0))).toBeLessThan(LIMIT);
        expect(Math.abs(correlationScore(now, switches, 0))).toBeLessThan(LIMIT);
        expect(Math.abs(correlationScore(now, shifted((i + 1) % 5, 1), 0))).toBeLessThan(LIMIT);
      }
    });

    it('a price is the start times the exponential of all returns so far', () => {
      let worst = 0;
      for (let path = 0; path < 500; path++) {
        for (let i = 0; i < 5; i++) {
          let sum = 0;
          for (let step = 0; step < steps; step++) {
            sum += returns[i]![path * steps + step]!;
            const exact = market.prices[i]! * Math.exp(sum);
            worst = Math.max(worst, Math.abs(prices[i]![path * steps + step]! / exact - 1));
          }
        }
      }
      expect(worst).toBeLessThan(precision === 'mixed' ? 3e-8 : 2e-13);
    });
  });

  describe('Student-t shocks have unit variance, and one mixing variable a step for all assets', () => {
    const volatility = 0.8;
    const scale = volatility / Math.sqrt(8760);
    const shocksOf = (degrees: number) => {
      // The drift cancels the -sigma^2/2, so that a return is a shock alone.
      const market = marketOf(
        [100, 50],
        [{ volatility: [volatility, volatility], drift: [volatility ** 2 / 2, volatility ** 2 / 2] }],
        {
          shocks: { law: 'student-t', degrees, perHours: null },
        },
      );
      const scenario = scenarioOf(
        market,
        [0, 1].map((asset) => ({ asset, quantity: 1 })),
        { steps: 40 },
      );
      return record(compile(scenario), 64 * 300).returns.map((column) => column.map((x) => x / scale));
    };

    it.each([3, 4, 5, 6, 30])('%i degrees: the law of t, scaled to unit variance', (degrees) => {
      const [first] = shocksOf(degrees);
      const unit = Math.sqrt(degrees / (degrees - 2));
      const cdf = (x: number) => {
        const tail = studentTwoSided(x * unit, degrees) / 2;
        return x < 0 ? tail : 1 - tail;
      };
      expect(kolmogorovSmirnov(first!.subarray(0, 60_000), cdf)).toBeLessThan(2.2);
    });

    it.each([5, 12])('%i degrees: variance 1', (degrees) => {
      for (const shocks of shocksOf(degrees)) {
        expect(Math.abs(varianceScore(shocks, 1, 3 + 6 / (degrees - 4)))).toBeLessThan(LIMIT);
      }
    });

    it('kurtosis 3 + 6 / (nu - 4), and as much dependence between the squares of uncorrelated assets', () => {
      // nu = 12 has eight moments, so that the mean of fourth powers has an error: E[x^8] = 105 (nu-2)^3 / ((nu-4)(nu-6)(nu-8)).
      const [first, second] = shocksOf(12) as [Float64Array, Float64Array];
      const fourth = 3 + 6 / 8;
      const eighth = (105 * 10 ** 3) / (8 * 6 * 4);
      const score = (meanOf(first.map((x) => x ** 4)) - fourth) / Math.sqrt((eighth - fourth ** 2) / first.length);
      expect(Math.abs(score)).toBeLessThan(LIMIT);
      // E[x^2 y^2] = (nu - 2) / (nu - 4) with a common mixing variable, 1 with one each.
      expect(
        Math.abs(
          meanScore(
            first.map((x, k) => x ** 2 * second[k]! ** 2),
            10 / 8,
          ),
        ),
      ).toBeLessThan(LIMIT);
      expect(
        Math.abs(
          meanScore(
            first.map((x, k) => x * second[k]!),
            0,
          ),
        ),
      ).toBeLessThan(LIMIT);
    });
  });

  describe('compensateJumps makes the drift that of the price with its jumps: E[S_T] = S_0 exp(mu T)', () => {
    const mu = [0.5, -0.8];
    const regime = (wild: number) => ({
      volatility: [0.5 * wild, 0.7],
      drift: mu,
      commonJump: {
        probability: 0.04,
        perHours: 24,
        mean: -0.05 * wild,
        sd: 0.08,
        beta: [1, -0.6],
        spread: [0.02, 0.1],
      },
      singleJumps: [{ probability: 0.03 * wild, perHours: 24, mean: 0.1, sd: 0.1 }, null],
    });
    const meanScores = (compensateJumps: boolean, groups: number) => {
      const market = marketOf([100, 3], [regime(1), regime(2)], {
        compensateJumps,
        transition: {
          perHours: 24,
          rows: [
            [0.8, 0.2],
            [0.3, 0.7],
          ],
        },
      });
      const scenario = scenarioOf(
        market,
        [0, 1].map((asset) => ({ asset, quantity: 1 })),
        { stepHours: 24, steps: 20 },
      );
      const run = record(compile(scenario), 64 * groups);
      return run.prices.map((column, i) => {
        const last = Float64Array.from({ length: run.paths }, (_, path) => column[path * 20 + 19]!);
        return meanScore(last, market.prices[i]! * Math.exp((mu[i]! * 20 * 24) / 8760));
      });
    };
    it('whatever the regimes do', () => {
      for (const score of meanScores(true, 2000)) expect(Math.abs(score)).toBeLessThan(LIMIT);
    });
    it('and not without it', () => {
      for (const score of meanScores(false, 400)) expect(Math.abs(score)).toBeGreaterThan(10);
    });
  });

  it('perfectly correlated assets move as one, and opposite ones against each other', () => {
    const market = marketOf(
      [100, 50, 20],
      [
        {
          volatility: [1, 1, 1],
          correlation: [
            [1, 1, -1],
            [1, 1, -1],
            [-1, -1, 1],
          ],
          drift: [0.5, 0.5, 0.5],
        },
      ],
    );
    const held = [0, 1, 2].map((asset) => ({ asset, quantity: 1 }));
    for (const { prices } of replayMarket(compile(scenarioOf(market, held)), 5)) {
      const digits = precision === 'mixed' ? 6 : 12;
      expect(prices[1]! / 50).toBeCloseTo(prices[0]! / 100, digits);
      expect((prices[2]! / 20) * (prices[0]! / 100)).toBeCloseTo(1, digits);
    }
  });
});
