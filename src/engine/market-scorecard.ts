import { inputError } from '../base/errors.ts';
import type { Market } from '../market/model.ts';
import { aggregated, rowsOf, type Sample, type ScoredHistory, sampleWithoutGaps } from '../market/scorecard/sample.ts';
import { type Scorecard, type ScoreOptions, scoreHistories } from '../market/scorecard/scorecard.ts';
import { marketHistories } from './market-histories.ts';

export interface MarketScoreOptions extends ScoreOptions {
  /** How many histories of the length of the prices are simulated. */
  readonly histories: number;
  /** Hours that the funding rates of the market are for. */
  readonly fundingHours: number;
}

/**
 * Scores a market against the prices of some of its assets: the same figures of both, the simulated ones from histories of the kernel
 * with as many steps of the interval of the prices. Throws an input error for an asset that the market does not have.
 */
export function scoreMarket(market: Market, real: ScoredHistory, options: MarketScoreOptions): Scorecard {
  const { returns } = real;
  const strangers = returns.assets.filter((asset) => !market.assets.includes(asset));
  if (strangers.length > 0)
    throw inputError('prices', `of ${strangers.join(', ')} are of no asset of the market`, {
      allowed: market.assets.join(', '),
    });
  const settlementHours = Math.max(options.fundingHours, returns.intervalHours);
  const funding = real.funding.map((sample) => sample && comparableFunding(sample, settlementHours));
  const histories = simulatedHistories(market, returns, funding, options);
  return scoreHistories({ returns, funding }, histories, options.histories, options);
}

/** Settlements summed up over longer intervals where they come more often than the simulated ones; null where that cannot be. */
function comparableFunding(sample: Sample, settlementHours: number): Sample | null {
  const count = settlementHours / sample.intervalHours;
  if (count < 1) return sample;
  return Math.abs(count - Math.round(count)) < 1e-6 ? aggregated(sample, settlementHours) : null;
}

function* simulatedHistories(
  market: Market,
  { assets, intervalHours, slots }: Sample,
  funding: readonly (Sample | null)[],
  { histories, seed, fundingHours }: MarketScoreOptions,
): Generator<ScoredHistory> {
  const indices = assets.map((asset) => market.assets.indexOf(asset));
  const plan = {
    market,
    assets: indices,
    stepHours: intervalHours,
    steps: slots.length,
    fundingHours,
    histories,
    seed: `scorecard:${seed}`,
  };
  for (const history of marketHistories(plan)) {
    yield {
      returns: sampleWithoutGaps(assets, intervalHours, history.returns),
      // As many settlements as the real ones, so that both have the same sampling error; fewer where prices are shorter.
      funding: funding.map((known, index) => {
        if (known === null) return null;
        const rates = history.funding[index]!.subarray(0, rowsOf(known));
        return sampleWithoutGaps([assets[index]!], history.settlementHours, [rates]);
      }),
    };
  }
}
