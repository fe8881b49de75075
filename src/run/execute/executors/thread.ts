import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { moduleFile } from '../../../base/package-files.ts';
import { afterMs } from './deadline.ts';

/** What a file that works in a thread exports. */
export interface WorkerFile {
  readonly runTask: (request: unknown) => unknown;
}

/** Who hears of a thread. */
export interface ThreadListener {
  /** It has loaded all that it needs. */
  onReady(): void;
  onAnswer(answer: unknown): void;
  /** It has ended, for whatever reason; heard once, and nothing after it. */
  onEnd(reason: string): void;
}

/** A worker thread, which computes one thing at a time. */
export interface Thread {
  /** Asks something, when it is ready and has answered what it was asked before. */
  ask(request: unknown): void;
  /**
   * Processor time since it was started; null where Node cannot tell. Rejects once it has ended, and stays open while the thread waits
   * within the system.
   */
  readonly processorSeconds: (() => Promise<number>) | null;
  /** Ends it at once, whatever it does. Its listener hears nothing more. */
  end(): Promise<void>;
}

/**
 * A chunk leaves a few arrays behind, whose memory is given back when the young generation of the heap is collected: small, it is often,
 * and a worker holds 10 to 20 MB less. It costs no time that can be measured.
 */
const maxYoungGenerationSizeMb = 2;

const entry = fileURLToPath(moduleFile('src/run/execute/executors/worker-thread'));

/**
 * Starts a thread that works with a file. It must say that it is ready within `startMs` milliseconds. Throws where the system refuses
 * another thread.
 *
 * The thread is a pool of one: without a smallest number of threads, it starts none but when it is asked, which is where what goes wrong
 * can be caught, and none in the place of one that died.
 */
export function startThread(file: URL, startMs: number, listener: ThreadListener): Thread {
  const pool = new Piscina<unknown, unknown>({
    filename: entry,
    name: 'runTask',
    workerData: { file: file.href },
    resourceLimits: { maxYoungGenerationSizeMb },
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  let error: string | null = null;
  let isOver = false;
  const end = async () => {
    isOver = true;
    stopWaiting();
    await pool.destroy();
  };
  const finish = (reason: string) => {
    if (isOver) return;
    void end();
    listener.onEnd(reason);
  };
  const stopWaiting = afterMs(startMs, () => finish(`it did not say that it is ready within ${startMs / 1000} s`));
  // A thread that is gone is told of by its end, with the reason.
  pool.on('error', () => {});
  const isAlive = () => !isOver && pool.threads.length > 0;
  try {
    pool.run(null, { name: 'greet' }).then(
      () => {
        stopWaiting();
        if (isAlive()) listener.onReady();
      },
      () => {},
    );
  } catch (refused) {
    void end();
    throw refused;
  }
  for (const worker of pool.threads) {
    worker.on('error', (thrown: unknown) => {
      error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown);
    });
    worker.on('exit', (code) => finish(error ?? `it ended with exit code ${code}`));
  }
  return {
    ask(request) {
      pool.run(request).then(
        (answer) => {
          if (!isOver) listener.onAnswer(answer);
        },
        // What cannot be sent back is no answer.
        () => {
          if (isAlive()) listener.onAnswer(undefined);
        },
      );
    },
    processorSeconds: 'cpuUsage' in Worker.prototype ? () => processorSecondsOf(pool) : null,
    end,
  };
}

async function processorSecondsOf({ threads: [worker] }: Piscina): Promise<number> {
  if (worker === undefined) throw new Error('the thread has ended');
  const { user, system } = await worker.cpuUsage();
  return (user + system) / 1e6;
}
