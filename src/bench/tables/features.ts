import type { Scenario } from '../../engine/scenario.ts';
import { type Changes, change, onlyScenario, withSchemes } from '../canonical.ts';
import { costOf, rateOf } from '../measure.ts';
import { measureInTurn, ratioTo, spreadOf, studyOf, withWorkers } from '../rounds.ts';
import { asCost, type BenchTable, type TableOptions, withRange } from '../table.ts';

/** What each feature costs, switched on alone: it and the canonical workload in turn, on the same workers and as many paths. */
export const featuresTable: BenchTable = {
  title:
    'Features switched on alone, each measured in turn with the canonical workload: million asset-steps per CPU-second',
  async measure(options) {
    const base = studyOf([], options);
    const rows: string[][] = [];
    for (const feature of features) rows.push(await measureFeature(feature, onlyScenario(base).paths, options));
    return { head: ['feature', 'M/CPU-s without', 'M/CPU-s with', 'CPU time more'], rows };
  },
};

async function measureFeature(feature: Feature, paths: number, options: TableOptions): Promise<string[]> {
  const base = studyOf([], options, paths);
  const study = studyOf(feature.changes(onlyScenario(base)), options, paths);
  return withWorkers(options.threads, async (workers) => {
    const contenders = [
      { name: `without ${feature.name}`, study: base, workers },
      { name: feature.name, study, workers },
    ];
    const [without = [], having = []] = await measureInTurn(contenders, options);
    return [
      feature.name,
      withRange(spreadOf(without.map(rateOf))),
      withRange(spreadOf(having.map(rateOf))),
      asCost(ratioTo(without, having, costOf)),
    ];
  });
}

/** Something that an experiment may ask for beyond the canonical workload, switched on alone to see what it costs. */
export interface Feature {
  readonly name: string;
  readonly changes: (base: Scenario) => Changes;
}

/** All features that are measured. To add one: a line here. */
export const features: readonly Feature[] = [
  { name: 'drawdown at every step', changes: () => [change('watch', 'every-step')] },
  { name: '4 maintenance brackets each', changes: withBrackets },
  { name: 'Student-t shocks', changes: () => [change('market.shocks', { law: 'student-t', degrees: 4 })] },
  { name: 'coin collateral, haircut by regime', changes: withCoins },
  { name: 'random funding', changes: withRandomFunding },
  { name: 'single jumps of every asset', changes: withSingleJumps },
  { name: 'leverage 5', changes: () => [change('leverage', 5)] },
  { name: 'leverage 10', changes: () => [change('leverage', 10)] },
  { name: 'leverage 20', changes: () => [change('leverage', 20)] },
  { name: 'double precision throughout', changes: () => [change('precision', 'f64')] },
  { name: '3 more schemes', changes: () => withSchemes(5) },
  { name: 'partial liquidation', changes: () => [change('venue.liquidation', { rule: 'just-enough', restore: 1.1 })] },
  { name: 'top-up at cover 150 %', changes: withTopUp },
  { name: 'switch by volatility', changes: withSwitch },
];

/** Brackets about the size of each position, rates about its flat one, so that as many are liquidated as without. */
function withBrackets({ account, market }: Scenario): Changes {
  const rows = account.positions.map(({ asset, quantity }) => {
    const notional = Math.abs(quantity) * (market.prices[asset] ?? 0);
    const rate = account.venue.maintenance[asset]?.[0]?.rate ?? 0;
    const table = [
      [0, notional / 2, 0.8 * rate],
      [notional / 2, notional, rate],
      [notional, 2 * notional, 1.2 * rate],
      [2 * notional, null, 1.5 * rate],
    ];
    return [market.assets[asset] ?? '', table] as const;
  });
  return [change('venue.maintenance', {}), change('venue.brackets', Object.fromEntries(rows))];
}

/** Half of the collateral in units of the first asset, which counts for less in the regimes that come later. */
function withCoins({ account, market }: Scenario): Changes {
  const [coin = ''] = market.assets;
  const held = account.collateral[0]?.amount ?? 0;
  return [
    change('collateral', { [market.quote]: held / 2, [coin]: held / 2 / (market.prices[0] ?? 1) }),
    ...market.regimes.map(({ name }, index) =>
      change(`market.regimes.${name}.haircut`, { [coin]: 0.05 * (1 + index) }),
    ),
  ];
}

function withRandomFunding({ market }: Scenario): Changes {
  return market.regimes.map(({ name, funding }) =>
    change(`market.regimes.${name}.funding`, { mean: funding[0]?.mean ?? 0, sd: 0.0002, reversion: '3d' }),
  );
}

function withSingleJumps({ market }: Scenario): Changes {
  const jump = { probability: 0.0002, per: '1h', mean: -0.03, sd: 0.05 };
  return market.regimes.map(({ name }) =>
    change(`market.regimes.${name}.jumps.single`, Object.fromEntries(market.assets.map((asset) => [asset, jump]))),
  );
}

/** A tenth of the collateral is kept back, and given to a pool that runs short. */
function withTopUp({ account }: Scenario): Changes {
  const policy = { policy: 'top-up', below: 1.5, amount: 1_000 };
  return account.schemes.flatMap(({ name }) => [
    change(`schemes.${name}.treasury`, '10%'),
    change(`schemes.${name}.policies`, { reserve: policy }),
  ]);
}

/** Positions leave the shared pool while volatility is high; isolated ones are watched in vain. */
function withSwitch({ account }: Scenario): Changes {
  const when = { volatility: 1.5, 'half-life': '24h', release: 1 };
  const positions = account.positions.map(({ name }) => name);
  const policy = { policy: 'switch', positions, when, margin: 0.1 };
  return account.schemes.map(({ name }) => change(`schemes.${name}.policies`, { leave: policy }));
}
