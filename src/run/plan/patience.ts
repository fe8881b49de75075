import type { Task } from '../execute/task.ts';
import { secondsOfChunk } from './budget.ts';
import type { RunScenario } from './family.ts';
import { type Sizes, sizesOf } from './sizes.ts';

/** When a task counts as hanging: after so long, whatever it does; or after so much work, and where it does none for a while. */
export type Patience = { readonly milliseconds: number } | { readonly processorSeconds: number };

/**
 * A task may work so many times as long as it is guessed to, and so many seconds more: far beyond what guesses were ever seen to be wrong by,
 * so that no machine is too slow. What other programs do does not count: the work of a thread is measured, not the time that passes.
 */
const [timesGuessed, spareSeconds] = [20, 10];

/** How long each task of these scenarios may take; `deadlineMs` is what a user has asked for instead. */
export function patienceFor(scenarios: readonly RunScenario[], deadlineMs?: number): (task: Task) => Patience {
  if (deadlineMs !== undefined) return () => ({ milliseconds: deadlineMs });
  const byDigest = new Map(scenarios.map((one) => [one.digest, one]));
  let last: { readonly digest: string; readonly sizes: Sizes } | null = null;
  const sizesFor = (digest: string): Sizes => {
    if (last?.digest !== digest) last = { digest, sizes: sizesOf(byDigest.get(digest)!.scenario) };
    return last.sizes;
  };
  return ({ scenarios: digests, count }) => {
    // As if the market were observed on all of its paths, as it is on the first ones.
    const guessed = digests.reduce((sum, digest) => sum + secondsOfChunk(sizesFor(digest), count, count), 0);
    return { processorSeconds: spareSeconds + timesGuessed * guessed };
  };
}
