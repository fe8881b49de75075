import type { Summary } from '../../stats/summary.ts';
import type { Task } from '../execute/task.ts';
import type { Family } from './family.ts';
import { rangesBetween } from './ranges.ts';

/**
 * Decides which paths of a family are simulated, round by round.
 *
 * Asked at the end of a round, it answers from what is merged by then, which is the same for any threads and after any interruption: so
 * a run may stop as soon as a figure is precise enough, or go on later, and still gives the same bits.
 */
export interface Plan {
  /** The tasks of the next round, in the order of their paths, from the merged summaries of the family's scenarios; or that it is over. */
  next(summaries: readonly Summary[]): readonly Task[] | 'done';
}

export type MakePlan = (family: Family) => Plan;

/** All paths that the scenarios ask for, in one round. */
export const fixedPlan: MakePlan = (family) => {
  const [first] = family.scenarios;
  return {
    next([summary]) {
      if (first === undefined || summary === undefined || summary.paths === first.scenario.paths) return 'done';
      return tasksOf(family, summary.paths, first.scenario.paths);
    },
  };
};

/** The tasks of a family for the paths from `from` to before `to`. */
export function tasksOf({ scenarios }: Family, from: number, to: number): Task[] {
  const digests = scenarios.map(({ digest }) => digest);
  const [first] = scenarios;
  return first === undefined
    ? []
    : rangesBetween(first.scenario, from, to).map((range) => ({ ...range, scenarios: digests }));
}
