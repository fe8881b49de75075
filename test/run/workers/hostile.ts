/**
 * A worker that misbehaves, as told by the environment, on the first HOSTILE_FAILURES attempts at every task whose first path is no multiple of three, and does its work
 * otherwise. Attempts are counted by files in HOSTILE_FOLDER, because a worker that dies forgets.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerRequest } from '../../../src/run/execute/executors/threads.ts';
import type { Task } from '../../../src/run/execute/task.ts';
import { runTask as workProperly } from '../../../workers/simulate.ts';

const { HOSTILE_KIND = '', HOSTILE_FAILURES = '0', HOSTILE_FOLDER = '' } = process.env;

const misbehaviours: Readonly<Record<string, (request: WorkerRequest) => unknown>> = {
  throw: () => {
    throw new Error('thrown on purpose');
  },
  exit: () => process.exit(3),
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  nothing: () => undefined,
  nonsense: () => ({ ok: true, value: { firstPath: 0, paths: 'many' } }),
  'other paths': ({ task, ...request }) =>
    workProperly({ task: { ...task, firstPath: task.firstPath + 64 }, ...request }),
  'another experiment': ({ shared, ...request }) =>
    workProperly({ shared: { ...shared, experimentDigest: 'another' }, ...request }),
  'a flipped bit': (request) => {
    const answer = workProperly(request);
    if (answer.ok) for (const envelope of answer.value as Uint8Array[]) envelope[envelope.length - 9]! ^= 1;
    return answer;
  },
};

function attemptsSoFar({ firstPath }: Task): number {
  const name = `paths-${firstPath}`;
  let attempt = 0;
  while (existsSync(join(HOSTILE_FOLDER, `${name}-${attempt}`))) attempt++;
  writeFileSync(join(HOSTILE_FOLDER, `${name}-${attempt}`), '');
  return attempt;
}

export function runTask(request: WorkerRequest): unknown {
  const { task } = request;
  const isVictim = task.firstPath > 0 && task.firstPath % 3 !== 0;
  if (isVictim && attemptsSoFar(task) < Number(HOSTILE_FAILURES)) return misbehaviours[HOSTILE_KIND]?.(request);
  return workProperly(request);
}
