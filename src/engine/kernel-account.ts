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
    const slot = account.positionSlot[position]!;
    return {
      asset: account.slotAsset[slot]!,
      quantity: account.slotQuantity[slot]!,
      unit: account.fundingOnEntry ? account.slotEntry[slot]! : 1,
    };
  });
  const rank = new Int32Array(account.positions);
  account.canonicalPosition.forEach((position, place) => {
    rank[position] = place;
  });
  const pieces = ranked.map(({ asset, quantity }) => piecesOf(account, asset, Math.abs(quantity)));
  const schemes = Array.from({ length: account.schemes }, (_, scheme) => scheme);
  return {
    schemePools: integers(account.schemePools),
    poolSlots: integers(account.poolSlots),
    slotAsset: integers(account.slotAsset),
    slotPosition: integers(account.slotPosition.map((position) => rank[position]!)),
    positionSlot: integers(
      schemes.flatMap((scheme) =>
        Array.from(
          account.canonicalPosition,
          (position) => account.positionSlot[scheme * account.positions + position]!,
        ),
      ),
    ),
    positionAsset: integers(ranked.map(({ asset }) => asset)),
    positionSign: doubles(ranked.map(({ quantity }) => Math.sign(quantity))),
    positionStart: doubles(ranked.map(({ asset }) => market.startPrices[asset]!)),
    positionUnit: doubles(ranked.map(({ unit }) => unit)),
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
    owed: doubles(account.pools * LANES),
    touched: integers(account.schemes),
    settledPnl: doubles(account.schemes * LANES),
    goneCoinPnl: doubles(account.schemes * LANES),
    heldCoin: doubles(account.schemes * account.coins * LANES),
    highestPnl: doubles(account.schemes * LANES),
    maxDrawdown: doubles(account.schemes * LANES),
    lowestMarginRatio: doubles(account.schemes * LANES),
    unitCoin: doubles(account.coins * LANES),
    unitWorth: doubles(account.coins * LANES),
    nextMarginRatio: doubles(account.schemes * LANES),
    unitCharge: doubles(account.positions * LANES),
    unitCover: doubles(account.positions * LANES),
    unitProfit: doubles(account.positions * LANES),
    profit: doubles(LANES),
    coinGrowths: reals(account.coins * BLOCK_STEPS * LANES),
    exposures: reals((account.positions + account.coins) * LANES),
    changes: reals(BLOCK_STEPS * LANES),
    starts: doubles(4 * LANES),
    suspects: integers(account.pools * LANES),
    events: integers(account.pools * LANES),
  };
}

/** The requirement per unit of a position at its full size as affine pieces of the price: rate * price - amount. */
function piecesOf(
  account: CompiledAccount,
  asset: number,
  size: number,
): { readonly rate: number; readonly amount: number }[] {
  const [from, to] = [account.bracketStart[asset]!, account.bracketStart[asset + 1]!];
  return Array.from({ length: to - from }, (_, k) => ({
    rate: account.bracketRate[from + k]!,
    amount: account.bracketAmount[from + k]! / size,
  }));
}
