import { assert } from '../../base/errors.ts';
import { createSummary, mergeSummary, type Summary } from '../../stats/summary.ts';
import type { Family, RunScenario } from '../plan/family.ts';
import type { MakePlan, Plan } from '../plan/plan.ts';
import { isRangeEnd } from '../plan/ranges.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import { type Arrival, computeTask } from './compute.ts';
import { type Origin, originOf } from './envelope.ts';
import type { Executor } from './executor.ts';
import { inOrder } from './schedule.ts';
import type { Task } from './task.ts';

/** Early results that may wait for their turn, per task in flight. */
const heldPerHand = 4;

/** Who hears what becomes of tasks and families. */
export interface RoundsReceiver {
  /** Called once, when the first result has arrived; merging begins when it is done. */
  prepare?(): Promise<void>;
  /** A family begins with so many paths that are merged already. */
  onStart?(family: Family, paths: number): void;
  /** A task is done: computed and stored, or taken over from an interrupted run. */
  onTask?(task: Task, family: Family, reused: boolean): void;
  /** An attempt to compute a task failed; the sentence names the task and the reason. */
  onFailure?(sentence: string, task: Task, family: Family): void;
  /** The summaries of the last range of a family's paths, which is cut before its end, are about to be merged into these. */
  onCut?(family: Family, summaries: readonly Summary[], last: readonly Summary[]): void;
  /** A plan is done; here are the merged summaries of the family's scenarios. In the order of the families. */
  onFamily(family: Family, summaries: readonly Summary[]): void | Promise<void>;
}

/** A family at work. */
interface OpenFamily {
  readonly family: Family;
  readonly origins: readonly Origin[];
  readonly plan: Plan;
  readonly summaries: readonly Summary[];
  /** The tasks of this round, and how many of them have been taken, and merged. */
  tasks: readonly Task[];
  taken: number;
  merged: number;
  done: boolean;
}

/**
 * Computes families of scenarios by their plans: all tasks of a round that are not stored yet, stored as they arrive and merged in the
 * order of their paths. While the last tasks of a round are awaited, hands go on with the next family.
 */
export async function runRounds(options: {
  readonly experimentDigest: string;
  readonly families: readonly Family[];
  readonly plan: MakePlan;
  readonly executor: Executor;
  /** null: nothing is stored. */
  readonly store: ChunkStore | null;
  /** The merged summary to begin with, of paths that end where a range does; null: there is none. */
  readonly startOf?: (scenario: RunScenario) => Summary | null;
  readonly signal: AbortSignal;
  readonly retries: number;
  readonly receiver: RoundsReceiver;
}): Promise<void> {
  const { experimentDigest, families, plan, executor, store, startOf, signal, retries, receiver } = options;
  // Aborted by whichever comes first: the user, or a failure of another task.
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let opened = 0;
  let open: OpenFamily[] = [];

  const beginRound = (one: OpenFamily) => {
    const tasks = one.plan.next(one.summaries);
    one.done = tasks === 'done';
    one.tasks = tasks === 'done' ? [] : tasks;
    one.taken = 0;
    one.merged = 0;
    assert(one.done || one.tasks.length > 0, 'a round has tasks');
  };
  let handedOn: Promise<void> = Promise.resolve();
  // In the order of the families, one at a time: one whose plan is over early waits for those before it.
  const handOn = () => {
    for (let [first] = open; first?.done === true; [first] = open) {
      open = open.slice(1);
      const { family, summaries } = first;
      handedOn = handedOn.then(() => receiver.onFamily(family, summaries));
      // Whoever waits for it hears of its failure.
      handedOn.catch(() => {});
    }
  };
  let prepared: Promise<void> | null = null;
  const prepare = () => {
    prepared ??= receiver.prepare?.() ?? Promise.resolve();
    return prepared;
  };
  const openNext = (): boolean => {
    const family = families[opened];
    if (family === undefined) return false;
    opened++;
    const one: OpenFamily = {
      family,
      origins: family.scenarios.map(({ digest }) => originOf(experimentDigest, digest)),
      plan: plan(family),
      summaries: startOfFamily(family, startOf),
      tasks: [],
      taken: 0,
      merged: 0,
      done: false,
    };
    open = [...open, one];
    const [paths] = one.summaries.map((summary) => summary.paths);
    if (paths !== undefined && paths > 0) receiver.onStart?.(family, paths);
    beginRound(one);
    return true;
  };
  const next = (): { readonly one: OpenFamily; readonly task: Task } | null => {
    do {
      const one = open.find(({ tasks, taken }) => taken < tasks.length);
      if (one !== undefined) return { one, task: one.tasks[one.taken++]! };
    } while (openNext());
    return null;
  };
  const compute = async (task: Task, { family, origins }: OpenFamily): Promise<Summary[]> => {
    stop.signal.throwIfAborted();
    const stored = await loadAll(task, family, origins, store);
    const arrived = stored === null ? await computeFresh(task, family, origins) : null;
    for (const [index, { envelope }] of (arrived ?? []).entries()) await store?.save(origins[index]!, task, envelope);
    receiver.onTask?.(task, family, stored !== null);
    return stored ?? arrived!.map(({ summary }) => summary);
  };
  const computeFresh = (task: Task, family: Family, origins: readonly Origin[]): Promise<Arrival[]> => {
    const name = nameOf(task, family);
    const onFailure = (reason: string) => receiver.onFailure?.(`${name}: ${reason.split('\n', 1)[0]}`, task, family);
    const shapes = family.scenarios.map(({ compiled }) => compiled.shape);
    return computeTask(task, { executor, origins, shapes, name, signal: stop.signal, retries, onFailure });
  };
  try {
    await inOrder({
      next,
      hands: executor.tasksInFlight,
      window: executor.tasksInFlight * heldPerHand,
      async work({ task, one }) {
        try {
          const summaries = await compute(task, one);
          // No further results while figures are made of those before them: memory stays flat.
          await handedOn;
          return summaries;
        } catch (error) {
          stop.abort(error);
          throw error;
        }
      },
      prepare,
      deliver({ one, task }, arrived) {
        const { family, summaries } = one;
        if (isCut(family, task)) receiver.onCut?.(family, summaries, arrived);
        for (const [index, summary] of summaries.entries()) {
          mergeSummary(summary, arrived[index]!, family.scenarios[index]!.compiled.shape);
        }
        one.merged++;
        if (one.merged === one.tasks.length) beginRound(one);
        handOn();
      },
    });
    await prepare();
    handOn();
    await handedOn;
  } finally {
    // Nothing may still be at work when the caller hears of a failure.
    await handedOn.catch(() => {});
    signal.removeEventListener('abort', onAbort);
  }
}

/** What a family begins with: no paths, or those that all its scenarios have merged before. */
function startOfFamily({ scenarios }: Family, startOf?: (scenario: RunScenario) => Summary | null): Summary[] {
  const known = scenarios.flatMap((scenario) => startOf?.(scenario) ?? []);
  const isUsable = known.length === scenarios.length && known.every(({ paths }) => paths === known[0]!.paths);
  return isUsable ? known : scenarios.map(({ compiled }) => createSummary(compiled.shape, 0));
}

function isCut({ scenarios }: Family, { firstPath, count }: Task): boolean {
  return !isRangeEnd(scenarios[0]!.scenario, firstPath + count);
}

/** The stored summaries of a task; null unless they are all there. */
async function loadAll(
  task: Task,
  { scenarios }: Family,
  origins: readonly Origin[],
  store: ChunkStore | null,
): Promise<Summary[] | null> {
  const found: Summary[] = [];
  for (const [index, origin] of origins.entries()) {
    const summary = await store?.load(origin, task, scenarios[index]!.compiled.shape);
    if (summary == null) return null;
    found.push(summary);
  }
  return found;
}

/** Names a task in messages, so that it can be found and repeated. */
function nameOf({ firstPath, count }: Task, { scenarios }: Family): string {
  const names = scenarios.map(({ scenario }) => `'${scenario.name}'`).join(', ');
  return `scenario ${names}, paths ${firstPath} to ${firstPath + count - 1}`;
}
