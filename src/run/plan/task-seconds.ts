import { secondsPerChunk } from './budget.ts';
import type { RunScenario } from './family.ts';
import { secondsPerObservedPath, secondsPerPath } from './path-seconds.ts';
import { sizesOf, summaryBytes } from './sizes.ts';

/**
 * Tells of tasks how many seconds of one thread they are guessed to take at most: as if the market were observed on every path. `pace` is how
 * much longer than guessed this machine takes; one that takes less is not held to it.
 */
export function foretellTasks(
  scenarios: readonly Pick<RunScenario, 'digest' | 'scenario'>[],
  pace = 1,
): (task: { readonly scenarios: readonly string[]; readonly count: number }) => number {
  const byDigest = new Map(scenarios.map(({ digest, scenario }) => [digest, scenario]));
  const sizes = new Map<string, ReturnType<typeof sizesOf>>();
  const secondsOf = (digest: string, count: number): number => {
    const scenario = byDigest.get(digest);
    if (scenario === undefined) return 0;
    const known = sizes.get(digest) ?? sizesOf(scenario);
    sizes.set(digest, known);
    return (
      secondsPerChunk(summaryBytes(known, count)) + count * (secondsPerPath(known) + secondsPerObservedPath(known))
    );
  };
  return (task) => {
    const seconds = task.scenarios.reduce((sum, digest) => sum + secondsOf(digest, task.count), 0);
    return Math.max(1, pace) * seconds;
  };
}
