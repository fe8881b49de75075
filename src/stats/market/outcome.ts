import type { Subject } from '../figure.ts';

/** A column of what the market did on one path, of each of its subjects. */
export interface MarketColumnDefinition {
  readonly unit: 'count' | 'ratio' | 'probability';
  readonly meaning: string;
  /** What there is one of for each: the market, every regime, every asset in use, or every pair of those. */
  readonly of: 'market' | 'regime' | 'asset' | 'pair';
  /** Never below 0. */
  readonly nonnegative?: true;
}

/** Columns of the market's own outcomes: what it did on a path, whatever anybody holds. */
export const marketColumns = {
  regime_steps: { unit: 'count', of: 'regime', meaning: 'steps that the regime governed', nonnegative: true },
  regime_last_step: {
    unit: 'probability',
    of: 'regime',
    meaning: '1 if the regime governed the last step, else 0',
    nonnegative: true,
  },
  regime_switches: { unit: 'count', of: 'market', meaning: 'changes of regime along the path', nonnegative: true },
  log_return: { unit: 'ratio', of: 'asset', meaning: 'log return over the horizon' },
  realised_volatility: {
    unit: 'ratio',
    of: 'asset',
    meaning: 'annualised standard deviation of the step returns within the path, about zero',
    nonnegative: true,
  },
  realised_correlation: {
    unit: 'ratio',
    of: 'pair',
    meaning: "sample correlation of two assets' step returns within the path; 0 where one did not move",
  },
} as const satisfies Record<string, MarketColumnDefinition>;

/** Name of a column of the market. */
export type MarketColumn = keyof typeof marketColumns;

const names = Object.keys(marketColumns) as MarketColumn[];

/** What the statistics must know of the market. */
export interface MarketShape {
  readonly regimes: readonly string[];
  /** The assets that are in use, and so simulated. */
  readonly assets: readonly string[];
}

/** The part of the shape of outcomes that is the market's. */
interface Observed {
  readonly market: MarketShape;
  readonly steps: number;
}

/** Outcomes of the market on those paths of a block on which it is observed, a row each. */
export interface MarketBlock {
  /** Rows in use; every array below may be longer. */
  count: number;
  readonly weights: Float64Array;
  /** `columns[name][subject][row]`, the subjects in the order of `marketSubjects`. */
  readonly columns: Readonly<Record<MarketColumn, readonly Float64Array[]>>;
}

/** Sample correlations of fewer steps say nothing. */
const fewestSteps = 3;

/** Every two of so many, in the order of the pairs of a block. */
export function pairsUpTo(count: number): [number, number][] {
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, k): [number, number] => [a, a + 1 + k]),
  ).flat();
}

/** What a column has one array for each of. */
export function marketSubjects(column: MarketColumn, { market, steps }: Observed): Subject[] {
  const { regimes, assets } = market;
  const subjects: Record<MarketColumnDefinition['of'], () => Subject[]> = {
    market: () => [{ kind: 'market' }],
    regime: () => regimes.map((name) => ({ kind: 'regime', name })),
    asset: () => assets.map((name) => ({ kind: 'asset', name })),
    pair: () => (steps < fewestSteps ? [] : assetPairs(assets)),
  };
  return subjects[marketColumns[column].of]();
}

/** Every two assets. */
export function assetPairs(assets: readonly string[]): Subject[] {
  return pairsUpTo(assets.length).map(([a, b]) => ({ kind: 'pair', name: assets[a]!, other: assets[b]! }));
}

/** Allocates a block for up to `capacity` observed paths. */
export function createMarketBlock(shape: Observed, capacity: number): MarketBlock {
  const columns = names.map((name) => [name, marketSubjects(name, shape).map(() => new Float64Array(capacity))]);
  return {
    count: 0,
    weights: new Float64Array(capacity).fill(1),
    columns: Object.fromEntries(columns) as Record<MarketColumn, Float64Array[]>,
  };
}
