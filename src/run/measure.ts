import { performance } from 'node:perf_hooks';
import type { CompiledScenario } from '../engine/compile.ts';
import { performTask } from './task.ts';

const warmUpPaths = 64;
const longestMs = 150;

/** Paths per second of one thread on this machine now, from a tenth of a second of warmed-up work on the first paths. */
export function measurePathsPerSecond(compiled: CompiledScenario): number {
  const simulate = () =>
    performTask(compiled, { kind: 'chunk', scenario: 0, chunk: 0, firstPath: 0, count: warmUpPaths });
  simulate();
  const started = performance.now();
  let paths = 0;
  do {
    simulate();
    paths += warmUpPaths;
  } while (performance.now() - started < longestMs);
  return (paths / (performance.now() - started)) * 1000;
}
