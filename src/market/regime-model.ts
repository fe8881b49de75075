/** The regime model: a Markov chain of regimes, each with volatilities, correlations and jumps of its own. */
export interface RegimeModel {
  readonly kind: 'regimes';
  /** One for each regime of the market, in their order. */
  readonly laws: readonly RegimeLaw[];
  readonly transition: Transition;
  /** Law of the regime that governs the first return, in the order of the regimes; sums to 1. */
  readonly start: readonly number[];
  readonly shocks: ShockLaw;
  /** Whether the drift is lowered by the mean of the jumps, so that it is the drift of the price with its jumps. */
  readonly compensateJumps: boolean;
}

/** The law of the returns while a regime governs them. */
export interface RegimeLaw {
  /** Annualised standard deviation of log returns without jumps, per asset (0.6 is 60 %). */
  readonly volatility: readonly number[];
  /** Annualised drift mu of d ln S = (mu - sigma^2 / 2) dt + sigma dW, per asset. */
  readonly drift: readonly number[];
  /** Correlation of the shocks, row by row: symmetric, unit diagonal, positive semi-definite. */
  readonly correlation: readonly (readonly number[])[];
  readonly commonJump: CommonJump | null;
  /** Per asset; null where the asset has no jumps of its own. */
  readonly singleJumps: readonly (SingleJump | null)[];
}

/**
 * At most one jump in each interval of `perHours`, counted from the start of the run, with this probability, whatever the step; its log
 * size is normal.
 */
export interface SingleJump {
  readonly probability: number;
  readonly perHours: number;
  readonly mean: number;
  readonly sd: number;
}

/** A jump of all assets: the log size of asset i is beta_i J + spread_i e_i, J ~ N(mean, sd^2), e_i ~ N(0, 1). */
export interface CommonJump extends SingleJump {
  readonly beta: readonly number[];
  readonly spread: readonly number[];
}

/** Markov chain of the regimes: `rows[a][b]` is the probability of b after `perHours` hours in a. */
export interface Transition {
  readonly perHours: number;
  readonly rows: readonly (readonly number[])[];
}

/** Law of the shocks, scaled to unit variance. */
export type ShockLaw = { readonly law: 'normal' } | StudentLaw;

/**
 * Student's t as a mixture: a normal times the root of W = (nu - 2) / chi^2 of nu degrees, one W for all assets in each interval of
 * `perHours`, counted from the start of the run. Shorter steps share the W of the interval they lie in, longer ones average those they cover.
 */
export interface StudentLaw {
  readonly law: 'student-t';
  /** Degrees of freedom nu, any number above 2. */
  readonly degrees: number;
  /** The interval whose returns have this law; null: the step of the run. */
  readonly perHours: number | null;
  /** The file does not give the interval; that of the prices it was fitted on (`source.interval`) was taken. */
  readonly perIsOfSource?: true;
}
