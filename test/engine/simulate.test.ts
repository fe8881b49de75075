import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import { randomScenario, type Wishes } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { type Outcomes, outcomesDigest, outcomesOf, pathsOf } from './support/outcomes.ts';
import { accountOf, driftFor, livelyScenario, marketOf, scenarioOf } from './support/scenario.ts';

const digest = (compiled: ReturnType<typeof compile>, firstPath: number, paths: number) =>
  outcomesDigest(outcomesOf(compiled, firstPath, paths));

describe("a path's outcome belongs to its number", () => {
  it('whatever chunk and lane simulate it, to the last bit', () => {
    const random = seeded('chunks and lanes');
    const scenarios = [livelyScenario(), ...Array.from({ length: 20 }, () => randomScenario(random))];
    for (const scenario of scenarios) {
      const compiled = compile(scenario);
      const all = outcomesOf(compiled, 0, 200);
      for (const [from, to] of [
        [37, 200],
        [1, 2],
        [63, 65],
        [64, 128],
        [199, 200],
      ] as const) {
        expect(digest(compiled, from, to - from), `paths ${from} to ${to}`).toBe(
          outcomesDigest(pathsOf(all, from, to)),
        );
      }
    }
  });

  it('also beyond 32 bits, where other paths begin and none comes again', () => {
    const compiled = compile(livelyScenario());
    for (const start of [2 ** 32, 2 ** 40, 2 ** 52]) {
      const across = outcomesOf(compiled, start - 10, 30);
      expect(digest(compiled, start + 5, 15)).toBe(outcomesDigest(pathsOf(across, 15, 30)));
      expect(digest(compiled, start + 5, 1)).not.toBe(digest(compiled, 5, 1));
    }
  });

  it('whatever was simulated before it', () => {
    const compiled = compile(livelyScenario());
    const before = digest(compiled, 100, 64);
    digest(compiled, 0, 300);
    expect(digest(compiled, 100, 64)).toBe(before);
    expect(digest(structuredClone(compiled), 100, 64)).toBe(before);
  });

  it('and another seed gives other paths', () => {
    const seeds = ['a', 'b', 'A', ''];
    expect(new Set(seeds.map((seed) => digest(compile(livelyScenario({ seed })), 0, 64))).size).toBe(seeds.length);
  });
});

it('blocks come in order, without gap or overlap, every path with weight 1', () => {
  const seen: number[] = [];
  simulateBlocks(compile(livelyScenario({ steps: 3 })), 1000, 150, ({ firstPath, count, weights }) => {
    for (let k = 0; k < count; k++) seen.push(firstPath + k);
    expect(weights.every((weight) => weight === 1)).toBe(true);
  });
  expect(seen).toEqual(Array.from({ length: 150 }, (_, k) => 1000 + k));
});

describe('step 0 is never checked', () => {
  // Equity 0.5 under a requirement of 1 at the start; the price is up by 10 % at step 1 or stands still.
  const run = (growth: number) => {
    const market = marketOf([100], [{ drift: [driftFor(growth)] }]);
    const account = accountOf(market, [{ asset: 0, quantity: 1 }], { pools: [[[0], [0.5]]] });
    return outcomesOf(compile(scenarioOf(market, account, { steps: 3 })), 0, 1);
  };
  it('a pool without cover is liquidated at step 1', () => {
    const { account, positions } = run(1);
    expect(account[0]!.first_liquidation_step![0]).toBe(1);
    expect(positions[0]![0]!.closed_step![0]).toBe(1);
  });
  it('unless the first return covers it', () => {
    expect(run(1.1).account[0]!.first_liquidation_step![0]).toBe(0);
  });
});

describe('what holds in every outcome', () => {
  type Holds = (condition: boolean, what: string) => void;

  /** Runs a check on 64 paths of each of 300 random scenarios; a failure names the scenario. */
  const everyOutcome = (wishes: Wishes, check: (scenario: Scenario, outcomes: Outcomes, holds: Holds) => void) => {
    const random = seeded(`invariants ${JSON.stringify(wishes)}`);
    for (let k = 0; k < 300; k++) {
      const scenario = randomScenario(random, wishes);
      check(scenario, outcomesOf(compile(scenario), 0, 64), (condition, what) => {
        if (!condition) expect.fail(`${what}\n${JSON.stringify(scenario)}`);
      });
    }
  };
  const notionalOf = ({ market, account }: Scenario, members: readonly number[]) =>
    members.reduce((sum, p) => {
      const { quantity, asset } = account.positions[p]!;
      return sum + Math.abs(quantity) * market.prices[asset]!;
    }, 0);

  it('every number is finite, costs are not negative, and an open position has none but funding', () => {
    everyOutcome({}, (_, { account, positions }, holds) => {
      for (const columns of [...account, ...positions.flat()]) {
        for (const [name, column] of Object.entries(columns)) holds(column.every(Number.isFinite), name);
      }
      for (const { closed_step, fees, slippage, bad_debt } of positions.flat()) {
        for (const column of [fees!, slippage!, bad_debt!]) {
          holds(
            column.every((value, path) => (closed_step![path] === 0 ? value === 0 : value >= 0)),
            'costs',
          );
        }
      }
    });
  });

  it('steps: closes lie within the horizon, the first is the first liquidation, the last of all the wipe-out', () => {
    everyOutcome({}, (scenario, { account, positions }, holds) => {
      scenario.account.schemes.forEach(({ pools }, s) => {
        const { first_liquidation_step, wipeout_step } = account[s]!;
        for (let path = 0; path < 64; path++) {
          const closed = positions[s]!.map(({ closed_step }) => closed_step![path]!);
          const forced = closed.filter((step) => step > 0);
          const isStep = (step: number) => Number.isInteger(step) && step >= 0 && step <= scenario.steps;
          holds(closed.every(isStep), 'steps of the horizon');
          holds(first_liquidation_step![path] === (forced.length === 0 ? 0 : Math.min(...forced)), 'first liquidation');
          holds(wipeout_step![path] === (forced.length < closed.length ? 0 : Math.max(...forced)), 'wipe-out');
          for (const pool of pools) {
            const [first] = pool.positions;
            holds(
              pool.positions.every((p) => closed[p] === closed[first!]),
              'a pool closes at once',
            );
          }
        }
      });
    });
  });

  it('totals of the account are the sums over its positions, and the drawdown is no less than the final loss', () => {
    everyOutcome({}, (scenario, { account, positions }, holds) => {
      const tolerance = 1e-12 * notionalOf(scenario, [...scenario.account.positions.keys()]);
      account.forEach((total, s) => {
        for (let path = 0; path < 64; path++) {
          const sum = (name: string) => positions[s]!.reduce((all, columns) => all + columns[name]![path]!, 0);
          const agree = (column: string, expected: number) =>
            holds(Math.abs(total[column]![path]! - expected) < tolerance, `${column} of path ${path}`);
          agree('pnl', sum('pnl') + total.collateral_pnl![path]!);
          agree('cost_funding', sum('funding'));
          agree('cost_fees', sum('fees'));
          agree('cost_slippage', sum('slippage'));
          agree('bad_debt', sum('bad_debt'));
          holds(total.max_drawdown![path]! >= -total.pnl![path]! - tolerance, `drawdown of path ${path}`);
        }
      });
    });
  });

  it('a liquidated pool loses what it had at most, and all of it where there is bad debt', () => {
    everyOutcome({ quoteOnly: true }, (scenario, { positions }, holds) => {
      const { market, account } = scenario;
      account.schemes.forEach(({ pools }, s) => {
        for (const pool of pools) {
          const worth = pool.positions.reduce((sum, p) => {
            const { asset, quantity, entry } = account.positions[p]!;
            return sum + quantity * (market.prices[asset]! - entry);
          }, pool.collateral[0]!);
          const tolerance = 1e-9 * notionalOf(scenario, pool.positions);
          for (let path = 0; path < 64; path++) {
            if (positions[s]![pool.positions[0]!]!.closed_step![path] === 0) continue;
            const sum = (name: string) => pool.positions.reduce((all, p) => all + positions[s]![p]![name]![path]!, 0);
            holds(sum('pnl') > -worth - tolerance, `pool ${pool.name} loses more than it had on path ${path}`);
            const isSpent = sum('pnl') < -worth + tolerance;
            holds(isSpent || sum('bad_debt') < tolerance, `pool ${pool.name} keeps money on path ${path}`);
          }
        }
      });
    });
  });
});
