import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import { outcomesOf } from './support/outcomes.ts';
import { record } from './support/record.ts';
import { hourlyFunding, livelyScenario, marketOf, scenarioOf } from './support/scenario.ts';

describe('the market of a replayed path is the market that the run saw', () => {
  // One unit of each asset with plenty of money: its profit at a horizon is the price there minus the price now.
  const lively = livelyScenario();
  const scenario = scenarioOf(
    lively.market,
    [0, 1, 2].map((asset) => ({ asset, quantity: 1 })),
    { steps: 21 },
  );
  const replays = [0, 5, 63, 64, 100].map((path) => ({ path, steps: replayMarket(compile(scenario), path) }));

  it('in every price, to the last bit, and at every horizon: the horizon moves no draw', () => {
    for (let horizon = 1; horizon <= scenario.steps; horizon++) {
      const { positions } = outcomesOf(compile({ ...scenario, steps: horizon }), 0, 101);
      for (const { path, steps } of replays) {
        const gains = positions[0]!.map(({ price_pnl }) => price_pnl![path]);
        const { prices } = steps[horizon - 1]!;
        expect(gains).toEqual(prices.map((price, i) => price - scenario.market.prices[i]!));
      }
    }
  });

  it('in every funding payment', () => {
    const { positions } = outcomesOf(compile(scenario), 0, 101);
    for (const { path, steps } of replays) {
      positions[0]!.forEach(({ funding }, i) => {
        const paid = steps.reduce((sum, step) => sum + (step.fundingRates?.[i] ?? 0) * step.prices[i]!, 0);
        expect(funding![path]).toBeCloseTo(paid, 12);
      });
    }
  });

  it('in the regime of every step, and with the haircuts and depths of that regime', () => {
    const { regimes } = record(compile(scenario), 128);
    for (const { path, steps } of replays) {
      for (const { step, regime, haircuts, depths } of steps) {
        expect(regime).toBe(regimes[path * scenario.steps + step - 1]);
        expect(haircuts).toEqual(scenario.market.regimes[regime]!.haircut);
        expect(depths).toEqual(scenario.market.regimes[regime]!.depth);
      }
    }
  });

  it('steps count from 1 to the horizon, and funding stands at the settlements only', () => {
    const steps = replayMarket(compile(scenario), 0);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 21 }, (_, k) => k + 1));
    expect(steps.filter(({ fundingRates }) => fundingRates !== null).map(({ step }) => step)).toEqual([8, 16]);
  });
});

it('an asset that nobody holds stands at its price now, and pays no funding', () => {
  const market = marketOf(
    [100, 200, 300],
    [{ volatility: [1, 1, 1], funding: [1, 1, 1].map(() => ({ mean: 0.01, sd: 0, reversionHours: 0 })) }],
  );
  const compiled = compile(scenarioOf(market, [{ asset: 1, quantity: 1 }]));
  for (const { prices, fundingRates } of replayMarket(compiled, 3)) {
    expect([prices[0], prices[2]]).toEqual([100, 300]);
    expect(prices[1]).not.toBe(200);
    if (fundingRates !== null) expect([fundingRates[0], fundingRates[2]]).toEqual([0, 0]);
  }
});

it('a rate is given as a rate whether it is paid on the mark or on the entry price', () => {
  const market = marketOf([100], [{ volatility: [2], funding: [{ mean: 0.0004, sd: 0, reversionHours: 0 }] }]);
  for (const notional of ['mark', 'entry'] as const) {
    const base = scenarioOf(market, [{ asset: 0, quantity: 1 }]);
    const account = { ...base.account, venue: { ...base.account.venue, funding: hourlyFunding(8, { notional }) } };
    const rates = replayMarket(compile({ ...base, account }), 0).flatMap(({ fundingRates }) => fundingRates ?? []);
    expect(rates).toHaveLength(3);
    for (const rate of rates) expect(rate).toBeCloseTo(0.0004, 15);
  }
});
