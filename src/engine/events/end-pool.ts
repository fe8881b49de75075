import { addFees, type Fill } from './closing.ts';
import { forfeitCollateral, sellCollateral } from './collateral.ts';
import { payBadDebt } from './insurance.ts';
import { collateralIndex, type Lane, laneIndex, schemeIndex } from './lane.ts';

/**
 * A pool that holds no position any more: its collateral is sold if cash does not suffice, what is still missing is bad debt, and what is left
 * stays with the account or goes to the venue. The pool is never looked at again.
 */
export function endPool(
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
