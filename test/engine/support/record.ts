import type { CompiledScenario } from '../../../src/engine/compile/compile.ts';
import { BLOCK_STEPS, LANES, Pause } from '../../../src/engine/memory/constants.ts';
import { createGroup } from '../../../src/engine/memory/group.ts';

/** What the market did on every path: value of the p-th path at step s (from 0) stands at `p * steps + s`. */
export interface Recording {
  readonly steps: number;
  readonly paths: number;
  readonly regimes: Uint8Array;
  /** Share that a position gives up where the venue deleverages its book, else 0. */
  readonly deleveraging: Float64Array;
  /** Per asset. */
  readonly returns: readonly Float64Array[];
  readonly prices: readonly Float64Array[];
  /** What is due at each settlement, per asset, one list per settlement over the paths. */
  readonly due: readonly (readonly Float64Array[])[];
}

/** Draws the market of `paths` paths (a multiple of the group) straight from the kernel, all lanes of every group. */
export function record(compiled: CompiledScenario, paths: number, firstPath = 0): Recording {
  const { market, steps } = compiled;
  const columns = () => Array.from({ length: market.assets }, () => new Float64Array(paths * steps));
  const recording = {
    steps,
    paths,
    regimes: new Uint8Array(paths * steps),
    deleveraging: new Float64Array(paths * steps),
    returns: columns(),
    prices: columns(),
  };
  const due: Float64Array[][] = Array.from({ length: market.assets }, () => []);
  const group = createGroup(compiled);
  const { kernel, returns, prices, regimes } = group;
  for (let first = 0; first < paths; first += LANES) {
    kernel.start(firstPath + first);
    let settlement = 0;
    while (kernel.nextSpan() !== Pause.HORIZON) {
      const { blockFirst, spanFrom, spanTo } = kernel;
      kernel.formAllPrices();
      for (let step = spanFrom; step <= spanTo; step++) {
        for (let lane = 0; lane < LANES; lane++) {
          const to = (first + lane) * steps + blockFirst - 1 + step;
          const from = step * LANES + lane;
          recording.regimes[to] = regimes[from]!;
          recording.deleveraging[to] = group.deleveraging[from]!;
          for (const i of market.priced) {
            const column = i * BLOCK_STEPS * LANES;
            // The kernel's column is summed up from the start of the block.
            const before = step > 0 ? returns[column + from - LANES]! : 0;
            recording.returns[i]![to] = returns[column + from]! - before;
            recording.prices[i]![to] = prices[column + from]!;
          }
        }
      }
      if (!kernel.settles) continue;
      for (const i of market.priced) {
        due[i]![settlement] ??= new Float64Array(paths);
        due[i]![settlement]!.set(group.fundingDue.subarray(i * LANES, (i + 1) * LANES), first);
      }
      settlement++;
    }
  }
  return { ...recording, due };
}

/** The values at which a condition on (path, step from 0) holds. */
export function where(
  { paths, steps }: Recording,
  values: Float64Array,
  condition: (path: number, step: number) => boolean,
): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let path = 0; path < paths; path++) {
    for (let step = 0; step < steps; step++) {
      if (condition(path, step)) kept[count++] = values[path * steps + step]!;
    }
  }
  return kept.subarray(0, count);
}
