import type { Scenario } from '../../engine/scenario.ts';
import type { LimitFinding, LimitName } from './finding.ts';

/** One kind of governance check: arithmetic on what stands in the scenario at its start, no simulation. */
export interface LimitRule<Parameters> {
  readonly name: LimitName;
  readonly meaning: string;
  readonly bound: LimitFinding['bound'];
  readonly unit: LimitFinding['unit'];
  /** Everything that the limit is about, in the order of the account. */
  measure(parameters: Parameters, scenario: Scenario): readonly Measure[];
  limitOf(parameters: Parameters): number;
}

/** A figure that a limit bounds. */
export interface Measure {
  readonly scheme: string | null;
  readonly subject: string;
  readonly value: number | null;
}

/** What the account puts on rounding: a leverage that was asked for is not above itself. */
export const tolerance = 1e-9;
