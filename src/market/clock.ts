import { nearestWhole } from './ratio.ts';
import type { RegimeModel, Transition } from './regime-model.ts';

/**
 * The clock of a market: its laws belong to intervals of their own, not to the step at which a run looks at it.
 *
 * A step that is longer is made of what happens in the intervals it covers, so that a day has one law however often it is looked at.
 */
export interface MarketClock {
  /** Interval of the mixing variable of Student-t shocks, and where it stands; null for normal shocks. */
  readonly shocks: { readonly hours: number; readonly from: 'file' | 'source' | 'step' } | null;
  /** Equal parts of a step at whose beginnings the regime may change; 1 where the chain is of the step or of something longer. */
  readonly regimeParts: number;
}

/** The clock of a market whose accounts are looked at every `stepHours`. */
export function marketClock({ shocks, transition, laws }: RegimeModel, stepHours: number): MarketClock {
  return {
    shocks:
      shocks.law === 'normal'
        ? null
        : {
            hours: shocks.perHours ?? stepHours,
            from: shocks.perHours === null ? 'step' : shocks.perIsOfSource ? 'source' : 'file',
          },
    regimeParts: laws.length === 1 ? 1 : regimeParts(transition, stepHours),
  };
}

/** The fewest equal parts of a step that are no longer than the interval of the chain. */
export function regimeParts(transition: Transition, stepHours: number): number {
  return Math.max(1, Math.ceil(nearestWhole(stepHours / transition.perHours)));
}
