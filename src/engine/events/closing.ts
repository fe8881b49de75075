import { forfeitCollateral, sellCollateral, settleInAsset } from './collateral.ts';
import {
  contractValue,
  fundingDueOf,
  hasOpenSlot,
  openProfit,
  priceOf,
  quantityOf,
  valueOf,
  watchRatio,
} from './figures.ts';
import { addFees, type Close, type CloseMode, chargeLiquidationFee, closeSlot, type Fill } from './fills.ts';
import { collateralIndex, type Lane, laneIndex, markEvent, schemeIndex, slotOf } from './lane.ts';

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
    payBadDebt(lane, badDebt);
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

/** The fund pays bad debt as far as it goes; what is beyond it is borne as the venue says. */
function payBadDebt(lane: Lane, amount: number): void {
  const { account, group } = lane;
  const place = schemeIndex(lane);
  const deficit = amount - group.fundLeft[place]!;
  group.fundLeft[place] = Math.max(0, group.fundLeft[place]! - amount);
  if (!(deficit > 0) || account.insurance.beyond === 'venue') return;
  group.kernel.formAllPrices();
  if (account.insurance.beyond === 'socialised') socialise(lane, deficit);
  else deleverageFor(lane, deficit);
}

/** Open positions with an open profit give up a deficit in proportion to it, as far as it goes. */
function socialise(lane: Lane, deficit: number): void {
  const { account, group } = lane;
  const winners = winnersOf(lane);
  let total = 0;
  for (const slot of winners) total += openProfit(lane, slot);
  if (total <= 0) return;
  const rate = Math.min(deficit, total) / total;
  for (const slot of winners) {
    const given = rate * openProfit(lane, slot);
    const pool = account.slotPool[slot]!;
    const record = laneIndex(lane, account.slotHolding[slot]!);
    markEvent(lane, pool);
    group.equityIntercept[laneIndex(lane, pool)] = group.equityIntercept[laneIndex(lane, pool)]! - given;
    group.adl[record] = group.adl[record]! + given;
    group.settledPnl[schemeIndex(lane)] = group.settledPnl[schemeIndex(lane)]! - given;
    settleInAsset(lane, pool);
  }
}

/** Positions are closed at mark, the largest return first, each giving up its open profit until a deficit is covered. */
function deleverageFor(lane: Lane, deficit: number): void {
  let rest = deficit;
  while (rest > 0) {
    const slot = largestReturn(lane);
    if (slot === null) return;
    const givenUp = Math.min(rest, openProfit(lane, slot));
    rest -= givenUp;
    deleverage(lane, { slot, share: 1, givenUp });
  }
}

/** The venue deleverages its book: the largest return is closed at mark and gives up this share of its notional, if it has won so much. */
export function deleverageBook(lane: Lane, share: number): void {
  const slot = largestReturn(lane);
  if (slot === null) return;
  const givenUp = Math.min(openProfit(lane, slot), share * Math.abs(contractValue(lane, slot)));
  deleverage(lane, { slot, share: 1, givenUp });
}

const atMark: CloseMode = { execution: 'mark', forced: true, liquidationFee: false, forfeits: false };

function deleverage(lane: Lane, close: Close): void {
  const pool = lane.account.slotPool[close.slot]!;
  watchRatio(lane, pool);
  closeTogether(lane, pool, [close], atMark);
}

/** Slots of the scheme with an open profit, in canonical order of their positions. */
function winnersOf(lane: Lane): number[] {
  const { account, scheme } = lane;
  const winners: number[] = [];
  for (let rank = 0; rank < account.positions; rank++) {
    const slot = slotOf(lane, scheme * account.positions + rank);
    if (quantityOf(lane, slot) !== 0 && openProfit(lane, slot) > 0) winners.push(slot);
  }
  return winners;
}

/** The slot with the largest open profit relative to its value at entry; null if none has a profit. */
function largestReturn(lane: Lane): number | null {
  const { account } = lane;
  let best: number | null = null;
  let largest = 0;
  for (const slot of winnersOf(lane)) {
    const entry = account.slotEntry[slot]!;
    const rise = priceOf(lane, account.slotAsset[slot]!) - entry;
    const gain = (quantityOf(lane, slot) > 0 ? rise : -rise) / entry;
    if (gain > largest) {
      largest = gain;
      best = slot;
    }
  }
  return best;
}
