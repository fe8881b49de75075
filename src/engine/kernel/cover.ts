import type { CompiledScenario } from '../compile.ts';
import type { CompiledAccount } from '../compile-account.ts';
import { LANES, type PathGroup } from '../group.ts';

/**
 * Cover of a pool: equity minus requirement. A pool is liquidated when its cover is not above 0 (or below 0, where the
 * venue says so). A closed pool has base = Infinity, no quantity and no coins, and is never seen again.
 */

/**
 * What the screen gives away, as a share of each amount it adds: far above the rounding of the sums (1e-16 a term), far
 * below anything that would make many suspects.
 */
const SLACK = 1e-13;

/** max(0, rate n - amount) of the bracket with floor < n <= cap: maintenance requirement of a notional. */
export function requirementOf(account: CompiledAccount, asset: number, notional: number): number {
  let bracket = account.bracketStart[asset]!;
  while (notional > account.bracketCap[bracket]!) bracket++;
  const requirement = account.bracketRate[bracket]! * notional - account.bracketAmount[bracket]!;
  return requirement > 0 ? requirement : 0;
}

/** Share of a coin's value that counts as collateral under a regime: the stricter of the venue's haircut and the market's. */
function countedShare({ account, market }: CompiledScenario, coin: number, regime: number): number {
  const own = market.haircut[regime * market.assets + account.coinAsset[coin]!]!;
  return 1 - Math.max(account.coinHaircut[coin]!, own);
}

/**
 * Pass 6, the screen: a lower bound of each pool's cover over the whole period from the price bounds. Between two
 * settlements cover is concave in every price (within a bracket), so its least value over an interval stands at an end.
 * What the bound cannot clear is a suspect. Lanes whose regime changed have no single haircut: they are
 * suspects wherever coins are held.
 */
export function screen(group: PathGroup, compiled: CompiledScenario, due: boolean): void {
  const { account } = compiled;
  const { bound, base, owed, suspects } = group;
  let count = 0;
  for (let pool = 0; pool < account.pools; pool++) {
    const at = pool * LANES;
    for (let lane = 0; lane < LANES; lane++) {
      const money = base[at + lane]!;
      bound[lane] = money - SLACK * (money > 0 ? money : -money);
      if (money === Number.POSITIVE_INFINITY) bound[lane] = money;
    }
    if (due && account.fundingBeforeCheck) {
      for (let lane = 0; lane < LANES; lane++) {
        if (owed[at + lane]! > 0) bound[lane] = bound[lane]! - owed[at + lane]!;
      }
    }
    for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
      addSlotBound(group, account, slot);
    }
    if (account.coins > 0) addCoinBound(group, compiled, pool);
    for (let lane = 0; lane < LANES; lane++) {
      if (bound[lane]! <= 0) suspects[count++] = at + lane;
    }
  }
  group.suspectCount = count;
}

/** Adds to `bound` the least of quantity * price - requirement over the period. */
function addSlotBound(group: PathGroup, account: CompiledAccount, slot: number): void {
  const { bound, quantity, low, high } = group;
  const asset = account.slotAsset[slot]!;
  const at = asset * LANES;
  const slots = slot * LANES;
  const brackets = account.bracketStart[asset + 1]! - account.bracketStart[asset]!;
  const flat = brackets === 1;
  const rate = account.bracketRate[account.bracketStart[asset]!]!;
  const amount = account.bracketAmount[account.bracketStart[asset]!]!;
  for (let lane = 0; lane < LANES; lane++) {
    const q = quantity[slots + lane]!;
    if (q === 0) continue;
    const atLow = q * low[at + lane]!;
    const atHigh = q * high[at + lane]!;
    let least: number;
    if (flat) {
      const coverLow = atLow - Math.max(0, rate * Math.abs(atLow) - amount);
      const coverHigh = atHigh - Math.max(0, rate * Math.abs(atHigh) - amount);
      least = Math.min(coverLow, coverHigh);
    } else {
      least = leastCover(account, asset, q > 0 ? 1 : -1, Math.abs(atLow), Math.abs(atHigh));
    }
    bound[lane] = bound[lane]! + least - SLACK * Math.abs(atHigh);
  }
}

/**
 * Least of sign * n - requirement(n) over notionals from `from` to `to`. It is concave within a bracket, so the least value
 * stands at an end of one of the brackets on the way: this holds also where the requirement jumps from one to the next.
 */
function leastCover(account: CompiledAccount, asset: number, sign: number, from: number, to: number): number {
  let bracket = account.bracketStart[asset]!;
  while (from > account.bracketCap[bracket]!) bracket++;
  let least = Number.POSITIVE_INFINITY;
  for (let start = from; ; bracket++) {
    const end = Math.min(to, account.bracketCap[bracket]!);
    const rate = account.bracketRate[bracket]!;
    const amount = account.bracketAmount[bracket]!;
    const coverStart = sign * start - Math.max(0, rate * start - amount);
    const coverEnd = sign * end - Math.max(0, rate * end - amount);
    least = Math.min(least, coverStart, coverEnd);
    if (!(end < to)) return least;
    start = end;
  }
}

function addCoinBound(group: PathGroup, compiled: CompiledScenario, pool: number): void {
  const { account } = compiled;
  const { bound, coin, low, regime, switched } = group;
  for (let c = 0; c < account.coins; c++) {
    const at = account.coinAsset[c]! * LANES;
    const held = (pool * account.coins + c) * LANES;
    for (let lane = 0; lane < LANES; lane++) {
      const amount = coin[held + lane]!;
      if (amount === 0) continue;
      bound[lane] = switched[lane]
        ? Number.NEGATIVE_INFINITY
        : bound[lane]! + amount * countedShare(compiled, c, regime[lane]!) * low[at + lane]! * (1 - SLACK);
    }
  }
}

/**
 * Pass 7, the inspection: finds the first step in `fromStep` to `toStep` (of the period, from 0) at which any suspect
 * must be liquidated, and writes all pools that fire at that step to `group.events`. Returns the step, or -1.
 */
export function advance(
  group: PathGroup,
  compiled: CompiledScenario,
  fromStep: number,
  toStep: number,
  settlementStep: number,
): number {
  const { suspects, suspectCount, events, base, owed } = group;
  const { fundingBeforeCheck, equalityFires } = compiled.account;
  for (let step = fromStep; step <= toStep; step++) {
    let count = 0;
    const paying = step === settlementStep && fundingBeforeCheck;
    for (let s = 0; s < suspectCount; s++) {
      const place = suspects[s]!;
      if (base[place] === Number.POSITIVE_INFINITY) continue;
      const cover = coverAt(group, compiled, place, step) - (paying ? owed[place]! : 0);
      if (cover < 0 || (cover === 0 && equalityFires)) events[count++] = place;
    }
    if (count > 0) {
      group.eventCount = count;
      return step;
    }
  }
  group.eventCount = 0;
  return -1;
}

/** Cover of the pool and lane `place` at a step of the period, before a payment that falls due at that step. */
function coverAt(group: PathGroup, compiled: CompiledScenario, place: number, step: number): number {
  const { account, periodSteps } = compiled;
  const lane = place % LANES;
  const pool = (place - lane) / LANES;
  const k = step * LANES + lane;
  let cover = group.base[place]!;
  for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
    const q = group.quantity[slot * LANES + lane]!;
    if (q === 0) continue;
    const asset = account.slotAsset[slot]!;
    const value = q * group.prices[asset * periodSteps * LANES + k]!;
    cover += value - requirementOf(account, asset, Math.abs(value));
  }
  return cover + coinEquity(group, compiled, pool, lane, k);
}

/** Haircut value of a pool's coins at column place k. */
export function coinEquity(
  group: PathGroup,
  compiled: CompiledScenario,
  pool: number,
  lane: number,
  k: number,
): number {
  const { account, periodSteps } = compiled;
  let equity = 0;
  for (let c = 0; c < account.coins; c++) {
    const amount = group.coin[(pool * account.coins + c) * LANES + lane]!;
    if (amount === 0) continue;
    const price = group.prices[account.coinAsset[c]! * periodSteps * LANES + k]!;
    equity += amount * countedShare(compiled, c, group.regimes[k]!) * price;
  }
  return equity;
}

/** What each pool pays at the settlement that ends the period. */
export function owe(group: PathGroup, compiled: CompiledScenario): void {
  const { account } = compiled;
  const { owed, quantity, due } = group;
  for (let pool = 0; pool < account.pools; pool++) {
    const at = pool * LANES;
    for (let lane = 0; lane < LANES; lane++) owed[at + lane] = 0;
    for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
      const unit = account.fundingOnEntry ? account.slotEntry[slot]! : 1;
      const dues = account.slotAsset[slot]! * LANES;
      for (let lane = 0; lane < LANES; lane++) {
        owed[at + lane] = owed[at + lane]! + quantity[slot * LANES + lane]! * unit * due[dues + lane]!;
      }
    }
  }
}

/** Books the settlement: open pools pay what they owe, and the index that closed positions are settled by moves on. */
export function bookFunding(group: PathGroup, compiled: CompiledScenario): void {
  const { account, market } = compiled;
  for (let place = 0; place < account.pools * LANES; place++) {
    group.base[place] = group.base[place]! - group.owed[place]!;
  }
  for (const i of market.priced) {
    for (let place = i * LANES; place < (i + 1) * LANES; place++) {
      group.fundingIndex[place] = group.fundingIndex[place]! + group.due[place]!;
    }
  }
}
