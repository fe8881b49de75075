import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MarginLabError } from '../base/errors.ts';
import type { TableOptions } from './table.ts';
import type { WorkloadLine } from './workload-line.ts';

/**
 * Runs a command that prints a workload line, in a process of its own: peak memory, and the time until the first chunk, are properties of
 * a process that has done nothing else. Throws a `worker` error if it fails.
 */
export async function measureFresh(command: readonly string[], signal: AbortSignal): Promise<WorkloadLine> {
  const [program = '', ...args] = command;
  try {
    const { stdout } = await promisify(execFile)(program, args, { signal });
    return JSON.parse(stdout) as WorkloadLine;
  } catch (error) {
    signal.throwIfAborted();
    throw new MarginLabError('worker', `a measurement in a process of its own failed: ${String(error)}`, {
      cause: error,
    });
  }
}

/** The options that a process of its own must be told. */
export function fixed({ set, seed, threads }: Pick<TableOptions, 'set' | 'seed' | 'threads'>): string[] {
  return [
    '--threads',
    String(threads),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...set.flatMap(([path, value]) => ['--set', `${path}=${value}`]),
  ];
}
