import { performance } from 'node:perf_hooks';
import type { CompiledScenario } from '../../engine/compile/compile.ts';
import { simulate } from '../../engine/simulate.ts';

const fewestPaths = 64;
const longestMs = 150;

/**
 * Paths per second of one thread on this machine now, from a tenth of a second of work on the first paths. Twice as many paths each time:
 * so code is compiled and the setting up of a chunk forgotten by the time of the last ones, which count.
 */
export function measurePathsPerSecond(compiled: CompiledScenario): number {
  const started = performance.now();
  for (let paths = fewestPaths; ; paths *= 2) {
    const begun = performance.now();
    simulate(compiled, 0, paths);
    const ended = performance.now();
    if (ended - started >= longestMs) return (paths / (ended - begun)) * 1000;
  }
}
