/**
 * What runs in a worker thread: loads the file that does the work. Whatever goes wrong with a request travels as data, because the own fields
 * of an error are lost when it is thrown across threads.
 */
import { inspect } from 'node:util';
import { workerData } from 'node:worker_threads';
import type { WorkerFile } from './thread.ts';

const { file } = workerData as { readonly file: string };
const { runTask: work } = (await import(file)) as Partial<WorkerFile>;
if (typeof work !== 'function') throw new Error(`${file} exports no function runTask`);

/** Answered by a thread that has loaded all that it needs. */
export function greet(): true {
  return true;
}

export async function runTask(request: unknown): Promise<unknown> {
  try {
    return await work!(request);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? String(error.stack) : inspect(error) };
  }
}
