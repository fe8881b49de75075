import type { Account } from '../../margin/account.ts';
import type { CollateralDistance, LiquidationDistance } from '../../margin/distance.ts';
import { amount, columnsOf, notes, type Row, type Section, type Words, words } from './section.ts';

/** Liquidation distances, positions as rows and schemes as columns: price, move of it, and that move in daily deviations. */
export function distancesSection(
  account: Account,
  prices: readonly number[],
  distances: readonly LiquidationDistance[],
  mostRows = Number.POSITIVE_INFINITY,
  ofCollateral: readonly CollateralDistance[] = [],
): Section {
  const schemes = account.schemes.map((scheme) => scheme.name);
  const positions = account.positions.slice(0, mostRows);
  const find = (scheme: string, position: string) =>
    distances.find((distance) => distance.scheme === scheme && distance.position === position);
  const priced = (name: string, asset: number) => words`${name} (${amount(prices[asset] ?? null, 'price')})`;
  const rows: Row[] = [
    { heading: 'its own price moves, the others stand still: liquidation price' },
    ...positions.map(
      ({ name, asset }): Row => ({
        depth: 1,
        cells: [priced(name, asset), ...schemes.map((scheme) => ownMove(find(scheme, name), prices[asset] ?? 0))],
      }),
    ),
    { heading: 'all prices move together: liquidated at' },
    ...positions.map(
      ({ name }): Row => ({ depth: 1, cells: [name, ...schemes.map((scheme) => commonMove(find(scheme, name)))] }),
    ),
  ];
  if (ofCollateral.length > 0) {
    rows.push({ heading: 'the price of collateral moves, the others stand still: the first pool is liquidated at' });
    for (const { name, asset } of account.collateral) {
      if (asset === null || !ofCollateral.some((one) => one.collateral === name)) continue;
      const cells = schemes.map((scheme) => ownMove(nearest(ofCollateral, scheme, name), prices[asset] ?? 0));
      rows.push({ depth: 1, cells: [priced(name, asset), ...cells] });
    }
  }
  const hidden = account.positions.length - positions.length;
  const more = hidden > 0 ? words` ${amount(hidden, 'count')} more positions are in positions.csv.` : '';
  const note = words`σ: daily standard deviations of the log return. A dash: no such price liquidates the pool.${more}`;
  return {
    blocks: [
      { kind: 'table', columns: columnsOf(['Liquidation distance now'], schemes), rows },
      notes({ words: note, tone: 'muted' }),
    ],
  };
}

/** The pool of a scheme that is liquidated first as the price of an asset of the collateral moves. */
function nearest(
  all: readonly CollateralDistance[],
  scheme: string,
  collateral: string,
): CollateralDistance | undefined {
  return all
    .filter((one) => one.scheme === scheme && one.collateral === collateral)
    .toSorted((a, b) => (a.distance ?? Number.POSITIVE_INFINITY) - (b.distance ?? Number.POSITIVE_INFINITY))[0];
}

function ownMove(
  distance: Pick<LiquidationDistance, 'liquidationPrice' | 'distanceSigmas'> | undefined,
  price: number,
): Words {
  const { liquidationPrice = null, distanceSigmas = null } = distance ?? {};
  const liquidation = amount(liquidationPrice, 'price');
  if (liquidationPrice === null) return [liquidation];
  const move = amount(liquidationPrice / price - 1, 'move');
  return distanceSigmas === null
    ? words`${liquidation} (${move})`
    : words`${liquidation} (${move}, ${amount(distanceSigmas, 'sd-daily')})`;
}

function commonMove(distance: LiquidationDistance | undefined): Words {
  const { commonShock = null, commonShockSigmas = null } = distance ?? {};
  const shock = amount(commonShock, 'move');
  return commonShock === null || commonShockSigmas === null
    ? [shock]
    : words`${shock} (${amount(commonShockSigmas, 'sd-daily')})`;
}
