import { canonicalJson, sha256 } from '../../base/digest.ts';
import { type CompiledScenario, compile } from '../../engine/compile/compile.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Study } from '../../study/study.ts';

/** A scenario as a run knows it: compiled, and under the digest by which tasks, envelopes and files refer to it. */
export interface RunScenario {
  readonly digest: string;
  readonly scenario: Scenario;
  readonly compiled: CompiledScenario;
}

/** Scenarios that are simulated together, on the same draws. One each today; several of a sweep could share their market. */
export interface Family {
  readonly scenarios: readonly RunScenario[];
}

/** Compiles the scenarios of a study, in their order. */
export function familiesOf(study: Pick<Study, 'scenarios'>): Family[] {
  return study.scenarios.map((scenario) => ({ scenarios: [runScenario(scenario)] }));
}

/** A scenario with its digest, compiled. */
export function runScenario(scenario: Scenario): RunScenario {
  return { digest: scenarioDigest(scenario), scenario, compiled: compile(scenario) };
}

/** SHA-256 of everything that what happens on the paths of a scenario depends on: all but how many of them there are. */
export function scenarioDigest(scenario: Scenario): string {
  return sha256(canonicalJson({ ...scenario, paths: null }));
}

/** SHA-256 of everything that the figures of a study depend on but the numbers of paths: what a run can be continued under. */
export function experimentDigest(study: Pick<Study, 'scenarios'>): string {
  // One by one: thousands of scenarios together may be longer than a text can be.
  return sha256(...study.scenarios.map(scenarioDigest));
}
