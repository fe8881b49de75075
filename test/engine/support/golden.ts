import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../../src/engine/compile.ts';
import { outcomesDigest, outcomesOf } from './outcomes.ts';
import { livelyScenario } from './scenario.ts';

/** Digest of all outcomes of a fixed small scenario. Run as a program, or as a worker, this file prints or posts it. */
export function goldenDigest(): string {
  const compiled = compile(livelyScenario({ seed: 'golden' }));
  return outcomesDigest(outcomesOf(compiled, 0, 200));
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to a thread has no origin
if (!isMainThread && workerData === 'golden') parentPort?.postMessage(goldenDigest());
else if (process.argv[1] === import.meta.filename) console.log(goldenDigest());
