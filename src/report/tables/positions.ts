import type { LiquidationDistance } from '../../margin/distance.ts';
import type { ScenarioResult } from '../../run/result.ts';
import type { Figure } from '../../stats/figure.ts';
import { axisColumns, type Column, type TableDefinition, textColumn } from './column.ts';

/** One position under one scheme of one scenario. */
interface PositionRow {
  readonly scenario: ScenarioResult['scenario'];
  readonly scheme: string;
  readonly position: ScenarioResult['scenario']['account']['positions'][number];
  readonly price: number;
  readonly asset: string;
  readonly pool: string;
  /** Figures of this position under this scheme, by metric. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly distance: LiquidationDistance | null;
}

/** What is shown of a figure, and how the column's name then ends. */
const suffixes = { estimate: '', ciLow: '_ci_low', ciHigh: '_ci_high', stdError: '_std_error' } as const;

/** The figures of the columns, in their order. */
const metrics = [
  'p_position',
  'mean_pnl',
  'cost_funding',
  'cost_fees',
  'cost_slippage',
  'cost_adl',
  'mean_bad_debt',
  'spillover',
  'rescue',
] as const;

const columns: readonly Column<PositionRow>[] = [
  textColumn('scenario', 'name of the scenario', (row) => row.scenario.name),
  textColumn('scheme', 'name of the scheme', (row) => row.scheme),
  textColumn('position', 'name of the position', (row) => row.position.name),
  textColumn('pool', 'pool that holds it at the start', (row) => row.pool),
  textColumn('tag', 'strategy that it belongs to; empty: none', (row) => row.position.tag),
  textColumn('asset', 'asset whose price it follows', (row) => row.asset),
  textColumn('side', 'long or short', (row) => (row.position.quantity >= 0 ? 'long' : 'short')),
  number('quantity', 'units', 'size, without sign', (row) => Math.abs(row.position.quantity)),
  number(
    'notional',
    'quote',
    'size at the price at the start, without sign',
    (row) => Math.abs(row.position.quantity) * row.price,
  ),
  number('entry', 'quote per unit', 'price at which it was opened', (row) => row.position.entry),
  number('price', 'quote per unit', 'mark price at the start', (row) => row.price),
  figure('p_position', 'probability', 'probability that it is closed by force', 'estimate'),
  figure('p_position', 'probability', 'lower end of the 95 % interval of p_position', 'ciLow'),
  figure('p_position', 'probability', 'upper end of the 95 % interval of p_position', 'ciHigh'),
  figure('mean_pnl', 'quote', 'mean profit after all costs', 'estimate'),
  figure('mean_pnl', 'quote', 'standard error of mean_pnl', 'stdError'),
  figure('cost_funding', 'quote', 'mean of funding paid minus received', 'estimate'),
  figure('cost_fees', 'quote', 'mean fees of closes along the path', 'estimate'),
  figure('cost_slippage', 'quote', 'mean slippage of closes along the path', 'estimate'),
  figure('cost_adl', 'quote', 'mean profit given up in auto-deleveraging and to socialised losses', 'estimate'),
  figure('mean_bad_debt', 'quote', 'mean of its share of the bad debt of its pool', 'estimate'),
  figure('spillover', 'probability', 'closed here, though it would have survived in a pool of its own', 'estimate'),
  figure('rescue', 'probability', 'open here, though it would have been closed in a pool of its own', 'estimate'),
  number(
    'liquidation_price',
    'quote per unit',
    'price of its asset, others unchanged, at which its pool is liquidated; empty: none',
    (row) => row.distance?.liquidationPrice ?? null,
  ),
  number(
    'bankruptcy_price',
    'quote per unit',
    'price of its asset, others unchanged, at which the equity of its pool is 0; empty: none',
    (row) => row.distance?.bankruptcyPrice ?? null,
  ),
  number(
    'distance',
    'share',
    'relative move of its price to the liquidation price, without sign',
    (row) => row.distance?.distance ?? null,
  ),
  number(
    'distance_sigmas',
    'daily standard deviations',
    'that move as a log return over its daily standard deviation',
    (row) => row.distance?.distanceSigmas ?? null,
  ),
  number(
    'common_shock',
    'share',
    'relative move of all prices together that liquidates its pool, signed',
    (row) => row.distance?.commonShock ?? null,
  ),
  number(
    'common_shock_sigmas',
    'daily standard deviations',
    'that move as a log return over the weighted daily standard deviation of the pool',
    (row) => row.distance?.commonShockSigmas ?? null,
  ),
  textColumn(
    'note',
    'what must be known beside its figures, each behind the name of its figure; empty: nothing',
    notes,
  ),
];

function number(name: string, unit: string, meaning: string, cell: Column<PositionRow>['cell']): Column<PositionRow> {
  return { name, type: 'number', unit, meaning, cell };
}

function figure(
  metric: (typeof metrics)[number],
  unit: string,
  meaning: string,
  part: keyof typeof suffixes,
): Column<PositionRow> {
  return number(`${metric}${suffixes[part]}`, unit, meaning, (row) => row.figures.get(metric)?.[part] ?? null);
}

/** What is said beside the figures of the columns. */
function notes({ figures }: PositionRow): string {
  return metrics
    .flatMap((metric) => {
      const note = figures.get(metric)?.note ?? null;
      return note === null ? [] : [`${metric}: ${note}`];
    })
    .join('; ');
}

/** positions.csv: what each position is, what came of it, and how far it stands from liquidation. */
export const positionsTable: TableDefinition<PositionRow> = {
  name: 'positions',
  columns: (study) => [...columns, ...axisColumns(study, columns, (row) => row.scenario.axes)],
  rows: positionRows,
};

function positionRows(result: ScenarioResult): PositionRow[] {
  const { account, market } = result.scenario;
  const figures = new Map<string, Map<string, Figure>>();
  for (const figure of result.figures) {
    const { scheme, versus, subject, level } = figure;
    if (scheme === null || versus !== null || subject.kind !== 'position' || level !== null) continue;
    const key = keyOf(scheme, subject.name);
    const own = figures.get(key) ?? new Map<string, Figure>();
    figures.set(key, own.set(figure.metric, figure));
  }
  const distances = new Map(result.distances.map((distance) => [keyOf(distance.scheme, distance.position), distance]));
  return account.schemes.flatMap((scheme) =>
    account.positions.map((position, index): PositionRow => {
      const key = keyOf(scheme.name, position.name);
      return {
        scenario: result.scenario,
        scheme: scheme.name,
        position,
        price: market.prices[position.asset] ?? 0,
        asset: account.assets[position.asset] ?? '',
        pool: scheme.pools.find((pool) => pool.positions.includes(index))?.name ?? '',
        figures: figures.get(key) ?? new Map(),
        distance: distances.get(key) ?? null,
      };
    }),
  );
}

function keyOf(scheme: string, position: string): string {
  return JSON.stringify([scheme, position]);
}
