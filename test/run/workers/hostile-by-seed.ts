/**
 * A worker that misbehaves by a seed: its schedule says how often an attempt at a chunk goes wrong, and in which way. The address of this
 * file carries the seed and a folder (`?seed=…&folder=…`) in which attempts are counted, because a worker that dies forgets.
 */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { originOf, sealEnvelope } from '../../../src/run/execute/envelope.ts';
import type { WorkerAnswer, WorkerRequest } from '../../../src/run/execute/executors/threads.ts';
import type { Summary } from '../../../src/stats/summary.ts';
import { runTask as workProperly } from '../../../workers/simulate.ts';
import { type HostileKind, scheduleOf } from './hostile-schedule.ts';

const { searchParams } = new URL(import.meta.url);
const [seed, folder] = [searchParams.get('seed') ?? '', searchParams.get('folder') ?? ''];

/** The proper answer with its summary changed, under a digest that fits to it. */
function changed(request: WorkerRequest, change: (summary: Summary) => unknown): WorkerAnswer {
  const answer = workProperly(request);
  if (!answer.ok) return answer;
  const { task, shared } = request;
  const value = (answer.value as Uint8Array[]).map((envelope, index) => {
    const summary = deserialize(Buffer.from(envelope.subarray(envelope.indexOf(0x0a) + 1))) as Summary;
    const spoilt = change(summary) ?? summary;
    const whole = { ...(spoilt as Summary), firstPath: summary.firstPath, paths: summary.paths };
    return sealEnvelope(whole, originOf(shared.experimentDigest, task.scenarios[index]!));
  });
  return { ok: true, value };
}

const misbehaviours: Readonly<Record<HostileKind, (request: WorkerRequest) => unknown>> = {
  throw: () => {
    throw new Error('thrown on purpose');
  },
  'throw nothing': () => {
    throw null;
  },
  reject: async () => {
    await sleep(1);
    throw new Error('rejected on purpose');
  },
  exit: () => process.exit(3),
  // Nobody is waiting for it: it ends the thread.
  'unhandled rejection': async () => {
    void Promise.reject(new Error('unhandled on purpose'));
    await sleep(60_000);
  },
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  'busy loop': () => {
    for (;;);
  },
  nothing: () => undefined,
  function: () => ({ ok: true, value: () => {} }),
  nonsense: () => ({ ok: true, value: [new Uint8Array(100)] }),
  huge: () => ({ ok: true, value: [new Uint8Array(3_000_000)] }),
  'no memory': () => new Float64Array(2 ** 50),
  'NaN sums': (request) =>
    changed(request, ({ accumulators: { means } }) => {
      (means as { moments: { sum: Float64Array } }).moments.sum.fill(Number.NaN);
    }),
  'empty accumulators': (request) => changed(request, (summary) => ({ ...summary, accumulators: {} })),
  'a cycle': (request) =>
    changed(request, (summary) => {
      summary.accumulators['tail'] = summary;
    }),
  'NaN losses': (request) =>
    changed(request, ({ accumulators: { tail } }) => {
      (tail as { schemes: { losses: Float64Array }[] }).schemes[0]!.losses.fill(Number.NaN);
    }),
  'negative counts': (request) =>
    changed(request, ({ accumulators: { probabilities } }) => {
      (probabilities as { happened: { sum: Float64Array } }).happened.sum.fill(-1);
    }),
};

/** What disturbs without being wrong: the answer is a proper one. */
function disturb(): void {
  for (const garbage of [null, 'ready', { id: 'another' }, { id: -1, answer: { ok: true, value: [] } }, new Map()]) {
    parentPort?.postMessage(garbage, []);
  }
}

/** The number of attempts at a task before this one. */
function attemptsSoFar({ scenarios, firstPath }: WorkerRequest['task']): number {
  for (let attempt = 0; ; attempt++) {
    try {
      // Only one can make it.
      closeSync(openSync(join(folder, `${scenarios[0]!.slice(0, 16)}-${firstPath}-${attempt}`), 'wx'));
      return attempt;
    } catch {}
  }
}

export function runTask(request: WorkerRequest): unknown {
  const { task } = request;
  const kinds = scheduleOf(seed, task.scenarios[0]!, task.firstPath);
  const kind = kinds[attemptsSoFar(task)];
  if (kind !== undefined) return misbehaviours[kind](request);
  if (kinds.length === 0) disturb();
  return workProperly(request);
}
