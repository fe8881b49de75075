import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../../src/engine/compile.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';
import { outcomesDigest, outcomesOf } from './outcomes.ts';
import { livelyScenario } from './scenario.ts';

/**
 * Digests of all outcomes of a fixed small scenario, in both precisions, watched at the ends of spans and at every step. Run as a
 * program, this file prints them; as a worker, it posts them.
 */
export function goldenDigests(): Readonly<Record<string, string>> {
  const digestOf = (changes: Partial<Scenario>) =>
    outcomesDigest(outcomesOf(compile(livelyScenario({ seed: 'golden', ...changes })), 0, 200));
  return {
    mixed: digestOf({ precision: 'mixed' }),
    f64: digestOf({ precision: 'f64' }),
    mixedEveryStep: digestOf({ precision: 'mixed', watch: 'every-step' }),
    f64EveryStep: digestOf({ precision: 'f64', watch: 'every-step' }),
  };
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to a thread has no origin
if (!isMainThread && workerData === 'golden') parentPort?.postMessage(goldenDigests());
else if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(goldenDigests()));
