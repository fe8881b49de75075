/**
 * What runs in a worker thread: loads the file that does the work, says that it is ready, and answers one request after another. Whatever
 * goes wrong with a request travels as data, because the own fields of an error are lost when it is thrown across threads.
 */
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ToThread, WorkerFile } from './thread.ts';

const { file } = workerData as { readonly file: string };
const { runTask } = (await import(file)) as Partial<WorkerFile>;
if (typeof runTask !== 'function') throw new Error(`${file} exports no function runTask`);

const say = (message: FromThread) => parentPort?.postMessage(message, []);

async function answer({ id, request }: ToThread): Promise<void> {
  try {
    say({ id, answer: await runTask!(request) });
  } catch (error) {
    say({ id, answer: { ok: false, message: error instanceof Error ? String(error.stack) : inspect(error) } });
  }
}

parentPort?.on('message', (message: ToThread) => void answer(message));
say('ready');
