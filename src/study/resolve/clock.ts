import { InputError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { formatDurationHours, formatDurationSeconds } from '../../base/units.ts';
import { marketClock } from '../../market/clock.ts';
import type { Market } from '../../market/model.ts';
import { stepTransition } from '../../market/transition.ts';
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
    refuseTransition(market, stepHours, found);
    refuseIntervals(market, stepHours, found);
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

/** Not every chain that is given per day has a chain per hour. */
function refuseTransition(market: Market, stepHours: number, found: Findings): void {
  try {
    stepTransition(market.transition, stepHours / marketClock(market, stepHours).regimeParts);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [reason] = error.diagnostics;
    const per = formatDurationHours(market.transition.perHours);
    found.add(
      ['step'],
      `the transition of the market, given per ${per}, ${reason?.what ?? 'does not fit this step'}`,
      `a whole multiple of ${per}, or a market with a transition per ${formatDurationHours(stepHours)}`,
    );
  }
}

/** A step is made of the intervals of the laws that it covers. */
function refuseIntervals(market: Market, stepHours: number, found: Findings): void {
  const { shocks, regimeParts } = marketClock(market, stepHours);
  const { largest } = limits.intervalsPerStep;
  const laws = [
    { what: 'shocks', perHours: shocks?.hours ?? stepHours, intervals: stepHours / (shocks?.hours ?? stepHours) },
    { what: 'regimes', perHours: market.transition.perHours, intervals: regimeParts },
  ];
  for (const { what, perHours, intervals } of laws) {
    if (intervals <= largest) continue;
    const per = formatDurationHours(perHours);
    found.add(
      ['step'],
      `has too many intervals of the ${what} of the market, which are given per ${per}`,
      `at most ${largest} of them: ${formatDurationHours(largest * perHours)}`,
    );
  }
}
