import type { RegimeArrays } from '../regime-arrays.ts';
import type { SharedMarket } from '../shared.ts';

/**
 * A block of paths that a source fills: up to eight steps of eight paths side by side (lanes). In every row lanes stand together, and in
 * every column of an asset the rows of eight steps: element `(asset * 8 + step) * lanes + lane` is a return, `step * lanes + lane` a regime.
 */
export interface ReturnsBlock {
  /** Steps of this block that are to be filled, up to 8. */
  readonly steps: number;
  readonly lanes: number;
  /**
   * Log returns of single steps, [asset][step][lane], of the assets of the market up to the last one that anyone needs; there may be room for
   * one more, which nobody reads.
   */
  readonly returns: Float32Array | Float64Array;
  /** Regime that governs each step, as an index into those of the market: [step][lane]. */
  readonly regimes: Int32Array;
  /**
   * Logarithm of the weight of each path up to the end of this block, [lane]: 0 at the start of a path, and left alone by a source that draws
   * from the law it stands for.
   */
  readonly logWeights: Float64Array;
}

/**
 * Where the returns of paths come from. A source knows the market and no account; the same path always gets the same numbers, whatever paths
 * were asked for before.
 */
export interface PathSource {
  /** Begins paths at step 0: lane l is path `firstPath + l`. */
  start(firstPath: number): void;
  /** Fills the next block of them; `firstStep` counts the steps before it. */
  fill(block: ReturnsBlock, firstStep: number): void;
}

/** A model of returns that the kernel draws itself, or that a source outside of it fills blocks from. */
export type SourceRule<Model> = KernelSource<Model> | FilledSource<Model, unknown>;

interface ModelRule<Model> {
  /** What the model is, in a few words; null where the assumptions of a run say it all. */
  readonly meaning: string | null;
  /** Law of the regime that governs the first return, in the order of the regimes; sums to 1. */
  startLaw(model: Model): readonly number[];
  /** Covariance of the daily log returns of every two assets (n x n) in the long run. */
  dailyCovariance(model: Model): number[][];
  /** How the log price of each asset moves at the least, an hour, whatever the draws and regimes of a path: what no path falls short of by much. */
  leastRise(model: Model, regimes: readonly string[]): readonly LeastRise[];
  /** What is drawn in a step of `stepHours` beside the normals of its assets, about: what a step takes follows from it. */
  drawsPerStep(model: Model, stepHours: number): StepDraws;
  /** Why a run cannot look at the market every `stepHours`. */
  stepFaults(model: Model, stepHours: number): readonly StepFault[];
}

export interface KernelSource<Model> extends ModelRule<Model> {
  /** The laws that the kernel draws from. */
  kernelLaws(model: Model, use: SourceUse): RegimeArrays;
}

export interface FilledSource<Model, Compiled> extends ModelRule<Model> {
  /** What the source needs, as plain data: it goes to other threads. */
  compile(model: Model, use: SourceUse): Compiled;
  create(compiled: Compiled): PathSource;
}

/** What a run needs of a source. */
export interface SourceUse {
  readonly market: SharedMarket;
  /** Assets whose returns anyone needs, ascending; all are below `drawn`. */
  readonly priced: Int32Array;
  readonly drawn: number;
  readonly stepHours: number;
  readonly steps: number;
  /** Key of all draws. */
  readonly key: Uint32Array;
}

/** The mean of the hourly log return in the regime in which it is least, and the variance in that in which it is largest. */
export interface LeastRise {
  readonly mean: number;
  readonly variance: number;
  /** The field of the market that most of the mean comes from. */
  readonly field: string;
}

export interface StepFault {
  readonly what: string;
  readonly allowed: string;
}

/** Mean numbers of what is drawn in a step. */
export interface StepDraws {
  /** Switches of the regime, after which each asset has other laws. */
  readonly switches: number;
  /** Variables that the variance of all assets is multiplied with. */
  readonly mixings: number;
  /** Jumps of all assets, and of single ones: of all of them together. */
  readonly commonJumps: number;
  readonly singleJumps: number;
}
