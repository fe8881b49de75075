import { blockHours, blocksOf, type Measured, meanCorrelation, pairSums } from './bootstrap.ts';
import { hourAndDay, type ScoreFamily, type ScoreShape, spanText, tells } from './family.ts';
import { ascendingRows } from './order.ts';
import { absolute, aggregated, rowsOf, type Sample } from './sample.ts';

const heading = 'Correlation of log returns, mean of all pairs';
const conditionalHeading = (hours: number) =>
  `Correlation of log returns over ${spanText(hours)} in the worst 1 % and the calm half of them`;

/** Correlations of pairs over an hour and a day, and among the hours in which the market (the mean of all assets) crashed or was calm. */
export function dependenceFamilies(shape: ScoreShape): ScoreFamily[] {
  if (shape.assets.length < 2) return [];
  const line = { asset: null, unit: 'number' } as const;
  const always = hourAndDay(shape, 100).map(
    (hours): ScoreFamily => ({
      heading,
      lines: [
        {
          ...line,
          measure: `correlation, ${spanText(hours)}`,
          less: 'understates how assets move together: pools of longs look too safe, hedges too poor',
          more: 'overstates how assets move together: pools of longs look too risky, hedges too good',
        },
      ],
      measure: ({ returns }) => measureCorrelation(aggregated(returns, hours)),
    }),
  );
  if (!tells(shape, shape.intervalHours, 2_000)) return always;
  return [
    ...always,
    {
      heading: conditionalHeading(shape.intervalHours),
      lines: [
        {
          ...line,
          measure: 'correlation, worst 1 %',
          less: 'understates what crashes do to several positions at once: diversification looks too good',
          more: 'overstates what crashes do to several positions at once: diversification looks too poor',
        },
        {
          ...line,
          measure: 'correlation, calm half',
          less: 'understates how assets move together in calm times: hedges look too poor',
          more: 'overstates how assets move together in calm times: hedges look too good',
        },
      ],
      measure: ({ returns }) => measureConditional(returns),
    },
  ];
}

function measureCorrelation(sample: Sample): Measured {
  const blocks = blocksOf(sample, blockHours(sample.intervalHours));
  const sums = pairSums(sample.columns, blocks, null);
  return { blocks: blocks.count, figures: (weights) => [meanCorrelation(sums, weights, sample.columns.length)] };
}

/** Among the 1 % of rows in which the mean of the assets was lowest, and the half in which it was nearest to 0. */
function measureConditional(sample: Sample): Measured {
  const blocks = blocksOf(sample, blockHours(sample.intervalHours));
  const index = new Float64Array(rowsOf(sample));
  for (const column of sample.columns) for (let row = 0; row < index.length; row++) index[row]! += column[row]!;
  const sums = [
    pairSums(sample.columns, blocks, lowest(index, 0.01)),
    pairSums(sample.columns, blocks, lowest(absolute(index), 0.5)),
  ];
  return {
    blocks: blocks.count,
    figures: (weights) => sums.map((ofRows) => meanCorrelation(ofRows, weights, sample.columns.length)),
  };
}

/** Marks the rows with the lowest values: this share of all. Those of the whole history also where blocks are drawn. */
function lowest(values: Float64Array, share: number): Uint8Array {
  const marks = new Uint8Array(values.length);
  for (const row of ascendingRows(values).subarray(0, Math.ceil(share * values.length))) marks[row] = 1;
  return marks;
}
