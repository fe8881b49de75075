import type { ExecutorDefinition } from '../../../src/run/execute/executor.ts';
import type { Task } from '../../../src/run/execute/task.ts';
import { chance, pick, whole } from '../../support/random.ts';
import type { SimulatedProcess } from './process-files.ts';
import { soundAnswer } from './studies.ts';
import type { World } from './world.ts';

/** How the workers of a pool behave. */
export interface PoolManners {
  readonly tasksInFlight: number;
  /** Longest time of an answer. */
  readonly slowest: number;
  /** How many attempts at a task may go wrong, and how often one does. */
  readonly mostFailures: number;
  readonly failureShare: number;
}

/** What workers did wrong, each of which counts as a failed attempt. */
const misbehaviours = [
  'throws',
  'dies',
  'nothing',
  'nonsense',
  'too few',
  'an answer twice',
  'damaged',
  'late',
] as const;

/** A pool of workers that answer in any order, late, wrongly and twice, as the seed has it. */
export function simulatedPool(world: World, process: SimulatedProcess, manners: PoolManners): ExecutorDefinition {
  const { random } = world;
  return {
    name: 'simulated',
    meaning: 'answers as the seed has it',
    worthSeconds: Number.POSITIVE_INFINITY,
    threadsOf: (offered) => offered,
    create({ experimentDigest, scenarios }) {
      const compiled = (digest: string) => scenarios.find((one) => one.digest === digest)!.compiled;
      const failures = new Map<number, number>();
      let previous: unknown = null;
      /** An answer of this kind, or an error. */
      const wrong = (kind: (typeof misbehaviours)[number], sound: readonly Uint8Array[]): unknown => {
        if (kind === 'throws' || kind === 'dies' || kind === 'late') throw new Error(`a worker ${kind}`);
        if (kind === 'nothing') return undefined;
        if (kind === 'nonsense') return [{ firstPath: 0 }];
        if (kind === 'too few') return sound.slice(1);
        if (kind === 'an answer twice') return previous;
        return sound.map((envelope) => {
          const damaged = Buffer.from(envelope);
          damaged[whole(random, 0, damaged.length - 1)]! ^= 1 << whole(random, 0, 7);
          return damaged;
        });
      };
      const answerTo = (task: Task): unknown => {
        const sound = soundAnswer(task, experimentDigest, compiled);
        const key = task.firstPath + (task.scenarios[0] === scenarios[0]!.digest ? 0 : 1e9);
        const failed = failures.get(key) ?? 0;
        const isWrong = failed < manners.mostFailures && chance(random, manners.failureShare);
        if (isWrong) failures.set(key, failed + 1);
        const kind = isWrong ? pick(random, misbehaviours) : null;
        world.note(`${process.name} answer ${task.firstPath} ${kind ?? 'sound'}`);
        if (kind !== null) return wrong(kind, sound);
        previous = sound;
        return sound;
      };
      return {
        tasksInFlight: manners.tasksInFlight,
        run: (task, signal) =>
          new Promise((resolve, reject) => {
            const abort = () =>
              world.after(whole(random, 0, 5), () => void (process.dead || reject(signal.reason as Error)));
            if (signal.aborted) return abort();
            signal.addEventListener('abort', abort, { once: true });
            world.after(whole(random, 0, manners.slowest), () => {
              signal.removeEventListener('abort', abort);
              if (process.dead || signal.aborted) return;
              try {
                resolve(answerTo(task));
              } catch (error) {
                reject(error);
              }
            });
          }),
        close: () => new Promise((resolve) => world.after(1, () => void (process.dead || resolve()))),
      };
    },
  };
}
