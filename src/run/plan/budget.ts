import { MarginLabError } from '../../base/errors.ts';
import { LANES } from '../../engine/memory/constants.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Account } from '../../margin/account.ts';
import { keptExtremes } from '../../stats/extremes.ts';
import type { OutcomeShape } from '../../stats/outcome.ts';
import { subjectsOf } from '../../stats/strategy/subjects.ts';
import { keptLossBytes, tailMemoryBytes } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import { heldPerHand } from '../execute/rounds.ts';
import { assetStepsPerPath, countRanges, largestRange } from './ranges.ts';

/** What a run will take, before it starts. */
export interface Budget {
  readonly paths: number;
  readonly assetSteps: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

interface Limit {
  readonly most: number;
  readonly unit: 'count' | 'bytes' | 'seconds';
  readonly reason: string;
}

/** All limits of a run, each with its reason. More than this is a mistake in the experiment, or a job for several machines. */
export const limits = {
  paths: { most: 1e10, unit: 'count', reason: 'paths of a study; errors shrink with the square root of their number' },
  scenarioPaths: { most: 2 ** 32, unit: 'count', reason: 'paths of a scenario; their numbers are kept in 32 bits' },
  chunks: { most: 1e6, unit: 'count', reason: 'chunks are files of one folder until the run is finished' },
  scenarios: {
    most: 1e5,
    unit: 'count',
    reason: 'each is compiled before the start and is a block of rows in every table',
  },
  assetStepsPerPath: { most: 1e7, unit: 'count', reason: 'steps times assets; the smallest chunk must end in seconds' },
  seconds: { most: 14 * 86_400, unit: 'seconds', reason: 'two weeks on this machine' },
  memoryBytes: {
    most: 8 * 2 ** 30,
    unit: 'bytes',
    reason:
      'the largest losses of all paths are kept for exact VaR and ES, and every figure of a large book several times',
  },
  diskBytes: { most: 10 * 2 ** 30, unit: 'bytes', reason: 'stored chunks and tables of the run folder' },
} as const satisfies Record<string, Limit>;

/** Asset-steps per second and thread: a cautious figure of the kernel on a shared processor of 2024. */
export const documentedRate = 100_000_000;

/** The process with its main thread, and each worker thread with the engine at work; measured with 1 to 8 threads and 10^5 to 10^7 paths. */
const [processBytes, threadBytes] = [140 * 2 ** 20, 40 * 2 ** 20];
/** A line of a table, measured. */
const bytesPerRow = 130;
/** Most points of a survival curve; further figures of an account and of a position, measured. */
const [curvePoints, accountNumbers, positionNumbers] = [120, 25, 11];
/** Figures by strategy, without and with levels. */
const [subjectNumbers, subjectTailNumbers] = [4, 2];
/** What is kept of a figure (a mean has seven sums and its largest and smallest values), and of a point of a curve. */
const [numbersPerFigure, numbersPerPoint] = [7 + 2 * keptExtremes, 3];
/** Losses that a chunk keeps beyond its share of the tail, since the tail may be denser here than elsewhere: measured. */
const spareLosses = 2;

/**
 * Estimates time, memory and disk of a planned study. `rate` is in asset-steps per second and thread (all schemes of a path
 * included). Memory is that of the largest scenario, since scenarios are merged one after another.
 */
export function estimateBudget(study: Study, threads: number, rate: number): Budget {
  let [paths, assetSteps, chunks, diskBytes, scenarioBytes] = [0, 0, 0, 0, 0];
  for (const scenario of study.scenarios) {
    const ownChunks = countRanges(scenario);
    const { figures, curves } = figuresOf(scenario);
    paths += scenario.paths;
    assetSteps += scenario.paths * assetStepsPerPath(scenario);
    chunks += ownChunks;
    const sums = (figures * numbersPerFigure + curves * numbersPerPoint) * 8;
    const chunkBytes = sums + tailLosses(scenario, largestRange(scenario));
    // The chunks, the merged summary that is kept, and the tables.
    diskBytes += (ownChunks + 1) * sums + 2 * tailLosses(scenario, scenario.paths) + (figures + curves) * bytesPerRow;
    scenarioBytes = Math.max(scenarioBytes, memoryOf(scenario, sums, chunkBytes, threads));
  }
  const seconds = assetSteps / (rate * threads);
  const memoryBytes = processBytes + threads * threadBytes + scenarioBytes;
  return { paths, assetSteps, chunks, seconds, memoryBytes, diskBytes };
}

/** Figures of a scenario with differences of every two schemes, and points of its survival curves. */
function figuresOf({ account, steps, levels }: Scenario): { readonly figures: number; readonly curves: number } {
  const [schemes, positions] = [account.schemes.length, account.positions.length];
  const pairs = (schemes * (schemes - 1)) / 2;
  const ofSubject = subjectNumbers + subjectTailNumbers * levels.length;
  const ofSubjects = subjectsOf(shapeOf(account)).length * ofSubject;
  const perScheme = accountNumbers + positions * (positionNumbers + levels.length) + ofSubjects;
  return {
    figures: (schemes + pairs) * perScheme,
    curves: schemes * (2 + positions) * Math.min(curvePoints, steps),
  };
}

/** Bytes of the losses that one chunk keeps. */
function tailLosses({ account, levels }: Scenario, paths: number): number {
  const tailShare = 1 - Math.min(...levels, 1);
  return spareLosses * paths * tailShare * keptLossBytes(shapeOf(account));
}

/** Bytes of a scenario at work: the state of a group of paths per thread, the chunks that wait for their turn, and all that is merged. */
function memoryOf({ account, levels, paths }: Scenario, sums: number, chunkBytes: number, threads: number): number {
  const { schemes, positions } = account;
  const group = schemes.length * (accountNumbers + 2 * positionNumbers * positions.length) * LANES * 8;
  const waiting = (threads + 1) * (heldPerHand + 1);
  return threads * group + waiting * chunkBytes + sums + tailMemoryBytes({ ...shapeOf(account), levels, paths });
}

function shapeOf({ schemes, positions }: Account): Pick<OutcomeShape, 'schemes' | 'positions' | 'tags'> {
  return {
    schemes: schemes.map(({ name }) => name),
    positions: positions.map(({ name }) => name),
    tags: positions.map(({ tag }) => tag),
  };
}

/**
 * Throws a `limit` error with all figures of the estimate if a study is larger than a run may be. `time` says whether the speed of
 * this machine was measured: a guessed time is shown, but refuses nothing.
 */
export function checkBudget(study: Study, budget: Budget, time: 'guessed' | 'measured' = 'measured'): void {
  const asked: Record<keyof typeof limits, number> = {
    ...budget,
    scenarios: study.scenarios.length,
    scenarioPaths: Math.max(0, ...study.scenarios.map((scenario) => scenario.paths)),
    assetStepsPerPath: Math.max(0, ...study.scenarios.map(assetStepsPerPath)),
  };
  const broken = (Object.keys(limits) as (keyof typeof limits)[]).filter(
    (name) => !(asked[name] <= limits[name].most) && !(name === 'seconds' && time === 'guessed'),
  );
  if (broken.length === 0) return;
  const lines = broken.map((name) => {
    const { most, unit, reason } = limits[name];
    return `  ${limitNames[name]}: ${inUnit(asked[name], unit)}; at most ${inUnit(most, unit)} (${reason})`;
  });
  const message = `'${study.name}' is too large for one run:\n${lines.join('\n')}\nEstimate of the whole: ${formatBudget(budget)}.`;
  throw new MarginLabError('limit', message);
}

const limitNames: Readonly<Record<keyof typeof limits, string>> = {
  paths: 'paths',
  scenarioPaths: 'paths of one scenario',
  chunks: 'chunks',
  scenarios: 'scenarios',
  assetStepsPerPath: 'asset-steps per path',
  seconds: 'time',
  memoryBytes: 'memory',
  diskBytes: 'disk',
};

/** One line: `200,000 paths, 5.8e+8 asset-steps: about 15 s, 280 MB of memory, 24 MB of disk`. */
export function formatBudget(budget: Budget): string {
  const { paths, assetSteps, seconds, memoryBytes, diskBytes } = budget;
  const size = `${inUnit(paths, 'count')} paths, ${assetSteps.toPrecision(2)} asset-steps`;
  return `${size}: about ${formatDuration(seconds)}, ${formatBytes(memoryBytes)} of memory, ${formatBytes(diskBytes)} of disk`;
}

function inUnit(value: number, unit: Limit['unit']): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'seconds') return formatDuration(value);
  return value < 1e12 ? value.toLocaleString('en-US', { maximumFractionDigits: 0 }) : value.toPrecision(2);
}

/** `4.2 s`, `3 min 20 s`, `5 h 10 min`, `12 days`, `230 years`, `3.1e+4 years`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 2 * 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  const days = seconds / 86_400;
  if (days < 1000) return `${Math.round(days)} days`;
  const years = days / 365;
  return `${years < 100 || years >= 10_000 ? years.toPrecision(2) : Math.round(years)} years`;
}

export function formatBytes(bytes: number): string {
  const [size, unit] = (
    [
      [1e15, 'PB'],
      [1e12, 'TB'],
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1e3, 'kB'],
    ] as const
  ).find(([least]) => bytes >= least) ?? [1, 'B'];
  const value = bytes / size;
  return `${value < 10 ? value.toFixed(1) : value < 1e6 ? Math.round(value) : value.toPrecision(2)} ${unit}`;
}
