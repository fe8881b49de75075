import { createSource } from '../../market/sources/registry.ts';
import type { PathSource } from '../../market/sources/source.ts';
import type { CompiledScenario } from '../compile/compile.ts';
import { accountCounts, accountSettings, accountValues } from './account.ts';
import { allocateMemory, allocateRecords, type Counts, countGlobals, fillViews, type Views } from './allocate.ts';
import { connectKernel, type Kernel } from './kernel.ts';
import { marketCounts, marketSettings, marketValues } from './market.ts';
import { signalCounts, signalValues } from './signals.ts';
import { withSource } from './source.ts';
import { arrays, f64, i32, type settings } from './table.ts';

/** What the events of a group write for themselves and for the outcomes; of no meaning to the kernel. All begin with zeros. */
const records = {
  idleCash: f64(['pool', 'lane'], 'Quote that an ended pool was left with.'),
  partialCloseStep: i32(['pool', 'lane'], 'Step of the last forced close that left something open; 0: none.'),
  // Of what has been closed of a holding, and what was paid.
  closedStep: i32(['scheme', 'position', 'lane'], 'Step at which a holding was closed by force; 0: not.'),
  pricePnl: f64(['scheme', 'position', 'lane'], 'Price profit since the start of the run.'),
  entryPnl: f64(['scheme', 'position', 'lane'], 'Price profit since the entry.'),
  funding: f64(['scheme', 'position', 'lane'], 'Funding paid.'),
  fees: f64(['scheme', 'position', 'lane'], 'Fees paid.'),
  slippage: f64(['scheme', 'position', 'lane'], 'Slippage paid.'),
  adl: f64(['scheme', 'position', 'lane'], 'Open profit given up.'),
  badDebt: f64(['scheme', 'position', 'lane'], 'Losses beyond the collateral of the pool.'),
  firstEventStep: i32(['scheme', 'lane'], 'Step of the first event; 0: none.'),
  firstLiquidationStep: i32(['scheme', 'lane'], 'Step of the first liquidation; 0: none.'),
  wipeoutStep: i32(['scheme', 'lane'], 'Step at which the last position was closed by force; 0: not.'),
  forcedCloses: i32(['scheme', 'lane'], 'Closes by force.'),
  policyActions: i32(['scheme', 'lane'], 'Actions of policies.'),
  topUps: f64(['scheme', 'lane'], 'Money that policies took from the treasury.'),
  transferCosts: f64(['scheme', 'lane'], 'Costs of transfers.'),
  usedDepth: f64(['scheme', 'asset', 'lane'], 'Notional of own closes that the book has not recovered from.'),
  usedDepthStep: i32(['scheme', 'asset', 'lane'], 'The step it was so at.'),
};

/** What begins with what the account starts with. */
const beginnings = {
  treasury: f64(['scheme', 'collateral + 1', 'lane'], 'Money in no pool: quote, then the collateral assets.'),
  fundLeft: f64(['scheme', 'lane'], 'What the insurance fund can still pay.'),
  openPositions: i32(['scheme', 'lane'], 'Open positions.'),
  poolOf: i32(['scheme', 'position', 'lane'], 'Pool that a holding is in, or was in last.'),
};

/**
 * The state of a group of paths: allocated once per chunk, reset for every group. Each array has the lane (the path within the group) as its
 * fastest index. Those of the kernel's table are views of its memory: it writes the market and what it watches, the events write the account.
 */
export interface PathGroup extends Views<typeof arrays>, Views<typeof records>, Views<typeof beginnings> {
  readonly kernel: Kernel;
  /** All records that begin with zeros, as one array: one call empties them all. */
  readonly empty: Uint8Array;
  /** Units of the collateral assets of a pool: [pool][collateral][lane]. */
  readonly units: Float64Array;
}

/**
 * Lays the scenario out in a new memory and starts a kernel on it. `screened: false` has every pool inspected at every step; a source of paths
 * takes the place of the kernel's own.
 */
export function createGroup(
  compiled: CompiledScenario,
  {
    screened = true,
    source = compiled.market.source && createSource(compiled.market.source),
  }: { readonly screened?: boolean; readonly source?: PathSource | null } = {},
): PathGroup {
  const { market, account, precision } = compiled;
  const counts: Counts = { ...marketCounts(market), ...accountCounts(account), ...signalCounts(account.signals) };
  const { memory, views, addresses } = allocateMemory(arrays, counts, precision);
  fillViews(views, {
    key: Int32Array.from(compiled.key),
    ...marketValues(market),
    ...accountValues(account, market),
    ...signalValues(account.signals),
  });
  const values: Record<keyof typeof settings, number> = {
    steps: compiled.steps,
    external: Number(source !== null),
    watchEveryStep: Number(compiled.watchEveryStep),
    screened: Number(screened),
    attended: Number(compiled.isAttended),
    ...marketSettings(market),
    ...accountSettings(account),
  };
  const kernel = connectKernel(memory, { ...values, ...countGlobals(counts), ...addresses }, precision);
  const { whole: empty, ...zeros } = allocateRecords(records, counts);
  return {
    ...views,
    ...zeros,
    ...allocateRecords(beginnings, counts),
    empty,
    // Without discounts by amount every unit counts: one array, which the kernel pays the funding of inverse contracts out of.
    units: account.sizeDiscount.some((tiers) => tiers.length > 0)
      ? new Float64Array(views.countedUnits.length)
      : views.countedUnits,
    kernel: source === null ? kernel : withSource(kernel, source, views, compiled.steps),
  };
}
