import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import type { Venue } from '../../src/margin/account.ts';
import type { FundingLaw } from '../../src/market/shared.ts';
import { outcomesOf } from './support/outcomes.ts';
import { record } from './support/record.ts';
import { accountOf, driftFor, hourlyFunding, marketOf, scenarioOf } from './support/scenario.ts';
import { correlationScore, LIMIT, meanScore, varianceScore } from './support/scores.ts';

const constant = (mean: number): FundingLaw => ({ mean, sd: 0, reversionHours: 0 });

/** What two units of an asset at 100 pay over some steps, when its price moves by a factor a step. */
function paid(
  steps: number,
  rules: Venue['funding'],
  { rate = 0.0001, quantity = 2, entry = 100, growth = 1, stepHours = 1 } = {},
): number {
  const market = marketOf([100], [{ drift: [driftFor(growth, stepHours)], funding: [constant(rate)] }]);
  const account = accountOf(market, [{ asset: 0, quantity, entry }], { venue: { funding: rules } });
  const { positions } = outcomesOf(compile(scenarioOf(market, account, { steps, stepHours })), 0, 1);
  return positions[0]![0]!.funding![0]!;
}

describe('a long position pays quantity x price x rate', () => {
  const payment = 2 * 100 * 0.0001;
  it.each([
    [
      'every 8 hours in hourly steps: after steps 8, 16 and 24',
      8,
      1,
      [
        [7, 0],
        [8, 1],
        [15, 1],
        [16, 2],
        [23, 2],
        [24, 3],
        [50, 6],
      ],
    ],
    [
      'every hour',
      1,
      1,
      [
        [1, 1],
        [5, 5],
      ],
    ],
    [
      'every 24 hours',
      24,
      1,
      [
        [23, 0],
        [24, 1],
        [72, 3],
      ],
    ],
    [
      'every half hour: twice at each hourly step',
      0.5,
      1,
      [
        [1, 2],
        [9, 18],
      ],
    ],
    [
      'every 8 hours in daily steps: three times at each',
      8,
      24,
      [
        [1, 3],
        [2, 6],
      ],
    ],
    [
      'every 8 hours in steps of 4',
      8,
      4,
      [
        [1, 0],
        [2, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      'every 11 hours, in the middle of a block',
      11,
      1,
      [
        [10, 0],
        [11, 1],
        [22, 2],
      ],
    ],
  ] as const)('%s', (_, everyHours, stepHours, counts) => {
    for (const [steps, times] of counts) {
      expect(paid(steps, hourlyFunding(everyHours), { stepHours }), `${steps} steps`).toBeCloseTo(times * payment, 12);
    }
  });

  it('a short one receives it, and a negative rate turns both around', () => {
    expect(paid(8, hourlyFunding(8), { quantity: -2 })).toBeCloseTo(-payment, 12);
    expect(paid(8, hourlyFunding(8), { rate: -0.0001 })).toBeCloseTo(-payment, 12);
    expect(paid(8, hourlyFunding(8), { quantity: -2, rate: -0.0001 })).toBeCloseTo(payment, 12);
  });

  it('on the mark price of the settlement, or on the entry price', () => {
    const mark = [8, 16].reduce((sum, step) => sum + 2 * 100 * 1.01 ** step * 0.0001, 0);
    expect(paid(20, hourlyFunding(8), { growth: 1.01, entry: 90 })).toBeCloseTo(mark, 12);
    const onEntry = hourlyFunding(8, { notional: 'entry' });
    expect(paid(20, onEntry, { growth: 1.01, entry: 90 })).toBeCloseTo(2 * 2 * 90 * 0.0001, 12);
  });

  it('each asset on its own price and at its own rate', () => {
    const [prices, rates] = [
      [100, 7, 3000],
      [0.0001, 0.0002, -0.0003],
    ];
    const market = marketOf(prices, [{ funding: rates.map(constant) }]);
    const held = [2, 0, 1].map((asset) => ({ asset, quantity: 2 }));
    const account = accountOf(market, held, { venue: { funding: hourlyFunding(8) } });
    const { positions } = outcomesOf(compile(scenarioOf(market, account, { steps: 8 })), 0, 1);
    held.forEach(({ asset }, p) => {
      expect(positions[0]![p]!.funding![0]).toBeCloseTo(2 * prices[asset]! * rates[asset]!, 12);
    });
  });

  it('at no more than the clamp, in either direction, for each interval by itself', () => {
    const clamped = (everyHours: number) => hourlyFunding(everyHours, { clamp: [0.0003] });
    expect(paid(8, clamped(8), { rate: 0.01 })).toBeCloseTo(2 * 100 * 0.0003, 12);
    expect(paid(8, clamped(8), { rate: -0.01 })).toBeCloseTo(-2 * 100 * 0.0003, 12);
    expect(paid(8, clamped(8), { rate: 0.0002 })).toBeCloseTo(2 * 100 * 0.0002, 12);
    expect(paid(1, clamped(0.25), { rate: 0.01 })).toBeCloseTo(4 * 2 * 100 * 0.0003, 12);
  });
});

describe('a payment of 1 against a cover of 0.5, due at step 8', () => {
  const run = (booked: 'before-check' | 'after-check', steps: number) => {
    const market = marketOf([100], [{ funding: [constant(0.01)] }]);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], {
      pools: [[[0], [1.5]]],
      venue: { funding: hourlyFunding(8, { booked }) },
    });
    const { positions } = outcomesOf(compile(scenarioOf(market, account, { steps })), 0, 1);
    return [positions[0]![0]!.closed_step![0], positions[0]![0]!.funding![0]];
  };
  it('liquidates at step 8 where it is booked before the check', () => {
    expect(run('before-check', 8)).toEqual([8, 1]);
    expect(run('before-check', 30)).toEqual([8, 1]);
  });
  it('and one step later where it is booked after it', () => {
    expect(run('after-check', 8)).toEqual([0, 1]);
    expect(run('after-check', 30)).toEqual([9, 1]);
  });
});

it('a position that is closed at a settlement has paid there only if the payment came before the check', () => {
  // The price falls by 10 % a step from 100; equity 5 - 100 + price is under the requirement of 1 % at step 1.
  const run = (booked: 'before-check' | 'after-check') => {
    const market = marketOf([100], [{ drift: [driftFor(0.9)], funding: [constant(0.001)] }]);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], {
      pools: [[[0], [5]]],
      venue: { funding: hourlyFunding(1, { booked }) },
    });
    const { positions } = outcomesOf(compile(scenarioOf(market, account)), 0, 1);
    return positions[0]![0]!.funding![0];
  };
  expect(run('before-check')).toBeCloseTo(0.09, 12);
  expect(run('after-check')).toBe(0);
});

describe('the rate is an AR(1) process from its stationary law', () => {
  // Entry-price funding of one unit at 1: what is due is the rate itself.
  const law = { mean: 0.0002, sd: 0.0005, reversionHours: 20 };
  const market = marketOf(
    [1, 1],
    [{ volatility: [1, 1], funding: [law, { ...law, mean: -0.0001, reversionHours: 0 }] }],
  );
  const account = accountOf(
    market,
    [0, 1].map((asset) => ({ asset, quantity: 1 })),
    {
      venue: { funding: hourlyFunding(4, { notional: 'entry' }) },
    },
  );
  const recording = record(compile(scenarioOf(market, account, { steps: 80 })), 64 * 600);
  const [rates, memoryless] = recording.due as [Float64Array[], Float64Array[]];
  const phi = Math.exp(-4 / 20);

  /** |z| < 4.5, false alarm 6.8e-6 each; seed "engine tests". */
  it('mean and deviation, at the first settlement and at the last', () => {
    expect(rates).toHaveLength(20);
    for (const interval of [0, 1, 10, 19]) {
      expect(Math.abs(meanScore(rates[interval]!, law.mean))).toBeLessThan(LIMIT);
      expect(Math.abs(varianceScore(rates[interval]!, law.sd ** 2, 3))).toBeLessThan(LIMIT);
      expect(Math.abs(meanScore(memoryless[interval]!, -0.0001))).toBeLessThan(LIMIT);
      expect(Math.abs(varianceScore(memoryless[interval]!, law.sd ** 2, 3))).toBeLessThan(LIMIT);
    }
  });
  it('autocorrelation exp(-interval / reversion) per interval', () => {
    for (const [a, b] of [
      [0, 1],
      [10, 11],
      [0, 2],
      [3, 8],
    ] as const) {
      expect(Math.abs(correlationScore(rates[a]!, rates[b]!, phi ** (b - a)))).toBeLessThan(LIMIT);
    }
    expect(Math.abs(correlationScore(memoryless[4]!, memoryless[5]!, 0))).toBeLessThan(LIMIT);
  });
  it('of its own: independent of other assets and of prices', () => {
    const moves = (step: number) =>
      Float64Array.from({ length: recording.paths }, (_, path) => recording.returns[0]![path * 80 + step]!);
    expect(Math.abs(correlationScore(rates[7]!, memoryless[7]!, 0))).toBeLessThan(LIMIT);
    for (const step of [30, 31]) expect(Math.abs(correlationScore(rates[7]!, moves(step), 0))).toBeLessThan(LIMIT);
  });
  it('to the last bit the same in single precision, which is that of returns only', () => {
    const single = record(compile({ ...scenarioOf(market, account, { steps: 80 }), precision: 'mixed' }), 64);
    single.due.forEach((settlements, i) => {
      settlements.forEach((row, k) => expect(row).toEqual(recording.due[i]![k]!.subarray(0, 64)));
    });
  });
  it('several intervals within a step: the sum of as many rates', () => {
    const often = {
      ...account,
      venue: { ...account.venue, funding: hourlyFunding(0.25, { notional: 'entry' as const }) },
    };
    const { due } = record(compile(scenarioOf(market, often, { steps: 2 })), 64 * 600);
    const weight = Math.exp(-0.25 / 20);
    // Var(sum of 4) = sd^2 (4 + 2 (3 phi + 2 phi^2 + phi^3)) for the slow rate, 4 sd^2 for the one without memory.
    const slow = law.sd ** 2 * (4 + 2 * (3 * weight + 2 * weight ** 2 + weight ** 3));
    expect(Math.abs(meanScore(due[0]![0]!, 4 * law.mean))).toBeLessThan(LIMIT);
    expect(Math.abs(varianceScore(due[0]![1]!, slow, 3))).toBeLessThan(LIMIT);
    expect(Math.abs(varianceScore(due[1]![0]!, 4 * law.sd ** 2, 3))).toBeLessThan(LIMIT);
  });
});

describe('a rate that moves by itself', () => {
  it("obeys the venue's formula to the last bit, interval by interval, and remembers what it was before", () => {
    const law = { mean: 0.0002, sd: 0.0005, reversionHours: 20 };
    const market = marketOf(
      [1, 1],
      [{ volatility: [1, 1], funding: [law, { ...law, mean: -0.0001, reversionHours: 0 }] }],
    );
    const [interest, damper, clamp] = [0.0001, 0.0003, [0.0004, 0.0006]];
    const dueOf = (changes: object) => {
      const held = [0, 1].map((asset) => ({ asset, quantity: 1 }));
      const account = accountOf(market, held, {
        venue: { funding: hourlyFunding(4, { notional: 'entry', ...changes }) },
      });
      return record(compile(scenarioOf(market, account, { steps: 80 })), 64).due;
    };
    const within = (x: number, limit: number) => Math.max(-limit, Math.min(limit, x));
    const free = dueOf({});
    const kinds = [0, 0, 0];
    for (const [changes, formula] of [
      [{ clamp }, (p: number, i: number) => within(p, clamp[i]!)],
      [{ interest, damper, clamp }, (p: number, i: number) => within(p + within(interest - p, damper), clamp[i]!)],
    ] as const) {
      dueOf(changes).forEach((settlements, i) => {
        settlements.forEach((row, k) => {
          row.forEach((rate, path) => {
            const expected = formula(free[i]![k]![path]!, i);
            expect(rate).toBe(expected);
            kinds[expected === clamp[i] ? 0 : expected === -clamp[i]! ? 1 : 2]!++;
          });
        });
      });
    }
    for (const count of kinds) expect(count).toBeGreaterThan(100);
  });

  it('and also where it has no noise: it goes to the mean of its regime by 1 - exp(-interval / reversion) of the way', () => {
    const means = [0.0001, -0.0007];
    const market = marketOf(
      [1],
      means.map((mean) => ({ funding: [{ mean, sd: 0, reversionHours: 5 }] })),
      {
        transition: {
          perHours: 1,
          rows: [
            [0.8, 0.2],
            [0.2, 0.8],
          ],
        },
      },
    );
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { venue: { funding: hourlyFunding(1) } });
    const compiled = compile(scenarioOf(market, account, { steps: 80 }));
    const phi = Math.exp(-1 / 5);
    const regimes = new Set<number>();
    for (const path of [0, 1, 2]) {
      const steps = replayMarket(compiled, path);
      let rate = means[steps[0]!.regime]!;
      for (const { regime, fundingRates } of steps) {
        regimes.add(regime);
        rate = means[regime]! + phi * (rate - means[regime]!);
        expect(fundingRates![0]).toBeCloseTo(rate, 15);
      }
    }
    expect(regimes.size).toBe(2);
  });
});

it('the law of the rate is that of the regime at the settlement', () => {
  const means = [0.0001, -0.0007];
  const market = marketOf(
    [1],
    means.map((mean) => ({ funding: [constant(mean)] })),
    {
      transition: {
        perHours: 1,
        rows: [
          [0.8, 0.2],
          [0.2, 0.8],
        ],
      },
    },
  );
  const compiled = compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 80 }));
  const regimes = new Set<number>();
  for (const path of [0, 1, 2]) {
    for (const { regime, fundingRates } of replayMarket(compiled, path)) {
      if (fundingRates === null) continue;
      regimes.add(regime);
      expect(fundingRates[0]).toBeCloseTo(means[regime]!, 15);
    }
  }
  expect(regimes.size).toBe(2);
});
