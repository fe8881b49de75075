/**
 * The exogenous world: what can happen to prices, funding, haircuts and depth.
 *
 * A market never reads a scheme or a position. That is the law which lets every scheme run on the same path.
 * Everything here is plain data, already checked; arrays "per asset" follow the order of `assets`.
 */
export interface Market {
  /** The currency in which all money is counted; collateral in it never moves in price. */
  readonly quote: string;
  /** Asset names in file order. */
  readonly assets: readonly string[];
  /** Mark price now, quote per unit, per asset; above 0. */
  readonly prices: readonly number[];
  readonly regimes: readonly Regime[];
  readonly transition: Transition;
  /** Law of the regime that governs the first return, in the order of `regimes`; sums to 1. */
  readonly start: readonly number[];
  readonly shocks: ShockLaw;
  /** Whether the drift is lowered by the mean of the jumps, so that it is the drift of the price with its jumps. */
  readonly compensateJumps: boolean;
}

/** A state of the world with laws of its own. */
export interface Regime {
  readonly name: string;
  /** Annualised standard deviation of log returns without jumps, per asset (0.6 is 60 %). */
  readonly volatility: readonly number[];
  /** Annualised drift mu of d ln S = (mu - sigma^2 / 2) dt + sigma dW, per asset. */
  readonly drift: readonly number[];
  /** Correlation of the shocks, row by row: symmetric, unit diagonal, positive semi-definite. */
  readonly correlation: readonly (readonly number[])[];
  readonly commonJump: CommonJump | null;
  /** Per asset; null where the asset has no jumps of its own. */
  readonly singleJumps: readonly (SingleJump | null)[];
  /** Per asset. */
  readonly funding: readonly FundingLaw[];
  /** Share of the collateral's value that does not count as margin, per asset, 0 to 1. */
  readonly haircut: readonly number[];
  /** Quote notional that moves the price by 1 %, per asset; null for a book without a bottom. */
  readonly depth: readonly (number | null)[];
  /** How often the venue deleverages its book for the sake of others; null: never. Exogenous, like everything here. */
  readonly deleveraging: Deleveraging | null;
}

/**
 * At most once in each interval of `perHours` and once a step, with this probability; the position that is closed gives up this share of
 * its notional.
 */
export interface Deleveraging {
  readonly probability: number;
  readonly perHours: number;
  readonly share: number;
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

/**
 * Funding rate per funding interval of the venue, as a fraction of notional; positive: longs pay.
 * A mean-reverting (AR(1), exact discretisation of Ornstein-Uhlenbeck) process:
 * f' = mean + phi (f - mean) + sd sqrt(1 - phi^2) z with phi = exp(-interval / reversion); sd is the stationary one.
 */
export interface FundingLaw {
  readonly mean: number;
  readonly sd: number;
  /** Above 0; 0 for a rate that takes the mean of its regime at once. */
  readonly reversionHours: number;
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
