import { hoursPerYear } from '../../base/units.ts';
import { blockHours, blocksOf } from './bootstrap.ts';
import { figuresInTurn, linesByAsset, type ScoreFamily, type ScoreShape, spanText, tells } from './family.ts';
import { ranked, weightedQuantiles } from './order.ts';
import { intervalsIn, type Sample, stretches } from './sample.ts';

const horizons = [1, 24, 7 * 24, 30 * 24] as const;

const quantiles = [
  {
    share: 0.05,
    less: 'makes calm times calmer than they are, and understates their risk',
    more: 'knows no times as calm as the real ones, and overstates their risk',
  },
  { share: 0.5, less: 'understates the usual risk', more: 'overstates the usual risk' },
  {
    share: 0.95,
    less: 'understates the risk of a start in wild times, and how far they go',
    more: 'overstates the risk of a start in wild times, and how far they go',
  },
] as const;

/** Realised volatility over the horizons that have several returns. */
export function volatilityFamilies(shape: ScoreShape): ScoreFamily[] {
  return horizons
    .filter((hours) => hours > shape.intervalHours && tells(shape, hours, 8))
    .map((hours) => ({
      heading: 'Realised volatility, annualised: quantiles over time',
      lines: quantiles.flatMap(({ share, less, more }) =>
        linesByAsset(shape.assets, {
          measure: `volatility, ${spanText(hours)}, ${100 * share} %`,
          unit: 'share',
          less,
          more,
        }),
      ),
      measure: ({ returns }) => measureVolatility(returns, hours),
    }));
}

/** Windows of more than a day begin at every day, shorter ones where the one before ends. */
function measureVolatility(sample: Sample, hours: number) {
  const windows = windowsOf(sample, hours);
  const blocks = blocksOf(windows, blockHours(hours));
  const orders = windows.columns.map((values) => ranked(values, blocks));
  const shares = quantiles.map(({ share }) => share);
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) => figuresInTurn(orders.map((order) => weightedQuantiles(order, weights, shares))),
  };
}

/** Volatility of each window without a gap, at the slot of its first row: sqrt(sum r^2 / years). */
function windowsOf(sample: Sample, hours: number): Sample {
  const length = intervalsIn(hours, sample) ?? 1;
  const step = hours > 24 ? (intervalsIn(24, sample) ?? length) : length;
  const starts = stretches(sample, length, step);
  return {
    ...sample,
    columns: sample.columns.map((column) => {
      const sums = new Float64Array(column.length + 1);
      for (let row = 0; row < column.length; row++) sums[row + 1] = sums[row]! + column[row]! * column[row]!;
      return starts.map((start) => Math.sqrt(((sums[start + length]! - sums[start]!) * hoursPerYear) / hours));
    }),
    slots: starts.map((start) => sample.slots[start]!),
  };
}
