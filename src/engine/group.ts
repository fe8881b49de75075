import type { CompiledScenario } from './compile.ts';
import { connectKernel, type Kernel, LANES } from './kernel.ts';
import { accountArrays, accountSizes } from './kernel-account.ts';
import { marketArrays, marketSizes } from './kernel-market.ts';
import { doubles, integers, placeArrays, placeRecords } from './kernel-memory.ts';
import { signalArrays, signalSizes } from './kernel-signals.ts';

/**
 * The state of a group of paths: allocated once per chunk, reset for every group.
 *
 * Every array has the lane (the path within the group) as its fastest index: `[slot | pool | asset | scheme][lane]`, and
 * `[asset][step in block][lane]` for columns of a block. Those of the first two parts are views of the kernel's memory: it writes the
 * market and what it watches, the events write the account.
 */
export interface PathGroup extends PathRecords {
  readonly kernel: Kernel;
  // ---- market, written by the kernel
  /** What the shocks of a step of the block are multiplied by, where they are Student's t: `step * LANES + lane`. */
  readonly mixing: Float32Array | Float64Array;
  /** Log returns, summed up from the start of the block. */
  readonly returns: Float32Array | Float64Array;
  /** Prices of every step of the block: of the assets of a pool that something happens to, or of all after `formAllPrices`. */
  readonly prices: Float64Array;
  /** Bounds of the price over the span, and the price at its end, per asset. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mark: Float64Array;
  /** Regime per step of the block. */
  readonly regimes: Int32Array;
  /** Payment per unit (or per unit of entry value) that falls due at the end of the span, per asset. */
  readonly due: Float64Array;
  /** Sum of the payments so far, per asset. */
  readonly fundingIndex: Float64Array;
  /** Share that a position gives up where the venue deleverages its book, per step of the block; else 0. */
  readonly deleveraging: Float64Array;
  /** What policies watch of the market: per signal and step of the block, and the extremes over the span. */
  readonly signalValue: Float64Array;
  readonly signalHighest: Float64Array;
  readonly signalLowest: Float64Array;
  // ---- account: what the kernel reads
  readonly quantity: Float64Array;
  /** Infinity for a pool that is empty or has ended. */
  readonly base: Float64Array;
  /** Units that count as collateral before any haircut: `pool * coins + coin`. */
  readonly coin: Float64Array;
  /** Per holding. */
  readonly held: Float64Array;
  /** Whether anything has happened to a scheme on any lane; not by lane. */
  readonly touched: Int32Array;
  /** Profit that no longer moves, per scheme: of what was closed, of transfers, and of coins that were sold or forfeited. */
  readonly settledPnl: Float64Array;
  readonly goneCoinPnl: Float64Array;
  /** Coins that the account still has, over all pools and the treasury: `scheme * coins + coin`. */
  readonly heldCoin: Float64Array;
  readonly highestPnl: Float64Array;
  readonly maxDrawdown: Float64Array;
  readonly lowestMarginRatio: Float64Array;
  /** What happens at the step that `advance` stopped at, and what may happen in its span: `pool * LANES + lane`. */
  readonly events: Int32Array;
  readonly suspects: Int32Array;
}

/** What the events of a group write for themselves and for the outcomes; of no meaning to the kernel. */
export interface PathRecords {
  /** All those below that begin with zeros, as one array. */
  readonly empty: Uint8Array;
  // ---- per pool
  /** Units of the coins: `pool * coins + coin`. */
  readonly units: Float64Array;
  /** Quote that an ended pool was left with. */
  readonly idleCash: Float64Array;
  /** Step of the last forced close that left something open; 0: none. */
  readonly partialCloseStep: Int32Array;
  // ---- per holding: of what has been closed, and what was paid
  /** Pool that it is in, or was in last. */
  readonly poolOf: Int32Array;
  readonly closedStep: Int32Array;
  /** Price profit since the start of the run, and since the entry. */
  readonly pricePnl: Float64Array;
  readonly entryPnl: Float64Array;
  readonly funding: Float64Array;
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  readonly adl: Float64Array;
  readonly badDebt: Float64Array;
  // ---- per scheme
  readonly firstEventStep: Int32Array;
  readonly firstLiquidationStep: Int32Array;
  readonly wipeoutStep: Int32Array;
  readonly openPositions: Int32Array;
  readonly forcedCloses: Int32Array;
  readonly policyActions: Int32Array;
  readonly topUps: Float64Array;
  readonly transferCosts: Float64Array;
  /** What the insurance fund can still pay. */
  readonly fundLeft: Float64Array;
  /** `scheme * (1 + coins)`: quote, then the coins. */
  readonly treasury: Float64Array;
  /** Notional of own closes that the book has not recovered from, and the step it was so at: `scheme * assets + asset`. */
  readonly usedDepth: Float64Array;
  readonly usedDepthStep: Int32Array;
}

/** Lays the scenario out in a new memory and starts a kernel on it. `screened: false` has every pool inspected at every step. */
export function createGroup(compiled: CompiledScenario, { screened = true } = {}): PathGroup {
  const { market, account, precision } = compiled;
  const { memory, arrays, addresses } = placeArrays({
    key: integers(Int32Array.from(compiled.key)),
    ...marketArrays(market, precision),
    ...accountArrays(account, market, precision),
    ...signalArrays(account.signals),
  });
  const sizes = {
    steps: compiled.steps,
    watchEveryStep: Number(compiled.watchEveryStep),
    screened: Number(screened),
    attended: Number(compiled.isAttended),
    ...marketSizes(market),
    ...accountSizes(account),
    ...signalSizes(account.signals),
  };
  return {
    ...arrays,
    ...createRecords(compiled),
    // Without discounts by amount every unit counts: one array, which the kernel pays the funding of inverse contracts out of.
    units: account.sizeDiscount.some((tiers) => tiers.length > 0) ? rows(account.pools * account.coins) : arrays.coin,
    treasury: rows(account.schemes * (1 + account.coins)),
    fundLeft: rows(account.schemes),
    openPositions: new Int32Array(account.schemes * LANES),
    poolOf: new Int32Array(account.schemes * account.positions * LANES),
    kernel: connectKernel(memory, { ...sizes, ...addresses }, precision),
  };
}

/** Records that begin with zeros. They share one buffer, so that one call empties them all. */
function createRecords({ account, market }: CompiledScenario) {
  const { pools, schemes, positions } = account;
  const holdings = schemes * positions;
  const { whole: empty, ...records } = placeRecords({
    idleCash: reals(pools),
    partialCloseStep: counts(pools),
    closedStep: counts(holdings),
    pricePnl: reals(holdings),
    entryPnl: reals(holdings),
    funding: reals(holdings),
    fees: reals(holdings),
    slippage: reals(holdings),
    adl: reals(holdings),
    badDebt: reals(holdings),
    firstEventStep: counts(schemes),
    firstLiquidationStep: counts(schemes),
    wipeoutStep: counts(schemes),
    forcedCloses: counts(schemes),
    policyActions: counts(schemes),
    topUps: reals(schemes),
    transferCosts: reals(schemes),
    usedDepth: reals(schemes * market.assets),
    usedDepthStep: counts(schemes * market.assets),
  });
  return { ...records, empty };
}

const reals = (count: number) => doubles(count * LANES);
const counts = (count: number) => integers(count * LANES);

function rows(count: number): Float64Array {
  return new Float64Array(count * LANES);
}
