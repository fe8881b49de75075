import { Worker } from 'node:worker_threads';
import { MarginLabError } from '../base/errors.ts';
import { moduleFile } from '../base/package-files.ts';
import { type PackedError, unpacked } from './packed-error.ts';
import { stoppable } from './signals.ts';
import type { ProgressDisplay } from './terminal.ts';

/** What long work says while it is done. */
export type Tell = Pick<ProgressDisplay, 'step' | 'say'>;

/** A function that takes and gives plain data, by the module that exports it (its path from package.json, without an ending) and its name. */
export interface AsideWork {
  readonly module: string;
  readonly name: string;
}

/** What the thread is started with, and what it answers. */
export interface AsideRequest extends AsideWork {
  readonly input: unknown;
}
export type AsideMessage =
  | { readonly tell: keyof Tell; readonly text: string }
  | { readonly done: unknown }
  | { readonly failed: PackedError };

/**
 * Does work in a thread of its own that would keep this one busy for long: only so are signals answered at once, and they end it.
 * Throws what the work throws; a `worker` error if the thread ends without an answer.
 */
export function aside<Output>(work: AsideWork, input: unknown, tell: Tell): Promise<Output> {
  return stoppable(
    (signal) =>
      new Promise<Output>((resolve, reject) => {
        const request: AsideRequest = { module: moduleFile(work.module).href, name: work.name, input };
        const worker = new Worker(moduleFile('workers/aside'), { workerData: request });
        const end = (settle: () => void) => {
          settle();
          void worker.terminate();
        };
        signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)));
        worker.on('message', (message: AsideMessage) => {
          if ('tell' in message) tell[message.tell](message.text);
          else if ('done' in message) end(() => resolve(message.done as Output));
          else end(() => reject(unpacked(message.failed)));
        });
        worker.on('error', (cause) => {
          reject(new MarginLabError('worker', `the thread that does this work failed: ${cause.message}`, { cause }));
        });
        worker.on('exit', (code) => {
          reject(new MarginLabError('worker', `the thread that does this work ended without an answer (${code})`));
        });
      }),
  );
}
