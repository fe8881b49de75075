import { hoursPerYear } from '../base/units.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { createGroup } from './memory/group.ts';
import { BLOCK_STEPS, LANES, Pause } from './memory/table.ts';

/** What is kept of each sampled path of the market: one number per path in every list. */
export interface MarketSample {
  readonly paths: number;
  /** Per regime. */
  readonly regimeSteps: readonly Float64Array[];
  readonly lastRegime: Float64Array;
  readonly switches: Float64Array;
  /** Per priced asset. */
  readonly logReturns: readonly Float64Array[];
  readonly volatility: readonly Float64Array[];
  /** Per pair of priced assets; null for horizons of fewer than three steps. */
  readonly correlations: readonly Float64Array[] | null;
}

/** Numbers of an asset in a block: its returns per step and lane. */
const COLUMN = BLOCK_STEPS * LANES;

/** All pairs of 0 .. count - 1, in the order of the lists of a sample. */
export function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, k): [number, number] => [a, a + 1 + k]),
  ).flat();
}

/** Draws the market of the first `paths` paths of a run and looks at every step of it. */
export function sampleMarket(compiled: CompiledScenario, paths: number): MarketSample {
  const { priced, regimeNames } = compiled.market;
  const group = createGroup(compiled);
  const { kernel } = group;
  const pairs = pairsOf(priced.length);
  const lists = (count: number) => Array.from({ length: count }, () => new Float64Array(paths));
  const sample = {
    paths,
    regimeSteps: lists(regimeNames.length),
    lastRegime: new Float64Array(paths),
    switches: new Float64Array(paths),
    logReturns: lists(priced.length),
    volatility: lists(priced.length),
    correlations: compiled.steps < 3 ? null : lists(pairs.length),
  };
  const regimes = createRegimeCounts(regimeNames.length);
  const moments = createMoments(priced.length, pairs.length);
  const moves = new Float64Array(priced.length * COLUMN);
  const perYear = hoursPerYear / compiled.shape.stepHours / compiled.steps;

  for (let first = 0; first < paths; first += LANES) {
    clearRegimes(regimes);
    clearMoments(moments);
    kernel.start(first);
    while (kernel.nextSpan() !== Pause.HORIZON) {
      const [from, end] = [kernel.spanFrom * LANES, (kernel.spanTo + 1) * LANES];
      countRegimes(regimes, group.regimes, from, end);
      for (let a = 0; a < priced.length; a++) stepReturns(moves, a, group.returns, priced[a]!, from, end);
      addMoments(moments, moves, from, end);
    }
    const lanes = Math.min(LANES, paths - first);
    for (let lane = 0; lane < lanes; lane++) {
      const path = first + lane;
      sample.regimeSteps.forEach((list, r) => {
        list[path] = regimes.steps[r * LANES + lane]!;
      });
      sample.lastRegime[path] = regimes.last[lane]!;
      sample.switches[path] = regimes.switches[lane]!;
      for (let a = 0; a < priced.length; a++) {
        sample.logReturns[a]![path] = moments.sum[a * LANES + lane]!;
        sample.volatility[a]![path] = Math.sqrt(moments.square[a * LANES + lane]! * perYear);
      }
      sample.correlations?.forEach((list, pair) => {
        list[path] = correlationOf(moments, pairs[pair]!, pair, lane, compiled.steps);
      });
    }
  }
  return sample;
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
