import type { Account } from '../margin/account.ts';
import type { CollateralDistance, LiquidationDistance } from '../margin/distance.ts';
import { formatPrice, missing, significant } from './figures.ts';
import { formatWide, type GridRow } from './grid.ts';
import { paint, type Style, wrap } from './style.ts';

/** Liquidation distances, positions as rows and schemes as columns: price, move of it, and that move in daily deviations. */
export function formatDistances(
  account: Account,
  prices: readonly number[],
  distances: readonly LiquidationDistance[],
  style: Style,
  mostRows = Number.POSITIVE_INFINITY,
  coins: readonly CollateralDistance[] = [],
): string {
  const schemes = account.schemes.map((scheme) => scheme.name);
  const positions = account.positions.slice(0, mostRows);
  const find = (scheme: string, position: string) =>
    distances.find((distance) => distance.scheme === scheme && distance.position === position);
  const rows: GridRow[] = [
    { heading: 'its own price moves, the others stand still: liquidation price' },
    ...positions.map((position) => [
      `  ${position.name} (${formatPrice(prices[position.asset] ?? null)})`,
      ...schemes.map((scheme) => ownMove(find(scheme, position.name), prices[position.asset] ?? 0)),
    ]),
    { heading: 'all prices move together: liquidated at' },
    ...positions.map((position) => [
      `  ${position.name}`,
      ...schemes.map((scheme) => commonMove(find(scheme, position.name))),
    ]),
    ...coinRows(account, prices, schemes, coins),
  ];
  const table = formatWide({ head: ['Liquidation distance now', ...schemes], rows }, style);
  const hidden = account.positions.length - positions.length;
  const note =
    'σ: daily standard deviations of the log return. A dash: no such price liquidates the pool.' +
    (hidden > 0 ? ` ${hidden} more positions are in positions.csv.` : '');
  return `${table}\n\n${paint(style, 'dim', wrap(note, style.width))}`;
}

/** Coins as rows; of a scheme the pool that is liquidated first. */
function coinRows(
  { collateral }: Account,
  prices: readonly number[],
  schemes: readonly string[],
  coins: readonly CollateralDistance[],
): GridRow[] {
  if (coins.length === 0) return [];
  const nearest = (scheme: string, coin: string) =>
    coins
      .filter((one) => one.scheme === scheme && one.collateral === coin)
      .toSorted((a, b) => (a.distance ?? Number.POSITIVE_INFINITY) - (b.distance ?? Number.POSITIVE_INFINITY))[0];
  return [
    { heading: 'the price of collateral moves, the others stand still: the first pool is liquidated at' },
    ...collateral.flatMap(({ name, asset }): GridRow[] => {
      if (asset === null || !coins.some((one) => one.collateral === name)) return [];
      const price = prices[asset] ?? 0;
      return [[`  ${name} (${formatPrice(price)})`, ...schemes.map((scheme) => ownMove(nearest(scheme, name), price))]];
    }),
  ];
}

function ownMove(
  distance: Pick<LiquidationDistance, 'liquidationPrice' | 'distanceSigmas'> | undefined,
  price: number,
): string {
  if (distance === undefined || distance.liquidationPrice === null) return missing;
  const move = distance.liquidationPrice / price - 1;
  return `${formatPrice(distance.liquidationPrice)} (${signedPercent(move)}${sigmas(distance.distanceSigmas)})`;
}

function commonMove(distance: LiquidationDistance | undefined): string {
  if (distance === undefined || distance.commonShock === null) return missing;
  const sigma = sigmas(distance.commonShockSigmas).replace(', ', '');
  return `${signedPercent(distance.commonShock)}${sigma === '' ? '' : ` (${sigma})`}`;
}

function sigmas(value: number | null): string {
  return value === null ? '' : `, ${significant(value, 2)} σ`;
}

/** A rise beyond this says no more than that it is far: so it is with a pool whose sides nearly cancel out. */
const farRise = { share: 100, text: '> +10,000 %' } as const;

function signedPercent(share: number): string {
  if (share > farRise.share) return farRise.text;
  return `${share > 0 ? '+' : ''}${significant(share * 100, 3)} %`;
}
