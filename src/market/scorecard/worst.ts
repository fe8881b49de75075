import { blockHours, blocksOf } from './bootstrap.ts';
import { figuresByAsset, hourAndDay, linesByAsset, type ScoreFamily, type ScoreShape, spanText } from './family.ts';
import { rolling, type Sample } from './sample.ts';

/**
 * The worst hour and the worst day of the history, whenever they begin, as a change of the price; of the interval of the prices where
 * that is longer.
 */
export function worstFamilies(shape: ScoreShape): ScoreFamily[] {
  return hourAndDay(shape, 8).map((hours) => ({
    heading: 'Worst fall of the price',
    lines: linesByAsset(shape.assets, {
      measure: `worst ${spanText(hours)}`,
      unit: 'share',
      // A lower figure is a deeper fall.
      less: 'has deeper crashes than the prices had',
      more: 'has no crash as deep as the worst one, and understates bad debt',
    }),
    measure: ({ returns }) => measureWorst(returns, hours),
  }));
}

function measureWorst(returns: Sample, hours: number) {
  const sample = rolling(returns, hours);
  const blocks = blocksOf(sample, blockHours(hours));
  const lowest = sample.columns.map((column) =>
    Float64Array.from({ length: blocks.count }, (_, block) =>
      column.subarray(blocks.starts[block], blocks.starts[block + 1]).reduce((least, value) => Math.min(least, value)),
    ),
  );
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) =>
      figuresByAsset(
        lowest.map((ofBlocks) =>
          Math.expm1(
            ofBlocks.reduce((least, value, block) => (weights[block]! > 0 ? Math.min(least, value) : least), 0),
          ),
        ),
      ),
  };
}
