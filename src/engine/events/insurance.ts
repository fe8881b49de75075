import { type Close, type CloseMode, closeTogether } from './closing.ts';
import { settleInAsset } from './collateral.ts';
import { contractValue, openProfit, priceOf, quantityOf, watchRatio } from './figures.ts';
import { type Lane, laneIndex, markEvent, schemeIndex, slotOf } from './lane.ts';

/** The fund pays bad debt as far as it goes; what is beyond it is borne as the venue says. */
export function payBadDebt(lane: Lane, amount: number): void {
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
