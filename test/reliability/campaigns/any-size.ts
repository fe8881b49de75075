import seedrandom from 'seedrandom';
import { estimateBudget, workSeconds } from '../../../src/run/plan/budget.ts';
import { buildStudy, type ExperimentFields } from '../../../src/study/load.ts';
import type { Study } from '../../../src/study/study.ts';
import { between, chance, list, pick, type Random, whole } from '../../support/random.ts';

/** How large a study of the campaign may be along each of its sizes; the limits of `src/base/limits.ts`, or what a test can wait for. */
const largest = {
  assets: 256,
  regimes: 16,
  positions: 1_024,
  schemes: 32,
  levels: 16,
  collateral: 64,
  brackets: 128,
  policies: 32,
  scenarios: 300,
  steps: 20_000,
  paths: 2_000_000,
} as const;

/** The study of a seed, with so many fewer scenarios and paths that it is guessed to take about `mostSeconds` at most. */
export function anySizedStudy(seed: string, mostSeconds: number): Study {
  const experiment = anySizedExperiment(seedrandom(seed));
  const guess = (study: Study) => workSeconds(estimateBudget(study, 1));
  const share = (study: Study) => Math.min(1, mostSeconds / guess(study));
  const study = buildStudy(experiment);
  if (share(study) === 1) return study;
  const fewer = fewerScenarios(experiment, share(buildStudy({ ...experiment, paths: 1 })));
  return buildStudy({ ...fewer, paths: Math.ceil(Number(fewer.paths) * share(buildStudy(fewer))) });
}

function fewerScenarios(experiment: ExperimentFields, share: number): ExperimentFields {
  const { sweep, ...alone } = experiment;
  const [leverages = []] = Object.values(sweep ?? {}) as string[][];
  const count = Math.floor(leverages.length * share);
  return count < 2 ? alone : { ...alone, sweep: { leverage: leverages.slice(0, count) } };
}

/**
 * An experiment whose sizes are log-uniform over what is allowed. Mostly a few of them are large: a study in which all are is refused, and
 * says little. The others are small.
 */
function anySizedExperiment(random: Random): ExperimentFields {
  const size = (of: keyof typeof largest, chanceOfLarge = 0.35) =>
    logUniform(random, 1, chance(random, chanceOfLarge) ? largest[of] : Math.ceil(largest[of] ** 0.35));
  const assets = list(size('assets'), (k) => `A${k}`);
  const positions = list(size('positions'), (k) => `p${k}`);
  const tags = chance(random, 0.4) ? logUniform(random, 1, positions.length) : 0;
  const coins = assets.slice(0, Math.min(assets.length, size('collateral', 0.2) - 1));
  const hours = pick(random, [1, 1, 1, 8, 0.25]);
  const scenarios = chance(random, 0.25) ? size('scenarios') : 1;
  const watch = pick(random, ['every-step', 'period-end'] as const);
  return {
    name: 'any-size',
    market: anyMarket(random, assets, size('regimes')),
    venue: anyVenue(random, assets, size('brackets', 0.2)),
    collateral: {
      USDT: positions.length * 1_000,
      ...Object.fromEntries(coins.map((name) => [name, positions.length])),
    },
    positions: Object.fromEntries(
      positions.map((name, k) => [
        name,
        {
          asset: assets[k % assets.length]!,
          side: pick(random, ['long', 'short'] as const),
          notional: whole(random, 1_000, 9_000),
          ...(tags > 0 && { tag: `t${k % tags}` }),
        },
      ]),
    ),
    schemes: Object.fromEntries(
      list(size('schemes'), (k) => [`s${k}`, anyScheme(random, positions, k, size('policies', 0.1))]),
    ),
    leverage: logUniform(random, 1, 20),
    step: `${hours * 60}m`,
    horizon: `${size('steps', 0.5) * hours * 60}m`,
    paths: logUniform(random, 1, largest.paths),
    seed: `any size ${random()}`,
    levels: anyLevels(random, size('levels', 0.2)),
    precision: pick(random, ['mixed', 'f64'] as const),
    watch,
    ...(scenarios > 1 && { sweep: { leverage: list(scenarios, (k) => String(1 + (20 * k) / scenarios)) } }),
  };
}

function anyMarket(random: Random, assets: readonly string[], regimes: number): ExperimentFields['market'] {
  const names = list(regimes, (k) => `r${k}`);
  const regime = () => ({
    volatility: between(random, 0.1, 3),
    correlation: between(random, 0, 0.9),
    ...(chance(random, 0.3) && {
      jumps: {
        ...(chance(random, 0.7) && {
          common: { probability: between(random, 0, 0.01), per: '1h', mean: -0.02, sd: 0.05, spread: 0.01 },
        }),
        ...(chance(random, 0.5) && {
          single: Object.fromEntries(
            assets
              .slice(0, whole(random, 1, assets.length))
              .map((name) => [name, { probability: between(random, 0, 0.005), per: '1h', mean: -0.05, sd: 0.05 }]),
          ),
        }),
      },
    }),
    ...(chance(random, 0.4) && { funding: { mean: 0.0001, sd: pick(random, [0, 0.0003]), reversion: '24h' } }),
    ...(chance(random, 0.2) && { haircut: between(random, 0, 0.3) }),
    ...(chance(random, 0.2) && { depth: logUniform(random, 1e5, 1e8) }),
  });
  return {
    assets: Object.fromEntries(assets.map((name) => [name, logUniform(random, 1, 10_000)])),
    regimes: Object.fromEntries(names.map((name) => [name, regime()])),
    ...(regimes > 1 && {
      transition: {
        per: pick(random, ['1h', '15m', '8h']),
        rows: names.map((_, r) => names.map((__, c) => (r === c ? 0.95 : 0.05 / (regimes - 1)))),
      },
    }),
    ...(chance(random, 0.5) && { shocks: { law: 'student-t', degrees: pick(random, [3, 4, 4.5, 8]), per: '1h' } }),
  };
}

function anyVenue(random: Random, assets: readonly string[], brackets: number): ExperimentFields['venue'] {
  return {
    brackets: Object.fromEntries(assets.map((name) => [name, anyBrackets(brackets)])),
    taker: 0.0005,
    slippage: 0.002,
    liquidation: pick(random, ['all', 'takeover', 'largest-loss', 'bracket-down'] as const),
    'funding-every': '8h',
  };
}

/** Brackets that join. */
function anyBrackets(count: number): [number, number | null, number, number][] {
  let amount = 0;
  return list(count, (k) => {
    const floor = k * 500;
    const rate = 0.005 + (0.1 * k) / count;
    amount += k === 0 ? 0 : floor * (0.1 / count);
    return [floor, k === count - 1 ? null : (k + 1) * 500, rate, amount];
  });
}

function anyScheme(random: Random, positions: readonly string[], index: number, most: number) {
  const groups = whole(random, 1, Math.min(positions.length, 20));
  const pools = list(groups, (g) => [`g${g}`, positions.filter((_, k) => k % groups === g)]);
  const policies = chance(random, 0.2) ? most : 0;
  return {
    pools: index === 0 ? ('each' as const) : index === 1 ? ('one' as const) : Object.fromEntries(pools),
    treasury: '10%',
    ...(policies > 0 && { policies: Object.fromEntries(list(policies, (k) => [`y${k}`, anyPolicy(random)])) }),
  };
}

function anyPolicy(random: Random) {
  return pick(random, [
    { policy: 'top-up', below: '120%', amount: 100, cost: '0.1%' },
    { policy: 'deleverage', when: { cover: '130%' }, share: '25%' },
    { policy: 'deleverage', when: { volatility: '150%', 'half-life': '24h' }, share: '25%' },
    { policy: 'stop', distance: '15%' },
    { policy: 'rebalance', below: '120%', restore: '150%', keep: '150%' },
  ] as const);
}

function anyLevels(random: Random, count: number): number[] {
  // Each tail is less than half of the one before it but for rounding, so that none stands twice.
  return list(count, (k) => Number((1 - between(random, 0.51, 1) * 0.5 ** (k + 1)).toFixed(9)));
}

function logUniform(random: Random, low: number, high: number): number {
  return Math.min(high, Math.floor(Math.exp(between(random, Math.log(low), Math.log(high + 1)))));
}
