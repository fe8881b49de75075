import type { Bracket } from '../account.ts';

/** One way of stating the maintenance requirement of an asset; every way comes down to brackets. */
export interface MaintenanceRule<Parameters> {
  /** One sentence for a list of the rules. */
  readonly summary: string;
  /** Parameters that are in use somewhere, for documentation and for the conformance test. */
  readonly examples: readonly Parameters[];
  /** Brackets ascending from floor 0; throws `InputError` where the parameters make no rule. */
  readonly brackets: (parameters: Parameters) => readonly Bracket[];
}
