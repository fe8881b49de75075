import { describe, expect, it } from 'vitest';
import { statistics } from '../../src/stats/registry.ts';
import { estimate, type PathOutcome, random, shapeOf } from './paths.ts';

/**
 * A weight of 2 says that a path stands for two, a weight of 0 that it stands for none: every estimate is that of the paths written out as
 * often. (Errors are not: two equal paths are not two independent ones.)
 */
const shape = shapeOf({
  schemes: ['isolated', 'cross'],
  referenceScheme: 0,
  positions: ['btc', 'eth'],
  tags: ['carry', null],
  market: { regimes: ['calm', 'wild'], assets: ['BTC', 'ETH'] },
  levels: [0.9],
  steps: 30,
  paths: 800,
});

const { uniform, normal } = random('path weights');
const outcomes = Array.from({ length: 400 }, (): PathOutcome => {
  const steps = Math.floor(30 * uniform());
  const [x, y] = [normal(), normal()];
  return {
    market: {
      regime_steps: [steps, 30 - steps],
      regime_last_step: steps > 15 ? [1, 0] : [0, 1],
      regime_switches: [steps % 7],
      log_return: [x, 0.6 * x + 0.8 * y],
      realised_volatility: [Math.abs(x), Math.abs(y)],
      realised_correlation: [Math.tanh(x)],
    },
    schemes: shape.schemes.map(() => {
      const first = uniform() < 0.3 ? Math.ceil(30 * uniform()) : 0;
      const later = () => (first > 0 && uniform() < 0.5 ? first : 0);
      const pnls = [normal(), normal()];
      return {
        account: {
          pnl: pnls[0]! + pnls[1]!,
          first_liquidation_step: first,
          wipeout_step: later(),
          bad_debt: first > 0 ? uniform() : 0,
          max_drawdown: uniform(),
          lowest_margin_ratio: uniform(),
          cost_funding: normal(),
        },
        positions: pnls.map((pnl) => ({ pnl, closed_step: later(), funding: normal() })),
      };
    }),
  };
});
const weights = outcomes.map((_, path) => (path % 2 === 0 ? 2 : 0));
const weighted = estimate(
  shape,
  outcomes.map((outcome, path) => ({ ...outcome, weight: weights[path]! })),
  100,
);
const writtenOut = estimate(
  shape,
  outcomes.flatMap((outcome, path) => Array.from({ length: weights[path]! }, () => outcome)),
  100,
);

describe('the weights of paths', () => {
  it.each(statistics.map(({ name, metrics }) => [name, metrics.map((metric) => metric.name)] as const))(
    '%s: give the estimates of the paths written out as often',
    (_, metrics) => {
      let compared = 0;
      for (const [index, row] of writtenOut.entries()) {
        if (!metrics.includes(row.metric)) continue;
        const { estimate: found } = weighted[index]!;
        const where = `${row.metric} ${row.scheme} ${row.position} ${row.level}`;
        expect(found === null, where).toBe(row.estimate === null);
        if (found === null) continue;
        expect(Math.abs(found - row.estimate!), where).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(row.estimate!)));
        compared++;
      }
      expect(compared).toBeGreaterThan(0);
    },
  );

  it('tell how many paths they are worth', () => {
    for (const { metric, paths, effectivePaths } of weighted) {
      if (metric === 'time_to_liquidation') continue;
      expect([paths, effectivePaths], metric).toEqual([400, 200]);
    }
  });
});
