import { describe, expect, it } from 'vitest';
import { dailyCovariance, type Market } from '../../src/market/model.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { marketRows } from '../support/market-figures.ts';
import { type FlatRegime, regimeMarket } from '../support/regime-market.ts';

const calm: FlatRegime = {
  name: 'calm',
  volatility: [0.73, 0.365],
  drift: [0, 0],
  correlation: [
    [1, 0.5],
    [0.5, 1],
  ],
  commonJump: { probability: 0.01, perHours: 1, mean: -0.02, sd: 0.03, beta: [1, 0.5], spread: [0.01, 0] },
  singleJumps: [null, { probability: 0.02, perHours: 8, mean: 0.05, sd: 0.05 }],
  funding: [
    { mean: 0, sd: 0, reversionHours: 0 },
    { mean: 0, sd: 0, reversionHours: 0 },
  ],
  haircut: [0, 0],
  depth: [null, null],
  deleveraging: null,
};
const stress: FlatRegime = {
  ...calm,
  name: 'stress',
  volatility: [1.46, 0.73],
  commonJump: null,
  singleJumps: [null, null],
};

function marketOf(
  regimes: readonly FlatRegime[],
  rows: readonly (readonly number[])[],
  start: readonly number[],
): Market {
  return regimeMarket({
    quote: 'USDT',
    assets: ['A', 'B'],
    prices: [100, 10],
    regimes,
    transition: { perHours: 1, rows },
    start,
    shocks: { law: 'normal' },
    compensateJumps: false,
  });
}

function expectMatrix(actual: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  for (const [i, row] of wanted.entries())
    for (const [j, value] of row.entries()) expect(actual[i]![j]! / value).toBeCloseTo(1, 12);
}

/**
 * By hand. Diffusion a day: 0.73^2 / 365 = 1.46e-3, 0.365^2 / 365 = 3.65e-4, 0.5 * 0.73 * 0.365 / 365 = 3.65e-4.
 * Common jump, 24 trials of 1 %, E[J^2] = 4e-4 + 9e-4 = 1.3e-3:
 *   A: 24 (1 % (1.3e-3 + 1e-4) - 1e-4 * 4e-4) = 24 * 1.396e-5 = 3.3504e-4
 *   B: 24 (1 % * 0.25 * 1.3e-3 - 1e-4 * 1e-4) = 24 * 3.24e-6 = 7.776e-5
 *   A, B: 24 (1 % * 0.5 * 1.3e-3 - 1e-4 * 2e-4) = 24 * 6.48e-6 = 1.5552e-4
 * Jumps of B alone, 3 trials of 2 %, E[J^2] = 5e-3: 3 (1e-4 - 4e-4 * 2.5e-3) = 2.97e-4.
 */
const calmDay = [
  [1.79504e-3, 5.2052e-4],
  [5.2052e-4, 7.3976e-4],
];

describe('dailyCovariance', () => {
  it('adds common and single jumps to the diffusion', () => {
    expectMatrix(dailyCovariance(marketOf([calm], [[1]], [1])), calmDay);
  });

  it('weights the regimes by the stationary law, whatever the start', () => {
    // The chain leaves calm with 10 % and stress with 30 %: shares 3/4 and 1/4. Stress has 4 times the diffusion of calm.
    const rows = [
      [0.9, 0.1],
      [0.3, 0.7],
    ];
    const stressDay = [
      [5.84e-3, 1.46e-3],
      [1.46e-3, 1.46e-3],
    ];
    const wanted = calmDay.map((row, i) => row.map((value, j) => 0.75 * value + 0.25 * stressDay[i]![j]!));
    expectMatrix(dailyCovariance(marketOf([calm, stress], rows, [0, 1])), wanted);
  });

  it('weights by the start where the chain has no law of its own', () => {
    const apart = [
      [1, 0],
      [0, 1],
    ];
    expectMatrix(dailyCovariance(marketOf([calm, stress], apart, [1, 0])), calmDay);
  });

  it('is what the simulated market does in a day', async () => {
    // Both regimes have the same jumps, so their means do not differ and the covariance is exact.
    const jumps = `{ common: { probability: 1%, per: 1h, mean: -2%, sd: 3%, beta: { A: 1, B: 0.5 }, spread: { A: 1% } },
      single: { B: { probability: 0.5%, per: 1h, mean: 5%, sd: 5% } } }`;
    const study = parseStudy(
      `
name: day
market:
  assets: { A: 100, B: 10 }
  regimes:
    calm: { volatility: { A: 73%, B: 36.5% }, correlation: 0.5, jumps: ${jumps} }
    stress: { volatility: { A: 146%, B: 73% }, correlation: 0.5, jumps: ${jumps} }
  transition: { per: 1h, rows: [[0.9, 0.1], [0.3, 0.7]] }
venue: flat
collateral: { USDT: 1_000 }
positions: { a: { asset: A, side: long, quantity: 1 }, b: { asset: B, side: long, quantity: 1 } }
schemes: { cross: { pools: one } }
horizon: 1d
step: 1h
paths: 20_000
seed: daily covariance
`,
      { file: null },
    );
    const { results } = await runStudy(study, { threads: 1, executor: 'inline' });
    const { scenario, figures } = results[0]!;
    const covariance = dailyCovariance(scenario.market);
    const correlation = covariance[0]![1]! / Math.sqrt(covariance[0]![0]! * covariance[1]![1]!);
    const scores = [
      ['log_return_variance', 'A', covariance[0]![0]!] as const,
      ['log_return_variance', 'B', covariance[1]![1]!] as const,
      ['log_return_correlation', 'A', correlation] as const,
    ].map(([metric, subject, truth]) => {
      const { estimate, stdError } = marketRows(figures).find(
        (row) => row.metric === metric && row.subject === subject,
      )!;
      return (estimate! - truth) / stdError!;
    });
    console.log(`seed daily covariance: z ${scores.map((z) => z.toFixed(2)).join(' ')}`);
    // Three scores beyond 4 together: a false alarm once in 5,000 seeds.
    for (const z of scores) expect(Math.abs(z)).toBeLessThan(4);
  });
});
