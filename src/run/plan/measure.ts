import { type CompiledScenario, compile } from '../../engine/compile/compile.ts';
import { LANES } from '../../engine/memory/constants.ts';
import { observedPaths } from '../../engine/observer.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { simulate } from '../../engine/simulate.ts';
import { type Summary, summaryFigures } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import { originOf, sealEnvelope } from '../execute/envelope.ts';
import { guessedPace, type Pace, secondsOfFigures, workOf } from './budget.ts';
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
    figures: samples[0] === undefined ? guessedPace.figures : paceOfFigures(samples[0], each),
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

/** Twice as many paths each time, once at least, until so many seconds are over: so code is compiled by the time of the last ones, which count. */
function measurePaths(
  simulatePaths: (paths: number) => Summary,
  seconds: number,
): { readonly last: Summary; readonly seconds: number } {
  const all = stopwatch();
  for (let paths = LANES; ; paths *= 2) {
    const watch = stopwatch();
    const last = simulatePaths(paths);
    const taken = watch();
    if (paths > LANES && all() >= seconds) return { last, seconds: taken };
  }
}

/** Paths that figures are made of: enough that few of them are those of no or one event. */
const figurePaths = 64;
/** Schemes and positions of the first part of an account, and how much larger the next one is: its figures are some three times as many. */
const [firstSchemes, firstPositions, growth] = [2, 4, 1.4];

/**
 * How much longer than guessed figures take: those of a part of the account, then of larger ones until so many seconds are over, of which the
 * last counts. What schemes have in common decides what a difference of two takes, and code that has just been compiled is slow: a small part tells little.
 */
function paceOfFigures(scenario: Scenario, seconds: number): number {
  const { schemes, positions } = scenario.account;
  const all = stopwatch();
  let [ofSchemes, ofPositions] = [firstSchemes, firstPositions];
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    const part = cut(scenario, Math.min(schemes.length, ofSchemes), Math.min(positions.length, ofPositions));
    const isWhole = ofSchemes >= schemes.length && ofPositions >= positions.length;
    const sizes = sizesOf(part);
    const paths = Math.max(LANES, Math.min(figurePaths, Math.floor(seconds / (4 * secondsPerPath(sizes)))));
    const compiled = compile(part);
    const summary = simulate(compiled, 0, paths, never);
    const watch = stopwatch();
    summaryFigures(summary, compiled.shape);
    const pace = watch() / secondsOfFigures(sizes, paths);
    least = isWhole ? Math.min(least, pace) : pace;
    if (all() >= seconds) return Math.max(leastPace, Math.min(mostPace, least));
    [ofSchemes, ofPositions] = [Math.ceil(growth * ofSchemes), Math.ceil(growth * ofPositions)];
  }
}

/** A part of an account says no more than that about the rest. */
const [leastPace, mostPace] = [0.05, 3];

/** The same market over a shorter time and, without policies, so many schemes and positions of the account, evenly from all of them. */
function cut(scenario: Scenario, schemes: number, positions: number): Scenario {
  const { account, steps } = scenario;
  const kept = evenly(account.positions.length, positions);
  const placeOf = new Map(kept.map((position, place) => [position, place]));
  return {
    ...scenario,
    steps: Math.min(steps, 240),
    account: {
      ...account,
      positions: kept.map((position) => account.positions[position]!),
      schemes: evenly(account.schemes.length, schemes).map((index) => {
        const scheme = account.schemes[index]!;
        const pools = scheme.pools.map((pool) => ({
          ...pool,
          positions: pool.positions.flatMap((position) => placeOf.get(position) ?? []),
        }));
        return { ...scheme, policies: [], pools: pools.filter((pool) => pool.positions.length > 0) };
      }),
    },
  };
}

/** So many of the numbers below `count`, ascending. */
function evenly(count: number, kept: number): number[] {
  return Array.from({ length: kept }, (_, index) => Math.floor((index * count) / kept));
}

/** Seconds of a piece of work, done again and again until so many seconds are over, and once again unless it is long: at first code is compiled. The least count. */
function timed(work: () => unknown, seconds: number): number {
  const all = stopwatch();
  let least = Number.POSITIVE_INFINITY;
  for (let times = 1; ; times++) {
    const watch = stopwatch();
    work();
    least = Math.min(least, watch());
    if (all() >= seconds && (times > 1 || least >= longWork * seconds)) return least;
  }
}

/** Compiling is a small part of work that takes so many times as long as there was time for. */
const longWork = 5;

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
