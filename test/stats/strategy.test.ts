import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { OutcomeShape } from '../../src/stats/outcome.ts';
import type { FigureRow } from '../support/figure-rows.ts';
import { estimate, type PathOutcome, pick, random, shapeOf } from './paths.ts';

/** A desk of three positions, two of one strategy and one of none, under two schemes. */
/** A shape with a strategy, so that there are figures by strategy, of which a test looks at those of the account. */
function taggedShapeOf(shape: Partial<OutcomeShape>): OutcomeShape {
  return shapeOf({ positions: ['one'], tags: ['strategy'], ...shape });
}

/** The one figure of the account that is wanted. */
function ofAccount(rows: readonly FigureRow[], wanted: Partial<FigureRow>): FigureRow {
  return pick(rows, { ...wanted, tag: null, position: null });
}

const desk = shapeOf({
  schemes: ['isolated', 'cross'],
  positions: ['btc', 'eth', 'sol'],
  tags: ['carry', 'carry', null],
  levels: [0.9, 0.95],
  steps: 30,
  paths: 905,
});

/** Skewed, heavy-tailed profits that the schemes share in part, funding everywhere, and further costs on every fourth path. */
function deskPaths(seed: string, paths: number, weighted = false): PathOutcome[] {
  const { uniform, normal } = random(seed);
  return Array.from({ length: paths }, (): PathOutcome => {
    const common = normal();
    const eventful = uniform() < 0.25;
    return {
      weight: weighted ? 0.25 + 1.5 * uniform() : 1,
      schemes: desk.schemes.map((_, scheme) => {
        const positions = desk.positions.map((__, position) => {
          const x = 0.7 * common + normal();
          const pnl = 0.3 + x - (scheme === 0 ? 0.15 : 0.1) * x * x - 0.2 * position;
          const paid = (cost: number) => (eventful ? cost * uniform() : 0);
          return { pnl, funding: 0.1 * normal(), fees: paid(1), slippage: paid(2), adl: paid(0.5) };
        });
        const sum = (name: 'pnl' | 'funding' | 'fees' | 'slippage' | 'adl') =>
          positions.reduce((total, position) => total + position[name], 0);
        const transfers = eventful ? 0.05 * uniform() : 0;
        const collateral = 0.2 * normal();
        const account = {
          first_event_step: eventful ? 7 : 0,
          pnl: sum('pnl') + collateral - transfers,
          collateral_pnl: collateral,
          cost_funding: sum('funding'),
          cost_fees: sum('fees'),
          cost_slippage: sum('slippage'),
          cost_adl: sum('adl'),
          cost_transfers: transfers,
        };
        return { account, positions };
      }),
    };
  });
}

/** What the figures are about, with the columns that they are made of, added up here once more. */
const subjects = [
  { tag: null, position: null, members: null },
  { tag: 'carry', position: null, members: [0, 1] },
  { tag: 'carry', position: 'btc', members: [0] },
  { tag: 'carry', position: 'eth', members: [1] },
  { tag: null, position: 'sol', members: [2] },
] as const;
type Subject = (typeof subjects)[number];

function columnsOf(
  outcomes: readonly PathOutcome[],
  { members }: Subject,
  scheme: number,
): { profit: number[]; cost: number[] } {
  const own = outcomes.map((outcome) => outcome.schemes[scheme]!);
  if (members === null) {
    return {
      profit: own.map(({ account }) => account!.pnl!),
      cost: own.map(({ account: a }) => {
        return a!.cost_funding! + a!.cost_fees! + a!.cost_slippage! + a!.cost_adl! + a!.cost_transfers!;
      }),
    };
  }
  const total = (of: (position: NonNullable<(typeof own)[number]['positions']>[number]) => number) =>
    own.map(({ positions }) => members.reduce<number>((sum, member) => sum + of(positions![member]!), 0));
  return {
    profit: total(({ pnl }) => pnl!),
    cost: total(({ funding, fees, slippage, adl }) => funding! + fees! + slippage! + adl!),
  };
}

/**
 * Estimates with what one path adds to them, by the definitions and path by path: what their errors must come from. Weights are
 * likelihood ratios, so means are sums over the number of paths.
 */
interface Reference {
  readonly estimate: number;
  readonly influence: readonly number[];
}

function references(profit: readonly number[], weights: readonly number[], level: number) {
  const n = profit.length;
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const m = average(profit.map((x, i) => weights[i]! * x));
  const squares = profit.map((x, i) => weights[i]! * (x - m) ** 2);
  const deviation = Math.sqrt((average(squares) * n) / (n - 1));
  const order = profit.map((_, i) => i).toSorted((a, b) => profit[a]! - profit[b]!);
  const mass = n * (1 - level);
  let [taken, lost, valueAtRisk] = [0, 0, 0];
  for (const i of order) {
    const part = Math.min(weights[i]!, mass - taken);
    if (part <= 0) break;
    taken += part;
    lost -= part * profit[i]!;
    valueAtRisk = -profit[i]!;
  }
  const shortfall = lost / mass;
  const threshold = thresholdOf(profit, weights, order, mass, valueAtRisk);
  const excess = profit.map((x, i) => (weights[i]! * Math.max(0, -x - threshold)) / (1 - level));
  const byMean = (i: number) => weights[i]! * profit[i]!;
  const indices = profit.map((_, i) => i);
  return {
    sd: { estimate: deviation, influence: squares.map((square) => square / (2 * deviation)) },
    es: { estimate: shortfall, influence: excess },
    pnl_per_sd: {
      estimate: m / deviation,
      influence: indices.map((i) => byMean(i) / deviation - (m * squares[i]!) / (2 * deviation ** 3)),
    },
    pnl_per_es: {
      estimate: m / shortfall,
      influence: indices.map((i) => byMean(i) / shortfall - (m * excess[i]!) / shortfall ** 2),
    },
  } satisfies Record<string, Reference>;
}

/** The loss one rank beyond a standard deviation of mass below VaR; beyond three of them where it is a tie with VaR. */
function thresholdOf(
  profit: readonly number[],
  weights: readonly number[],
  order: readonly number[],
  mass: number,
  valueAtRisk: number,
): number {
  let [taken, squares] = [0, 0];
  for (const i of order) {
    const part = Math.min(weights[i]!, mass - taken);
    if (part <= 0) break;
    taken += part;
    squares += part * weights[i]!;
  }
  const deviation = Math.sqrt(squares - (mass * mass) / profit.length);
  const beyond = (wanted: number) => {
    let [sum, rank] = [0, 0];
    while (sum <= wanted) sum += weights[order[rank++]!]!;
    return -profit[order[rank]!]!;
  };
  const near = beyond(mass + deviation);
  return near === valueAtRisk ? beyond(mass + 3 * deviation) : near;
}

const errorOf = (influence: readonly number[]) => sampleStandardDeviation([...influence]) / Math.sqrt(influence.length);

describe('figures by strategy', () => {
  it.each([
    ['with all weights 1', false],
    ['under weights', true],
  ])('are their definitions, with the error of what each path adds to them, %s', (_, weighted) => {
    // 905 times a level is no whole number: VaR is then one loss by every definition.
    const outcomes = deskPaths('strategies', 905, weighted);
    const weights = outcomes.map(({ weight }) => weight!);
    const got = estimate(desk, outcomes, 250);
    for (const subject of subjects) {
      const label = { tag: subject.tag, position: subject.position };
      const columns = [0, 1].map((scheme) => columnsOf(outcomes, subject, scheme));
      for (const level of desk.levels) {
        const [isolated, cross] = columns.map(({ profit }) => references(profit, weights, level));
        for (const name of ['sd', 'es', 'pnl_per_sd', 'pnl_per_es'] as const) {
          const figureOf = (scheme: string) => {
            const metric = `strategy_${name}`;
            return pick(got, { ...label, metric, scheme, level: name.endsWith('es') ? level : null });
          };
          const [left, right] = [isolated![name], cross![name]];
          const text = `${name} of ${JSON.stringify(label)} at ${level}`;
          // The last digits of an error depend on whether squared deviations are divided by n or by n - 1.
          const digits = name === 'es' ? 2e-3 : 1e-9;
          expect(figureOf('isolated').estimate! / left.estimate, text).toBeCloseTo(1, 10);
          expect(Math.abs(figureOf('cross').stdError! / errorOf(right.influence) - 1), text).toBeLessThan(digits);
          const difference = figureOf('isolated - cross');
          const paired = left.influence.map((value, i) => value - right.influence[i]!);
          expect(difference.estimate!, text).toBeCloseTo(left.estimate - right.estimate, 10);
          expect(Math.abs(difference.stdError! / errorOf(paired) - 1), text).toBeLessThan(digits);
        }
      }
      const weightedOf = (values: readonly number[]) => values.map((value, i) => weights[i]! * value);
      for (const [metric, name] of [
        ['strategy_pnl', 'profit'],
        ['strategy_cost', 'cost'],
      ] as const) {
        const [left, right] = columns.map((column) => weightedOf(column[name]));
        expect(pick(got, { ...label, metric, scheme: 'cross' }).estimate!).toBeCloseTo(mean(right!), 12);
        const difference = pick(got, { ...label, metric, scheme: 'isolated - cross' });
        const paired = left!.map((value, i) => value - right![i]!);
        expect(difference.estimate!).toBeCloseTo(mean(paired), 12);
        expect(difference.stdError! / errorOf(paired)).toBeCloseTo(1, 9);
      }
    }
  });

  it('of the account are those of summary.csv, bit for bit, and those of a tag are not the sum of its tails', () => {
    const got = estimate(desk, deskPaths('account', 905), 250);
    const account = { tag: null, position: null };
    for (const scheme of ['isolated', 'cross', 'isolated - cross']) {
      const own = pick(got, { metric: 'strategy_pnl', scheme, ...account });
      expect(own).toEqual({ ...pick(got, { metric: 'mean_pnl', scheme, position: null }), metric: 'strategy_pnl' });
      for (const level of desk.levels) {
        const shortfall = pick(got, { metric: 'strategy_es', scheme, level, ...account });
        expect(shortfall).toEqual({ ...pick(got, { metric: 'es', scheme, level }), metric: 'strategy_es' });
      }
    }
    const shortfall = (label: Partial<FigureRow>) =>
      pick(got, { metric: 'strategy_es', scheme: 'cross', level: 0.9, ...label }).estimate!;
    const parts = shortfall({ position: 'btc' }) + shortfall({ position: 'eth' });
    expect(shortfall({ tag: 'carry', position: null })).toBeLessThan(parts);
  });

  it('are there where some position has a tag, and cost nothing where none has', () => {
    const untagged: OutcomeShape = { ...desk, tags: [null, null, null] };
    const rows = estimate(untagged, deskPaths('untagged', 200)).filter(({ metric }) => metric.startsWith('strategy_'));
    expect(rows).toEqual([]);
  });

  it('stand in the order: metrics, schemes and differences, account, tags, positions, levels', () => {
    const rows = estimate(desk, deskPaths('order', 50)).filter(({ metric }) => metric === 'strategy_pnl_per_es');
    expect(rows.slice(0, 10).map(({ scheme, tag, position, level }) => [scheme, tag, position, level])).toEqual(
      subjects.flatMap(({ tag, position }) => desk.levels.map((level) => ['isolated', tag, position, level])),
    );
    expect(rows.slice(20)[0]).toMatchObject({ scheme: 'isolated - cross', tag: null, position: null });
  });

  it('keep their digits when the mean is large against the spread, and in any chunks', () => {
    const { normal } = random('large mean');
    const profits = Array.from({ length: 600 }, () => [1e7 + normal(), 1e7 + 2 * normal()]);
    const outcomes = profits.map((pair) => ({ schemes: pair.map((pnl) => ({ account: { pnl } })) }));
    const shape = taggedShapeOf({ schemes: ['a', 'b'], initialWealth: 1e7 });
    const expected = references(
      profits.map(([a]) => a!),
      profits.map(() => 1),
      0.9,
    );
    for (const chunk of [600, 64, 7]) {
      const got = estimate(shape, outcomes, chunk);
      const deviation = ofAccount(got, { metric: 'strategy_sd', scheme: 'a' });
      expect(deviation.estimate! / expected.sd.estimate).toBeCloseTo(1, 8);
      expect(deviation.stdError! / errorOf(expected.sd.influence)).toBeCloseTo(1, 8);
    }
  });

  it('have no difference where two schemes do the same, also if their sums end in other digits', () => {
    const twins = deskPaths('twins', 400).map(({ schemes: [first] }): PathOutcome => {
      const near = (value: number) => value * (1 + 1e-15);
      const { account, positions } = first!;
      const other = { account: { ...account, pnl: near(account!.pnl!) }, positions: positions! };
      return { schemes: [first!, other] };
    });
    const rows = estimate(desk, twins, 100).filter(({ metric, scheme }) => {
      return metric.startsWith('strategy_') && scheme === 'isolated - cross';
    });
    expect(rows).toHaveLength(subjects.length * (4 + 2 * 2));
    for (const row of rows) expect(row).toMatchObject({ estimate: 0, stdError: null, ciLow: null, pValue: 1 });
  });

  it.each([1e-3, 1e-6])('see a difference of %f on a single path, and do not take it for certain', (extra) => {
    const outcomes = deskPaths('one path', 400).map(({ schemes: [first] }, path): PathOutcome => {
      const pnl = first!.account!.pnl! + (path === 17 ? extra : 0);
      return { schemes: [first!, { ...first!, account: { ...first!.account, pnl } }] };
    });
    const got = estimate(desk, outcomes, 100);
    for (const metric of ['strategy_pnl', 'strategy_sd', 'strategy_pnl_per_sd', 'strategy_pnl_per_es']) {
      const row = got.find(
        (one) =>
          one.metric === metric && one.scheme === 'isolated - cross' && one.tag === null && one.position === null,
      )!;
      expect(row.estimate, metric).not.toBe(0);
      if (metric === 'strategy_pnl') expect(row.pValue!).toBeGreaterThan(0.05);
      else expect(row, metric).toMatchObject({ stdError: null, ciLow: null, pValue: null, note: expect.any(String) });
    }
  });

  it('have no ratio without a risk, and no error of it where the shortfall may be 0', () => {
    const shape = taggedShapeOf({ levels: [0.9] });
    const figureOf = (profits: readonly number[], metric: string) =>
      ofAccount(
        estimate(
          shape,
          profits.map((pnl) => ({ schemes: [{ account: { pnl } }] })),
        ),
        { metric },
      );
    const same = Array.from({ length: 50 }, () => 3);
    expect(figureOf(same, 'strategy_sd')).toMatchObject({ estimate: 0, stdError: null, ciLow: null });
    expect(figureOf(same, 'strategy_pnl_per_sd').estimate).toBeNull();
    // The worst tenth gains 3: its shortfall is below 0.
    expect(figureOf(same, 'strategy_pnl_per_es').estimate).toBeNull();
    // The worst ten are nine of -0.1 and one of 0.8: a shortfall of 0.01 give or take much more.
    const spread = Array.from({ length: 100 }, (_, i) => (i === 0 ? -1 : i < 10 ? 0.1 : 2 + i));
    const ratio = figureOf(spread, 'strategy_pnl_per_es');
    expect(ratio.estimate!).toBeCloseTo(mean(spread) / 0.01, 6);
    expect(ratio).toMatchObject({ stdError: null, ciLow: null, ciHigh: null });
    expect(figureOf([5], 'strategy_sd').estimate).toBeNull();
    expect(figureOf([5], 'strategy_pnl').estimate).toBe(5);
  });
});

describe('risk-adjusted returns of normal profits', () => {
  // Profit N(m, s^2): mean / sd has the standard error sqrt((1 + (m / s)^2 / 2) / n) (Lo 2002, equation 9), and
  // ES = -m + s phi(z) / (1 - level), phi(1.6448536) / 0.05 = 2.0627128075.
  const [m, s, level, paths, repetitions] = [0.4, 2, 0.95, 2000, 120];
  const shortfall = -m + 2.0627128075 * s;
  const shape = taggedShapeOf({ schemes: ['a', 'b'], levels: [level], paths });
  const { normal } = random('normal profits');
  const runs = Array.from({ length: repetitions }, () => {
    // Scheme b is a with more noise and so much more profit that both ratios are the same.
    const noise = 0.5;
    const scale = Math.hypot(1, noise);
    const outcomes = Array.from({ length: paths }, (): PathOutcome => {
      const x = normal();
      return {
        schemes: [{ account: { pnl: m + s * x } }, { account: { pnl: scale * m + s * (x + noise * normal()) } }],
      };
    });
    return estimate(shape, outcomes, 700);
  });

  it('have the error of Lo (2002)', () => {
    const errors = runs.map((got) => ofAccount(got, { metric: 'strategy_pnl_per_sd', scheme: 'a' }).stdError!);
    // Each varies by 2 % or so; their mean by a tenth of it.
    expect(Math.abs(mean(errors) / Math.sqrt((1 + (m / s) ** 2 / 2) / paths) - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['strategy_pnl_per_sd', m / s],
    ['strategy_pnl_per_es', m / shortfall],
    ['strategy_sd', s],
    ['strategy_es', shortfall],
  ])('%s: the truth is as many errors away as it should be', (metric, truth) => {
    const scores = runs.map((got) => {
      const { estimate: found, stdError } = ofAccount(got, { metric, scheme: 'a' });
      return (found! - truth) / stdError!;
    });
    const rms = Math.sqrt(mean(scores.map((z) => z * z)));
    console.log(`${metric}: root mean square of z ${rms.toFixed(3)}`);
    // 120 squared scores: standard deviation of the root mean square 0.065; a false alarm in 2e4 runs on a new seed.
    expect(Math.abs(rms - 1)).toBeLessThan(0.26);
  });

  it.each(['strategy_pnl_per_sd', 'strategy_pnl_per_es'])(
    '%s: equal ratios of two schemes differ by chance, as much as the paired error says',
    (metric) => {
      const rows = runs.map((got) => ofAccount(got, { metric, scheme: 'a - b' }));
      const rms = Math.sqrt(mean(rows.map((row) => (row.estimate! / row.stdError!) ** 2)));
      const alone = mean(runs.map((got) => ofAccount(got, { metric, scheme: 'a' }).stdError!));
      console.log(`${metric}: root mean square of paired z ${rms.toFixed(3)}`);
      expect(Math.abs(rms - 1)).toBeLessThan(0.26);
      expect(mean(rows.map((row) => row.stdError!))).toBeLessThan(0.8 * alone);
      const alarms = rows.filter((row) => row.pValue! < 0.05).length / repetitions;
      // 6 of 120 expected, standard deviation 2.4.
      expect(alarms).toBeLessThan(0.13);
    },
  );
});

it('the ratio keeps an error where the tail is a tie of paths that lost everything', () => {
  // As in the tests of ES beside a tie: with a little less mass in it, the paths below would take part.
  const { uniform } = random('ratio beside a tie');
  const outcomes = Array.from({ length: 2000 }, (): PathOutcome => {
    const pnl = uniform() < 0.052 ? -40 : 35 - 30 * uniform();
    return { schemes: [{ account: { pnl } }] };
  });
  const got = estimate(taggedShapeOf({ levels: [0.95], paths: 2000 }), outcomes);
  const expected = references(
    outcomes.map(({ schemes }) => schemes[0]!.account!.pnl!),
    outcomes.map(() => 1),
    0.95,
  );
  const shortfall = ofAccount(got, { metric: 'strategy_es' });
  expect(shortfall).toMatchObject({ estimate: 40 });
  expect(shortfall.stdError!).toBeGreaterThan(0.3);
  const ratio = ofAccount(got, { metric: 'strategy_pnl_per_es' });
  expect(ratio.stdError!).toBeCloseTo(errorOf(expected.pnl_per_es.influence), 9);
});
