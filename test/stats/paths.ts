import { type MarketColumn, marketColumns } from '../../src/stats/market/outcome.ts';
import {
  type AccountColumn,
  createOutcomeBlock,
  type OutcomeShape,
  type PositionColumn,
} from '../../src/stats/outcome.ts';
import {
  addBlock,
  createSummary,
  mergeSummary,
  type Summary,
  sealSummary,
  summaryFigures,
} from '../../src/stats/summary.ts';
import { type FigureRow, rowsOf } from '../support/figure-rows.ts';
import { seeded } from '../support/seeds.ts';

/** What comes of one path under one scheme; absent columns are 0, and the first event is the first liquidation unless it is given. */
export interface SchemeOutcome {
  readonly account?: Partial<Record<AccountColumn, number>>;
  readonly positions?: readonly Partial<Record<PositionColumn, number>>[];
}

/** What comes of one path: its weight (1 unless given), one outcome per scheme, and what the market did, if it is observed: a number per subject. */
export interface PathOutcome {
  readonly weight?: number;
  readonly market?: Partial<Record<MarketColumn, readonly number[]>>;
  readonly schemes: readonly SchemeOutcome[];
}

export function shapeOf(shape: Partial<OutcomeShape>): OutcomeShape {
  return {
    schemes: ['only'],
    referenceScheme: null,
    positions: [],
    market: { regimes: [], assets: [] },
    tags: (shape.positions ?? []).map(() => null),
    steps: 1,
    stepHours: 1,
    initialWealth: 100,
    levels: [],
    paths: 1000,
    impossible: (shape.schemes ?? ['only']).map(() => []),
    ...shape,
  };
}

/** A shape and outcomes in which only the loss of the account matters: `losses[scheme][path]`. */
export function lossPaths(losses: readonly (readonly number[])[], weights?: readonly number[]): PathOutcome[] {
  return losses[0]!.map((_, path) => ({
    weight: weights?.[path] ?? 1,
    schemes: losses.map((scheme) => ({ account: { pnl: -scheme[path]! } })),
  }));
}

/** The sealed summary of outcomes[first .. first + count - 1], as a chunk makes it. */
export function chunkSummary(
  shape: OutcomeShape,
  outcomes: readonly PathOutcome[],
  first: number,
  count: number,
  blockSize = 64,
): Summary {
  const summary = createSummary(shape, first);
  const block = createOutcomeBlock(shape, blockSize, blockSize);
  for (let start = first; start < first + count; start += blockSize) {
    block.firstPath = start;
    block.count = Math.min(blockSize, first + count - start);
    block.market.count = 0;
    for (let i = 0; i < block.count; i++) writePath(outcomes[start + i]!, i);
    addBlock(summary, block);
  }
  sealSummary(summary, shape);
  return summary;

  function writePath(outcome: PathOutcome, i: number): void {
    block.weights[i] = outcome.weight ?? 1;
    if (outcome.market !== undefined) writeMarket(outcome.market, block.weights[i]);
    for (const [scheme, { account = {}, positions = [] }] of outcome.schemes.entries()) {
      write(block.account[scheme]!, { first_event_step: account.first_liquidation_step ?? 0, ...account }, i);
      for (const [position, columns] of block.positions[scheme]!.entries())
        write(columns, positions[position] ?? {}, i);
    }
  }

  function writeMarket(outcome: NonNullable<PathOutcome['market']>, weight: number): void {
    const { market } = block;
    const row = market.count++;
    market.weights[row] = weight;
    for (const name of Object.keys(marketColumns) as MarketColumn[]) {
      for (const [subject, column] of market.columns[name].entries()) column[row] = outcome[name]?.[subject] ?? 0;
    }
  }
}

function write<Name extends string>(
  columns: Readonly<Record<Name, Float64Array>>,
  values: Partial<Record<Name, number>>,
  i: number,
): void {
  for (const name in columns) columns[name][i] = values[name] ?? 0;
}

/** All outcomes through chunks of the given size, each crossing a thread on its way, merged in order. */
export function summarise(shape: OutcomeShape, outcomes: readonly PathOutcome[], chunk = outcomes.length): Summary {
  const total = createSummary(shape, 0);
  for (let first = 0; first < outcomes.length; first += chunk) {
    const count = Math.min(chunk, outcomes.length - first);
    mergeSummary(total, structuredClone(chunkSummary(shape, outcomes, first, count)), shape);
  }
  return total;
}

export function estimate(shape: OutcomeShape, outcomes: readonly PathOutcome[], chunk?: number): FigureRow[] {
  return rowsOf(summaryFigures(summarise(shape, outcomes, chunk), shape), shape);
}

/** The one estimate with these labels. */
export function pick(estimates: readonly FigureRow[], label: Partial<FigureRow>): FigureRow {
  const found = estimates.filter((candidate) =>
    Object.entries(label).every(([key, value]) => candidate[key as keyof FigureRow] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} estimates for ${JSON.stringify(label)}`);
  return found[0]!;
}

/** A random world with a printed seed. */
export function random(seed: string): { uniform: () => number; normal: () => number } {
  const uniform = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
