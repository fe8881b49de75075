import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runStudy } from '../../src/run/run-study.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { rowsOf } from '../support/figure-rows.ts';
import { type StrangerOutcome, type StrangerRegime, type StrangerWorld, strangerPath } from './stranger.ts';

/**
 * The page of definitions is enough to write a simulator that agrees: `stranger.ts` was written from it, and gives the figures of the
 * product within the errors of both. A figure may be 4.5 standard errors away: false alarm 7e-6 each, 5e-4 over the 66 of them.
 */
const paths = { product: 12_000, stranger: 4_500 };
const seed = process.env['STRANGER_SEED'] ?? 'stranger';

const calm: StrangerRegime = {
  volatility: [0.6, 0.9],
  drift: [0.3, -0.2],
  correlation: 0.7,
  common: { p: 0.002, mean: -0.03, sd: 0.04, beta: [0.8, 1.2], spread: 0.01 },
  single: { p: 0.001, mean: -0.02, sd: 0.06 },
  funding: { mean: 0.0004, sd: 0.0003 },
  haircut: 0.05,
  depth: [4e6, 1e6],
};
const stress: StrangerRegime = {
  volatility: [1.5, 2.2],
  drift: [-0.5, 0.5],
  correlation: 0.9,
  common: { p: 0.01, mean: -0.02, sd: 0.05, beta: [1, 1.1], spread: 0.02 },
  single: { p: 0.004, mean: 0, sd: 0.08 },
  funding: { mean: -0.001, sd: 0.001 },
  haircut: 0.2,
  depth: [1e6, 2e5],
};

const base: StrangerWorld = {
  assets: [
    {
      price: 50_000,
      quantity: 4,
      entry: 49_000,
      brackets: [
        [0, 150_000, 0.005, 0],
        [150_000, Number.POSITIVE_INFINITY, 0.01, 750],
      ],
      liquidationFee: 0.01,
    },
    {
      price: 2_000,
      quantity: 50,
      entry: 1_980,
      brackets: [[0, Number.POSITIVE_INFINITY, 0.012, 0]],
      liquidationFee: 0.015,
    },
  ],
  dollars: 42_000,
  coins: 0,
  regimes: [calm, stress],
  chainHours: 1,
  leave: [0.01, 0.05],
  shockHours: 1,
  degrees: 5,
  jumpHours: 1,
  compensate: false,
  reversionHours: 24,
  fundingEvery: 8,
  fundingClamp: 0.0015,
  fundingAfterCheck: false,
  slippage: 0.001,
  taker: 0.0005,
  recoveryHours: null,
  forfeited: false,
  stepHours: 1,
  steps: 192,
};

/** Worlds that between them use every definition of the page that this simulator has. */
const worlds: readonly (readonly [title: string, world: StrangerWorld])[] = [
  ['at steps of an hour, all laws given per hour', base],
  [
    'at steps of four hours, with coins as collateral, compensated jumps and remainders that are forfeited',
    {
      ...base,
      stepHours: 4,
      steps: 48,
      dollars: 9_000,
      coins: 0.7,
      compensate: true,
      forfeited: true,
      fundingAfterCheck: true,
      fundingEvery: 4,
      leave: [0.03, 0.1],
      assets: base.assets.map((asset, i) => (i === 0 ? asset : { ...asset, quantity: -20, entry: 2_050 })),
    },
  ],
  [
    'at steps of a quarter of an hour, laws given per one, two and three hours, books that recover',
    {
      ...base,
      stepHours: 0.25,
      steps: 384,
      chainHours: 2,
      shockHours: 3,
      recoveryHours: 2,
      dollars: 36_000,
      assets: base.assets.map((asset) => ({ ...asset, entry: asset.price })),
    },
  ],
];

function experimentOf(world: StrangerWorld): string {
  const names = ['A', 'B'];
  const byName = <Value>(values: readonly Value[]) => Object.fromEntries(values.map((value, i) => [names[i], value]));
  const hours = (value: number) => `${value * 60}m`;
  const regimeOf = ({ volatility, drift, correlation, common, single, funding, haircut, depth }: StrangerRegime) => {
    const { p, beta, ...law } = common;
    return {
      volatility: byName(volatility),
      drift: byName(drift),
      correlation,
      jumps: {
        common: { ...law, probability: p, per: hours(world.jumpHours), beta: byName(beta) },
        single: { B: { probability: single.p, per: hours(world.jumpHours), mean: single.mean, sd: single.sd } },
      },
      funding: { ...funding, reversion: hours(world.reversionHours) },
      haircut: { A: haircut },
      depth: byName(depth),
    };
  };
  const [leaveCalm, leaveStress] = world.leave;
  return stringify({
    name: 'stranger',
    market: {
      assets: byName(world.assets.map(({ price }) => price)),
      regimes: { calm: regimeOf(world.regimes[0]), stress: regimeOf(world.regimes[1]) },
      transition: {
        per: hours(world.chainHours),
        rows: [
          [1 - leaveCalm, leaveCalm],
          [leaveStress, 1 - leaveStress],
        ],
      },
      shocks: { law: 'student-t', degrees: world.degrees, per: hours(world.shockHours) },
      'jump-compensation': world.compensate,
    },
    venue: {
      brackets: byName(
        world.assets.map(({ brackets }) =>
          brackets.map(([floor, cap, rate, amount]) => [floor, Number.isFinite(cap) ? cap : null, rate, amount]),
        ),
      ),
      'liquidation-fee': byName(world.assets.map(({ liquidationFee }) => liquidationFee)),
      taker: world.taker,
      slippage: world.slippage,
      ...(world.recoveryHours === null ? {} : { 'depth-recovery': hours(world.recoveryHours) }),
      'funding-every': hours(world.fundingEvery),
      'funding-clamp': world.fundingClamp,
      'funding-booked': world.fundingAfterCheck ? 'after-check' : 'before-check',
      remainder: world.forfeited ? 'forfeited' : 'returned',
    },
    collateral: { USDT: world.dollars, ...(world.coins > 0 ? { A: world.coins } : {}) },
    positions: Object.fromEntries(
      world.assets.map(({ quantity, entry }, i) => [
        `p${names[i]}`,
        { asset: names[i], side: quantity > 0 ? 'long' : 'short', quantity: Math.abs(quantity), entry },
      ]),
    ),
    schemes: { isolated: { pools: 'each' }, cross: { pools: 'one' } },
    horizon: hours(world.stepHours * world.steps),
    step: hours(world.stepHours),
    paths: paths.product,
    seed,
    levels: [0.7],
  });
}

/** Figures of the stranger by metric and position, each with the variance of one path; null where the product's error has to serve. */
function figuresOf(outcomes: readonly StrangerOutcome[]): Map<string, { value: number; variance: number | null }> {
  const n = outcomes.length;
  const figures = new Map<string, { value: number; variance: number | null }>();
  const mean = (name: string, of: (outcome: StrangerOutcome) => number) => {
    const values = outcomes.map(of);
    const value = values.reduce((a, b) => a + b, 0) / n;
    figures.set(name, { value, variance: values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1) });
  };
  mean('p_any_pool', ({ anyPool }) => Number(anyPool));
  mean('p_wipeout', ({ wipeout }) => Number(wipeout));
  mean('p_position pA', ({ closed }) => Number(closed[0]));
  mean('p_position pB', ({ closed }) => Number(closed[1]));
  mean('p_bad_debt', ({ badDebt }) => Number(badDebt > 0));
  mean('mean_bad_debt', ({ badDebt }) => badDebt);
  mean('mean_pnl', ({ pnl }) => pnl);
  mean('cost_fees', ({ fees }) => fees);
  mean('cost_slippage', ({ slippage }) => slippage);
  mean('cost_funding', ({ funding }) => funding);
  mean('collateral_pnl', ({ collateralPnl }) => collateralPnl);
  const losses = outcomes.map(({ pnl }) => -pnl).toSorted((a, b) => b - a);
  const tail = losses.slice(0, Math.round(n * 0.3));
  figures.set('var 0.7', { value: losses[tail.length]!, variance: null });
  figures.set('es 0.7', { value: tail.reduce((a, b) => a + b, 0) / tail.length, variance: null });
  return figures;
}

describe(`a simulator that was written from the page of definitions (seed ${seed}, STRANGER_SEED draws others)`, () => {
  it.each(worlds)('agrees %s', async (title, world) => {
    const study = parseStudy(experimentOf(world), { file: null });
    const { results } = await runStudy(study, { executor: 'inline' });
    const uniform = seedrandom(`${seed} ${title}`);
    const outcomes = Array.from({ length: paths.stranger }, () => strangerPath(world, uniform));
    const scores: string[] = [];
    let compared = 0;
    for (const [index, scheme] of ['isolated', 'cross'].entries()) {
      const figures = figuresOf(outcomes.map((pair) => pair[index]!));
      for (const [name, { value, variance }] of figures) {
        const [metric = '', about = null] = name.split(' ');
        const row = rowsOf(results[0]!.figures, results[0]!.shape).find(
          (one) =>
            one.scheme === scheme &&
            one.metric === metric &&
            (one.position === about || (one.level !== null && String(one.level) === about)),
        );
        if (row?.estimate == null || row.stdError == null) throw new Error(`no figure ${name} of ${scheme}`);
        const own =
          variance === null ? row.stdError ** 2 * (paths.product / paths.stranger) : variance / paths.stranger;
        const error = Math.sqrt(own + row.stdError ** 2);
        // A quantile within a tie, all the wealth there is, has no error but that of rounding.
        if (Math.abs(value - row.estimate) <= 1e-9 * world.dollars) continue;
        compared += 1;
        const z = (value - row.estimate) / error;
        if (Math.abs(z) > 4.5) scores.push(`${scheme} ${name}: ${value} against ${row.estimate}, z ${z.toFixed(1)}`);
      }
      // A world in which little happens would prove little.
      expect(figures.get('p_any_pool')!.value).toBeGreaterThan(0.05);
      expect(figures.get('p_bad_debt')!.value).toBeGreaterThan(0.005);
    }
    expect(scores).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(22);
  });
});
