import type { Scenario } from '../engine/scenario.ts';
import type { Assumption } from './governance/assumption.ts';
import type { LimitFinding } from './governance/limit.ts';

/** An experiment file, read, checked and expanded: what a run works on. */
export interface Study {
  /** Slug; names the run folder. */
  readonly name: string;
  readonly question: string | null;
  /** One per point of the sweep grid; exactly one without a sweep. */
  readonly scenarios: readonly Scenario[];
  /** Names of the sweep axes, in file order. */
  readonly axes: readonly string[];
  /** The experiment as it was run, self-contained: market and venue inlined, overrides applied. Written to experiment.yaml. */
  readonly text: string;
  /**
   * Things the user should know that do not stop the run, as sentences: a repaired correlation, a pool below its requirement at the start.
   * Limits that do not hold are in `limits`.
   */
  readonly warnings: readonly string[];
  /** What the governance checks found, per scenario in the order of `scenarios`; empty lists where the experiment sets no limits. */
  readonly limits: readonly (readonly LimitFinding[])[];
  /** What is taken for granted or left out, per scenario in the order of `scenarios`. */
  readonly assumptions: readonly (readonly Assumption[])[];
}
