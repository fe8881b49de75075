import { MarginLabError } from '../../base/errors.ts';
import type { CompiledScenario } from '../../engine/compile/compile.ts';
import { simulate } from '../../engine/simulate.ts';
import type { PathRange } from '../plan/ranges.ts';
import { type Envelope, originOf, sealEnvelope } from './envelope.ts';

/**
 * One piece of work for an executor: a range of paths, and the digests of the scenarios that it is simulated for. Several scenarios may
 * share the draws of a path.
 */
export interface Task extends PathRange {
  readonly scenarios: readonly string[];
}

/** What tasks are computed from: the compiled scenarios of an experiment by their digests. Throws if there is none of a digest. */
export interface TaskContext {
  readonly experimentDigest: string;
  readonly compiled: (scenarioDigest: string) => CompiledScenario;
}

/** Does the work, and gives an envelope for each scenario of the task, in their order. */
export type PerformTask = (task: Task, context: TaskContext) => Envelope[];

/** The only place where an executor meets the engine. */
export const performTask: PerformTask = ({ scenarios, firstPath, count }, { experimentDigest, compiled }) =>
  scenarios.map((digest) =>
    sealEnvelope(simulate(compiled(digest), firstPath, count), originOf(experimentDigest, digest)),
  );

/** Why a task could not be done, as data. */
export interface TaskFailure {
  readonly message: string;
  /** A path has left the range that can be counted: it will at every attempt. */
  readonly isLimit: boolean;
}

export function failureOf(error: unknown): TaskFailure {
  if (error instanceof MarginLabError && error.kind === 'limit') return { message: error.message, isLimit: true };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), isLimit: false };
}
