import type { CompiledAccount } from './compile/account.ts';

/** Bracket of an asset with floor < notional <= cap (in the unit of the brackets), as an index into the bracket arrays. */
export function bracketOfNotional(account: CompiledAccount, asset: number, notional: number): number {
  let bracket = account.bracketStart[asset]!;
  while (notional > account.bracketCap[bracket]!) bracket++;
  return bracket;
}

/** Maintenance requirement of a notional, both in the unit of the brackets: max(0, rate n - amount) of its bracket. */
export function requirementOfNotional(account: CompiledAccount, asset: number, notional: number): number {
  const bracket = bracketOfNotional(account, asset, notional);
  return Math.max(0, account.bracketRate[bracket]! * notional - account.bracketAmount[bracket]!);
}

/** What a unit of a slot's position pays funding on: its price, as 1, or its entry. */
export function fundingUnit(account: CompiledAccount, slot: number): number {
  return account.fundingOnEntry ? account.slotEntry[slot]! : 1;
}
