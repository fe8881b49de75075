import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { moduleFile } from '../../../base/package-files.ts';
import { afterMs } from './deadline.ts';

/** What a file that works in a thread exports. */
export interface WorkerFile {
  readonly runTask: (request: unknown) => unknown;
}

/** A request on its way to a thread. */
export interface ToThread {
  readonly id: number;
  readonly request: unknown;
}

/** What a thread says: that it is ready, or the answer to the request of this number. */
export type FromThread = 'ready' | { readonly id: number; readonly answer: unknown };

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
  /** Ends it at once, whatever it does. Its listener hears nothing more. */
  end(): Promise<void>;
}

/**
 * A chunk leaves a few arrays behind, whose memory is given back when the young generation of the heap is collected: small, it is often,
 * and a worker holds 10 to 20 MB less. It costs no time that can be measured.
 */
const maxYoungGenerationSizeMb = 2;

const entry = moduleFile('src/run/execute/executors/worker-thread');

/**
 * Starts a thread that works with a file. It must say that it is ready within `startMs` milliseconds. Throws where the system refuses
 * another thread.
 */
export function startThread(file: URL, startMs: number, listener: ThreadListener): Thread {
  const worker = new Worker(entry, { workerData: { file: file.href }, resourceLimits: { maxYoungGenerationSizeMb } });
  // Whoever waits for a thread has a deadline running, which keeps the process alive.
  worker.unref();
  let asked = 0;
  let error: string | null = null;
  let [isReady, isOver] = [false, false];
  const finish = (reason: string) => {
    stopWaiting();
    if (isOver) return;
    isOver = true;
    listener.onEnd(reason);
  };
  const stopWaiting = afterMs(startMs, () => {
    finish(`it did not say that it is ready within ${startMs / 1000} s`);
    void worker.terminate();
  });
  worker.on('message', (message: unknown) => {
    if (isOver) return;
    if (message === 'ready' && !isReady) {
      isReady = true;
      stopWaiting();
      listener.onReady();
    } else if (isAnswerTo(message, asked)) {
      // A second answer to the same request is no longer waited for.
      asked++;
      listener.onAnswer(message.answer);
    }
  });
  worker.on('messageerror', () => {
    if (!isOver) listener.onAnswer(undefined);
  });
  worker.on('error', (thrown: unknown) => {
    error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown);
  });
  worker.on('exit', (code) => finish(error ?? `it ended with exit code ${code}`));
  return {
    ask(request) {
      worker.postMessage({ id: asked, request } satisfies ToThread, []);
    },
    async end() {
      isOver = true;
      stopWaiting();
      await worker.terminate();
    },
  };
}

function isAnswerTo(message: unknown, id: number): message is Exclude<FromThread, 'ready'> {
  return typeof message === 'object' && message !== null && 'id' in message && message.id === id && 'answer' in message;
}
