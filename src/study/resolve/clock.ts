import { limits } from '../../base/limits.ts';
import { formatDurationHours, formatDurationSeconds } from '../../base/units.ts';
import type { Market } from '../../market/model.ts';
import { sourceOf } from '../../market/sources/registry.ts';
import type { Findings } from '../document/findings.ts';

export interface Clock {
  readonly stepHours: number;
  readonly steps: number;
}

/** Horizon and step (both in seconds) as a number of steps; nothing if there is a fault in them. */
export function resolveClock(
  horizon: number | undefined,
  step: number | undefined,
  fundingEveryHours: number | undefined,
  market: Market | undefined,
  found: Findings,
): Clock | undefined {
  if (step === undefined) return undefined;
  const stepHours = step / 3_600;
  refuseFunding(step, fundingEveryHours, found);
  if (market !== undefined) {
    for (const { what, allowed } of sourceOf(market.model).stepFaults(market.model, stepHours)) {
      found.add(['step'], what, allowed);
    }
  }
  if (horizon === undefined) return undefined;
  const steps = horizon / step;
  if (!Number.isInteger(steps)) {
    const below = Math.floor(steps);
    const near = [below, below + 1].filter((whole) => whole > 0).map((whole) => formatDurationSeconds(whole * step));
    const what = `must be a whole number of steps of ${formatDurationSeconds(step)}`;
    found.add(['horizon'], what, `for example ${near.join(' or ')}`);
    return undefined;
  }
  if (steps > limits.steps.largest) {
    found.add(['horizon'], 'has too many steps', `at most ${limits.steps.largest}`, String(steps));
    return undefined;
  }
  return { stepHours, steps };
}

function refuseFunding(step: number, everyHours: number | undefined, found: Findings): void {
  if (everyHours === undefined) return;
  const every = Math.round(everyHours * 3_600);
  if (every % step === 0 || step % every === 0) return;
  const what = `does not fit the funding interval of ${formatDurationHours(everyHours)}`;
  found.add(['step'], what, 'a step that divides the interval, or a whole number of intervals');
}
