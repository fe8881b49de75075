import { hoursPerYear } from '../base/units.ts';
import type { CompiledScenario } from './compile.ts';
import { createGroup, type PathGroup } from './group.ts';
import { BLOCK_STEPS, LANES } from './kernel.ts';

/** What is kept of each sampled path of the market. */
export interface MarketSample {
  readonly paths: number;
  /** Per regime, per path. */
  readonly regimeSteps: readonly number[][];
  readonly lastRegime: readonly number[];
  readonly switches: readonly number[];
  /** Per priced asset, per path. */
  readonly logReturns: readonly number[][];
  readonly volatility: readonly number[][];
  /** Per pair of priced assets, per path; null for horizons of fewer than three steps. */
  readonly correlations: readonly number[][] | null;
}

/** All pairs of 0 .. count - 1, in the order of the lists of a sample. */
export function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, k): [number, number] => [a, a + 1 + k]),
  ).flat();
}

/** Draws the market of the first `paths` paths of a run and looks at every step of it. */
export function sampleMarket(compiled: CompiledScenario, paths: number): MarketSample {
  const { priced, regimeNames } = compiled.market;
  const pairs = pairsOf(priced.length);
  const sample = {
    paths,
    regimeSteps: lists(regimeNames.length),
    lastRegime: [] as number[],
    switches: [] as number[],
    logReturns: lists(priced.length),
    volatility: lists(priced.length),
    correlations: compiled.steps < 3 ? null : lists(pairs.length),
  };
  const group = createGroup(compiled);
  const perYear = hoursPerYear / compiled.shape.stepHours / compiled.steps;
  for (let first = 0; first < paths; first += LANES) {
    const lanes = Math.min(LANES, paths - first);
    const regimes = new RegimeCounts(regimeNames.length);
    const moments = new Moments(priced.length, pairs);
    group.kernel.start(first);
    visitSteps(group, compiled, lanes, (lane, regime, returns) => {
      regimes.add(lane, regime);
      moments.add(lane, returns);
    });
    for (let lane = 0; lane < lanes; lane++) {
      sample.regimeSteps.forEach((list, r) => list.push(regimes.steps[r * LANES + lane]!));
      sample.lastRegime.push(regimes.last[lane]!);
      sample.switches.push(regimes.switches[lane]!);
      sample.logReturns.forEach((list, a) => list.push(moments.sum[a * LANES + lane]!));
      sample.volatility.forEach((list, a) => list.push(Math.sqrt(moments.square[a * LANES + lane]! * perYear)));
      sample.correlations?.forEach((list, pair) => list.push(moments.correlation(pair, lane, compiled.steps)));
    }
  }
  return sample;
}

/** Visits every step of the first `lanes` paths of a started group; `returns` (per priced asset) is reused. */
function visitSteps(
  group: PathGroup,
  compiled: CompiledScenario,
  lanes: number,
  visit: (lane: number, regime: number, returns: Float64Array) => void,
): void {
  const { priced } = compiled.market;
  const { kernel } = group;
  const returns = new Float64Array(priced.length);
  while (kernel.nextSpan()) {
    const { spanFrom, spanTo } = kernel;
    for (let step = spanFrom; step <= spanTo; step++) {
      for (let lane = 0; lane < lanes; lane++) {
        const k = step * LANES + lane;
        for (let a = 0; a < priced.length; a++) {
          // The column is summed up from the start of the block.
          const at = priced[a]! * BLOCK_STEPS * LANES + k;
          returns[a] = group.returns[at]! - (step > 0 ? group.returns[at - LANES]! : 0);
        }
        visit(lane, group.regimes[k]!, returns);
      }
    }
  }
}

/** How long each regime governs each path of a group, and how often it changes. */
class RegimeCounts {
  /** Per regime and lane. */
  readonly steps: Int32Array;
  readonly last = new Int32Array(LANES).fill(-1);
  readonly switches = new Int32Array(LANES);

  constructor(regimes: number) {
    this.steps = new Int32Array(regimes * LANES);
  }

  add(lane: number, regime: number): void {
    this.steps[regime * LANES + lane]!++;
    if (this.last[lane] !== -1 && this.last[lane] !== regime) this.switches[lane]!++;
    this.last[lane] = regime;
  }
}

function lists(count: number): number[][] {
  return Array.from({ length: count }, () => []);
}

/** Sums, squares and products of the step returns along the paths of a group. */
class Moments {
  readonly sum: Float64Array;
  readonly square: Float64Array;
  readonly product: Float64Array;
  readonly pairs: readonly (readonly [number, number])[];

  constructor(assets: number, pairs: readonly (readonly [number, number])[]) {
    this.sum = new Float64Array(assets * LANES);
    this.square = new Float64Array(assets * LANES);
    this.product = new Float64Array(pairs.length * LANES);
    this.pairs = pairs;
  }

  add(lane: number, returns: Float64Array): void {
    returns.forEach((value, a) => {
      this.sum[a * LANES + lane]! += value;
      this.square[a * LANES + lane]! += value * value;
    });
    this.pairs.forEach(([a, b], pair) => {
      this.product[pair * LANES + lane]! += returns[a]! * returns[b]!;
    });
  }

  /** Pearson's sample correlation; 0 where an asset did not move. */
  correlation(pair: number, lane: number, steps: number): number {
    const [a, b] = this.pairs[pair]!;
    const centred = (cross: number, x: number, y: number) =>
      cross - (this.sum[x * LANES + lane]! * this.sum[y * LANES + lane]!) / steps;
    const product = centred(this.product[pair * LANES + lane]!, a, b);
    const squares = centred(this.square[a * LANES + lane]!, a, a) * centred(this.square[b * LANES + lane]!, b, b);
    return squares > 0 ? product / Math.sqrt(squares) : 0;
  }
}
