import { exponential } from '../../base/elementary.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';

/** One value for all assets, or values by asset; of those, undefined ones are written and could not be read. */
export type PerAsset<Value> = Value | Readonly<Record<string, Value | undefined>>;

/** The values in the order of `assets`. Assets that a map leaves out get `missing`; without one, each is a fault, as is an unknown asset. */
export function spread<Value extends number | null>(
  value: PerAsset<Value> | undefined,
  assets: readonly string[],
  found: Findings,
  missing?: Value,
): (Value | undefined)[] {
  if (value === undefined) return assets.map(() => missing);
  if (typeof value !== 'object' || value === null) return assets.map(() => value);
  refuseUnknownAssets(value, assets, found);
  return assets.map((asset) => {
    const own = value[asset] ?? missing;
    if (own === undefined && !Object.hasOwn(value, asset)) found.add([asset], 'is missing', 'a value for every asset');
    return own;
  });
}

/** Every name of a map that is no asset of the market is a fault. */
export function refuseUnknownAssets(map: unknown, assets: readonly string[], found: Findings): void {
  if (typeof map !== 'object' || map === null || assets.length === 0) return;
  for (const name of Object.keys(map)) {
    if (assets.includes(name)) continue;
    found.addName([name], `${name} is no asset of the market${hintFor(name, assets)}`, listed(assets));
  }
}

/** The value of an asset in a map that may say null; `other` where it says nothing. */
export function valueOf<Value>(byAsset: Readonly<Record<string, Value>>, asset: string, other: Value): Value {
  const own = byAsset[asset];
  return own === undefined ? other : own;
}

/** Names as a message lists them, the first twenty. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `${shown}, … (${names.length})` : shown;
}

/** 2^(-time / half-life), the share that is left after a time; with the same bits on every machine. */
export function halfLifeDecay(time: number, halfLife: number): number {
  return exponential(-Math.LN2 * (time / halfLife));
}
