import { exponential } from '../base/elementary.ts';
import { hoursPerYear } from '../base/units.ts';
import { type MarketBlock, pairsUpTo } from '../stats/market/outcome.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { BLOCK_STEPS, LANES, Pause } from './memory/constants.ts';
import type { PathGroup } from './memory/group.ts';

/**
 * Observing the market: looking at every step of it, which takes 3.8 times as long as to simulate a path. So it is done on some paths only,
 * told by their number alone, and the same ones in any run: the first 32 groups of lanes, enough for a look at the market of a small run,
 * and every 1,000th of the others, which is 0.4 % of the time of a long run; of them 8,192 at most, so that what is kept is bounded.
 */
const [firstGroups, everyGroup, mostGroups] = [32, 1000, 8192];

/** Whether the market is observed on a path. */
export function isObserved(path: number): boolean {
  const group = Math.floor(path / LANES);
  return group < firstGroups || (group % everyGroup === 0 && group < everyGroup * mostGroups);
}

/** On about how many of the first paths it is. */
export function observedPaths(paths: number): number {
  const groups = Math.ceil(paths / LANES);
  return LANES * (Math.min(groups, firstGroups) + Math.floor(Math.min(groups, everyGroup * mostGroups) / everyGroup));
}

/** Simulates the market of the lanes from a path on and writes what it did on those of the `lanes` first that are to be observed. */
export type ObserveMarket = (firstPath: number, lanes: number, block: MarketBlock) => void;

/** Numbers of an asset in a block: its returns per step and lane. */
const COLUMN = BLOCK_STEPS * LANES;

/** Makes an observer of the market of a group. The kernel starts its paths anew afterwards: accounts see nothing of it. */
export function createObserver(
  group: PathGroup,
  compiled: CompiledScenario,
  observes: (path: number) => boolean,
): ObserveMarket {
  const { kernel } = group;
  const { priced, regimeNames } = compiled.market;
  const pairs = pairsUpTo(priced.length);
  const regimes = createRegimeCounts(regimeNames.length);
  const moments = createMoments(priced.length, pairs.length);
  const moves = new Float64Array(priced.length * COLUMN);
  const perYear = hoursPerYear / compiled.shape.stepHours / compiled.steps;

  const simulateMarket = (firstPath: number) => {
    clearRegimes(regimes);
    clearMoments(moments);
    kernel.start(firstPath);
    while (kernel.nextSpan() !== Pause.HORIZON) {
      const [from, end] = [kernel.spanFrom * LANES, (kernel.spanTo + 1) * LANES];
      countRegimes(regimes, group.regimes, from, end);
      for (let a = 0; a < priced.length; a++) stepReturns(moves, a, group.returns, priced[a]!, from, end);
      addMoments(moments, moves, from, end);
    }
  };
  const write = ({ weights, columns }: MarketBlock, row: number, lane: number) => {
    weights[row] = exponential(group.logWeights[lane]!);
    for (let regime = 0; regime < regimeNames.length; regime++) {
      columns.regime_steps[regime]![row] = regimes.steps[regime * LANES + lane]!;
      columns.regime_last_step[regime]![row] = Number(regimes.last[lane] === regime);
    }
    columns.regime_switches[0]![row] = regimes.switches[lane]!;
    for (let a = 0; a < priced.length; a++) {
      columns.log_return[a]![row] = moments.sum[a * LANES + lane]!;
      columns.realised_volatility[a]![row] = Math.sqrt(moments.square[a * LANES + lane]! * perYear);
    }
    for (const [pair, column] of columns.realised_correlation.entries())
      column[row] = correlationOf(moments, pairs[pair]!, pair, lane, compiled.steps);
  };
  return (firstPath, lanes, block) => {
    const observed = Array.from({ length: lanes }, (_, lane) => lane).filter((lane) => observes(firstPath + lane));
    if (observed.length === 0) return;
    simulateMarket(firstPath);
    for (const lane of observed) write(block, block.count++, lane);
  };
}

/** How long each regime governs each path of a group, and how often it changes. */
interface RegimeCounts {
  /** `regime * LANES + lane`. */
  readonly steps: Int32Array;
  /** Per lane; -1 before the first step. */
  readonly last: Int32Array;
  readonly switches: Int32Array;
}

function createRegimeCounts(regimes: number): RegimeCounts {
  return {
    steps: new Int32Array(regimes * LANES),
    last: new Int32Array(LANES),
    switches: new Int32Array(LANES),
  };
}

function clearRegimes({ steps, last, switches }: RegimeCounts): void {
  steps.fill(0);
  last.fill(-1);
  switches.fill(0);
}

/** Counts the regimes of a span of the block: `step * LANES + lane` from `from` to `end`. */
function countRegimes({ steps, last, switches }: RegimeCounts, regimes: Int32Array, from: number, end: number): void {
  for (let k = from; k < end; k++) {
    const lane = k % LANES;
    const regime = regimes[k]!;
    steps[regime * LANES + lane]!++;
    if (last[lane] !== regime && last[lane] !== -1) switches[lane]!++;
    last[lane] = regime;
  }
}

/** Returns of single steps, for asset `a` of the sample: the column of the kernel is summed up from the start of the block. */
function stepReturns(
  moves: Float64Array,
  a: number,
  returns: Float32Array | Float64Array,
  asset: number,
  from: number,
  end: number,
): void {
  const [into, column] = [a * COLUMN, asset * COLUMN];
  for (let k = from; k < end; k++) {
    moves[into + k] = returns[column + k]! - (k < LANES ? 0 : returns[column + k - LANES]!);
  }
}

/** Sums, squares and products of the step returns along the paths of a group: `asset * LANES + lane`, `pair * LANES + lane`. */
interface Moments {
  readonly assets: number;
  readonly sum: Float64Array;
  readonly square: Float64Array;
  readonly product: Float64Array;
}

function createMoments(assets: number, pairs: number): Moments {
  return {
    assets,
    sum: new Float64Array(assets * LANES),
    square: new Float64Array(assets * LANES),
    product: new Float64Array(pairs * LANES),
  };
}

function clearMoments({ sum, square, product }: Moments): void {
  sum.fill(0);
  square.fill(0);
  product.fill(0);
}

/** Adds a span. Column by column, so that the pairs, of which there are many, are short loops over neighbouring numbers. */
function addMoments({ assets, sum, square, product }: Moments, moves: Float64Array, from: number, end: number): void {
  let pair = 0;
  for (let a = 0; a < assets; a++) {
    const column = a * COLUMN;
    for (let k = from; k < end; k++) sum[a * LANES + (k % LANES)]! += moves[column + k]!;
    addProducts(square, a, moves, column, column, from, end);
    for (let b = a + 1; b < assets; b++) addProducts(product, pair++, moves, column, b * COLUMN, from, end);
  }
}

function addProducts(
  sums: Float64Array,
  row: number,
  moves: Float64Array,
  first: number,
  second: number,
  from: number,
  end: number,
): void {
  for (let lane = 0; lane < LANES; lane++) {
    let sum = sums[row * LANES + lane]!;
    for (let k = from + lane; k < end; k += LANES) sum += moves[first + k]! * moves[second + k]!;
    sums[row * LANES + lane] = sum;
  }
}

/** Pearson's sample correlation within a path; 0 where an asset did not move. */
function correlationOf(
  { sum, square, product }: Moments,
  [a, b]: readonly [number, number],
  pair: number,
  lane: number,
  steps: number,
): number {
  const [x, y] = [a * LANES + lane, b * LANES + lane];
  const cross = product[pair * LANES + lane]! - (sum[x]! * sum[y]!) / steps;
  const squares = (square[x]! - (sum[x]! * sum[x]!) / steps) * (square[y]! - (sum[y]! * sum[y]!) / steps);
  return squares > 0 ? cross / Math.sqrt(squares) : 0;
}
