import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../../src/engine/compile.ts';
import type { Precision } from '../../../src/engine/kernel.ts';
import { outcomesDigest, outcomesOf } from './outcomes.ts';
import { livelyScenario } from './scenario.ts';

/**
 * Digests of all outcomes of a fixed small scenario, in both precisions. Run as a program, this file prints them; as a worker, it
 * posts them.
 */
export function goldenDigests(): Record<Precision, string> {
  const digestOf = (precision: Precision) =>
    outcomesDigest(outcomesOf(compile(livelyScenario({ seed: 'golden', precision })), 0, 200));
  return { mixed: digestOf('mixed'), f64: digestOf('f64') };
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to a thread has no origin
if (!isMainThread && workerData === 'golden') parentPort?.postMessage(goldenDigests());
else if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(goldenDigests()));
