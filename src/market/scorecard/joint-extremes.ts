import { blockHours, blocksOf } from './bootstrap.ts';
import { type ScoreFamily, type ScoreShape, spanText, tells } from './family.ts';
import { ranked, ranksWithin, totalWeight } from './order.ts';
import { rowsOf, type Sample } from './sample.ts';

const worstShare = 0.01;
const per = 10_000;

/** How often at least four fifths of the assets are in their own worst 1 % of returns together. */
export function jointExtremeFamilies(shape: ScoreShape): ScoreFamily[] {
  const count = shape.assets.length;
  if (count < 2 || !tells(shape, shape.intervalHours, 2_000)) return [];
  const together = Math.ceil(0.8 * count - 1e-9);
  return [
    {
      heading: `Joint extremes, per 10,000 returns over ${spanText(shape.intervalHours)}`,
      lines: [
        {
          measure: `${together} of ${count} in own worst 1 %`,
          asset: null,
          unit: 'number',
          less: 'understates how often several pools are liquidated at once',
          more: 'overstates how often several pools are liquidated at once',
        },
      ],
      measure: ({ returns }) => measureJoint(returns, together),
    },
  ];
}

function measureJoint(sample: Sample, together: number) {
  const blocks = blocksOf(sample, blockHours(sample.intervalHours));
  const orders = sample.columns.map((column) => ranked(column, blocks));
  const inTail = new Int32Array(rowsOf(sample));
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) => {
      const total = totalWeight(orders[0]!, weights);
      const tails = orders.map((order) => order.rows.subarray(0, ranksWithin(order, weights, [worstShare])[0]));
      let joint = 0;
      for (const tail of tails) {
        for (const row of tail) if (++inTail[row]! === together) joint += weights[blocks.of[row]!]!;
      }
      for (const tail of tails) for (const row of tail) inTail[row] = 0;
      return [(per * joint) / total];
    },
  };
}
