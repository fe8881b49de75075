import { availableParallelism } from 'node:os';
import { formatBytes, formatCount, formatSeconds } from '../../base/quantities.ts';
import { observedPaths } from '../../engine/observer.ts';
import type { Study } from '../../study/study.ts';
import { secondsPerObservedPath, secondsPerPath } from './path-seconds.ts';
import { assetStepsPerPath } from './ranges.ts';
import { countFigures, type FigureKind, type Sizes, sizesOf, summaryBytes } from './sizes.ts';

/** What a run will take, before it starts. */
export interface Budget {
  readonly paths: number;
  readonly assetSteps: number;
  readonly chunks: number;
  /** Wall time on a machine that does nothing else. */
  readonly seconds: number;
  /** Work of computing the chunks; and of all else: starting, compiling, merging, figures and tables. */
  readonly chunkSeconds: number;
  readonly otherSeconds: number;
  /** Most that the process holds. */
  readonly memoryBytes: number;
  /** What of it lies in the heap of the main thread, which has a limit of its own. */
  readonly heapBytes: number;
  /** Chunks, kept summaries and tables. */
  readonly diskBytes: number;
}

/** How much longer than guessed a machine takes: for the paths of chunks, and for figures. 1: as guessed. */
export interface Pace {
  readonly chunks: number;
  readonly figures: number;
}

export const guessedPace: Pace = { chunks: 1, figures: 1 };

export interface EstimateOptions {
  /** Default: as guessed. */
  readonly pace?: Pace;
  /** Of how many scenarios the figures are kept until the end; default: of all. */
  readonly keepResults?: number;
}

/** Seconds of one thread that a scenario is guessed to take: all its chunks, merging them, its figures, and the rows of their tables. */
export interface Work {
  readonly chunks: number;
  readonly merging: number;
  readonly figures: number;
  readonly rows: number;
}

/**
 * Estimates time, memory and disk of a planned study, without allocating anything. Seconds and bytes per unit were measured on a shared
 * processor of 2024 with Node 24; a `pace` measured on the machine at hand replaces its speed (`measure.ts`).
 */
export function estimateBudget(
  study: Pick<Study, 'scenarios'>,
  threads: number,
  { pace = guessedPace, keepResults = Number.POSITIVE_INFINITY }: EstimateOptions = {},
): Budget {
  let [paths, assetSteps, chunks, diskBytes, compiledBytes, compileSeconds] = [0, 0, 0, 0, 0, 0];
  let [ofChunks, ofMain, lastFinish] = [0, 0, 0];
  let [largest, heapBytes, keptBytes] = [0, 0, 0];
  for (const [index, scenario] of study.scenarios.entries()) {
    const sizes = sizesOf(scenario);
    const work = workOf(sizes);
    paths += sizes.paths;
    assetSteps += sizes.paths * assetStepsPerPath(scenario);
    chunks += sizes.chunks;
    ofChunks += work.chunks * pace.chunks;
    lastFinish = work.figures * pace.figures + work.rows;
    ofMain += work.merging + lastFinish;
    diskBytes += diskOf(sizes);
    compiledBytes += sizes.compiledBytes;
    compileSeconds += secondsToCompile(sizes);
    heapBytes = Math.max(heapBytes, heapOf(sizes));
    if (index < keepResults) keptBytes += countFigures(sizes) * keptFigureBytes;
    largest = Math.max(largest, memoryOf(sizes, Math.min(threads, sizes.chunks)));
  }
  const used = Math.max(1, Math.min(threads, chunks));
  // Threads compute while the main thread merges; the figures of the last scenario come after all.
  const together = Math.max(ofChunks / Math.min(used, availableParallelism()), ofMain - lastFinish);
  const seconds = startSeconds + compileSeconds + together + lastFinish;
  const passedBytes =
    passedShare * Math.min(diskBytes, mostPassedBytes) + (seconds > longRunSeconds ? longRunBytes : 0);
  return {
    paths,
    assetSteps,
    chunks,
    seconds,
    chunkSeconds: ofChunks,
    otherSeconds: startSeconds + used * threadSeconds + compileSeconds + ofMain,
    memoryBytes: processBytes + used * threadBytes + 2 * compiledBytes + keptBytes + heldShare * largest + passedBytes,
    heapBytes: baseHeapBytes + compiledBytes + keptBytes + heapBytes,
    diskBytes,
  };
}

/**
 * What is held of what a scenario has at work, at its highest; what is left of envelopes and tables that have passed, up to so many bytes of
 * disk; and of the measurement and the code of a run that is not over in a moment. Fitted to 150 studies of any size.
 */
const [heldShare, passedShare, mostPassedBytes, longRunBytes, longRunSeconds] = [0.8, 0.6, 150e6, 50e6, 2];
/** A figure of a result that is kept, and one with all that it is made of and that becomes a row of it. */
const [keptFigureBytes, figureBytes] = [350, 1_000];

/** Until a run is under way, with what is compiled meanwhile; and the work of starting a thread, which happens beside. */
const [startSeconds, threadSeconds] = [0.4, 0.3];
/** The process with its main thread, and each worker thread with the engine at work; measured with 1 to 8 threads and 10^5 to 10^7 paths. */
const [processBytes, threadBytes, baseHeapBytes] = [120 * 2 ** 20, 40 * 2 ** 20, 40 * 2 ** 20];

/** Microseconds of a figure of a single scheme, and of a difference of two. */
const figureMicroseconds: Readonly<Record<FigureKind, readonly [own: number, paired: number]>> = {
  probability: [20, 160],
  mean: [12, 65],
  tail: [80, 600],
  part: [15, 0],
  point: [6, 0],
  strategy: [30, 80],
  risk: [120, 400],
  market: [40, 0],
};
/** Of few paths intervals are found in fewer steps, or need none: a figure takes this share, and more with the root of their number. */
const [leastFigureShare, pathsOfWholeFigure] = [0.15, 144];
/** Of a row of a table, and of a kept loss that a scheme or a pair of a subject is ranked or joined over. */
const [rowMicroseconds, lossMicroseconds] = [8, 0.45];

/** Guesses the work of a scenario. */
export function workOf(sizes: Sizes): Work {
  const { paths, chunks } = sizes;
  const chunkBytes = summaryBytes(sizes, paths / chunks);
  return {
    chunks: chunks * secondsOfChunk(sizes, paths / chunks, observedPaths(paths) / chunks),
    merging: chunks * secondsPerMerge(chunkBytes),
    figures: secondsOfFigures(sizes, paths),
    rows: 1e-6 * countFigures(sizes) * rowMicroseconds,
  };
}

function secondsToCompile({ schemes, positions }: Sizes): number {
  return 5e-4 + 5e-6 * schemes * positions;
}

/** Seconds of a chunk of so many paths, and with the market observed on so many of them. */
export function secondsOfChunk(sizes: Sizes, paths: number, observed: number): number {
  const bytes = summaryBytes(sizes, paths);
  return 1e-3 + 6e-9 * bytes + paths * secondsPerPath(sizes) + observed * secondsPerObservedPath(sizes);
}

export function secondsPerMerge(chunkBytes: number): number {
  return 1e-3 + 8e-9 * chunkBytes;
}

/** Seconds of the figures of so many paths. */
export function secondsOfFigures(sizes: Sizes, paths: number): number {
  const { figures, subjects, columns, schemes, positions } = sizes;
  const kept = figures.tail.own > 0 ? sizes.keptPaths(paths) : 0;
  const ofFewPaths = Math.min(1, leastFigureShare + Math.sqrt(paths / pathsOfWholeFigure));
  let microseconds = 0;
  for (const kind of Object.keys(figures) as FigureKind[]) {
    const [own, paired] = figureMicroseconds[kind];
    microseconds += (figures[kind].own * own + figures[kind].paired * paired) * (kind === 'point' ? 1 : ofFewPaths);
  }
  return 1e-6 * (microseconds + lossMicroseconds * kept * ((2 + subjects) * columns + schemes * positions));
}

/** The chunks, the merged summary that is kept, and the tables. */
function diskOf(sizes: Sizes): number {
  const { chunks, paths } = sizes;
  const kept = chunks * sizes.keptPaths(paths / chunks) * sizes.lossBytes;
  return (
    chunks * sizes.sumBytes +
    kept +
    observedPaths(paths) * sizes.observedBytes +
    summaryBytes(sizes, paths) +
    countFigures(sizes) * sizes.rowBytes +
    20_000
  );
}

/** Bytes in the heap: figures with what they are made of, and the rows and cells of the largest table. */
function heapOf(sizes: Sizes): number {
  return countFigures(sizes) * figureBytes;
}

/** Bytes of a scenario at work: state, outcomes and summaries of every thread, chunks under way, all that is merged, and the figures. */
function memoryOf(sizes: Sizes, threads: number): number {
  const { groupBytes, blockBytes, largestChunk, sumBytes, lossBytes } = sizes;
  const chunkBytes = summaryBytes(sizes, largestChunk);
  const ofThread = groupBytes + blockBytes + 4 * chunkBytes;
  const merged = sumBytes + sizes.mergedRoom * lossBytes;
  return threads * ofThread + 6 * (threads + 1) * chunkBytes + merged + heapOf(sizes);
}

/** Work of all threads. */
export function workSeconds({ chunkSeconds, otherSeconds }: Pick<Budget, 'chunkSeconds' | 'otherSeconds'>): number {
  return chunkSeconds + otherSeconds;
}

/** One line: `200,000 paths, 5.8e+8 asset-steps: about 15 s, 280 MB of memory, 24 MB of disk`. */
export function formatBudget(budget: Budget): string {
  const { paths, assetSteps, seconds, memoryBytes, diskBytes } = budget;
  const size = `${formatCount(paths)} paths, ${assetSteps.toPrecision(2)} asset-steps`;
  return `${size}: about ${formatSeconds(seconds)}, ${formatBytes(memoryBytes)} of memory, ${formatBytes(diskBytes)} of disk`;
}
