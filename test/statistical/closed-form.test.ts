import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compile } from '../../src/engine/compile/compile.ts';
import type { ScenarioResult } from '../../src/run/result.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { metricDefinitions } from '../../src/stats/registry.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { rowsOf } from '../support/figure-rows.ts';
import { type MarketRow, marketFigures } from '../support/market-figures.ts';
import { closedForms } from '../support/reference.ts';

/**
 * Probabilities and tails with a known truth, each written as an ordinary experiment and run through the public path, in
 * both precisions of the returns. (Figures of the market itself are taken from more paths than a run spends on them.)
 *
 * A figure passes within 4 of its own standard errors (false alarm 6e-5 each); over the battery the root mean square of
 * z must be near 1, or the error bars are too narrow or too wide. The reference values were computed analytically or by
 * deterministic recursion (survival of the log price on a Gauss-Legendre grid), to 1e-9 or better.
 *
 * Both precisions simulate the same draws, so what single precision costs is seen far below the sampling error: the two
 * estimates of a figure may differ by a hundredth of its standard error.
 */
interface Case {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly truth: Readonly<Record<string, unknown>>;
}

interface Expectation {
  readonly what: string;
  readonly truth: number;
  /** Row of summary.csv or market.csv. */
  readonly metric: string;
  readonly scheme?: string;
  readonly position?: string;
  readonly level?: number;
  readonly subject?: string;
  readonly other?: string;
}

interface Experiment {
  readonly text: string;
  readonly expectations: readonly Expectation[];
}

const families = new Set([
  'a-gbm',
  'b-regime',
  'c-jump',
  'd-funding',
  'e-cross2',
  'f-tail',
  'g-markov',
  'h-corr',
  'i-joint',
]);

const marketMetrics = new Set(metricDefinitions.filter(({ table }) => table === 'market').map(({ name }) => name));
const precisions = ['mixed', 'f64'] as const;
const mostByPrecision = 0.01;
/** Paths whose steps are looked at one by one. */
const mostMarketPaths = 100_000;

const cases = closedForms<Case>().filter(({ family }) => families.has(family));
const scores = { mixed: [] as number[], f64: [] as number[] };
let widest = 0;

describe('closed forms', () => {
  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', async (id, _, one) => {
    const { text, expectations } = experimentOf(one);
    const options = { threads: 1, executor: 'inline' } as const;
    const { results } = await runStudy(parseStudy(text, { file: null }), options);
    const markets = results.map(({ scenario }) =>
      expectations.some(({ metric }) => marketMetrics.has(metric))
        ? marketFigures(compile(scenario), Math.min(mostMarketPaths, scenario.paths))
        : [],
    );
    for (const want of expectations) {
      const [mixed, f64] = precisions.map((precision, k) => {
        const { estimate, stdError } = figureOf(results[k]!, markets[k]!, want);
        const z = (estimate - want.truth) / stdError;
        scores[precision].push(z);
        console.log(
          `seed ${id}, ${precision}: ${want.what} ${estimate} +- ${stdError}, truth ${want.truth}, z ${z.toFixed(2)}`,
        );
        expect(Math.abs(z), `${id} ${want.what} ${precision}`).toBeLessThan(4);
        return { estimate, stdError };
      });
      const difference = Math.abs(mixed!.estimate - f64!.estimate) / f64!.stdError;
      widest = Math.max(widest, difference);
      expect(difference, `${id} ${want.what}: between the precisions`).toBeLessThan(mostByPrecision);
    }
  });

  it.each(precisions)('%s: over the battery the error bars are neither too narrow nor too wide', (precision) => {
    const figures = scores[precision];
    const rms = Math.sqrt(figures.reduce((sum, z) => sum + z * z, 0) / figures.length);
    console.log(`${precision}: rms z ${rms.toFixed(3)} over ${figures.length} figures`);
    console.log(`largest difference between the precisions: ${widest.toExponential(1)} standard errors`);
    // n rms^2 is chi-square for independent z; the bounds are beyond 4 sigma of it, wider because figures of a case share paths.
    const slack = 4 / Math.sqrt(figures.length);
    expect(rms).toBeGreaterThan(Math.max(0.3, 1 - slack));
    expect(rms).toBeLessThan(1 + slack);
  });
});

/** A figure of a scenario: of its estimates, or of its market. */
function figureOf(
  { figures, shape }: ScenarioResult,
  market: readonly MarketRow[],
  want: Expectation,
): { estimate: number; stdError: number } {
  const atLevel = (level: number | null) => want.level === undefined || Math.abs((level ?? 0) - want.level) < 1e-9;
  const row =
    rowsOf(figures, shape).find(
      (e) =>
        e.metric === want.metric &&
        e.scheme === (want.scheme ?? 'isolated') &&
        e.position === (want.position ?? null) &&
        atLevel(e.level),
    ) ??
    market.find(
      (f) =>
        f.metric === want.metric &&
        f.subject === (want.subject ?? null) &&
        f.other === (want.other ?? null) &&
        atLevel(f.level),
    );
  expect(row?.estimate ?? null, `${want.what} exists`).not.toBeNull();
  expect(row?.stdError ?? null, `${want.what} has an error`).not.toBeNull();
  return { estimate: row!.estimate!, stdError: row!.stdError! };
}

// ---- from the inputs of a case to an experiment file

type Inputs = Readonly<Record<string, unknown>>;

const numberIn = (record: Inputs, key: string) => record[key] as number;
const listIn = (record: Inputs, key: string) => record[key] as readonly number[];
const twoIn = (record: Inputs, key: string) => record[key] as readonly [number, number];

const listOf = (value: number | readonly number[]): readonly number[] =>
  Array.isArray(value) ? value : [value as number];
const hours = (years: number) => `${Math.round(years * 8760)}h`;

/** Paths that keep a case within a few seconds. */
function pathsFor(steps: number, assets: number): number {
  return Math.max(40_000, Math.min(400_000, Math.floor(6e7 / (steps * assets))));
}

function experimentOf(one: Case): Experiment {
  const { inputs, truth } = one;
  const build = {
    'a-gbm': singlePosition,
    'b-regime': singlePosition,
    'c-jump': singlePosition,
    'd-funding': singlePosition,
    'e-cross2': crossOfTwo,
    'f-tail': tailOfOne,
    'g-markov': chainOnly,
    'h-corr': dependence,
    'i-joint': jointOfTwo,
  }[one.family]!;
  const { document, expectations } = build(inputs, truth);
  const name = `case-${one.id.replaceAll(/\W+/g, '-')}`;
  return { text: stringify({ name, ...document, sweep: { precision: precisions } }), expectations };
}

interface Built {
  readonly document: Readonly<Record<string, unknown>>;
  readonly expectations: readonly Expectation[];
}

/** Regimes r0, r1, ... of one asset X from the per-regime lists of a case. */
function oneAssetMarket(inputs: Inputs, funding?: number): Record<string, unknown> {
  const sigmas = listOf((inputs['sigma_annual'] as number | readonly number[] | undefined) ?? 0.5);
  const drifts = listOf((inputs['mu_annual'] as number | readonly number[] | undefined) ?? 0);
  const transition = (inputs['transition'] ?? [[1]]) as readonly (readonly number[])[];
  const jumps = inputs['jump_per_step'] as readonly { prob: number; mean_log: number; sd_log: number }[] | undefined;
  const jump = inputs['jump'] as { prob: number; mean_log: number; sd_log: number } | undefined;
  const step = hours((inputs['dt_years'] ?? 1 / 8760) as number);
  const regimes = transition.map((_, r) => {
    const law = jumps?.[r] ?? jump;
    return [
      `r${r}`,
      {
        volatility: sigmas[r] ?? sigmas[0],
        drift: drifts[r] ?? drifts[0],
        ...(law
          ? { jumps: { single: { X: { probability: law.prob, per: step, mean: law.mean_log, sd: law.sd_log } } } }
          : {}),
        ...(funding === undefined ? {} : { funding }),
      },
    ];
  });
  const start = (inputs['pi_first_step'] ?? [1]) as readonly number[];
  return {
    assets: { X: inputs['S0'] ?? 100 },
    regimes: Object.fromEntries(regimes),
    ...(transition.length > 1 ? { transition: { per: step, rows: transition } } : {}),
    start: Object.fromEntries(start.map((p, r) => [`r${r}`, p])),
  };
}

function base(inputs: Inputs, assets: number): Record<string, unknown> {
  const dt = (inputs['dt_years'] ?? 1 / 8760) as number;
  const steps = numberIn(inputs, 'n_steps');
  return {
    step: hours(dt),
    horizon: `${Math.round(dt * 8760) * steps}h`,
    paths: pathsFor(steps, assets),
    seed: 'closed form',
  };
}

function onePosition(inputs: Inputs): Record<string, unknown> {
  const q = (inputs['q'] ?? 1) as number;
  return { p: { asset: 'X', side: q > 0 ? 'long' : 'short', quantity: Math.abs(q) } };
}

function singlePosition(inputs: Inputs, truth: Inputs): Built {
  const funded = inputs['funding_rate'] as number | undefined;
  const step = Math.round(numberIn(inputs, 'dt_years') * 8760);
  return {
    document: {
      ...base(inputs, 1),
      market: oneAssetMarket(inputs, funded),
      venue: {
        maintenance: inputs['mmr'],
        ...(funded === undefined
          ? {}
          : {
              'funding-every': `${numberIn(inputs, 'funding_every') * step}h`,
              'funding-notional': 'entry',
              'funding-booked': inputs['funding_order'],
            }),
      },
      collateral: { USDT: inputs['collateral'] },
      positions: onePosition(inputs),
      schemes: { isolated: { pools: 'each' } },
    },
    expectations: [{ what: 'p', metric: 'p_any_pool', truth: numberIn(truth, 'p_liquidation_discrete') }],
  };
}

/** Levels of a truth table keyed by them, such as {"0.95": {VaR, ES}}. */
function tailExpectations(truth: Inputs): Expectation[] {
  return Object.entries(truth as Readonly<Record<string, { VaR: number; ES: number }>>)
    .filter(([key]) => /^0\.\d+$/.test(key))
    .flatMap(([key, { VaR, ES }]) => [
      { what: `VaR ${key}`, metric: 'var', level: Number(key), truth: VaR },
      { what: `ES ${key}`, metric: 'es', level: Number(key), truth: ES },
    ]);
}

function tailOfOne(inputs: Inputs, truth: Inputs): Built {
  const expectations = tailExpectations(truth);
  const liquidated = truth['p_liquidation_discrete'] as number | undefined;
  return {
    document: {
      ...base(inputs, 1),
      market: oneAssetMarket(inputs),
      venue: { maintenance: inputs['mmr'] ?? 0, remainder: 'forfeited' },
      collateral: { USDT: inputs['collateral'] ?? 1e9 },
      positions: onePosition(inputs),
      schemes: { isolated: { pools: 'each' } },
      levels: expectations.filter(({ metric }) => metric === 'var').map(({ level }) => level),
    },
    expectations: [
      ...expectations,
      ...(liquidated === undefined ? [] : [{ what: 'p', metric: 'p_any_pool', truth: liquidated }]),
    ],
  };
}

function twoAssets(inputs: Inputs): Record<string, unknown> {
  const [prices, sigmas, drifts] = ['S0', 'sigma_annual', 'mu_annual'].map((key) => listIn(inputs, key));
  return {
    assets: { X: prices![0], Y: prices![1] },
    regimes: {
      only: {
        volatility: { X: sigmas![0], Y: sigmas![1] },
        drift: { X: drifts![0], Y: drifts![1] },
        correlation: inputs['correlation'],
      },
    },
  };
}

function twoPositions(inputs: Inputs): Record<string, unknown> {
  const place = (asset: string, q: number) => ({ asset, side: q > 0 ? 'long' : 'short', quantity: Math.abs(q) });
  const [first, second] = twoIn(inputs, 'q');
  return { p1: place('X', first), p2: place('Y', second) };
}

function twoMaintenance(inputs: Inputs): Record<string, unknown> {
  const [first, second] = twoIn(inputs, 'mmr');
  return { maintenance: { X: first, Y: second } };
}

function crossOfTwo(inputs: Inputs, truth: Inputs): Built {
  const [first, second] = twoIn(inputs, 'isolated_collateral');
  const tables = truth['paired_tables'] as readonly Readonly<Record<string, number>>[];
  return {
    document: {
      ...base(inputs, 2),
      market: twoAssets(inputs),
      venue: twoMaintenance(inputs),
      collateral: { USDT: inputs['collateral_total'] },
      positions: twoPositions(inputs),
      schemes: { isolated: { pools: 'each', allocate: { p1: first, p2: second } }, cross: { pools: 'one' } },
    },
    expectations: [
      { what: 'p cross', metric: 'p_any_pool', scheme: 'cross', truth: numberIn(truth, 'p_liquidation_cross') },
      ...tables.flatMap((table, k) => {
        const position = `p${k + 1}`;
        return [
          { what: `p isolated ${position}`, metric: 'p_position', position, truth: table['p_isolated']! },
          {
            what: `contagion ${position}`,
            metric: 'spillover',
            scheme: 'cross',
            position,
            truth: table['contagion_cross_only']!,
          },
          {
            what: `rescue ${position}`,
            metric: 'rescue',
            scheme: 'cross',
            position,
            truth: table['rescue_isolated_only']!,
          },
        ];
      }),
    ],
  };
}

function jointOfTwo(inputs: Inputs, truth: Inputs): Built {
  const [first, second] = twoIn(inputs, 'collateral');
  return {
    document: {
      ...base(inputs, 2),
      market: twoAssets(inputs),
      venue: twoMaintenance(inputs),
      collateral: { USDT: first + second },
      positions: twoPositions(inputs),
      schemes: { isolated: { pools: 'each', allocate: { p1: first, p2: second } } },
    },
    expectations: [
      { what: 'p1', metric: 'p_position', position: 'p1', truth: numberIn(truth, 'p1') },
      { what: 'p2', metric: 'p_position', position: 'p2', truth: numberIn(truth, 'p2') },
      { what: 'both', metric: 'p_wipeout', truth: numberIn(truth, 'p_both') },
      { what: 'any', metric: 'p_any_pool', truth: numberIn(truth, 'p_any') },
    ],
  };
}

/** An account that nothing happens to, where only the market is looked at. */
function bystander(assets: readonly string[]): Record<string, unknown> {
  return {
    venue: { maintenance: 0 },
    collateral: { USDT: 1e9 },
    positions: Object.fromEntries(assets.map((asset) => [`in-${asset}`, { asset, side: 'long', quantity: 1 }])),
    schemes: { isolated: { pools: 'each' } },
  };
}

function chainOnly(inputs: Inputs, truth: Inputs): Built {
  const list = (key: string) => (truth[key] as readonly number[] | undefined) ?? [];
  const figures = (what: string, metric: string, values: readonly number[]) =>
    values.map((value, r) => ({ what: `${what} ${r}`, metric, subject: `r${r}`, truth: value }));
  return {
    document: { ...base(inputs, 1), market: oneAssetMarket(inputs), ...bystander(['X']) },
    expectations: [
      ...figures('occupancy', 'regime_steps', list('expected_occupancy_steps')),
      ...figures('occupancy variance', 'regime_steps_variance', list('var_occupancy_steps')),
      ...figures('last step', 'regime_last_step', list('law_last_step')),
      { what: 'switches', metric: 'regime_switches', truth: numberIn(truth, 'expected_switches') },
    ],
  };
}

function dependence(inputs: Inputs, truth: Inputs): Built {
  const pair = { subject: 'X', other: 'Y' };
  const market = (regime: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    assets: { X: 100, Y: 50 },
    regimes: { only: regime },
    ...more,
  });
  const document = (steps: number, content: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    step: '1h',
    horizon: `${steps}h`,
    paths: 100_000,
    seed: 'closed form',
    market: content,
    ...bystander(['X', 'Y']),
    ...more,
  });
  if (inputs['n_pairs'] !== undefined) {
    return {
      document: document(numberIn(inputs, 'n_pairs'), market({ volatility: 0.6, correlation: inputs['rho'] })),
      expectations: [{ what: 'mean r', metric: 'realised_correlation', ...pair, truth: numberIn(truth, 'expected_r') }],
    };
  }
  if (inputs['nu'] !== undefined) {
    const levels = Object.entries(truth['chi_u'] as Readonly<Record<string, number>>);
    return {
      document: document(
        1,
        market(
          { volatility: 0.6, correlation: inputs['rho'] },
          { shocks: { law: 'student-t', degrees: inputs['nu'] } },
        ),
        { levels: levels.map(([u]) => 1 - Number(u)).toSorted((p, q) => p - q) },
      ),
      expectations: levels.map(([u, chi]) => ({
        what: `chi ${u}`,
        metric: 'tail_dependence',
        ...pair,
        level: 1 - Number(u),
        truth: chi,
      })),
    };
  }
  // A common jump whose sizes have correlation c: beta_i J carries the shared part, spread_i e_i each asset's own.
  const [sd, mean, jumpSd] = ['sd', 'jump_mean', 'jump_sd'].map((key) => twoIn(inputs, key));
  const ratio = mean![1] / mean![0];
  const shared = (numberIn(inputs, 'jump_corr') * jumpSd![0] * jumpSd![1]) / ratio;
  const own = [jumpSd![0] ** 2 - shared, jumpSd![1] ** 2 - shared * ratio ** 2].map(Math.sqrt);
  const annual = Math.sqrt(8760);
  return {
    document: document(
      1,
      market({
        volatility: { X: sd![0] * annual, Y: sd![1] * annual },
        correlation: inputs['rho'],
        jumps: {
          common: {
            probability: inputs['jump_prob'],
            per: '1h',
            mean: mean![0],
            sd: Math.sqrt(shared),
            beta: { X: 1, Y: ratio },
            spread: { X: own[0], Y: own[1] },
          },
        },
      }),
    ),
    expectations: [
      { what: 'correlation', metric: 'log_return_correlation', ...pair, truth: numberIn(truth, 'corr') },
      { what: 'variance X', metric: 'log_return_variance', subject: 'X', truth: numberIn(truth, 'var1') },
      { what: 'variance Y', metric: 'log_return_variance', subject: 'Y', truth: numberIn(truth, 'var2') },
      { what: 'kurtosis X', metric: 'log_return_kurtosis', subject: 'X', truth: numberIn(truth, 'kurtosis1') },
      { what: 'kurtosis Y', metric: 'log_return_kurtosis', subject: 'Y', truth: numberIn(truth, 'kurtosis2') },
    ],
  };
}
