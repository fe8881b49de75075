import { limits } from '../../base/limits.ts';
import type { CollateralAsset } from '../../margin/account.ts';
import { check, checkEntries } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import { name, quantity } from '../form/scalars.ts';
import type { MarketReading } from './market.ts';
import { listed } from './per-asset.ts';

/** Currencies that count one to one as each other, unless the market gives them a price. */
const parCurrencies: ReadonlySet<string> = new Set(['USDT', 'USDC', 'USD']);

const amountSchema = quantity(limits.money, 'an amount');

/** A line of the collateral section. */
interface Held {
  readonly name: string;
  readonly node: TreeNode;
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
export function readCollateral(node: TreeNode, reading: MarketReading, problems: Problems): CollateralReading {
  const { quote, prices } = reading;
  const names = [...prices.keys()];
  const size = { what: 'collateral assets', largest: limits.collateralAssets.largest };
  const held = checkEntries(node, name, size, problems).map(([asset, child]): Held => {
    const isQuote = asset === quote || (!prices.has(asset) && parCurrencies.has(asset) && parCurrencies.has(quote));
    if (!isQuote && !prices.has(asset)) refuseUnknown(asset, [quote, ...names], node, problems);
    const amount = check(amountSchema, child, problems);
    return { name: asset, node: child, amount, isQuote, price: isQuote ? 1 : prices.get(asset) };
  });
  const isComplete = held.length > 0 && held.every(({ amount, price }) => amount !== undefined && price !== undefined);
  const value = held.reduce((sum, { amount = 0, price = 0 }) => sum + amount * price, 0);
  if (isComplete && !(value > 0)) {
    problems.add(node, [], 'is worth nothing', { allowed: 'at least one amount above 0', got: null });
  }
  const inQuote = held.filter(({ isQuote }) => isQuote).reduce((sum, { amount = 0 }) => sum + amount, 0);
  const others = held.filter(({ isQuote }) => !isQuote);
  return {
    assets: [
      { name: quote, asset: null, amount: inQuote },
      ...others.map(({ name, amount = 0 }) => ({ name, asset: names.indexOf(name), amount })),
    ],
    held,
    value: isComplete && value > 0 ? value : undefined,
  };
}

function refuseUnknown(asset: string, known: readonly string[], node: TreeNode, problems: Problems): void {
  // Without a market that could be read nothing is known to be wrong; a name that is none was reported as such.
  if (known.length === 1 || !name.safeParse(asset).success) return;
  const what = `${asset} is neither the quote currency nor an asset of the market${hintFor(asset, known)}`;
  problems.addKey(node, asset, what, { allowed: listed(known) });
}
