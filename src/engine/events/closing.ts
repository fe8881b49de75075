import { fundingUnit } from '../account-figures.ts';
import { LANES } from '../memory/constants.ts';
import { forfeitCollateral, sellCollateral, settleInAsset } from './collateral.ts';
import { useDepth } from './depth.ts';
import { contractValue, fundingDueOf, hasOpenSlot, quantityOf, valueOf, wealthOf } from './figures.ts';
import { collateralIndex, type Lane, laneIndex, markEvent, schemeIndex } from './lane.ts';

/** What is closed of a slot: a share of what it holds, in (0, 1]. */
export interface Close {
  readonly slot: number;
  readonly share: number;
  /** Open profit that is given up, quote. */
  readonly givenUp?: number;
}

/** How positions are closed. */
export interface CloseMode {
  /** By market order, which pays slippage and the taker fee; or at mark, free of both. */
  readonly execution: 'market' | 'mark';
  readonly forced: boolean;
  /** Whether the liquidation fee is due. */
  readonly liquidationFee: boolean;
  /** Whether the venue keeps what is left if this ends the pool. */
  readonly forfeits: boolean;
}

/** What has just been closed of a holding, and what that came to; quote. */
export interface Fill {
  readonly slot: number;
  readonly holding: number;
  /** Gross notional that its fees are taken of. */
  readonly notional: number;
  readonly pricePnl: number;
  readonly funding: number;
  readonly slippage: number;
  readonly givenUp: number;
  fees: number;
  badDebt: number;
}

/**
 * Closes parts of the positions of one pool together: books their profit, costs and funding, then the liquidation fee as far as the
 * pool can pay it; a pool that is empty then ends.
 */
export function closeTogether(lane: Lane, pool: number, closes: readonly Close[], mode: CloseMode): void {
  const { group } = lane;
  const place = laneIndex(lane, pool);
  markEvent(lane, pool);
  const fills: Fill[] = [];
  let fundingDue = 0;
  let value = 0;
  let costs = 0;
  for (const close of closes) {
    fundingDue += close.share * quantityOf(lane, close.slot) * fundingDueOf(lane, close.slot);
    value += close.share * valueOf(lane, close.slot);
    const fill = closeSlot(lane, close, mode);
    costs += fill.slippage + fill.fees + fill.givenUp;
    fills.push(fill);
  }
  group.equityIntercept[place] = group.equityIntercept[place]! - fundingDue + (value - costs);
  const charged = mode.liquidationFee ? chargeLiquidationFee(lane, pool, fills) : 0;
  settleInAsset(lane, pool);
  if (hasOpenSlot(lane, pool)) {
    if (mode.forced) group.partialCloseStep[place] = lane.pathStep;
  } else {
    // A fee that takes all there is leaves at most the rounding of its sum, which is no debt to anyone.
    endPool(lane, pool, fills, { forfeits: mode.forfeits, owes: charged === 0 });
  }
  const settled = schemeIndex(lane);
  for (const { pricePnl, funding, fees, slippage, givenUp, badDebt } of fills) {
    group.settledPnl[settled] = group.settledPnl[settled]! + (pricePnl - funding - fees - slippage - givenUp + badDebt);
  }
}

/** Takes a part of a position out of its slot and writes down what it made, before the liquidation fee. */
function closeSlot(lane: Lane, { slot, share, givenUp = 0 }: Close, { execution, forced }: CloseMode): Fill {
  const { account, compiled, group } = lane;
  const place = laneIndex(lane, slot);
  const holding = account.slotHolding[slot]!;
  const record = laneIndex(lane, holding);
  const asset = account.slotAsset[slot]!;
  const quantity = share * quantityOf(lane, slot);
  const value = share * valueOf(lane, slot);
  const notional = Math.abs(share * contractValue(lane, slot));
  const unit = fundingUnit(account, slot);
  const fundingIndex =
    group.fundingIndex[laneIndex(lane, asset)]! + (lane.fundingPending ? group.fundingDue[laneIndex(lane, asset)]! : 0);
  const fill: Fill = {
    slot,
    holding,
    notional,
    pricePnl: value - quantity * compiled.market.startPrices[asset]!,
    funding: quantity * unit * fundingIndex,
    slippage: execution === 'market' ? useDepth(lane, asset, notional) * notional : 0,
    givenUp,
    fees: execution === 'market' ? account.takerFee * notional : 0,
    badDebt: 0,
  };
  group.pricePnl[record] = group.pricePnl[record]! + fill.pricePnl;
  group.entryPnl[record] = group.entryPnl[record]! + (value - quantity * account.slotEntry[slot]!);
  group.funding[record] = group.funding[record]! + fill.funding;
  group.slippage[record] = group.slippage[record]! + fill.slippage;
  group.fees[record] = group.fees[record]! + fill.fees;
  group.adl[record] = group.adl[record]! + givenUp;

  const rest = share === 1 ? 0 : group.quantity[place]! - quantity;
  group.quantity[place] = rest;
  group.held[record] = rest;
  const scheme = schemeIndex(lane);
  if (forced) group.forcedCloses[scheme] = group.forcedCloses[scheme]! + 1;
  if (rest === 0) {
    if (forced) group.closedStep[record] = lane.pathStep;
    group.openPositions[scheme] = group.openPositions[scheme]! - 1;
    if (forced && group.openPositions[scheme] === 0) group.wipeoutStep[scheme] = lane.pathStep;
  }
  return fill;
}

/**
 * Charges the fee of the insurance fund as far as the pool can pay it, in proportion to the full fees; returns the sum. A pool that
 * cannot pay its other debts pays none, so bad debt never contains this fee.
 */
function chargeLiquidationFee(lane: Lane, pool: number, fills: readonly Fill[]): number {
  const { account, group } = lane;
  const fullFee = ({ slot, notional }: Fill) => account.liquidationFee[account.slotAsset[slot]!]! * notional;
  let full = 0;
  for (const fill of fills) full += fullFee(fill);
  const charged = Math.min(full, wealthOf(lane, pool));
  if (charged <= 0) return 0;
  for (const fill of fills) addFees(lane, fill, charged * (fullFee(fill) / full));
  const place = laneIndex(lane, pool);
  group.equityIntercept[place] = group.equityIntercept[place]! - charged;
  return charged;
}

/** Books a further fee on what has just been closed. */
function addFees({ group, lane }: Lane, fill: Fill, amount: number): void {
  const record = fill.holding * LANES + lane;
  fill.fees += amount;
  group.fees[record] = group.fees[record]! + amount;
}

/**
 * A pool that holds no position any more: its collateral is sold if cash does not suffice, what is still missing is bad debt, and what is left
 * stays with the account or goes to the venue. The pool is never looked at again.
 */
function endPool(
  lane: Lane,
  pool: number,
  fills: readonly Fill[],
  { forfeits, owes }: { readonly forfeits: boolean; readonly owes: boolean },
): void {
  const { group } = lane;
  const place = laneIndex(lane, pool);
  // An inverse pool has been settled in its asset: what it owes, it owes in units of it.
  const cash = group.equityIntercept[place]!;
  const missing = sellForDebt(lane, pool, cash);
  const badDebt = owes ? missing : 0;
  const rest = Math.max(0, cash);
  const forfeit = forfeits ? rest + forfeitCollateral(lane, pool) : 0;
  // Infinity keeps the kernel from looking at it again.
  group.equityIntercept[place] = Number.POSITIVE_INFINITY;
  group.idleCash[place] = forfeits ? 0 : rest;
  if (badDebt > 0) {
    attribute(lane, pool, fills, badDebt);
    lane.payBadDebt(lane, badDebt);
  }
  if (forfeit > 0) {
    let notional = 0;
    for (const fill of fills) notional += fill.notional;
    for (const fill of fills) addFees(lane, fill, forfeit * (fill.notional / notional));
  }
}

/** Pays the debts of a pool out of its collateral; returns what is still missing. */
function sellForDebt(lane: Lane, pool: number, cash: number): number {
  const { account, group } = lane;
  if (!account.isInverse) return cash < 0 ? sellCollateral(lane, pool, -cash) : 0;
  const owesUnits = group.units[collateralIndex(lane, pool, account.settlementAsset[pool]!)]! < 0;
  return owesUnits ? -forfeitCollateral(lane, pool) : 0;
}

/**
 * Books bad debt on the positions whose last pool this is, in proportion to what they lost from their entry on, costs included; if
 * none did (money was moved out before), on those just closed by their notional.
 */
function attribute(lane: Lane, pool: number, fills: readonly Fill[], badDebt: number): void {
  const { account, group, scheme } = lane;
  const first = scheme * account.positions;
  const losses = new Map<number, number>();
  let total = 0;
  for (let holding = first; holding < first + account.positions; holding++) {
    if (group.poolOf[laneIndex(lane, holding)] !== pool) continue;
    const loss = lossOf(lane, holding);
    if (loss <= 0) continue;
    losses.set(holding, loss);
    total += loss;
  }
  if (total === 0) {
    for (const { holding, notional } of fills) {
      losses.set(holding, notional);
      total += notional;
    }
  }
  for (const [holding, loss] of losses) {
    const amount = badDebt * (loss / total);
    const record = laneIndex(lane, holding);
    group.badDebt[record] = group.badDebt[record]! + amount;
    const fill = fills.find((one) => one.holding === holding);
    // What is being closed is settled with its other sums, what was closed before is settled here.
    if (fill) fill.badDebt += amount;
    else group.settledPnl[schemeIndex(lane)] = group.settledPnl[schemeIndex(lane)]! + amount;
  }
}

/** What a closed position took out of its pool from its entry on; below 0 if it brought something in. */
function lossOf(lane: Lane, holding: number): number {
  const { group } = lane;
  const place = laneIndex(lane, holding);
  const paid = group.funding[place]! + group.slippage[place]! + group.fees[place]! + group.adl[place]!;
  return paid - group.entryPnl[place]! - group.badDebt[place]!;
}
