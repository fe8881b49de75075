import { blockHours, blocksOf, lagCorrelation, lagPairs } from './bootstrap.ts';
import { figuresByAsset, linesByAsset, type ScoreFamily, type ScoreShape, spanText, tells } from './family.ts';
import { absolute, intervalsIn, type Sample } from './sample.ts';

const lags = [1, 6, 24, 7 * 24, 30 * 24] as const;

/** Autocorrelation of absolute returns, from one return to the next and over longer lags: how long wild times last. */
export function memoryFamilies(shape: ScoreShape): ScoreFamily[] {
  return [...new Set([shape.intervalHours, ...lags])]
    .filter((hours) => tells(shape, hours, 8) && shape.rows >= 100)
    .map((hours) => ({
      heading: `Memory of volatility: autocorrelation of absolute returns over ${spanText(shape.intervalHours)}`,
      lines: linesByAsset(shape.assets, {
        measure: `autocorrelation, ${spanText(hours)}`,
        unit: 'number',
        less: `forgets wild times too soon, and understates losses and liquidations over ${horizonText(hours)}`,
        more: `has wild times last too long, and overstates losses and liquidations over ${horizonText(hours)}`,
      }),
      measure: ({ returns }) => measureMemory(returns, hours),
    }));
}

function horizonText(hours: number): string {
  if (hours < 24) return 'hours';
  return hours < 7 * 24 ? 'days' : 'weeks';
}

function measureMemory(sample: Sample, hours: number) {
  const lag = intervalsIn(hours, sample) ?? 1;
  const blocks = blocksOf(sample, blockHours(hours));
  const pairs = sample.columns.map((column) => lagPairs(sample, absolute(column), lag, blocks));
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) => figuresByAsset(pairs.map((ofAsset) => lagCorrelation(ofAsset, weights))),
  };
}
