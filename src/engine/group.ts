import { chiSquareWords } from '../random/chi-square.ts';
import { purposes, STATE_WORDS, seedStream } from '../random/streams.ts';
import type { CompiledScenario } from './compile.ts';

/** Paths that are simulated side by side. Every array below has the lane (the path within the group) as its fastest index. */
export const LANES = 64;

/**
 * The state of a group of paths: flat memory, allocated once per worker and scenario, reset for every group.
 *
 * Indices: `[asset][step in period][lane]` for the columns of a period, `[slot | pool | asset | scheme][lane]` for
 * state. The market half is written by the kernel and read by all; the account half is read by the kernel and written
 * by the events, except for the funding that falls due.
 */
export interface PathGroup {
  // ---- market: streams
  readonly streams: StreamLayout;
  readonly states: Int32Array;
  // ---- market: columns of the current period
  readonly words: Int32Array;
  readonly normals: Float64Array;
  readonly mixing: Float64Array;
  readonly returns: Float64Array;
  readonly prices: Float64Array;
  readonly regimes: Uint8Array;
  /** Lowest and highest price of the period per priced asset (index in `market.priced`). */
  readonly low: Float64Array;
  readonly high: Float64Array;
  // ---- market: state from period to period
  /** Price at the end of the last period, per asset. */
  readonly price: Float64Array;
  readonly regime: Uint8Array;
  /** Drift and factor of each lane's regime, so that the loop over lanes is the same for all. */
  readonly drift: Float64Array;
  readonly factor: Float64Array;
  readonly nextSwitch: Float64Array;
  readonly nextCommonJump: Float64Array;
  readonly nextSingleJump: Float64Array;
  /** Earliest of the above: the first step at which anything rare can happen. */
  readonly nextRare: Float64Array;
  /** 1 if the regime changed within the current period. */
  readonly switched: Uint8Array;
  readonly fundingRate: Float64Array;
  /** Scratch of the funding pass: one normal per lane. */
  readonly noise: Float64Array;
  /** Payment per unit (or per unit of entry value) that falls due at the end of the current period, per asset. */
  readonly due: Float64Array;
  /** Sum of the payments so far, per asset. */
  readonly fundingIndex: Float64Array;
  // ---- account
  readonly quantity: Float64Array;
  readonly base: Float64Array;
  readonly coin: Float64Array;
  /** What the open positions of a pool pay at the end of the current period. */
  readonly owed: Float64Array;
  // ---- account: what has happened, per slot
  readonly closedStep: Int32Array;
  readonly slotPricePnl: Float64Array;
  readonly slotFunding: Float64Array;
  readonly slotFees: Float64Array;
  readonly slotSlippage: Float64Array;
  readonly slotBadDebt: Float64Array;
  // ---- account: per scheme
  readonly firstLiquidationStep: Int32Array;
  readonly openPositions: Int32Array;
  readonly wipeoutStep: Int32Array;
  /** Profit that no longer moves, per scheme: of closed positions, and of coins that were sold or forfeited. */
  readonly settledPnl: Float64Array;
  readonly goneCoinPnl: Float64Array;
  /** Coins that the account still has, over all pools and the treasury: `scheme * coins + coin`. */
  readonly heldCoin: Float64Array;
  readonly highestPnl: Float64Array;
  readonly maxDrawdown: Float64Array;
  readonly lowestMarginRatio: Float64Array;
  // ---- screen
  readonly bound: Float64Array;
  /** Pools that the bounds of the period cannot clear: `pool * LANES + lane`. */
  readonly suspects: Int32Array;
  suspectCount: number;
  /** Events of the step that `advance` stopped at: `pool * LANES + lane`. */
  readonly events: Int32Array;
  eventCount: number;
}

/** Where the streams of a purpose start, in streams; a stream of lane l of stream s stands at `(s * LANES + l) * 4`. */
export interface StreamLayout {
  readonly regime: number;
  readonly shocks: number;
  readonly mixing: number;
  readonly commonJump: number;
  readonly commonJumpSpread: number;
  readonly singleJump: number;
  readonly funding: number;
  readonly count: number;
}

export function createGroup(compiled: CompiledScenario): PathGroup {
  const { market, account, periodSteps } = compiled;
  const { assets, drawn, factorStride } = market;
  const pairs = (drawn + 1) >> 1;
  const doubles = (count: number) => new Float64Array(count * LANES);
  const streams = {
    regime: 0,
    mixing: 1,
    commonJump: 2,
    shocks: 3,
    commonJumpSpread: 3 + pairs,
    singleJump: 3 + pairs + assets,
    funding: 3 + pairs + 2 * assets,
    count: 3 + pairs + 3 * assets,
  };
  return {
    streams,
    states: new Int32Array(streams.count * LANES * STATE_WORDS),
    // Two words a step for a pair of normals, or what a mixing variable takes if that is more.
    words: new Int32Array(Math.max(2, chiSquareWords(market.degrees)) * periodSteps * LANES),
    normals: doubles(2 * pairs * periodSteps),
    mixing: doubles(periodSteps),
    returns: doubles(assets * periodSteps),
    prices: doubles(assets * periodSteps),
    regimes: new Uint8Array(periodSteps * LANES),
    low: doubles(assets),
    high: doubles(assets),
    price: doubles(assets),
    regime: new Uint8Array(LANES),
    drift: doubles(drawn),
    factor: doubles(factorStride),
    nextSwitch: doubles(1),
    nextCommonJump: doubles(1),
    nextSingleJump: doubles(assets),
    nextRare: doubles(1),
    switched: new Uint8Array(LANES),
    fundingRate: doubles(assets),
    noise: doubles(1),
    due: doubles(assets),
    fundingIndex: doubles(assets),
    quantity: doubles(account.slots),
    base: doubles(account.pools),
    coin: doubles(account.pools * account.coins),
    owed: doubles(account.pools),
    closedStep: new Int32Array(account.slots * LANES),
    slotPricePnl: doubles(account.slots),
    slotFunding: doubles(account.slots),
    slotFees: doubles(account.slots),
    slotSlippage: doubles(account.slots),
    slotBadDebt: doubles(account.slots),
    firstLiquidationStep: new Int32Array(account.schemes * LANES),
    openPositions: new Int32Array(account.schemes * LANES),
    wipeoutStep: new Int32Array(account.schemes * LANES),
    settledPnl: doubles(account.schemes),
    goneCoinPnl: doubles(account.schemes),
    heldCoin: doubles(account.schemes * account.coins),
    highestPnl: doubles(account.schemes),
    maxDrawdown: doubles(account.schemes),
    lowestMarginRatio: doubles(account.schemes),
    bound: doubles(1),
    suspects: new Int32Array(account.pools * LANES),
    suspectCount: 0,
    events: new Int32Array(account.pools * LANES),
    eventCount: 0,
  };
}

/** Puts every lane at step 0 of its path: lane l simulates path `firstPath + l`. */
export function seedGroup(group: PathGroup, compiled: CompiledScenario, firstPath: number): void {
  const { market, key } = compiled;
  const { streams, states } = group;
  const pairs = (market.drawn + 1) >> 1;
  const seed = (stream: number, purpose: number, index: number) => {
    for (let lane = 0; lane < LANES; lane++) {
      seedStream(key, firstPath + lane, purpose, index, states, (stream * LANES + lane) * STATE_WORDS);
    }
  };
  seed(streams.regime, purposes.regime, 0);
  for (let pair = 0; pair < pairs; pair++) seed(streams.shocks + pair, purposes.shocks, pair);
  if (market.degrees > 0) seed(streams.mixing, purposes.mixing, 0);
  if (market.commonJump) seed(streams.commonJump, purposes.commonJump, 0);
  for (const asset of market.priced) {
    if (market.commonJump) seed(streams.commonJumpSpread + asset, purposes.commonJumpSpread, asset);
    if (market.singleJumps[asset]) seed(streams.singleJump + asset, purposes.singleJump, asset);
    if (market.funding?.random[asset]) seed(streams.funding + asset, purposes.funding, asset);
  }
}
