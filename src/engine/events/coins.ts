import { countedUnits } from '../../margin/pool-margin.ts';
import { LANES } from '../memory/table.ts';
import { coinPrice, coinWorth, openSlots, quantityOf } from './figures.ts';
import { at, coinAt, heldCoinAt, type Lane, owner } from './lane.ts';

/** Puts units of a coin into a pool (or, below 0, takes them out): nothing else of the account moves. */
function putCoins(lane: Lane, pool: number, coin: number, units: number): void {
  const { account, group } = lane;
  const place = coinAt(lane, pool, coin);
  group.units[place] = group.units[place]! + units;
  group.coin[place] = countedUnits(account.sizeDiscount[coin]!, group.units[place]);
}

/**
 * The account buys units at mark (or sells them, below 0). What it holds counts from the start of the run, so what these units made
 * before they were bought is taken off what the coins have made, and what they made before they were sold stays.
 */
function trade(lane: Lane, coin: number, units: number): void {
  const { account, compiled, group } = lane;
  const held = heldCoinAt(lane, coin);
  const gain = coinPrice(lane, coin) - compiled.market.startPrices[account.coinAsset[coin]!]!;
  group.heldCoin[held] = group.heldCoin[held]! + units;
  group.goneCoinPnl[owner(lane)] = group.goneCoinPnl[owner(lane)]! - units * gain;
}

/** Moves all that a pool holds of every coin to another. */
export function moveCoins(lane: Lane, from: number, to: number): void {
  for (let c = 0; c < lane.account.coins; c++) {
    const units = lane.group.units[coinAt(lane, from, c)]!;
    putCoins(lane, to, c, units);
    putCoins(lane, from, c, -units);
  }
}

/** Sells the same share of every coin of a pool at mark to raise `need`; returns what could not be raised. */
export function sellCoins(lane: Lane, pool: number, need: number): number {
  const worth = coinWorth(lane, pool);
  removeCoins(lane, pool, worth > need ? need / worth : 1);
  return Math.max(0, need - worth);
}

/** Gives every coin of a pool away; returns their worth at mark. */
export function giveCoins(lane: Lane, pool: number): number {
  const worth = coinWorth(lane, pool);
  removeCoins(lane, pool, 1);
  return worth;
}

function removeCoins(lane: Lane, pool: number, share: number): void {
  for (let c = 0; c < lane.account.coins; c++) {
    const gone = share * lane.group.units[coinAt(lane, pool, c)]!;
    putCoins(lane, pool, c, -gone);
    trade(lane, c, -gone);
  }
}

/** An inverse pool turns the quote that was booked in it into its coin, at mark; other pools keep theirs. */
export function settleInCoin(lane: Lane, pool: number): void {
  const { account, group } = lane;
  if (!account.isInverse) return;
  let rest = 0;
  for (const slot of openSlots(lane, pool)) rest -= quantityOf(lane, slot) * account.slotEntry[slot]!;
  const place = at(lane, pool);
  const coin = account.settlementCoin[pool]!;
  const units = (group.base[place]! - rest) / coinPrice(lane, coin);
  group.base[place] = rest;
  putCoins(lane, pool, coin, units);
  trade(lane, coin, units);
}

/** Moves money of a pool's own currency out of it (or into it, below 0): quote, or coins worth as much. */
export function takeMoney(lane: Lane, pool: number, amount: number): void {
  const { account, group } = lane;
  if (account.isInverse) {
    const coin = account.settlementCoin[pool]!;
    putCoins(lane, pool, coin, -amount / coinPrice(lane, coin));
  } else {
    const place = at(lane, pool);
    group.base[place] = group.base[place]! - amount;
  }
}

/** The same of the treasury; `pool` says which currency. */
export function takeFromTreasury(lane: Lane, pool: number, amount: number): void {
  const { account, group } = lane;
  const place = treasuryPlace(lane, pool);
  const units = account.isInverse ? amount / coinPrice(lane, account.settlementCoin[pool]!) : amount;
  group.treasury[place] = group.treasury[place]! - units;
}

/** What the treasury holds of a pool's own currency, as quote. */
export function treasuryCash(lane: Lane, pool: number): number {
  const { account, group } = lane;
  const units = group.treasury[treasuryPlace(lane, pool)]!;
  return account.isInverse ? units * coinPrice(lane, account.settlementCoin[pool]!) : units;
}

function treasuryPlace({ account, scheme, lane }: Lane, pool: number): number {
  const column = account.isInverse ? 1 + account.settlementCoin[pool]! : 0;
  return (scheme * (1 + account.coins) + column) * LANES + lane;
}

/** Money of a pool's own currency leaves the account for good: what its coins made so far stays. */
export function spendMoney(lane: Lane, pool: number, amount: number): void {
  const { account } = lane;
  if (!account.isInverse) return;
  const coin = account.settlementCoin[pool]!;
  trade(lane, coin, -amount / coinPrice(lane, coin));
}
