import type { CompiledScenario } from './compile.ts';
import { connectKernel, type Kernel, LANES } from './kernel.ts';
import { accountArrays, accountSizes } from './kernel-account.ts';
import { marketArrays, marketSizes } from './kernel-market.ts';
import { integers, placeArrays } from './kernel-memory.ts';

/**
 * The state of a group of paths: allocated once per chunk, reset for every group.
 *
 * Every array has the lane (the path within the group) as its fastest index: `[slot | pool | asset | scheme][lane]`, and
 * `[asset][step in block][lane]` for columns of a block. Most are views of the kernel's memory: it writes the market and what it
 * watches, the events write the account.
 */
export interface PathGroup {
  readonly kernel: Kernel;
  // ---- market, written by the kernel
  /** Log returns, summed up from the start of the block. */
  readonly returns: Float32Array | Float64Array;
  /** Prices of every step of the block: of the assets of a pool that something happens to, or of all after `formAllPrices`. */
  readonly prices: Float64Array;
  /** Regime per step of the block. */
  readonly regimes: Int32Array;
  /** Price at the end of the span, per asset. */
  readonly mark: Float64Array;
  /** Payment per unit (or per unit of entry value) that falls due at the end of the span, per asset. */
  readonly due: Float64Array;
  /** Sum of the payments so far, per asset. */
  readonly fundingIndex: Float64Array;
  // ---- account: what the kernel reads
  readonly quantity: Float64Array;
  readonly base: Float64Array;
  readonly coin: Float64Array;
  /** What the open positions of a pool pay at the end of the span. */
  readonly owed: Float64Array;
  /** Whether anything has happened to a scheme on any lane; not by lane. */
  readonly touched: Int32Array;
  /** Profit that no longer moves, per scheme: of closed positions, and of coins that were sold or forfeited. */
  readonly settledPnl: Float64Array;
  readonly goneCoinPnl: Float64Array;
  /** Coins that the account still has, over all pools and the treasury: `scheme * coins + coin`. */
  readonly heldCoin: Float64Array;
  readonly highestPnl: Float64Array;
  readonly maxDrawdown: Float64Array;
  readonly lowestMarginRatio: Float64Array;
  /** What happens at the step that `advance` stopped at: `pool * LANES + lane`. */
  readonly events: Int32Array;
  // ---- account: what has happened, per slot
  readonly closedStep: Int32Array;
  readonly slotPricePnl: Float64Array;
  readonly slotFunding: Float64Array;
  readonly slotFees: Float64Array;
  readonly slotSlippage: Float64Array;
  readonly slotBadDebt: Float64Array;
  // ---- account: what has happened, per scheme
  readonly firstLiquidationStep: Int32Array;
  readonly openPositions: Int32Array;
  readonly wipeoutStep: Int32Array;
}

/** Lays the scenario out in a new memory and starts a kernel on it. `screened: false` has every pool inspected at every step. */
export function createGroup(compiled: CompiledScenario, { screened = true } = {}): PathGroup {
  const { market, account, precision } = compiled;
  const { memory, arrays, addresses } = placeArrays({
    key: integers(Int32Array.from(compiled.key)),
    ...marketArrays(market, precision),
    ...accountArrays(account, market, precision),
  });
  const sizes = {
    steps: compiled.steps,
    watchEveryStep: Number(compiled.watchEveryStep),
    screened: Number(screened),
    ...marketSizes(market),
    ...accountSizes(account),
  };
  const perSlot = () => new Float64Array(account.slots * LANES);
  const perScheme = () => new Int32Array(account.schemes * LANES);
  return {
    ...arrays,
    kernel: connectKernel(memory, { ...sizes, ...addresses }, precision),
    closedStep: new Int32Array(account.slots * LANES),
    slotPricePnl: perSlot(),
    slotFunding: perSlot(),
    slotFees: perSlot(),
    slotSlippage: perSlot(),
    slotBadDebt: perSlot(),
    firstLiquidationStep: perScheme(),
    openPositions: perScheme(),
    wipeoutStep: perScheme(),
  };
}
