import type { CompiledAccount } from './compile-account.ts';

/** Bracket of an asset with floor < notional <= cap, as an index into the bracket arrays. */
export function bracketOfNotional(account: CompiledAccount, asset: number, notional: number): number {
  let bracket = account.bracketStart[asset]!;
  while (notional > account.bracketCap[bracket]!) bracket++;
  return bracket;
}

/** Maintenance requirement of a notional: max(0, rate n - amount) of its bracket. */
export function requirementOfNotional(account: CompiledAccount, asset: number, notional: number): number {
  const bracket = bracketOfNotional(account, asset, notional);
  return Math.max(0, account.bracketRate[bracket]! * notional - account.bracketAmount[bracket]!);
}

/** Units of a coin that count as collateral in a pool that holds so many; a debt counts in full. */
export function countedUnits(account: CompiledAccount, coin: number, units: number): number {
  const tiers = account.sizeDiscount[coin]!;
  if (tiers.length === 0 || units <= 0) return units;
  let counted = 0;
  for (const [k, { floor, share }] of tiers.entries()) {
    const end = Math.min(units, tiers[k + 1]?.floor ?? units);
    if (end > floor) counted += share * (end - floor);
  }
  return counted;
}
