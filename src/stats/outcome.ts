import { assert } from '../base/errors.ts';
import { createMarketBlock, type MarketBlock, type MarketShape } from './market/outcome.ts';

/**
 * The seam between the margin engine and the statistics: what came of one path under one scheme.
 *
 * The two tables below are the only place that names the columns. They order the numbers in memory, and they generate
 * the data dictionary of every export.
 */
export interface ColumnDefinition {
  readonly unit: 'quote' | 'step' | 'ratio' | 'count';
  readonly meaning: string;
  /** Comes of events alone: 0 on every path on which nothing happened to its scheme, so most paths need not be looked at. */
  readonly ofEvents?: true;
  /** Never below 0. */
  readonly nonnegative?: true;
}

/** Columns of the account as a whole. Steps count from 1; 0 means that it never happened. */
export const accountColumns = {
  pnl: {
    unit: 'quote',
    meaning: 'terminal wealth minus initial wealth; wealth is collateral, treasury and open profit',
  },
  first_event_step: {
    unit: 'step',
    meaning: 'step of the first liquidation, auto-deleveraging, socialised loss or action of a policy; 0: none',
  },
  first_liquidation_step: {
    unit: 'step',
    meaning: 'step of the first liquidation of any pool, in full or in part; 0: none',
    ofEvents: true,
  },
  wipeout_step: {
    unit: 'step',
    meaning: 'step of the forced close after which no position was left; 0: never',
    ofEvents: true,
  },
  bad_debt: {
    unit: 'quote',
    meaning: 'what liquidated pools could not pay; borne by the insurance fund',
    ofEvents: true,
    nonnegative: true,
  },
  max_drawdown: {
    unit: 'quote',
    meaning: 'largest fall of wealth below its earlier maximum, at the watched times',
    nonnegative: true,
  },
  lowest_margin_ratio: {
    unit: 'ratio',
    meaning: 'lowest equity / notional of any open pool, at the watched times and at liquidations',
  },
  cost_funding: { unit: 'quote', meaning: 'funding paid minus received' },
  cost_fees: {
    unit: 'quote',
    meaning: 'fees of closes along the path, and what a venue keeps of a liquidated pool',
    ofEvents: true,
    nonnegative: true,
  },
  cost_slippage: {
    unit: 'quote',
    meaning: 'loss of closes along the path against the mark price',
    ofEvents: true,
    nonnegative: true,
  },
  cost_adl: {
    unit: 'quote',
    meaning: 'profit given up in auto-deleveraging and to socialised losses',
    ofEvents: true,
    nonnegative: true,
  },
  cost_transfers: { unit: 'quote', meaning: 'what it cost to move collateral', ofEvents: true, nonnegative: true },
  top_ups: {
    unit: 'quote',
    meaning: 'moved from the treasury to pools, costs included',
    ofEvents: true,
    nonnegative: true,
  },
  forced_closes: {
    unit: 'count',
    meaning: 'closes of positions by force, in full or in part, by liquidation or auto-deleveraging',
    ofEvents: true,
    nonnegative: true,
  },
  policy_actions: {
    unit: 'count',
    meaning: 'actions of policies that were carried out',
    ofEvents: true,
    nonnegative: true,
  },
  collateral_pnl: { unit: 'quote', meaning: 'change in value of collateral that is not held in the quote currency' },
} as const satisfies Record<string, ColumnDefinition>;

/** Columns of each position: pnl = price_pnl - funding - fees - slippage - adl + bad_debt. */
export const positionColumns = {
  closed_step: {
    unit: 'step',
    meaning: 'step of the forced close that left nothing of it; 0: none did',
    ofEvents: true,
  },
  pnl: {
    unit: 'quote',
    meaning: 'profit from the start of the run, after costs and after what the insurance fund bore',
  },
  price_pnl: { unit: 'quote', meaning: 'quantity times the change of the mark price while it was open' },
  funding: { unit: 'quote', meaning: 'funding paid minus received' },
  fees: {
    unit: 'quote',
    meaning: 'fees of its closes along the path, and its share of what the venue kept',
    ofEvents: true,
    nonnegative: true,
  },
  slippage: {
    unit: 'quote',
    meaning: 'loss of its closes along the path against the mark price',
    ofEvents: true,
    nonnegative: true,
  },
  adl: {
    unit: 'quote',
    meaning: 'profit given up in auto-deleveraging and to socialised losses',
    ofEvents: true,
    nonnegative: true,
  },
  bad_debt: { unit: 'quote', meaning: 'its share of the bad debt of its pool', ofEvents: true, nonnegative: true },
} as const satisfies Record<string, ColumnDefinition>;

/** Name of a column of the account. */
export type AccountColumn = keyof typeof accountColumns;
/** Name of a column of a position. */
export type PositionColumn = keyof typeof positionColumns;

const accountNames = Object.keys(accountColumns) as AccountColumn[];
const positionNames = Object.keys(positionColumns) as PositionColumn[];

/** What the statistics must know of a scenario; plain data. */
export interface OutcomeShape {
  readonly schemes: readonly string[];
  /** Index of the scheme with a pool per position, the reference of spillover and rescue; null if there is none. */
  readonly referenceScheme: number | null;
  readonly positions: readonly string[];
  /** The strategy that each position belongs to; null: none. */
  readonly tags: readonly (string | null)[];
  readonly market: MarketShape;
  /** Number of steps of the horizon, and the length of one. */
  readonly steps: number;
  readonly stepHours: number;
  /** Collateral and treasury at the start, at market prices, plus open profit. */
  readonly initialWealth: number;
  /** Levels of VaR and ES, ascending. */
  readonly levels: readonly number[];
  /** Paths of the whole scenario (not of a chunk). */
  readonly paths: number;
  /** Per scheme the columns of the account that nothing can make differ from 0; their parts by position neither. */
  readonly impossible: readonly (readonly AccountColumn[])[];
}

/** Outcomes of neighbouring paths under every scheme. A block is reused: read it at once, keep nothing of it. */
export interface OutcomeBlock {
  readonly shape: OutcomeShape;
  /** Paths in this block; every array below may be longer. */
  count: number;
  /** Number of the first path, counted over the scenario. */
  firstPath: number;
  /** Weight of each path: 1 unless paths are importance-sampled. */
  readonly weights: Float64Array;
  /** `account[scheme][column][path]`. */
  readonly account: readonly Readonly<Record<AccountColumn, Float64Array>>[];
  /** `positions[scheme][position][column][path]`. */
  readonly positions: readonly (readonly Readonly<Record<PositionColumn, Float64Array>>[])[];
  /** What the market did on those of the paths on which it is observed. */
  readonly market: MarketBlock;
  /** Room in which the statistics list paths (`block-paths.ts`): of no meaning to who fills the block. */
  readonly listRoom: Uint16Array;
}

/**
 * Column of the event `index` under a scheme, above 0 on the paths on which it happened: first the events of the
 * account, each read off the column named, then the forced close of each position.
 */
export function eventColumn(
  block: OutcomeBlock,
  accountEvents: readonly { readonly column: AccountColumn }[],
  scheme: number,
  index: number,
): Float64Array {
  const event = accountEvents[index];
  if (event !== undefined) return block.account[scheme]![event.column];
  return block.positions[scheme]![index - accountEvents.length]!.closed_step;
}

/** Allocates a block for up to `capacity` paths, of which the market is observed on up to `observed`. */
export function createOutcomeBlock(shape: OutcomeShape, capacity: number, observed = 0): OutcomeBlock {
  assert(capacity <= 2 ** 16, 'a block holds no more paths than 16 bits can number');
  const schemes = shape.schemes.length;
  const lists = 1 + schemes + (schemes * (schemes - 1)) / 2;
  const columns = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, new Float64Array(capacity)])) as Record<Name, Float64Array>;
  return {
    shape,
    count: 0,
    firstPath: 0,
    weights: new Float64Array(capacity).fill(1),
    account: shape.schemes.map(() => columns(accountNames)),
    positions: shape.schemes.map(() => shape.positions.map(() => columns(positionNames))),
    market: createMarketBlock(shape, observed),
    listRoom: new Uint16Array(lists * capacity),
  };
}
