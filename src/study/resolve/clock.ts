import { limits } from '../../base/limits.ts';
import { formatDurationHours, formatDurationSeconds } from '../../base/units.ts';
import type { Market } from '../../market/model.ts';
import { sourceOf } from '../../market/sources/registry.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';

export interface Clock {
  readonly stepHours: number;
  readonly steps: number;
}

/** Horizon and step (both in seconds) as a number of steps; nothing if there is a problem with them. */
export function resolveClock(
  horizon: number | undefined,
  step: number | undefined,
  fundingEveryHours: number | undefined,
  market: Market | undefined,
  node: TreeNode,
  problems: Problems,
): Clock | undefined {
  if (step === undefined) return undefined;
  const stepHours = step / 3_600;
  refuseFunding(step, fundingEveryHours, node, problems);
  if (market !== undefined) {
    for (const { what, allowed } of sourceOf(market.model).stepFaults(market.model, stepHours)) {
      problems.add(node, ['step'], what, { allowed });
    }
  }
  if (horizon === undefined) return undefined;
  const steps = horizon / step;
  if (!Number.isInteger(steps)) {
    const below = Math.floor(steps);
    const near = [below, below + 1].filter((whole) => whole > 0).map((whole) => formatDurationSeconds(whole * step));
    problems.add(node, ['horizon'], `must be a whole number of steps of ${formatDurationSeconds(step)}`, {
      allowed: `for example ${near.join(' or ')}`,
    });
    return undefined;
  }
  if (steps > limits.steps.largest) {
    problems.add(node, ['horizon'], 'has too many steps', {
      allowed: `at most ${limits.steps.largest}`,
      got: `${steps}`,
    });
    return undefined;
  }
  return { stepHours, steps };
}

function refuseFunding(step: number, everyHours: number | undefined, node: TreeNode, problems: Problems): void {
  if (everyHours === undefined) return;
  const every = Math.round(everyHours * 3_600);
  if (every % step === 0 || step % every === 0) return;
  problems.add(node, ['step'], `does not fit the funding interval of ${formatDurationHours(everyHours)}`, {
    allowed: 'a step that divides the interval, or a whole number of intervals',
  });
}
