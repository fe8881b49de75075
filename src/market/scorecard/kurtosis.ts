import { type BlockSums, blockHours, blocksOf, momentsOf, powerSums } from './bootstrap.ts';
import { figuresByAsset, hourAndDay, linesByAsset, type ScoreFamily, type ScoreShape, spanText } from './family.ts';
import { aggregated } from './sample.ts';

/** Kurtosis (3 for normal returns) over an hour and a day, or over the interval of the prices where that is longer. */
export function kurtosisFamilies(shape: ScoreShape): ScoreFamily[] {
  return hourAndDay(shape, 100).map((hours) => ({
    heading: 'Kurtosis of log returns (normal: 3)',
    lines: linesByAsset(shape.assets, {
      measure: `kurtosis, ${spanText(hours)}`,
      unit: 'number',
      less: 'understates crashes and leaps against usual moves',
      more: 'overstates crashes and leaps against usual moves',
    }),
    measure: ({ returns }) => {
      const sample = aggregated(returns, hours);
      const blocks = blocksOf(sample, blockHours(hours));
      const sums = sample.columns.map((column) => powerSums(column, blocks));
      return {
        blocks: blocks.count,
        figures: (weights) => figuresByAsset(sums.map((ofAsset) => kurtosisOf(ofAsset, weights))),
      };
    },
  }));
}

function kurtosisOf(sums: BlockSums, weights: Float64Array): number {
  const { variance, fourth } = momentsOf(sums, weights);
  return fourth / variance ** 2;
}
