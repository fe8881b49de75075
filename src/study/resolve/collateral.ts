import type { CollateralAsset, Venue } from '../../margin/account.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { ScenarioFields } from '../forms/experiment.ts';
import { name } from '../forms/scalars.ts';
import type { MarketReading } from './market.ts';
import { listed } from './per-asset.ts';

/** Currencies that count one to one as each other, unless the market gives them a price. */
const parCurrencies: ReadonlySet<string> = new Set(['USDT', 'USDC', 'USD']);

/** A line of the collateral section. */
interface Held {
  readonly name: string;
  readonly amount: number | undefined;
  /** Whether it is the quote currency or counts as it. */
  readonly isQuote: boolean;
  readonly price: number | undefined;
}

export interface CollateralReading {
  /** The quote currency first, with what counts as it; then the others in the order of the file. */
  readonly assets: readonly CollateralAsset[];
  /** As written. */
  readonly held: readonly Held[];
  /** Value at the prices now, without haircuts, in quote; undefined where something could not be read. */
  readonly value: number | undefined;
}

/** What the account holds as collateral. */
export function resolveCollateral(
  written: NonNullable<ScenarioFields['collateral']>,
  { quote, prices }: MarketReading,
  found: Findings,
): CollateralReading {
  const names = [...prices.keys()];
  const held = Object.entries(written).map(([asset, amount]): Held => {
    const isQuote = asset === quote || (!prices.has(asset) && parCurrencies.has(asset) && parCurrencies.has(quote));
    if (!isQuote && !prices.has(asset)) refuseUnknown(asset, [quote, ...names], found);
    return { name: asset, amount, isQuote, price: isQuote ? 1 : prices.get(asset) };
  });
  const isComplete = held.length > 0 && held.every(({ amount, price }) => amount !== undefined && price !== undefined);
  const value = held.reduce((sum, { amount = 0, price = 0 }) => sum + amount * price, 0);
  if (isComplete && !(value > 0)) found.add([], 'is worth nothing', 'at least one amount above 0', null);
  const inQuote = held.filter(({ isQuote }) => isQuote).reduce((sum, { amount = 0 }) => sum + amount, 0);
  const others = held.filter(({ isQuote }) => !isQuote);
  return {
    assets: [
      { name: quote, asset: null, amount: inQuote },
      ...others.map(({ name: coin, amount = 0 }) => ({ name: coin, asset: names.indexOf(coin), amount })),
    ],
    held,
    value: isComplete && value > 0 ? value : undefined,
  };
}

function refuseUnknown(asset: string, known: readonly string[], found: Findings): void {
  // Without a market that could be read nothing is known to be wrong; a name that is none was reported as such.
  if (known.length === 1 || !name.safeParse(asset).success) return;
  const what = `${asset} is neither the quote currency nor an asset of the market${hintFor(asset, known)}`;
  found.addName([asset], what, listed(known));
}

/** Inverse contracts are settled in the coin that they are on: the account holds just these coins as collateral. */
export function refuseOtherCollateral(
  { name: venue, contract }: Pick<Venue, 'name' | 'contract'>,
  held: readonly Held[],
  coins: readonly string[],
  found: Findings,
): void {
  if (contract === 'linear' || coins.length === 0) return;
  for (const { name: asset } of held) {
    if (coins.includes(asset)) continue;
    const what = `${asset} cannot back contracts of venue ${venue}, which are settled in their own coin`;
    found.add([asset], what, listed(coins), null);
  }
  for (const coin of coins) {
    if (held.some(({ name: asset }) => asset === coin)) continue;
    found.add([coin], `is missing: contracts on ${coin} are settled in it`, `units of ${coin}`);
  }
}
