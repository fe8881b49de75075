import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import { createGroup } from '../../src/engine/memory/group.ts';
import type { Market } from '../../src/market/model.ts';
import { studentTwoSided } from '../../src/stats/beta.ts';
import { normalCdf } from '../../src/stats/normal.ts';
import type { FlatMarket } from '../support/regime-market.ts';
import { outcomesOf } from './support/outcomes.ts';
import { record } from './support/record.ts';
import { accountOf, driftFor, marketOf, precisions, scenarioOf } from './support/scenario.ts';
import { correlationScore, kolmogorovSmirnov, LIMIT, meanScore, shareScore } from './support/scores.ts';

/**
 * The laws of a market belong to intervals of their own. Whatever the step, a day has one law: that of its intervals, which every test
 * here works out by itself.
 *
 * All scores: |z| < 4.5, false alarm 6.8e-6 each; Kolmogorov-Smirnov < 2.2, false alarm 1.3e-4. Seed: "engine tests".
 */
const held = [{ asset: 0, quantity: 1 }];
const DAY = 24;
const annual = (dailyDeviation: number) => dailyDeviation * Math.sqrt(365);

/** Sums of the first asset's log returns over each of the first days of every path. */
function daysOf(market: Market, stepHours: number, paths: number, days = 1, asset = 0): Float64Array {
  const stepsADay = DAY / stepHours;
  const positions = market.assets.map((_, i) => ({ asset: i, quantity: 1 }));
  const run = record(compile(scenarioOf(market, positions, { stepHours, steps: days * stepsADay })), paths);
  return Float64Array.from({ length: paths * days }, (_, day) => {
    let sum = 0;
    for (let k = day * stepsADay; k < (day + 1) * stepsADay; k++) sum += run.returns[asset]![k]!;
    return sum;
  });
}

/** A market of one asset whose days have this deviation, and whose drift cancels -sigma^2 / 2. */
function driftless(dailyDeviations: readonly number[], changes: Partial<FlatMarket>): Market {
  const regimes = dailyDeviations.map((deviation) => ({
    volatility: [annual(deviation)],
    drift: [annual(deviation) ** 2 / 2],
  }));
  return marketOf([100], regimes, changes);
}

/** P(k of the first 24 hours in the second regime), by recursion over the hours. */
function hoursInSecond(start: readonly number[], rows: readonly (readonly number[])[]): number[] {
  let law = [start.map((p, r) => (r === 0 ? p : 0)), start.map((p, r) => (r === 1 ? p : 0))];
  for (let hour = 1; hour < DAY; hour++) {
    const next = Array.from({ length: hour + 2 }, () => [0, 0]);
    law.forEach(([a, b], k) => {
      next[k]![0]! += a! * rows[0]![0]! + b! * rows[1]![0]!;
      next[k + 1]![1]! += a! * rows[0]![1]! + b! * rows[1]![1]!;
    });
    law = next;
  }
  return law.map(([a, b]) => a! + b!);
}

/** P(T < x) of Student's t with unit variance. */
function studentCdf(x: number, degrees: number): number {
  const tail = studentTwoSided(x * Math.sqrt(degrees / (degrees - 2)), degrees) / 2;
  return x < 0 ? tail : 1 - tail;
}

/**
 * P(X < x) of the sum of n independent t5 of variance 1 / n: F = 1/2 + (1/pi) int sin(t x) phi(t / sqrt n)^n / t dt (Gil-Pelaez 1951),
 * phi(t) = e^-a (1 + a + a^2 / 3) with a = sqrt(3) |t| (Hurst 1995). Simpson's rule; phi is below 1e-12 from a = 34 on.
 */
function sumOfFiveDegrees(x: number, n: number): number {
  const intervals = 1000;
  const end = 40;
  const f = (t: number) => {
    if (t === 0) return x;
    const a = Math.sqrt(3 / n) * t;
    return (Math.sin(t * x) / t) * (Math.exp(-a) * (1 + a + (a * a) / 3)) ** n;
  };
  let sum = f(0) + f(end);
  for (let k = 1; k < intervals; k++) sum += (k % 2 === 1 ? 4 : 2) * f((k * end) / intervals);
  return 0.5 + (sum * end) / intervals / 3 / Math.PI;
}

describe.each(precisions)('%s: the mixing variables of a path', (precision) => {
  /** W of every step of the first lanes: the square of what the shocks were multiplied by. */
  const mixingOf = (degrees: number, perHours: number, stepHours: number, hours: number) => {
    const market = marketOf([100], [{ volatility: [1] }], { shocks: { law: 'student-t', degrees, perHours } });
    const steps = hours / stepHours;
    const group = createGroup(compile(scenarioOf(market, held, { stepHours, steps, precision })));
    const lanes = Array.from({ length: LANES }, () => new Float64Array(steps));
    group.kernel.start(40);
    while (group.kernel.nextSpan()) {
      const { blockFirst, spanFrom, spanTo } = group.kernel;
      for (let k = spanFrom; k <= spanTo; k++) {
        for (const [lane, values] of lanes.entries()) {
          values[blockFirst - 1 + k] = group.mixing[k * LANES + lane]! ** 2;
        }
      }
    }
    return lanes;
  };

  it.each([
    [5, 1],
    [4.7, 1],
    [4, 5],
    [2.3, 24],
    [6, 0.3],
  ])('of %d degrees per %d h are the same for every step, which averages those it overlaps', (degrees, perHours) => {
    const hours = 120;
    const drawn = mixingOf(degrees, perHours, perHours, Math.ceil(hours / perHours) * perHours);
    for (const stepHours of [24, 8, 7.5, 1.5, 1, 0.75, 0.25]) {
      mixingOf(degrees, perHours, stepHours, hours).forEach((values, lane) => {
        values.forEach((w, k) => {
          const [from, to] = [k * stepHours, (k + 1) * stepHours];
          let mean = 0;
          for (let i = Math.floor(from / perHours); i * perHours < to - 1e-9; i++) {
            const overlap = Math.min(to, (i + 1) * perHours) - Math.max(from, i * perHours);
            mean += Math.max(0, overlap / stepHours) * (drawn[lane]![i] ?? 0);
          }
          expect(Math.abs(w / mean - 1)).toBeLessThan(precision === 'mixed' ? 2e-6 : 1e-12);
        });
      });
    }
  });

  it('differ from interval to interval and from path to path', () => {
    const lanes = mixingOf(4.7, 8, 1, 800);
    expect(new Set(lanes.flatMap((values) => [...values])).size).toBe(100 * LANES);
  });
});

describe('a day has the law of its intervals, at any step', () => {
  const steps = [24, 12, 1, 0.25];

  it.each([2.3, 3, 4.7, 8])('t with %d degrees per day', (degrees) => {
    const market = driftless([0.03], { shocks: { law: 'student-t', degrees, perHours: DAY } });
    for (const stepHours of steps) {
      const days = daysOf(market, stepHours, 8_000).map((x) => x / 0.03);
      expect(
        kolmogorovSmirnov(days, (x) => studentCdf(x, degrees)),
        `${stepHours} h`,
      ).toBeLessThan(2.2);
    }
  });

  it.each([8, 1])('t with 5 degrees per %d hours: so many independent ones', (perHours) => {
    const market = driftless([0.03], { shocks: { law: 'student-t', degrees: 5, perHours } });
    // Straight lines between places that are 0.02 apart are off by less than 2e-5.
    const places = Array.from({ length: 801 }, (_, k) => sumOfFiveDegrees((k - 400) / 50, DAY / perHours));
    const cdf = (x: number) => {
      const place = Math.min(799.999, Math.max(0, 50 * x + 400));
      const below = Math.floor(place);
      return places[below]! + (place - below) * (places[below + 1]! - places[below]!);
    };
    for (const stepHours of steps) {
      const days = daysOf(market, stepHours, 8_000).map((x) => x / 0.03);
      expect(kolmogorovSmirnov(days, cdf), `${stepHours} h`).toBeLessThan(2.2);
    }
  });

  it('tails and kurtosis of non-whole degrees: 3 + 6 / (nu - 4) of one interval, and a 24th of the excess of 24', () => {
    const degrees = 12.5;
    const paths = 160_000;
    for (const [perHours, intervals] of [
      [DAY, 1],
      [1, DAY],
    ] as const) {
      const market = driftless([0.03], { shocks: { law: 'student-t', degrees, perHours } });
      const days = daysOf(market, DAY, paths).map((x) => x / 0.03);
      const kurtosis = 3 + 6 / (degrees - 4) / intervals;
      expect(
        Math.abs(
          meanScore(
            days.map((x) => x ** 4),
            kurtosis,
          ),
        ),
      ).toBeLessThan(LIMIT);
      if (intervals > 1) continue;
      for (const limit of [-4, -2.5]) {
        const count = days.filter((x) => x < limit).length;
        expect(Math.abs(shareScore(count, paths, studentCdf(limit, degrees)))).toBeLessThan(LIMIT);
      }
    }
  });
});

describe('regimes that change by the hour, seen at any step', () => {
  const rows = [
    [0.9, 0.1],
    [0.3, 0.7],
  ];
  const start = [0.6, 0.4];
  const chain = { transition: { perHours: 1, rows }, start };
  const law = hoursInSecond(start, rows);
  const deviations = [0.01, 0.06];
  /** Deviation of a day with k hours in the second regime. */
  const deviationOf = (k: number) => Math.sqrt(((DAY - k) * deviations[0]! ** 2 + k * deviations[1]! ** 2) / DAY);
  const mixtureOf = (cdf: (x: number) => number) => (x: number) =>
    law.reduce((sum, p, k) => sum + p * cdf(x / deviationOf(k)), 0);

  it.each([24, 8, 1.5, 1])('a day is the mixture over the hours that each governs (steps of %d h)', (stepHours) => {
    // Steps of 1.5 h have no whole hours: two parts of 45 minutes by the root of the chain, nearly the same law.
    const paths = stepHours === 1.5 ? 4_000 : 20_000;
    const days = daysOf(driftless(deviations, chain), stepHours, paths);
    expect(kolmogorovSmirnov(days, mixtureOf(normalCdf))).toBeLessThan(2.2);
  });

  it.each([24, 8])('and with one mixing variable a day (steps of %d h)', (stepHours) => {
    const shocks = { law: 'student-t', degrees: 4.5, perHours: DAY } as const;
    const days = daysOf(driftless(deviations, { ...chain, shocks }), stepHours, 20_000);
    expect(
      kolmogorovSmirnov(
        days,
        mixtureOf((x) => studentCdf(x, 4.5)),
      ),
    ).toBeLessThan(2.2);
  });

  it('each part has the mixing variables of its own hours: kurtosis of a day', () => {
    // E[x^4] = 3 E[(sum of v_h W_h)^2] = 3 (E[(sum v_h)^2] + (E[W^2] - 1) E[sum v_h^2]), v_h the variance of the hour; E[W^2] = (nu-2)/(nu-4).
    const degrees = 12.5;
    const shocks = { law: 'student-t', degrees, perHours: 1 } as const;
    const [a, b] = deviations.map((deviation) => deviation ** 2 / DAY) as [number, number];
    const excess = (degrees - 2) / (degrees - 4) - 1;
    const fourth = law.reduce(
      (sum, p, k) => sum + 3 * p * (((DAY - k) * a + k * b) ** 2 + excess * ((DAY - k) * a ** 2 + k * b ** 2)),
      0,
    );
    for (const stepHours of [24, 6]) {
      const days = daysOf(driftless(deviations, { ...chain, shocks }), stepHours, 80_000);
      expect(
        Math.abs(
          meanScore(
            days.map((x) => x ** 4),
            fourth,
          ),
        ),
        `${stepHours} h`,
      ).toBeLessThan(LIMIT);
    }
  });

  it('drift counts by the time of each regime, in whole hours, with the right chances', () => {
    const growing = marketOf([100], [{}, { drift: [driftFor(Math.E, 1)] }], chain);
    const paths = 20_000;
    for (const stepHours of [24, 4]) {
      const hours = daysOf(growing, stepHours, paths);
      for (const x of hours) expect(Math.abs(x - Math.round(x))).toBeLessThan(1e-9);
      law.forEach((p, k) => {
        if (p * paths < 20) return;
        const count = hours.filter((x) => Math.round(x) === k).length;
        expect(Math.abs(shareScore(count, paths, p)), `${k} hours in steps of ${stepHours}`).toBeLessThan(LIMIT);
      });
    }
  });

  it('assets move together within a step as in each of its regimes', () => {
    // One regime moves both as one, the other against each other: correlation of a day by the shares of time.
    const opposite = [
      [1, 0.9],
      [0.9, 1],
    ];
    const market = marketOf(
      [100, 50],
      [
        { volatility: [1, 1], drift: [0.5, 0.5], correlation: opposite },
        {
          volatility: [1, 1],
          drift: [0.5, 0.5],
          correlation: opposite.map((row, i) => row.map((x, j) => (i === j ? x : -x))),
        },
      ],
      chain,
    );
    const paths = 20_000;
    const run = record(
      compile(scenarioOf(market, [...held, { asset: 1, quantity: 1 }], { stepHours: DAY, steps: 1 })),
      paths,
    );
    const share = law.reduce((sum, p, k) => sum + (p * k) / DAY, 0);
    const variance = 1 / 365;
    const products = run.returns[0]!.map((x, k) => x * run.returns[1]![k]!);
    expect(Math.abs(meanScore(products, 0.9 * (1 - 2 * share) * variance))).toBeLessThan(LIMIT);
    expect(
      Math.abs(
        meanScore(
          run.returns[1]!.map((x) => x * x),
          variance,
        ),
      ),
    ).toBeLessThan(LIMIT);
  });

  it('a return knows nothing of the one before, of the next path, or of the regime to come', () => {
    const still = driftless([0.02, 0.02], chain);
    const paths = 4_000;
    const run = record(compile(scenarioOf(still, held, { stepHours: DAY, steps: 6 })), paths);
    const at = (shift: number) =>
      Float64Array.from({ length: paths * 5 - 6 }, (_, k) => run.returns[0]![Math.floor(k / 5) * 6 + (k % 5) + shift]!);
    const next = Float64Array.from(
      { length: paths * 5 - 6 },
      (_, k) => run.regimes[Math.floor(k / 5) * 6 + (k % 5) + 1]!,
    );
    expect(Math.abs(correlationScore(at(0), at(1), 0))).toBeLessThan(LIMIT);
    expect(Math.abs(correlationScore(at(0), at(6), 0))).toBeLessThan(LIMIT);
    expect(Math.abs(correlationScore(at(0), next, 0))).toBeLessThan(LIMIT);
    expect(
      kolmogorovSmirnov(
        run.returns[0]!.map((x) => x / 0.02),
        normalCdf,
      ),
    ).toBeLessThan(2.2);
  });

  it('the regime of a step is the one at its end', () => {
    const paths = 20_000;
    const run = record(compile(scenarioOf(driftless(deviations, chain), held, { stepHours: DAY, steps: 2 })), paths);
    for (const [step, hours] of [
      [0, 23],
      [1, 47],
    ] as const) {
      // Two states: the distance from the stationary 1/4 shrinks by 0.6 an hour.
      const second = 0.25 + (start[1]! - 0.25) * 0.6 ** hours;
      let count = 0;
      for (let path = 0; path < paths; path++) count += run.regimes[path * 2 + step]!;
      expect(Math.abs(shareScore(count, paths, second))).toBeLessThan(LIMIT);
    }
    // A regime that ends surely at the first hour governs that hour and no end of a day.
    const left = driftless(deviations, {
      transition: {
        perHours: 1,
        rows: [
          [0, 1],
          [0, 1],
        ],
      },
      start: [1, 0],
    });
    const days = record(compile(scenarioOf(left, held, { stepHours: DAY, steps: 1 })), 64);
    expect(new Set(days.regimes)).toEqual(new Set([1]));
  });
});

describe('jumps come at most once in an interval of their own, at any step', () => {
  const jump = (probability: number, perHours = 1, mean = 1) => ({
    singleJumps: [{ probability, perHours, mean, sd: 0 }],
  });
  const binomial = (n: number, k: number, p: number) => {
    let value = (1 - p) ** (n - k) * p ** k;
    for (let i = 0; i < k; i++) value *= (n - i) / (i + 1);
    return value;
  };

  it('how many a day brings is binomial', () => {
    const paths = 20_000;
    for (const [probability, perHours] of [
      [0.1, 1],
      [0.4, 6],
      [0.3, 24],
    ] as const) {
      for (const stepHours of [24, 8, 1, 0.25]) {
        const counts = daysOf(marketOf([100], [jump(probability, perHours)]), stepHours, paths);
        const intervals = DAY / perHours;
        for (let k = 0; k <= intervals; k++) {
          const p = binomial(intervals, k, probability);
          const count = counts.filter((x) => Math.round(x) === k).length;
          if (p * paths < 20) expect(count).toBeLessThan(60);
          else
            expect(Math.abs(shareScore(count, paths, p)), `${k} per ${perHours} h, step ${stepHours} h`).toBeLessThan(
              LIMIT,
            );
        }
      }
    }
  });

  it('certain ones fill every interval', () => {
    for (const stepHours of [24, 1.5, 1, 0.25]) {
      for (const perHours of [1, 1.5, 8]) {
        const counts = daysOf(marketOf([100], [jump(1, perHours)]), stepHours, 64, 3);
        for (const x of counts) expect(x, `per ${perHours} h, step ${stepHours} h`).toBeCloseTo(DAY / perHours, 6);
      }
    }
  });

  it('have the probability and the size of the regime of their hour', () => {
    // Sizes 1 and 100, so that the sum of a day tells how many of each there were.
    const rows = [
      [0.8, 0.2],
      [0.4, 0.6],
    ];
    const market = marketOf([100], [jump(0.05), jump(0.3, 1, 100)], {
      transition: { perHours: 1, rows },
      start: [0.7, 0.3],
    });
    const hours = hoursInSecond([0.7, 0.3], rows).reduce((sum, p, k) => sum + p * k, 0);
    const paths = 20_000;
    for (const stepHours of [24, 6, 1]) {
      const days = daysOf(market, stepHours, paths).map(Math.round);
      expect(
        Math.abs(
          meanScore(
            days.map((x) => x % 100),
            0.05 * (DAY - hours),
          ),
        ),
        `${stepHours} h`,
      ).toBeLessThan(LIMIT);
      expect(
        Math.abs(
          meanScore(
            days.map((x) => Math.floor(x / 100)),
            0.3 * hours,
          ),
        ),
        `${stepHours} h`,
      ).toBeLessThan(LIMIT);
    }
  });
});

describe('more monitoring never lowers the chance of liquidation', () => {
  /** One long position at 5 x of which 1 % must be kept, over some days: the share of paths that are liquidated. */
  const liquidated = (market: Market, stepHours: number, paths: number, days: number) => {
    const account = accountOf(market, held, { pools: [[[0], [20]]] });
    const compiled = compile(
      scenarioOf(market, account, {
        stepHours,
        steps: (days * DAY) / stepHours,
        precision: 'mixed',
        watch: 'period-end',
      }),
    );
    const steps = outcomesOf(compiled, 0, paths).account[0]!['first_liquidation_step']!;
    return steps.filter((step) => step > 0).length / paths;
  };
  const chain = {
    transition: {
      perHours: 1,
      rows: [
        [0.98, 0.02],
        [0.1, 0.9],
      ],
    },
    start: [5 / 6, 1 / 6],
  };
  const calm = { volatility: [0.6] };
  const wild = { volatility: [2] };
  const jump = { probability: 0.01, perHours: 1, mean: -0.03, sd: 0.05 };
  const markets: readonly (readonly [name: string, market: Market])[] = [
    ['normal', marketOf([100], [{ volatility: [1] }])],
    ...[3, 4, 5.5].flatMap((degrees) =>
      [DAY, 1].map(
        (perHours) =>
          [
            `t ${degrees} per ${perHours} h`,
            marketOf([100], [{ volatility: [1] }], { shocks: { law: 'student-t', degrees, perHours } }),
          ] as const,
      ),
    ),
    ['jumps', marketOf([100], [{ ...calm, singleJumps: [jump] }])],
    ['regimes', marketOf([100], [calm, wild], chain)],
    [
      'regimes, jumps and t 4.5 per 8 h',
      marketOf([100], [calm, { ...wild, singleJumps: [jump] }], {
        ...chain,
        shocks: { law: 'student-t', degrees: 4.5, perHours: 8 },
      }),
    ],
  ];

  // 1d to 8h to 1h to 15m: two chances of which the second is not smaller; a difference of -4.5 standard errors is one in 3e5 (30 of them).
  it.each(markets)('%s', (_, market) => {
    const paths = 10_000;
    const chances = [24, 8, 1, 0.25].map((stepHours) => liquidated(market, stepHours, paths, 5));
    console.log(chances.join(' '));
    chances.slice(1).forEach((fine, k) => {
      const coarse = chances[k]!;
      expect((fine - coarse) / Math.sqrt((fine * (1 - fine) + coarse * (1 - coarse)) / paths)).toBeGreaterThan(-LIMIT);
    });
    // And it does see more: by far more than the error.
    expect(chances.at(-1)).toBeGreaterThan(chances[0]!);
  });

  it('a daily t law looked at once a day is the closed form, and hour by hour no less', () => {
    // Report F27: 80 %, t4 per day, 5 x, 1 % maintenance: the price falls to 80 / 0.99. The closed form is 0.1003 %.
    const market = marketOf([100], [{ volatility: [0.8] }], {
      shocks: { law: 'student-t', degrees: 4, perHours: DAY },
    });
    const deviation = 0.8 / Math.sqrt(365);
    const barrier = (Math.log(80 / 99) + deviation ** 2 / 2) / deviation;
    const truth = studentCdf(barrier, 4);
    expect(truth).toBeCloseTo(0.001003, 6);
    const paths = 200_000;
    const daily = liquidated(market, DAY, paths, 1);
    expect(Math.abs(shareScore(daily * paths, paths, truth))).toBeLessThan(LIMIT);
    const hourly = liquidated(market, 1, paths, 1);
    expect(shareScore(hourly * paths, paths, truth)).toBeGreaterThan(-LIMIT);
    expect(hourly).toBeGreaterThan(daily);
  });
});
