import type { CompiledScenario } from '../../../src/engine/compile.ts';
import { createGroup, LANES } from '../../../src/engine/group.ts';
import { drawPeriod, startMarket } from '../../../src/engine/kernel/market.ts';

/** What the market did on every path: value of path p at step s (from 0) stands at `p * steps + s`. */
export interface Recording {
  readonly steps: number;
  readonly paths: number;
  readonly regimes: Uint8Array;
  /** Per asset. */
  readonly returns: readonly Float64Array[];
  readonly prices: readonly Float64Array[];
  /** What is due at each settlement, per asset, one list per settlement over the paths. */
  readonly due: readonly (readonly Float64Array[])[];
}

/** Draws the market of `paths` paths (a multiple of the group) straight from the kernel, all lanes of every group. */
export function record(compiled: CompiledScenario, paths: number): Recording {
  const { market, steps, periodSteps } = compiled;
  const columns = () => Array.from({ length: market.assets }, () => new Float64Array(paths * steps));
  const recording = { steps, paths, regimes: new Uint8Array(paths * steps), returns: columns(), prices: columns() };
  const due: Float64Array[][] = Array.from({ length: market.assets }, () => []);
  const group = createGroup(compiled);
  for (let first = 0; first < paths; first += LANES) {
    startMarket(group, compiled, first);
    let settlement = 0;
    for (let done = 0; done < steps; done += periodSteps) {
      const count = Math.min(periodSteps, steps - done);
      const settles = drawPeriod(group, compiled, done + 1, count);
      for (let step = 0; step < count; step++) {
        for (let lane = 0; lane < LANES; lane++) {
          const to = (first + lane) * steps + done + step;
          const from = step * LANES + lane;
          recording.regimes[to] = group.regimes[from]!;
          for (const i of market.priced) {
            recording.returns[i]![to] = group.returns[i * periodSteps * LANES + from]!;
            recording.prices[i]![to] = group.prices[i * periodSteps * LANES + from]!;
          }
        }
      }
      if (!settles) continue;
      for (const i of market.priced) {
        due[i]![settlement] ??= new Float64Array(paths);
        due[i]![settlement]!.set(group.due.subarray(i * LANES, (i + 1) * LANES), first);
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
