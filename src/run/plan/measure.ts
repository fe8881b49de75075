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
    guessed += workOf(sizesOf(scenario), scenario).chunks;
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
  const { last, secondsPerPath: path } = measurePath((paths) => simulate(compiled, laterPaths, paths, never), seconds);
  const setUp = timed(() => simulate(compiled, laterPaths, 0, never), seconds / 10);
  const observed = timed(() => simulate(compiled, 0, LANES, () => true), seconds / 10) / LANES;
  const seal = timed(() => sealEnvelope(last, originOf('', '')), seconds / 20);
  const perByte = summaryBytes(sizes, sizes.largestChunk) / summaryBytes(ofShort, last.paths);
  return (
    sizes.chunks * (setUp + seal * perByte) +
    sizes.paths * secondsPerPath(sizes) * (path / secondsPerPath(ofShort)) +
    observedPaths(sizes.paths) *
      secondsPerObservedPath(sizes) *
      (Math.max(0, observed - path) / secondsPerObservedPath(ofShort))
  );
}

const never = () => false;

/** The clock of a thread is read to a few milliseconds: what is shorter than this many seconds says nothing. */
const shortest = 0.02;

/** Twice as many paths each time: so code is compiled by the time of the last ones. The fastest count. */
function measurePath(
  simulatePaths: (paths: number) => Summary,
  seconds: number,
): { readonly last: Summary; readonly secondsPerPath: number } {
  const started = clock();
  let least = Number.POSITIVE_INFINITY;
  for (let paths = LANES; ; paths *= 2) {
    const begun = clock();
    const last = simulatePaths(paths);
    const ended = clock();
    if (ended - begun >= shortest) least = Math.min(least, (ended - begun) / paths);
    if (ended - started >= seconds && least < Number.POSITIVE_INFINITY) return { last, secondsPerPath: least };
  }
}

/** How much longer than guessed the figures of a part of the account take: all of them may take minutes. */
function paceOfFinish(scenario: Scenario, seconds: number): number {
  const part = partOf(scenario);
  const sizes = sizesOf(part);
  const compiled = compile(part);
  const { last } = measurePath((paths) => simulate(compiled, 0, paths, never), seconds / 4);
  summaryFigures(last, compiled.shape);
  const measured = timed(() => summaryFigures(last, compiled.shape), seconds / 4);
  return measured / secondsOfFinish(sizes, sizes.keptPaths(last.paths));
}

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

/** Seconds of a piece of work, done again and again until so many seconds are over. */
function timed(work: () => unknown, seconds: number): number {
  const started = clock();
  for (let times = 1; ; times++) {
    work();
    const passed = clock() - started;
    if (passed >= seconds) return passed / times;
  }
}

/** Paths per second of one thread on this machine, from so many seconds of work on the first paths. */
export function measurePathsPerSecond(compiled: CompiledScenario, seconds = 0.15): number {
  return 1 / measurePath((paths) => simulate(compiled, 0, paths), seconds).secondsPerPath;
}

/** Seconds that this thread has worked, whatever else the machine does; where Node cannot tell, the time that has passed. */
function clock(): number {
  if (!('threadCpuUsage' in process)) return performance.now() / 1000;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
