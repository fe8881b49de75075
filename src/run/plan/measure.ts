import { type CompiledScenario, compile } from '../../engine/compile/compile.ts';
import { LANES } from '../../engine/memory/constants.ts';
import { observedPaths } from '../../engine/observer.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { simulate } from '../../engine/simulate.ts';
import { type Summary, summaryFigures } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import { originOf, sealEnvelope } from '../execute/envelope.ts';
import { guessedPace, type Pace, secondsOfFinish, workOf } from './budget.ts';
import { secondsPerObservedPath, secondsPerPath } from './path-seconds.ts';
import { sizesOf, summaryBytes } from './sizes.ts';

/** Scenarios of a sweep that are looked at: the first, one in the middle, the last. */
const mostSamples = 3;
/** Paths that are not among those that the market is observed on first. */
const laterPaths = 1_024;

/**
 * Measures how this machine does the work of a study against the guess: paths of a few of its scenarios are simulated, summed up and put
 * into envelopes, and the figures of a part of the account are made. Takes about so many seconds; more where eight paths take longer.
 */
export function measurePace({ scenarios }: Pick<Study, 'scenarios'>, seconds: number): Pace {
  const places = [0, (scenarios.length - 1) >> 1, scenarios.length - 1].slice(0, mostSamples);
  const samples = [...new Set(places)].map((place) => scenarios[place]!);
  const each = seconds / (samples.length + 1);
  let [guessed, measured] = [0, 0];
  for (const scenario of samples) {
    guessed += workOf(sizesOf(scenario)).chunks;
    measured += measureChunks(scenario, each);
  }
  return {
    chunks: measured / guessed,
    finish: samples[0] === undefined ? guessedPace.finish : paceOfFinish(samples[0], each),
  };
}

/** Seconds of all chunks of a scenario, from a sample of its paths. */
function measureChunks(scenario: Scenario, seconds: number): number {
  const sizes = sizesOf(scenario);
  // Of many steps the first ones, so that a group of paths takes a tenth of the time there is.
  const steps = Math.ceil(Math.min(sizes.steps, (sizes.steps * seconds) / (10 * LANES * secondsPerPath(sizes))));
  const short = { ...scenario, steps: Math.max(Math.min(sizes.steps, 8), steps) };
  const ofShort = sizesOf(short);
  const compiled = compile(short);
  const setUp = timed(() => simulate(compiled, laterPaths, 0, never), seconds / 10);
  const { last, seconds: ofLast } = measurePaths((paths) => simulate(compiled, laterPaths, paths, never), seconds);
  const path = Math.max(0, ofLast - setUp) / last.paths;
  const observed = Math.max(0, timed(() => simulate(compiled, 0, LANES, () => true), seconds / 10) - setUp) / LANES;
  const seal = timed(() => sealEnvelope(last, originOf('', '')), seconds / 20);
  const perByte = summaryBytes(sizes, sizes.paths / sizes.chunks) / summaryBytes(ofShort, last.paths);
  return (
    sizes.chunks * (setUp + seal * perByte) +
    sizes.paths * secondsPerPath(sizes) * (path / secondsPerPath(ofShort)) +
    observedPaths(sizes.paths) *
      secondsPerObservedPath(sizes) *
      (Math.max(0, observed - path) / secondsPerObservedPath(ofShort))
  );
}

const never = () => false;

/** Twice as many paths each time, until so many seconds are over: so code is compiled by the time of the last ones, which count. */
function measurePaths(
  simulatePaths: (paths: number) => Summary,
  seconds: number,
): { readonly last: Summary; readonly seconds: number } {
  const all = stopwatch();
  for (let paths = LANES; ; paths *= 2) {
    const watch = stopwatch();
    const last = simulatePaths(paths);
    const taken = watch();
    if (all() >= seconds) return { last, seconds: taken };
  }
}

/** How much longer than guessed the figures of a part of the account take: all of them may take minutes. */
function paceOfFinish(scenario: Scenario, seconds: number): number {
  const part = partOf(scenario);
  const sizes = sizesOf(part);
  const compiled = compile(part);
  const { last } = measurePaths((paths) => simulate(compiled, 0, paths, never), seconds / 4);
  const measured = timed(() => summaryFigures(last, compiled.shape), seconds / 4);
  const pace = measured / secondsOfFinish(sizes, last.paths);
  return Math.max(leastPace, Math.min(mostPace, pace));
}

/** A small part of an account tells how fast the machine is, and little about the rest of it: it moves the guess no further than this. */
const [leastPace, mostPace] = [0.7, 3];

const [partPositions, partSchemes] = [4, 3];

/** The same market with the first schemes and positions of the account alone, without policies, over a shorter time. */
function partOf(scenario: Scenario): Scenario {
  const { account } = scenario;
  const schemes = account.schemes.slice(0, partSchemes).map((scheme) => ({
    ...scheme,
    policies: [],
    pools: scheme.pools
      .map((pool) => ({ ...pool, positions: pool.positions.filter((position) => position < partPositions) }))
      .filter(({ positions }) => positions.length > 0),
  }));
  return {
    ...scenario,
    steps: Math.min(scenario.steps, 240),
    account: { ...account, positions: account.positions.slice(0, partPositions), schemes },
  };
}

/** Seconds of a piece of work, done again and again until so many seconds are over, twice at least: at first code is compiled. The least count. */
function timed(work: () => unknown, seconds: number): number {
  const all = stopwatch();
  let least = Number.POSITIVE_INFINITY;
  for (let times = 1; ; times++) {
    const watch = stopwatch();
    work();
    least = Math.min(least, watch());
    if (times > 1 && all() >= seconds) return least;
  }
}

/** Paths per second of one thread on this machine, from so many seconds of work on the first paths. */
export function measurePathsPerSecond(compiled: CompiledScenario, seconds = 0.15): number {
  const { last, seconds: ofLast } = measurePaths((paths) => simulate(compiled, 0, paths), seconds);
  return last.paths / ofLast;
}

/** Ticks of the clock of a thread may be so many seconds apart, of which a measurement wants a few. */
const coarse = 0.05;

/**
 * Seconds of work since it was started. A moment is the time that has passed, of which the least of several is undisturbed; what is longer is
 * the time that this thread has worked, whatever else the machine does.
 */
function stopwatch(): () => number {
  const [started, worked] = [performance.now() / 1000, threadSeconds()];
  return () => {
    const [passed, work] = [performance.now() / 1000 - started, threadSeconds() - worked];
    return work >= coarse ? Math.min(passed, work) : passed;
  };
}

/** Processor time of this thread; 0 where Node cannot tell. */
function threadSeconds(): number {
  if (!('threadCpuUsage' in process)) return 0;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
