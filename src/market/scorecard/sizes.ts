import { blockHours, blocksOf } from './bootstrap.ts';
import {
  figuresInTurn,
  hourAndDay,
  linesByAsset,
  type ScoreFamily,
  type ScoreShape,
  spanText,
  tells,
} from './family.ts';
import { ranked, weightedQuantiles } from './order.ts';
import { absolute, aggregated } from './sample.ts';

/** Quantiles of absolute log returns, and how many returns one needs at least. */
const quantiles = [
  { share: 0.5, fewest: 100, less: 'understates usual moves', more: 'overstates usual moves' },
  { share: 0.95, fewest: 400, less: 'understates large moves', more: 'overstates large moves' },
  {
    share: 0.99,
    fewest: 1_000,
    less: 'understates very large moves, and liquidations by them',
    more: 'overstates very large moves, and liquidations by them',
  },
  {
    share: 0.999,
    fewest: 10_000,
    less: 'understates the rare moves that liquidate low leverage',
    more: 'overstates the rare moves that liquidate low leverage',
  },
] as const;

/** Sizes of returns over an hour and a day, or over the interval of the prices where that is longer. */
export function sizeFamilies(shape: ScoreShape): ScoreFamily[] {
  return hourAndDay(shape, quantiles[0].fewest).map((hours) => {
    const told = quantiles.filter(({ fewest }) => tells(shape, hours, fewest));
    return {
      heading: 'Size of log returns, either way: quantiles',
      lines: told.flatMap(({ share, less, more }) =>
        linesByAsset(shape.assets, {
          measure: `return, ${spanText(hours)}, ${100 * share} %`,
          unit: 'share',
          less,
          more,
        }),
      ),
      measure: ({ returns }) => {
        const sample = aggregated(returns, hours);
        const blocks = blocksOf(sample, blockHours(hours));
        const orders = sample.columns.map((column) => ranked(absolute(column), blocks));
        const shares = told.map(({ share }) => share);
        return {
          blocks: blocks.count,
          figures: (weights) => figuresInTurn(orders.map((order) => weightedQuantiles(order, weights, shares))),
        };
      },
    };
  });
}
