import type { Scenario } from '../engine/scenario.ts';
import { asRegimeMarket, type Market } from '../market/model.ts';
import { type Changes, change } from './canonical.ts';

/**
 * The canonical book with another number of positions, as changes of its experiment: the first ones for fewer, relatives of all for more.
 *
 * Position i is one on asset i. Asset i + k m, m the number of canonical assets, has the laws of asset i and moves with it at a
 * correlation of 0.95; with any other asset j it has 0.95 times the correlation of i and j. That is the Kronecker product of a matrix
 * with 1 on and 0.95 off the diagonal and the canonical one, so it is positive semi-definite as both of them are. Total notional and leverage stay.
 */
export function withPositions(base: Scenario, count: number): Changes {
  const { account } = base;
  const market = asRegimeMarket(base.market);
  const size = market.assets.length;
  const all = Array.from({ length: count }, (_, index) => index);
  const byAsset = <Value>(value: (original: number) => Value) =>
    Object.fromEntries(all.map((index) => [assetName(index), value(index % size)]));
  const notional = (index: number) => Math.abs(account.positions[index % size]?.quantity ?? 0) * priceOf(market, index);
  const total = (count: number) => Array.from({ length: count }, (_, index) => notional(index)).reduce((a, b) => a + b);
  const scale = total(size) / total(count);
  return [
    change(
      'market.assets',
      byAsset((original) => market.prices[original]),
    ),
    ...market.model.laws.flatMap((law, r) => {
      const path = `market.regimes.${market.regimes[r]?.name}`;
      return [
        change(
          `${path}.volatility`,
          byAsset((original) => law.volatility[original]),
        ),
        change(
          `${path}.drift`,
          byAsset((original) => law.drift[original]),
        ),
        change(
          `${path}.correlation`,
          all.map((row) => all.map((column) => related(law.correlation, row, column))),
        ),
        ...(law.commonJump === null
          ? []
          : [
              change(
                `${path}.jumps.common.beta`,
                byAsset((original) => law.commonJump?.beta[original]),
              ),
            ]),
      ];
    }),
    change(
      'venue.maintenance',
      byAsset((original) => account.venue.maintenance[original]?.[0]?.rate),
    ),
    change(
      'positions',
      Object.fromEntries(
        all.map((index) => [
          positionName(index),
          {
            asset: assetName(index),
            side: (account.positions[index % size]?.quantity ?? 0) > 0 ? 'long' : 'short',
            notional: notional(index) * scale,
          },
        ]),
      ),
    ),
  ];
}

/** Names as in the experiment file. */
export const assetName = (index: number) => `A${index}`;
export const positionName = (index: number) => `P${index}`;

const correlationOfRelatives = 0.95;

function related(correlation: readonly (readonly number[])[], row: number, column: number): number {
  const size = correlation.length;
  const canonical = correlation[row % size]?.[column % size] ?? 0;
  return Math.floor(row / size) === Math.floor(column / size) ? canonical : canonical * correlationOfRelatives;
}

function priceOf(market: Market, index: number): number {
  return market.prices[index % market.prices.length] ?? 0;
}
