import { blockHours, blocksOf, momentsOf, powerSums } from './bootstrap.ts';
import { figuresInTurn, linesByAsset, type ScoreFamily, type ScoreShape, spanText, tells } from './family.ts';
import { ranked } from './order.ts';
import { absolute, type Sample } from './sample.ts';

/** Per so many returns. */
const per = 100_000;

/** Returns beyond so many standard deviations of all returns, either way; those of a day have fewer and nearer extremes. */
export function beyondFamilies(shape: ScoreShape): ScoreFamily[] {
  if (!tells(shape, shape.intervalHours, 400)) return [];
  const thresholds = shape.intervalHours < 24 ? [5, 8, 12, 20] : [3, 5, 8];
  return [
    {
      heading: `Returns over ${spanText(shape.intervalHours)} beyond so many standard deviations, per 100,000`,
      lines: thresholds.flatMap((threshold) =>
        linesByAsset(shape.assets, {
          measure: `beyond ${threshold} sd`,
          unit: 'number',
          less: 'understates leaps: liquidations by a single move, and bad debt',
          more: 'overstates leaps: liquidations by a single move, and bad debt',
        }),
      ),
      measure: ({ returns }) => measureBeyond(returns, thresholds),
    },
  ];
}

function measureBeyond(sample: Sample, thresholds: readonly number[]) {
  const blocks = blocksOf(sample, blockHours(sample.intervalHours));
  const assets = sample.columns.map((column) => ({
    order: ranked(absolute(column), blocks),
    powers: powerSums(column, blocks),
  }));
  const countsOf = (weights: Float64Array) =>
    assets.map(({ order, powers }) => {
      const { count, variance } = momentsOf(powers, weights);
      return thresholds.map((threshold) => {
        const limit = threshold * Math.sqrt(variance);
        let beyond = 0;
        for (let rank = order.values.length - 1; order.values[rank]! > limit; rank--) {
          beyond += weights[order.blocks[rank]!]!;
        }
        return (per * beyond) / count;
      });
    });
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) => figuresInTurn(countsOf(weights)),
  };
}
