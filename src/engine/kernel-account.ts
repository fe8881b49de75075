import { fundingUnit, requirementOfNotional } from './account-figures.ts';
import { type CompiledAccount, starts } from './compile-account.ts';
import type { CompiledMarket } from './compile-market.ts';
import { BLOCK_STEPS, LANES, type Precision } from './kernel.ts';
import { doubles, integers, singles } from './kernel-memory.ts';

/** Sizes and rules of the account, for the globals of the kernel's layout. */
export function accountSizes(account: CompiledAccount): Record<string, number> {
  return {
    schemes: account.schemes,
    positions: account.positions,
    poolCount: account.pools,
    coins: account.coins,
    fundingOnEntry: Number(account.fundingOnEntry),
    maintenanceOnEntry: Number(account.maintenanceOnEntry),
    settledInCoin: Number(account.isInverse),
    movable: Number(account.ownSlot.some((slot) => slot >= 0)),
    fundingBeforeCheck: Number(account.fundingBeforeCheck),
    equalityFires: Number(account.equalityFires),
  };
}

/**
 * The account as the kernel reads it, and the state of it: arrays for the kernel's memory, by their names in its layout. What is
 * the same under every scheme stands once per position, in canonical order.
 */
export function accountArrays(account: CompiledAccount, market: CompiledMarket, precision: Precision) {
  const reals = precision === 'mixed' ? singles : doubles;
  const ranked = Array.from(account.canonicalPosition, (position) => {
    const slot = account.homeSlot[account.positionRank[position]!]!;
    return {
      asset: account.slotAsset[slot]!,
      quantity: account.slotQuantity[slot]!,
      entry: account.slotEntry[slot]!,
      unit: fundingUnit(account, slot),
    };
  });
  const pieces = ranked.map(({ asset, quantity, entry }) => piecesOf(account, asset, Math.abs(quantity), entry));
  return {
    schemePools: integers(account.schemePools),
    poolSlots: integers(account.poolSlots),
    slotAsset: integers(account.slotAsset),
    slotPosition: integers(account.slotHolding.map((holding) => holding % account.positions)),
    poolCoin: integers(account.settlementCoin),
    positionAsset: integers(ranked.map(({ asset }) => asset)),
    positionSign: doubles(ranked.map(({ quantity }) => Math.sign(quantity))),
    positionStart: doubles(ranked.map(({ asset }) => market.startPrices[asset]!)),
    positionUnit: doubles(ranked.map(({ unit }) => unit)),
    positionEntry: doubles(ranked.map(({ entry }) => entry)),
    pieceStart: integers(starts(pieces.map((list) => list.length))),
    pieceRate: doubles(pieces.flat().map(({ rate }) => rate)),
    pieceAmount: doubles(pieces.flat().map(({ amount }) => amount)),
    bracketStart: integers(account.bracketStart),
    bracketCap: doubles(account.bracketCap),
    bracketRate: doubles(account.bracketRate),
    bracketAmount: doubles(account.bracketAmount),
    coinAsset: integers(account.coinAsset),
    coinShare: doubles(account.coinShare),

    quantity: doubles(account.slots * LANES),
    base: doubles(account.pools * LANES),
    coin: doubles(account.pools * account.coins * LANES),
    held: doubles(account.schemes * account.positions * LANES),
    owed: doubles(account.pools * LANES),
    poolCover: doubles(account.pools * LANES),
    poolEquity: doubles(account.pools * LANES),
    poolNotional: doubles(account.pools * LANES),
    leastCover: doubles(LANES),
    clearance: doubles(account.pools * LANES),
    leastClearance: doubles(LANES),
    touched: integers(account.schemes),
    settledPnl: doubles(account.schemes * LANES),
    goneCoinPnl: doubles(account.schemes * LANES),
    heldCoin: doubles(account.schemes * account.coins * LANES),
    highestPnl: doubles(account.schemes * LANES),
    maxDrawdown: doubles(account.schemes * LANES),
    lowestMarginRatio: doubles(account.schemes * LANES),
    unitCoin: doubles(account.coins * LANES),
    laneShare: doubles(account.coins * LANES),
    leastWorth: doubles(LANES),
    unitWorth: doubles(account.coins * LANES),
    nextMarginRatio: doubles(account.schemes * LANES),
    unitCharge: doubles(account.positions * LANES),
    unitCover: doubles(account.positions * LANES),
    unitProfit: doubles(account.positions * LANES),
    profit: doubles(account.schemes * LANES),
    coinGrowths: reals(account.coins * BLOCK_STEPS * LANES),
    exposures: reals((account.positions + account.coins) * LANES),
    poolExposures: reals(account.positions * LANES),
    worstExposures: doubles(account.positions * LANES),
    changes: reals(BLOCK_STEPS * LANES),
    starts: doubles(4 * LANES),
    suspects: integers(account.pools * LANES),
    events: integers(account.pools * LANES),
  };
}

/**
 * The requirement per unit of a position at its full size as affine pieces of the price: rate * price - amount. Times the cover that
 * policies watch: these pieces only serve the bound that says which pools are looked at step by step.
 */
function piecesOf(
  account: CompiledAccount,
  asset: number,
  size: number,
  entry: number,
): { readonly rate: number; readonly amount: number }[] {
  const { watchedCover } = account;
  if (account.maintenanceOnEntry) {
    const perUnit = requirementOfNotional(account, asset, size * entry) / size;
    return [{ rate: 0, amount: -watchedCover * perUnit }];
  }
  const [from, to] = [account.bracketStart[asset]!, account.bracketStart[asset + 1]!];
  return Array.from({ length: to - from }, (_, k) => ({
    rate: watchedCover * account.bracketRate[from + k]!,
    amount: (watchedCover * account.bracketAmount[from + k]!) / size,
  }));
}
