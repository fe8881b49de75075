import { describe, expect, it } from 'vitest';
import { compile, isWatched } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { outcomesOf } from './support/outcomes.ts';
import {
  accountOf,
  driftFor,
  flat,
  hourlyFunding,
  marketOf,
  plenty,
  precisions,
  scenarioOf,
} from './support/scenario.ts';

const alternating = {
  transition: {
    perHours: 1,
    rows: [
      [0, 1],
      [1, 0],
    ],
  },
};

/** One long unit at 100 whose price goes up by a factor at odd steps and down at even ones, by as much unless `up` is given. */
function zigzag(changes: Partial<Scenario>, collateral = 50, up = 1.1): { drawdown: number; ratio: number } {
  const market = marketOf([100], [{ drift: [driftFor(up)] }, { drift: [driftFor(1 / 1.1)] }], alternating);
  const account = accountOf(market, [{ asset: 0, quantity: 1 }], { pools: [[[0], [collateral]]] });
  const outcomes = outcomesOf(compile(scenarioOf(market, account, changes)), 0, 1).account[0]!;
  return { drawdown: outcomes.max_drawdown![0]!, ratio: outcomes.lowest_margin_ratio![0]! };
}

describe('drawdown and the lowest margin ratio', () => {
  it('are seen at every step, if asked for', () => {
    const { drawdown, ratio } = zigzag({ watch: 'every-step' });
    expect(drawdown).toBeCloseTo(10, 9);
    // Equity over notional: 60 / 110 at the top, 50 / 100 at the bottom.
    expect(ratio).toBeCloseTo(0.5, 9);
  });
  it('of an account that owes nothing, too: its ratio is lowest at the top', () => {
    const { ratio } = zigzag({ watch: 'every-step' }, 150, 1.2);
    expect(ratio).toBeCloseTo(1 + 50 / (100 * 1.2 ** 12 * 1.1 ** -11), 9);
  });
  it('at every step also of a price that triples and falls back, in either precision', () => {
    const market = marketOf([100], [{ drift: [driftFor(3)] }, { drift: [driftFor(1 / 3)] }], alternating);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { pools: [[[0], [150]]] });
    for (const precision of precisions) {
      const { max_drawdown, lowest_margin_ratio } = outcomesOf(
        compile(scenarioOf(market, account, { precision })),
        0,
        1,
      ).account[0]!;
      expect(max_drawdown![0]).toBeCloseTo(200, 3);
      // Equity over notional is 350 / 300 at the top.
      expect(lowest_margin_ratio![0]).toBeCloseTo(350 / 300, 5);
    }
  });
  it('or at the ends of periods only, where this price has never moved', () => {
    expect(zigzag({ watch: 'period-end' }).drawdown).toBeCloseTo(0, 9);
  });
  it('the last period may be a short one: step 11 is watched at a horizon of 11', () => {
    const { drawdown } = zigzag({ watch: 'period-end', steps: 11 });
    expect(drawdown).toBeCloseTo(0, 9);
    const short = zigzag({ watch: 'period-end', steps: 11 }, 50);
    expect(short.ratio).toBeCloseTo(0.5, 9);
    expect(zigzag({ watch: 'period-end', steps: 3 }).ratio).toBeCloseTo(60 / 110, 9);
  });
});

it('a drawdown is a fall below the highest wealth so far, the start included', () => {
  const run = (growth: number, quantity: number) => {
    const market = marketOf([100], [{ drift: [driftFor(growth)] }]);
    return outcomesOf(compile(scenarioOf(market, [{ asset: 0, quantity }], { steps: 10 })), 0, 1).account[0]!
      .max_drawdown![0];
  };
  expect(run(1.01, 1)).toBe(0);
  expect(run(1.01, -1)).toBeCloseTo(100 * (1.01 ** 10 - 1), 9);
  expect(run(0.99, 1)).toBeCloseTo(100 * (1 - 0.99 ** 10), 9);
});

it('funding and coins count in the drawdown, the treasury included', () => {
  const market = marketOf(
    [100, 100],
    [{ drift: [0, driftFor(0.9)], funding: [1, 1].map(() => ({ mean: 0.01, sd: 0, reversionHours: 0 })) }],
  );
  const account = accountOf(market, [{ asset: 0, quantity: 1 }], {
    pools: [[[0], [plenty, 1]]],
    treasury: [0, 2],
    coins: [1],
    venue: { funding: hourlyFunding(1) },
  });
  const { max_drawdown } = outcomesOf(compile(scenarioOf(market, account, { steps: 3 })), 0, 1).account[0]!;
  expect(max_drawdown![0]).toBeCloseTo(3 * 100 * (1 - 0.9 ** 3) + 3, 3);
});

it('the lowest margin ratio is that of the worst pool, seen at a liquidation before its costs', () => {
  const market = marketOf([100], [{ drift: [driftFor(0.95)] }]);
  const account = accountOf(
    market,
    [0, 0].map((asset) => ({ asset, quantity: 1 })),
    {
      pools: [
        [[0], [10]],
        [[1], [40]],
      ],
      venue: { slippage: 0.1 },
    },
  );
  const { lowest_margin_ratio } = outcomesOf(
    compile(scenarioOf(market, account, { steps: 3, watch: 'period-end' })),
    0,
    1,
  ).account[0]!;
  expect(lowest_margin_ratio![0]).toBeCloseTo(0.25 / 90.25, 9);
});

it('what a pool that is liquidated would have come to hides nothing of the others', () => {
  // The first falls until its ratio is below 1/2, and would go on; the second dips below that at odd steps.
  const fall = driftFor(0.95);
  const market = marketOf(
    [100, 100],
    [{ drift: [fall, driftFor(1 / 1.1)] }, { drift: [fall, driftFor(1.1)] }],
    alternating,
  );
  const account = accountOf(
    market,
    [0, 1].map((asset) => ({ asset, quantity: 1 })),
    {
      pools: [
        [[0], [60]],
        [[1], [49]],
      ],
      venue: { maintenance: [flat(0.5), flat(0.01)] },
    },
  );
  const outcomes = outcomesOf(compile(scenarioOf(market, account, { steps: 8 })), 0, 1).account[0]!;
  expect(outcomes.lowest_margin_ratio![0]).toBeCloseTo((49 - 100 + 100 / 1.1) / (100 / 1.1), 9);
});

it('nor of what they were before it was liquidated', () => {
  // The first falls until its ratio is below 1/2, and would go on; the second dips below that at the first step only.
  const fall = driftFor(0.95);
  const market = marketOf(
    [100, 100],
    [{ drift: [fall, driftFor(1 / 1.1)] }, { drift: [fall, driftFor(1.1)] }, { drift: [fall, 0] }],
    {
      transition: {
        perHours: 1,
        rows: [
          [0, 1, 0],
          [0, 0, 1],
          [0, 0, 1],
        ],
      },
    },
  );
  const account = accountOf(
    market,
    [0, 1].map((asset) => ({ asset, quantity: 1 })),
    {
      pools: [
        [[0], [60]],
        [[1], [49]],
      ],
      venue: { maintenance: [flat(0.5), flat(0.01)] },
    },
  );
  const outcomes = outcomesOf(compile(scenarioOf(market, account, { steps: 8 })), 0, 1).account[0]!;
  expect(outcomes.lowest_margin_ratio![0]).toBeCloseTo((49 - 100 + 100 / 1.1) / (100 / 1.1), 9);
});

it('coins count in the margin ratio after their haircut', () => {
  const market = marketOf([100, 100]);
  const account = accountOf(market, [{ asset: 0, quantity: 2 }], {
    pools: [[[0], [50, 1]]],
    coins: [1],
    venue: { haircut: [0, 0.2] },
  });
  const { lowest_margin_ratio } = outcomesOf(compile(scenarioOf(market, account)), 0, 1).account[0]!;
  expect(lowest_margin_ratio![0]).toBeCloseTo((50 + 80) / 200, 12);
});

it('on random paths: the largest fall of wealth and the lowest ratio of a book that nobody liquidates', () => {
  // Recomputed from the replayed prices, without funding: wealth is money plus quantity times price.
  const random = seeded('watch');
  for (let k = 0; k < 40; k++) {
    const base = randomScenario(random, { quoteOnly: true, frictionless: true });
    const { positions } = base.account;
    const rich = { ...base.account.schemes[1]!, treasury: [0] };
    const gross = positions.reduce((sum, p) => sum + Math.abs(p.quantity) * base.market.prices[p.asset]!, 0);
    const collateral = 1000 * gross;
    const scenario: Scenario = {
      ...base,
      account: {
        ...base.account,
        collateral: [{ ...base.account.collateral[0]!, amount: collateral }],
        schemes: [{ ...rich, pools: [{ ...rich.pools[0]!, collateral: [collateral] }] }],
      },
    };
    const compiled = compile(scenario);
    const { account } = outcomesOf(compiled, 0, 5);
    for (let path = 0; path < 5; path++) {
      let highest = 0;
      let fall = 0;
      let ratio = Number.POSITIVE_INFINITY;
      for (const { step, prices } of replayMarket(compiled, path)) {
        if (!isWatched(compiled, step)) continue;
        const profit = positions.reduce(
          (sum, p) => sum + p.quantity * (prices[p.asset]! - base.market.prices[p.asset]!),
          0,
        );
        highest = Math.max(highest, profit);
        fall = Math.max(fall, highest - profit);
        const equity = positions.reduce((sum, p) => sum + p.quantity * (prices[p.asset]! - p.entry), collateral);
        ratio = Math.min(
          ratio,
          equity / positions.reduce((sum, p) => sum + Math.abs(p.quantity) * prices[p.asset]!, 0),
        );
      }
      // Steps within a span are seen in the precision of the returns.
      const tolerance = base.precision === 'mixed' && base.watch === 'every-step' ? 1e-6 : 1e-9;
      expect(Math.abs(account[0]!.max_drawdown![path]! - fall)).toBeLessThan(tolerance * gross);
      expect(Math.abs(account[0]!.lowest_margin_ratio![path]! / ratio - 1)).toBeLessThan(tolerance);
    }
  }
});

it('the share of a coin that counts is that of the regime now, also blocks after it was entered', () => {
  // The position falls by 1 % a step; the coin stands still and counts in full until the second regime, which stays.
  const fall = driftFor(0.99);
  const market = marketOf(
    [100, 100],
    [
      { drift: [fall, 0], haircut: [0, 0] },
      { drift: [fall, 0], haircut: [0, 0.5] },
    ],
    {
      transition: {
        perHours: 1,
        rows: [
          [0.99, 0.01],
          [0, 1],
        ],
      },
      start: [1, 0],
    },
  );
  const account = accountOf(market, [{ asset: 0, quantity: 1 }], { coins: [1], pools: [[[0], [0, 1]]] });
  const compiled = compile(scenarioOf(market, account, { steps: 24 }));
  // Enough that some group has a block without a switch, then one with, then one without: only then could a share be left over.
  const paths = 512;
  const { lowest_margin_ratio } = outcomesOf(compiled, 0, paths).account[0]!;
  for (let path = 0; path < paths; path++) {
    const ends = replayMarket(compiled, path).filter((_, k) => (k + 1) % 8 === 0);
    const ratios = ends.map(({ regime, prices }) => ((regime === 1 ? 50 : 100) + prices[0]! - 100) / prices[0]!);
    expect(lowest_margin_ratio![path]).toBeCloseTo(Math.min(...ratios), 6);
  }
});
