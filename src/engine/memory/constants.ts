/** Paths that are simulated side by side, and steps that are drawn together: the shape that the kernel is built for. */
export const LANES = 8;
export const BLOCK_STEPS = 8;

/** Precision of the returns; prices and money are doubles in both. */
export type Precision = 'mixed' | 'f64';

/** Why the kernel came back. */
export type Pause = (typeof Pause)[keyof typeof Pause];
export const Pause = {
  HORIZON: 0,
  /** Pools must be liquidated at step `eventStep`. */
  LIQUIDATIONS: 1,
  /** A span begins; nothing in it has been looked at. Only if `attended`. */
  SPAN: 2,
  /** Step `eventStep` is over, its funding included. Only after `takeSteps`. */
  STEP: 3,
  /** A block begins that a source outside of the kernel must fill. Only if `external`. */
  BLOCK: 4,
} as const;

/** What comes after a waiting time with a probability in each interval. */
export const Hazard = { COMMON_JUMP: 0, SINGLE_JUMP: 1, DELEVERAGING: 2 } as const;

/** What policies watch of the market. */
export const SignalKind = { VOLATILITY: 0, VOLATILITY_RATIO: 1, CORRELATION: 2 } as const;

/** What a stream of draws is for; part of its address. */
export const Purpose = {
  REGIME: 1,
  SHOCKS: 2,
  MIXING: 3,
  COMMON_JUMP: 4,
  COMMON_JUMP_SPREAD: 5,
  SINGLE_JUMP: 6,
  FUNDING: 7,
  DELEVERAGING: 8,
  SWITCHED_SHOCKS: 9,
} as const;

/** Where the streams of a purpose stand among the streams of a group; from SHOCKS on one per pair of assets, then several per asset. */
export const Stream = { REGIME: 0, MIXING: 1, COMMON_JUMP: 2, DELEVERAGING: 3, SHOCKS: 4 } as const;

/** What the kernel's sources know by these names, too: `src/kernel/build.mjs` writes them when it is built. */
export const constants = { LANES, BLOCK_STEPS } as const;
export const enums = { Pause, Hazard, SignalKind, Purpose, Stream } as const;
