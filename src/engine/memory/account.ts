import { bracketWorth, isFixedInQuote, notionalPrice } from '../../margin/requirement.ts';
import { fundingUnit, requirementOfNotional } from '../account-figures.ts';
import { type CompiledAccount, starts } from '../compile/account.ts';
import type { CompiledMarket } from '../compile/market.ts';

/** Rules of the account. */
export function accountSettings(account: CompiledAccount) {
  return {
    fundingOnEntry: Number(account.fundingOnEntry),
    isInverse: Number(account.isInverse),
    maintenanceOnEntry: Number(account.requirement.maintenanceNotional === 'entry'),
    bracketsInSettlementAsset: Number(account.requirement.bracketsUnit === 'coin'),
    anyEitherEnd: Number(rankedPositions(account).some(mayStandWorseAtEitherEnd)),
    movable: Number(account.ownSlot.some((slot) => slot >= 0)),
    fundingBeforeCheck: Number(account.fundingBeforeCheck),
    equalityFires: Number(account.equalityFires),
  };
}

/** Lengths of the axes of the account. */
export function accountCounts(account: CompiledAccount) {
  return {
    scheme: account.schemes,
    position: account.positions,
    pool: account.pools,
    slot: account.slots,
    collateral: account.collaterals,
    piece: rankedPositions(account).reduce((sum, { pieces }) => sum + pieces.length, 0),
    bracket: account.bracketCap.length,
  };
}

/** What the arrays of the account start with. What is the same under every scheme stands once per position, in canonical order. */
export function accountValues(account: CompiledAccount, market: CompiledMarket) {
  const ranked = rankedPositions(account);
  const pieces = ranked.map((position) => position.pieces);
  return {
    schemePools: account.schemePools,
    poolSlots: account.poolSlots,
    slotAsset: account.slotAsset,
    slotPosition: account.slotHolding.map((holding) => holding % account.positions),
    settlementAsset: account.settlementAsset,
    positionAsset: ranked.map(({ asset }) => asset),
    positionSign: ranked.map(({ quantity }) => Math.sign(quantity)),
    positionStart: ranked.map(({ asset }) => market.startPrices[asset]!),
    positionUnit: ranked.map(({ unit }) => unit),
    positionEntry: ranked.map(({ entry }) => entry),
    eitherEnd: ranked.map((position) => Number(mayStandWorseAtEitherEnd(position))),
    pieceStart: starts(pieces.map((list) => list.length)),
    pieceRate: pieces.flat().map(({ rate }) => rate),
    pieceAmount: pieces.flat().map(({ amount }) => amount),
    bracketStart: account.bracketStart,
    bracketCap: account.bracketCap,
    bracketRate: account.bracketRate,
    bracketAmount: account.bracketAmount,
    collateralAsset: account.collateralAsset,
    collateralShare: account.collateralShare,
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
      // entry / price of the settlement asset a unit: (rate * entry / price - amount) * price.
      return contract === 'linear' ? { rate, amount } : { rate: -amount, amount: -rate * entry };
    });
  }
  // The notional is that of the entry, and so its bracket: a requirement of so much quote, or of so much of the settlement asset.
  const notional = size * notionalPrice(requirement, entry, entry);
  const perUnit = (watchedCover * requirementOfNotional(account, asset, notional)) / size;
  if (isFixedInQuote(contract, maintenanceNotional)) return [{ rate: 0, amount: -perUnit }];
  return [{ rate: perUnit * bracketWorth(requirement, entry, 1), amount: 0 }];
}
