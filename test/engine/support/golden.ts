import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../../src/engine/compile/compile.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';
import { flatMarket, regimeMarket } from '../../support/regime-market.ts';
import { outcomesDigest, outcomesOf } from './outcomes.ts';
import { livelyScenario } from './scenario.ts';

/**
 * Digests of all outcomes of a fixed small scenario, in both precisions, watched at the ends of spans and at every step, and with
 * steps longer than the intervals of its laws. Run as a program, this file prints them; as a worker, it posts them.
 */
export function goldenDigests(): Readonly<Record<string, string>> {
  const digestOf = (changes: Partial<Scenario>) =>
    outcomesDigest(outcomesOf(compile(livelyScenario({ seed: 'golden', ...changes })), 0, 200));
  return {
    mixed: digestOf({ precision: 'mixed' }),
    f64: digestOf({ precision: 'f64' }),
    mixedEveryStep: digestOf({ precision: 'mixed', watch: 'every-step' }),
    f64EveryStep: digestOf({ precision: 'f64', watch: 'every-step' }),
    mixedLongSteps: digestOf({ precision: 'mixed', ...longSteps() }),
    f64LongSteps: digestOf({ precision: 'f64', ...longSteps() }),
  };
}

/** Steps of six hours in a market that lives by the hour, with mixing variables of 4.7 degrees per 90 minutes. */
function longSteps(): Partial<Scenario> {
  const { market } = livelyScenario();
  return {
    market: regimeMarket({ ...flatMarket(market), shocks: { law: 'student-t', degrees: 4.7, perHours: 1.5 } }),
    stepHours: 6,
    steps: 20,
  };
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to a thread has no origin
if (!isMainThread && workerData === 'golden') parentPort?.postMessage(goldenDigests());
else if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(goldenDigests()));
