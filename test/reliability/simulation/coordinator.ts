import { MarginLabError } from '../../../src/base/errors.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import type { Files } from '../../../src/run/store/files.ts';
import { machineWith } from '../../support/machine.ts';
import { chance } from '../../support/random.ts';
import type { Disk } from './disk.ts';
import { type PoolManners, simulatedPool } from './pool.ts';
import { type Ending, processFiles, type SimulatedProcess } from './process-files.ts';
import { type StudyName, simulatedOutputs, studies } from './studies.ts';
import type { World } from './world.ts';

/** Where the simulated runs keep their results. */
export const resultsFolder = '/home/results';

/** What goes wrong with the files of a process. */
export type Trouble =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'ends'; readonly operation: number } & Ending)
  | { readonly kind: 'fails once'; readonly operation: number; readonly code: string }
  | { readonly kind: 'full disk'; readonly operation: number }
  | { readonly kind: 'flaky disk'; readonly share: number; readonly code: string };

/** What one coordinator is to do, and what happens to it. */
export interface CoordinatorPlan {
  readonly study: StudyName;
  readonly resume: boolean;
  readonly keepChunks: boolean;
  readonly startsAt: number;
  /** Longest time of a file operation. */
  readonly slowest: number;
  readonly trouble: Trouble;
  /** When somebody presses Ctrl-C; null: never. */
  readonly stoppedAt: number | null;
  readonly pool: PoolManners;
}

export interface Coordinator {
  readonly plan: CoordinatorPlan;
  readonly process: SimulatedProcess;
  /** How its run ended; null as long as it has not, and for good if its process ended. */
  outcome: { readonly folder: string } | { readonly error: unknown } | null;
  /** The first and the last change in a work folder of its own experiment, as numbers of all changes. */
  changes: { first: number; last: number } | null;
}

const writing = new Set<keyof Files>(['makeFolder', 'create', 'append', 'flush', 'flushFolder']);

/** Starts a coordinator, which is a run of a study as the command line starts one. */
export function startCoordinator(
  world: World,
  disk: Disk,
  plan: CoordinatorPlan,
  name: string,
  hooks: {
    readonly breakFiles: (files: Files) => Files;
    readonly onEnd: (coordinator: Coordinator, ending: Ending) => void;
    readonly onChange: (coordinator: Coordinator, path: string) => void;
  },
): Coordinator {
  const { random } = world;
  const { trouble } = plan;
  const process: SimulatedProcess = {
    name,
    dead: false,
    operations: 0,
    delay: () => Math.floor(random() * random() * (plan.slowest + 1)),
    fateOf(operation, word) {
      if (trouble.kind === 'ends') return operation === trouble.operation ? trouble : 'well';
      if (trouble.kind === 'fails once') return operation === trouble.operation ? trouble : 'well';
      if (trouble.kind === 'full disk')
        return operation >= trouble.operation && writing.has(word) ? { code: 'ENOSPC' } : 'well';
      return trouble.kind === 'flaky disk' && chance(random, trouble.share) ? trouble : 'well';
    },
    end(ending) {
      process.dead = true;
      hooks.onEnd(coordinator, ending);
    },
    onChange: (path) => hooks.onChange(coordinator, path),
  };
  const coordinator: Coordinator = { plan, process, outcome: null, changes: null };
  const controller = new AbortController();
  const settle = (outcome: NonNullable<Coordinator['outcome']>) => {
    coordinator.outcome = outcome;
    world.note(`${name} ${'folder' in outcome ? outcome.folder : describe(outcome.error)}`);
  };
  world.after(plan.startsAt, () => {
    if (process.dead) return;
    world.note(`${name} starts ${plan.study}${plan.resume ? ' --resume' : ''}`);
    if (plan.stoppedAt !== null) {
      world.after(plan.stoppedAt, () => controller.abort(new MarginLabError('interrupted', 'stopped')));
    }
    runStudy(studies[plan.study], {
      threads: 3,
      executor: simulatedPool(world, process, plan.pool),
      files: hooks.breakFiles(processFiles(world, disk, process)),
      clock: {
        now: () => world.now(),
        sleep: (milliseconds) =>
          new Promise((resolve) => world.after(milliseconds, () => void (process.dead || resolve()))),
      },
      machine: machineWith(),
      results: resultsFolder,
      outputs: simulatedOutputs,
      resume: plan.resume,
      keepChunks: plan.keepChunks,
      signal: controller.signal,
    }).then(
      ({ folder }) => settle({ folder: folder ?? '' }),
      (error: unknown) => settle({ error }),
    );
  });
  return coordinator;
}

/** An error in a line. */
export function describe(error: unknown): string {
  if (error instanceof MarginLabError) return `${error.kind}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
