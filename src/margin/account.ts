import type { LiquidationRules } from './liquidation/registry.ts';
import type { Policy } from './policies/registry.ts';

/**
 * What is held and how: positions, collateral, the schemes that pool it and the rules of the venue.
 *
 * This is the one description that both margin engines read. All amounts are resolved: nothing here depends on the
 * market file any more except the index of an asset. Plain data throughout.
 */
export interface Account {
  /** Names of all assets that have a price, in the order of the market; others refer to it by index. */
  readonly assets: readonly string[];
  readonly positions: readonly Position[];
  /** The collateral assets; the first one is always the quote currency, even if nothing is held in it. */
  readonly collateral: readonly CollateralAsset[];
  readonly schemes: readonly Scheme[];
  readonly venue: Venue;
}

/** What is held in one asset, in one direction. */
export interface Position {
  readonly name: string;
  /** Index into `Account.assets`. */
  readonly asset: number;
  /** Signed units: above 0 long, below 0 short. */
  readonly quantity: number;
  /** Price at which it was opened, quote per unit; profit against it is already in the equity of its pool. */
  readonly entry: number;
  /** The strategy it belongs to; null: none. */
  readonly tag: string | null;
}

/** What the account holds of one asset as collateral. */
export interface CollateralAsset {
  readonly name: string;
  /** Index into `Account.assets`; null for the quote currency, whose price is 1. */
  readonly asset: number | null;
  /** Units held by the whole account: the sum over the pools and the treasury of every scheme. */
  readonly amount: number;
}

/** A partition of the positions into pools, each with its collateral, and a treasury that backs no pool. */
export interface Scheme {
  readonly name: string;
  /** How the partition was asked for; `each` (a pool per position) is the reference of spillover and rescue. */
  readonly partition: 'each' | 'one' | 'custom';
  readonly pools: readonly Pool[];
  /** Units in no pool, per collateral asset. */
  readonly treasury: readonly number[];
  /** What the account does by itself along the path, in the order in which it is asked at each step. */
  readonly policies: readonly Policy[];
}

/** Positions that share one margin check, and the collateral that backs them. */
export interface Pool {
  readonly name: string;
  /** Indices into `Account.positions`; every position is in exactly one pool of a scheme. */
  readonly positions: readonly number[];
  /** Units, per collateral asset. */
  readonly collateral: readonly number[];
}

/** The margin rules, resolved for the assets of the account and the length of a step. */
export interface Venue {
  readonly name: string;
  /**
   * Linear: profit and collateral in the quote currency. Inverse: contracts on a fixed quote value |quantity| * entry, whose profit
   * quantity * (mark - entry) and all costs are settled in units of the asset itself; a pool then holds positions in one asset, and
   * that asset as collateral. In quote value an inverse position is the linear one of the same quantity and entry.
   */
  readonly contract: 'linear' | 'inverse';
  /** Maintenance brackets per asset, floors ascending from 0; one bracket is a flat rate. */
  readonly maintenance: readonly (readonly Bracket[])[];
  /**
   * The price at which a requirement takes the value of a position, which is counted in what the contract is settled in: quote, or for
   * N quote of an inverse contract N / mark or N / entry of its coin.
   */
  readonly maintenanceNotional: 'mark' | 'entry';
  /** What bounds and amounts of the brackets count: quote, or for inverse contracts the coin as well. */
  readonly bracketsUnit: 'quote' | 'coin';
  /** Fee on the notional (at mark) of a forced close, as for any market order. */
  readonly takerFee: number;
  /** Further fee on that notional, for the insurance fund, as far as the pool can pay it; per asset. */
  readonly liquidationFee: readonly number[];
  /** Share of the price lost on a forced close of any size; the effect of size and depth comes on top. */
  readonly slippage: number;
  /** Share of the depth that one's own closes have used up which is still missing a step later, 0 to 1; 0: it recovers at once. */
  readonly depthMemory: number;
  readonly funding: FundingRules;
  readonly liquidation: LiquidationRules;
  /** What is left in a pool when a liquidation has closed its last position: the account keeps it, or the venue does. */
  readonly remainder: 'returned' | 'forfeited';
  readonly insurance: InsuranceRules;
  /** Whether a pool is liquidated when its equity equals its requirement. */
  readonly equality: 'fires' | 'holds';
  /** Share of the value that does not count, per collateral asset; the regime's haircut may be larger. */
  readonly haircut: readonly number[];
  /** Discounts by the amount that one pool holds, per collateral asset; empty: every unit counts alike. */
  readonly sizeDiscount: readonly (readonly SizeTier[])[];
}

/** Of the units of a pool above `floor` (and below the floor of the next tier), this share counts before any haircut. Floors ascend from 0. */
export interface SizeTier {
  readonly floor: number;
  readonly share: number;
}

/**
 * Requirement of a notional n with floor < n <= cap (the first one includes 0): max(0, rate n - amount). All in the unit of the brackets
 * (`Venue.bracketsUnit`).
 */
export interface Bracket {
  readonly floor: number;
  /** null: no upper end. */
  readonly cap: number | null;
  readonly rate: number;
  readonly amount: number;
}

/** How a venue settles funding: rate = p + clamp(interest - p, -damper, damper), then clamped; p is what the market gives. */
export interface FundingRules {
  readonly everyHours: number;
  /** Interest per interval, and how far it may move the rate; a damper of 0 takes the market's rate as it is. */
  readonly interest: number;
  readonly damper: number;
  /** Largest absolute rate per interval, per asset; null: none. */
  readonly clamp: readonly (number | null)[];
  /** What the rate is paid on: the value at the mark price or at the entry price, as of `Venue.maintenanceNotional`. */
  readonly notional: 'mark' | 'entry';
  /** Whether a payment counts in the margin check of its own step, or only from the next one. */
  readonly booked: 'before-check' | 'after-check';
}

/** Who bears what a pool cannot pay. */
export interface InsuranceRules {
  /** What the insurance fund can pay along one path, quote; null: everything. It is not refilled along the path. */
  readonly fund: number | null;
  /**
   * Beyond that: the venue pays; or all profitable positions of the account share the deficit in proportion to their open profit
   * (socialised); or they are closed at mark one by one, the largest return first, each giving up open profit until the deficit is
   * covered (auto-deleveraging). What they cannot cover is the venue's.
   */
  readonly beyond: 'venue' | 'socialised' | 'auto-deleveraging';
}
