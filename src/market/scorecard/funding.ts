import { blockHours, blocksOf, lagCorrelation, lagPairs, momentsOf, powerSums } from './bootstrap.ts';
import { type ScoreFamily, type ScoreShape, spanText } from './family.ts';
import { intervalsIn, type Sample } from './sample.ts';

/** Rates are compared per so many hours, whatever they are settled at. */
const perHours = 8;
/** Fewer settlements tell no law. */
const fewest = 50;

/** Funding of each asset that has settlements: mean, standard deviation and memory of the rate. */
export function fundingFamilies(shape: ScoreShape): ScoreFamily[] {
  return shape.funding.flatMap((known, index) => {
    if (known === null || known.rows < fewest) return [];
    const asset = shape.assets[index]!;
    const lagHours = Math.max(24, known.everyHours);
    return [
      {
        heading: `Funding rate per ${perHours} h: mean, standard deviation, autocorrelation`,
        lines: [
          {
            measure: 'funding, mean',
            asset,
            unit: 'rate',
            less: 'understates what longs pay (or what shorts do not get)',
            more: 'overstates what longs pay (or what shorts get)',
          },
          {
            measure: 'funding, sd',
            asset,
            unit: 'rate',
            less: 'understates how far funding swings',
            more: 'overstates how far funding swings',
          },
          {
            measure: `funding, memory ${spanText(lagHours)}`,
            asset,
            unit: 'number',
            less: 'has dear funding pass too soon, and understates its sum over weeks',
            more: 'has dear funding last too long, and overstates its sum over weeks',
          },
        ],
        measure: ({ funding }) => measureFunding(funding[index]!, lagHours),
      },
    ];
  });
}

function measureFunding(sample: Sample, lagHours: number) {
  const blocks = blocksOf(sample, blockHours(lagHours));
  const rates = sample.columns[0]!;
  const lag = intervalsIn(lagHours, sample) ?? 1;
  const scaled = rates.map((rate) => (rate * perHours) / sample.intervalHours);
  const powers = powerSums(scaled, blocks);
  const pairs = lagPairs(sample, scaled, lag, blocks);
  return {
    blocks: blocks.count,
    figures: (weights: Float64Array) => {
      const { mean, variance } = momentsOf(powers, weights);
      return [mean, Math.sqrt(variance), lagCorrelation(pairs, weights)];
    },
  };
}
