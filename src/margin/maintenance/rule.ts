import type { Bracket, Venue } from '../account.ts';

/** One way of stating the maintenance requirement of an asset; every way comes down to brackets. */
export interface MaintenanceRule<Parameters> {
  /** Parameters that are in use somewhere; the conformance test runs on them. */
  readonly examples: readonly Parameters[];
  /** What keeps the parameters, in this unit, from making a rule, in their order; empty if nothing does. Never throws. */
  readonly faults: (parameters: Parameters, unit: Venue['bracketsUnit']) => readonly RuleFault[];
  /** Brackets ascending from floor 0, of parameters without a fault. */
  readonly brackets: (parameters: Parameters) => readonly Bracket[];
}

/** One thing that is wrong with the parameters of a rule. */
export interface RuleFault {
  /** Indices that lead into the parameters; empty for the parameters as a whole. */
  readonly path: readonly number[];
  /** What is wrong, as a sentence fragment, and what would be accepted, if that is not said by it. */
  readonly what: string;
  readonly allowed?: string;
}
