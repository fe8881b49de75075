import { bracketWorth, isFixedInQuote, notionalPrice } from '../margin/requirement.ts';
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
    settledInCoin: Number(account.isInverse),
    maintenanceOnEntry: Number(account.requirement.maintenanceNotional === 'entry'),
    bracketsInCoin: Number(account.requirement.bracketsUnit === 'coin'),
    anyEitherEnd: Number(rankedPositions(account).some(mayStandWorseAtEitherEnd)),
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
  const ranked = rankedPositions(account);
  const pieces = ranked.map((position) => position.pieces);
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
    eitherEnd: integers(ranked.map((position) => Number(mayStandWorseAtEitherEnd(position)))),
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

/** What the kernel knows of a position. */
interface RankedPosition {
  readonly asset: number;
  readonly quantity: number;
  readonly entry: number;
  /** What a unit pays funding on. */
  readonly unit: number;
  readonly pieces: readonly Piece[];
}

/** rate * price - amount. */
interface Piece {
  readonly rate: number;
  readonly amount: number;
}

/** The positions in canonical order. */
function rankedPositions(account: CompiledAccount): RankedPosition[] {
  return Array.from(account.canonicalPosition, (position) => {
    const slot = account.homeSlot[account.positionRank[position]!]!;
    const asset = account.slotAsset[slot]!;
    const quantity = account.slotQuantity[slot]!;
    const entry = account.slotEntry[slot]!;
    return {
      asset,
      quantity,
      entry,
      unit: fundingUnit(account, slot),
      pieces: piecesOf(account, asset, Math.abs(quantity), entry),
    };
  });
}

/** Whether the requirement may outweigh the price, so that a position does not stand worst where its price is worst. */
function mayStandWorseAtEitherEnd({ quantity, pieces }: RankedPosition): boolean {
  return pieces.some(({ rate }) => (quantity > 0 ? rate > 1 : rate < -1));
}

/**
 * The requirement per unit of a position at its full size as affine pieces of the price: the largest of them bounds it. Times the cover
 * that policies watch: these pieces only serve the bound that says which pools are looked at step by step.
 */
function piecesOf(account: CompiledAccount, asset: number, size: number, entry: number): Piece[] {
  const { requirement, watchedCover } = account;
  const { contract, maintenanceNotional, bracketsUnit } = requirement;
  if (maintenanceNotional === 'mark' && (contract === 'linear' || bracketsUnit === 'coin')) {
    const [from, to] = [account.bracketStart[asset]!, account.bracketStart[asset + 1]!];
    return Array.from({ length: to - from }, (_, k) => {
      const rate = watchedCover * account.bracketRate[from + k]!;
      const amount = (watchedCover * account.bracketAmount[from + k]!) / size;
      // entry / price coins a unit: (rate * entry / price - amount) * price.
      return contract === 'linear' ? { rate, amount } : { rate: -amount, amount: -rate * entry };
    });
  }
  // The notional is that of the entry, and so its bracket: a requirement of so much quote, or of so many coins.
  const notional = size * notionalPrice(requirement, entry, entry);
  const perUnit = (watchedCover * requirementOfNotional(account, asset, notional)) / size;
  if (isFixedInQuote(contract, maintenanceNotional)) return [{ rate: 0, amount: -perUnit }];
  return [{ rate: perUnit * bracketWorth(requirement, entry, 1), amount: 0 }];
}
