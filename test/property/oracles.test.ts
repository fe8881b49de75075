import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { Account } from '../../src/margin/account.ts';
import { accountColumns, positionColumns } from '../../src/stats/outcome.ts';
import type { Random } from '../support/random.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';

/**
 * Theorems that hold on every path, without exception: oracles that need no reference value.
 * Each has something to say about 100,000 random paths at least, 128 of every scenario, in one of the two precisions.
 */
const COMPARED = 100_000;
const PATHS = 128;

type Columns = Readonly<Record<string, Float64Array>>;

/** Every column of every scheme, copied out of the block. */
interface Outcomes {
  readonly account: Columns[];
  readonly positions: Columns[][];
}

/** What comes of paths `firstPath` and on; few enough to make one block. */
function outcomesOf(scenario: Scenario, firstPath = 0, count = PATHS): Outcomes {
  const outcomes: Outcomes[] = [];
  simulateBlocks(compile(scenario), firstPath, count, (block) => {
    expect(block.count).toBe(count);
    const copy = (columns: Columns): Columns =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, count)]));
    outcomes.push({ account: block.account.map(copy), positions: block.positions.map((all) => all.map(copy)) });
  });
  return outcomes[0]!;
}

/** Fails with the scenario that breaks the promise; the text is made only then. */
function promise(holds: boolean, what: string, scenario: Scenario): void {
  if (!holds) expect.fail(`${what}\n${JSON.stringify(scenario)}`);
}

/** Whether columns, or nested lists and records of columns, hold the same bits (0 and -0 count as the same). */
function same(a: unknown, b: unknown): boolean {
  if (a instanceof Float64Array) {
    const other = b as Float64Array;
    return a.length === other.length && a.every((value, k) => value === other[k]);
  }
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(first);
  return keys.length === Object.keys(second).length && keys.every((key) => same(first[key], second[key]));
}

function withAccount(scenario: Scenario, account: Partial<Account>): Scenario {
  return { ...scenario, account: { ...scenario.account, ...account } };
}

/** Runs a check on scenario after scenario; `check` returns how many paths it had something to say about. */
function everywhere(name: string, check: (random: Random) => number): void {
  const random = seeded(`oracle: ${name}`);
  let paths = 0;
  let scenarios = 0;
  for (; paths < COMPARED && scenarios < COMPARED / 10; scenarios++) paths += check(random);
  console.log(`${name}: ${paths} paths compared, of ${scenarios} scenarios`);
  expect(paths).toBeGreaterThanOrEqual(COMPARED);
}

describe('oracles hold path by path, to the last bit', () => {
  it('one position: every partition gives the same columns', () => {
    everywhere('one position', (random) => {
      const scenario = randomScenario(random, { positions: 1, steps: 24 });
      const { account, positions } = outcomesOf(scenario);
      for (const scheme of [1, 2]) {
        promise(same(account[scheme], account[0]), `account of scheme ${scheme}`, scenario);
        promise(same(positions[scheme], positions[0]), `position of scheme ${scheme}`, scenario);
      }
      return PATHS;
    });
  });

  it('paths in two parts, cut anywhere: the same columns as in one', () => {
    everywhere('two parts', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const all = outcomesOf(scenario);
      const cut = 1 + Math.floor((PATHS - 1) * random());
      const parts = [outcomesOf(scenario, 0, cut), outcomesOf(scenario, cut, PATHS - cut)];
      parts.forEach(({ account, positions }, part) => {
        const own = (columns: Columns): Columns =>
          Object.fromEntries(
            Object.entries(columns).map(([name, column]) => [name, part ? column.slice(cut) : column.slice(0, cut)]),
          );
        promise(same(account, all.account.map(own)), `accounts of part ${part}, cut at ${cut}`, scenario);
        const expected = all.positions.map((columns) => columns.map(own));
        promise(same(positions, expected), `positions of part ${part}, cut at ${cut}`, scenario);
      });
      return PATHS;
    });
  });

  it('a shorter horizon: the same decisions up to its end', () => {
    everywhere('shorter horizon', (random) => {
      const steps = 2 + Math.floor(30 * random());
      const scenario = randomScenario(random, { steps });
      const horizon = 1 + Math.floor((steps - 1) * random());
      const [long, short] = [outcomesOf(scenario), outcomesOf({ ...scenario, steps: horizon })];
      const upTo = (step: number) => (step <= horizon ? step : 0);
      long.positions.forEach((all, s) => {
        const [first, wipeout] = [long.account[s]!.first_liquidation_step!, long.account[s]!.wipeout_step!];
        promise(same(short.account[s]!.first_liquidation_step, first.map(upTo)), `first, scheme ${s}`, scenario);
        promise(same(short.account[s]!.wipeout_step, wipeout.map(upTo)), `wipe-out, scheme ${s}`, scenario);
        all.forEach((columns, p) => {
          const closes = columns.closed_step!.map(upTo);
          promise(same(short.positions[s]![p]!.closed_step, closes), `scheme ${s} position ${p}`, scenario);
        });
      });
      return PATHS;
    });
  });

  it('nobody liquidated: profit and drawdown are the same in all schemes', () => {
    everywhere('nobody liquidated', (random) => {
      const scenario = randomScenario(random, { steps: 12 });
      const { account } = outcomesOf(scenario);
      let paths = 0;
      for (let path = 0; path < PATHS; path++) {
        if (account.some((columns) => columns.first_liquidation_step![path] !== 0)) continue;
        paths++;
        for (const name of ['pnl', 'max_drawdown', 'cost_funding']) {
          const values = account.map((columns) => columns[name]![path]);
          promise(
            values.every((value) => value === values[0]),
            `${name} of path ${path}`,
            scenario,
          );
        }
      }
      return paths;
    });
  });

  it('removing every other pool leaves the columns of a pool as they were', () => {
    everywhere('other pools removed', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const all = outcomesOf(scenario);
      const { schemes, positions } = scenario.account;
      const mixed = schemes[2]!;
      const pool = mixed.pools[Math.floor(random() * mixed.pools.length)]!;
      const alone = outcomesOf(
        withAccount(scenario, {
          positions: pool.positions.map((i) => positions[i]!),
          schemes: [{ ...mixed, pools: [{ ...pool, positions: pool.positions.map((_, k) => k) }] }],
        }),
      );
      pool.positions.forEach((i, k) => {
        promise(same(alone.positions[0]![k], all.positions[2]![i]), `position ${i}`, scenario);
      });
      return PATHS;
    });
  });

  it('no friction: when cross is liquidated by t, some isolated pool is liquidated by t', () => {
    everywhere('any pool', (random) => {
      const base = randomScenario(random, { steps: 24, quoteOnly: true, frictionless: true });
      // A requirement that adds up over positions, and money that only prices move: flat rates, all wealth in pools.
      const schemes = base.account.schemes.map((scheme) => {
        const share = scheme.treasury[0]! / scheme.pools.reduce((sum, pool) => sum + pool.collateral[0]!, 0);
        const pools = scheme.pools.map((pool) => ({ ...pool, collateral: [pool.collateral[0]! * (1 + share)] }));
        return { ...scheme, pools, treasury: [0] };
      });
      const scenario = withAccount(base, { schemes });
      const { account } = outcomesOf(scenario);
      const [isolated, cross] = [account[0]!.first_liquidation_step!, account[1]!.first_liquidation_step!];
      let paths = 0;
      cross.forEach((step, path) => {
        if (step === 0) return;
        paths++;
        const first = isolated[path]!;
        promise(first > 0 && first <= step, `path ${path}`, scenario);
      });
      return paths;
    });
  });

  it('more collateral in every pool: no pool is liquidated earlier', () => {
    everywhere('more collateral', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const more = scenario.account.schemes.map((scheme) => ({
        ...scheme,
        pools: scheme.pools.map((pool) => ({ ...pool, collateral: pool.collateral.map((amount) => amount * 1.25) })),
      }));
      const [less, richer] = [outcomesOf(scenario), outcomesOf(withAccount(scenario, { schemes: more }))];
      scenario.account.schemes.forEach((_, s) => {
        scenario.account.positions.forEach((__, p) => {
          less.positions[s]![p]!.closed_step!.forEach((step, path) => {
            const later = richer.positions[s]![p]!.closed_step![path]!;
            promise(later === 0 || (step > 0 && later >= step), `scheme ${s} position ${p} path ${path}`, scenario);
          });
        });
      });
      return PATHS;
    });
  });

  it('all money times 1024: the same decisions, all money columns times 1024', () => {
    everywhere('scaled money', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const { account, positions } = outcomesOf(scenario);
      const scaled = outcomesOf(scaleMoney(scenario, 1024));
      account.forEach((columns, s) => compareScaled(columns, scaled.account[s]!, accountColumns, scenario));
      positions.forEach((all, s) =>
        all.forEach((columns, p) => compareScaled(columns, scaled.positions[s]![p]!, positionColumns, scenario)),
      );
      return PATHS;
    });
  });

  it('relabelled positions: permuted columns', () => {
    everywhere('relabelled', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const { positions } = scenario.account;
      // newPlace[i] is where position i goes: reversed, which moves every one of them but the middle.
      const newPlace = positions.map((_, i) => positions.length - 1 - i);
      const schemes = scenario.account.schemes.map((scheme) => ({
        ...scheme,
        pools: scheme.pools
          .map((pool) => ({ ...pool, positions: pool.positions.map((i) => newPlace[i]!) }))
          .toReversed(),
      }));
      const before = outcomesOf(scenario);
      const after = outcomesOf(withAccount(scenario, { positions: positions.toReversed(), schemes }));
      promise(same(after.account, before.account), 'accounts', scenario);
      after.positions.forEach((all, s) => {
        promise(same(all.toReversed(), before.positions[s]), `positions of scheme ${s}`, scenario);
      });
      return PATHS;
    });
  });

  it('profit is the sum of its parts, and money is conserved within 1e-9 of notional', () => {
    everywhere('conservation', (random) => {
      const scenario = randomScenario(random, { steps: 24 });
      const { account, positions } = outcomesOf(scenario);
      const gross = scenario.account.positions.reduce(
        (sum, p) => sum + Math.abs(p.quantity) * scenario.market.prices[p.asset]!,
        0,
      );
      account.forEach((columns, s) => {
        for (let path = 0; path < PATHS; path++) {
          const parts = positions[s]!.reduce(
            (sum, p) =>
              sum + p.price_pnl![path]! - p.funding![path]! - p.fees![path]! - p.slippage![path]! + p.bad_debt![path]!,
            columns.collateral_pnl![path]!,
          );
          promise(Math.abs(columns.pnl![path]! - parts) < 1e-9 * gross, `scheme ${s} path ${path}`, scenario);
        }
      });
      return PATHS;
    });
  });
});

/** The scenario with every amount of money multiplied; prices stay, so quantities carry the factor. */
function scaleMoney(scenario: Scenario, factor: number): Scenario {
  const { account, market } = scenario;
  const times = (values: readonly number[]) => values.map((value) => value * factor);
  return {
    ...scenario,
    market: {
      ...market,
      regimes: market.regimes.map((regime) => ({
        ...regime,
        depth: regime.depth.map((depth) => (depth === null ? null : depth * factor)),
      })),
    },
    account: {
      ...account,
      positions: account.positions.map((position) => ({ ...position, quantity: position.quantity * factor })),
      collateral: account.collateral.map((asset) => ({ ...asset, amount: asset.amount * factor })),
      schemes: account.schemes.map((scheme) => ({
        ...scheme,
        pools: scheme.pools.map((pool) => ({ ...pool, collateral: times(pool.collateral) })),
        treasury: times(scheme.treasury),
      })),
      venue: {
        ...account.venue,
        maintenance: account.venue.maintenance.map((table) =>
          table.map(({ floor, cap, rate, amount }) => ({
            floor: floor * factor,
            cap: cap === null ? null : cap * factor,
            rate,
            amount: amount * factor,
          })),
        ),
      },
    },
  };
}

function compareScaled(
  columns: Columns,
  scaled: Columns,
  definitions: Readonly<Record<string, { unit: string }>>,
  scenario: Scenario,
): void {
  for (const [name, { unit }] of Object.entries(definitions)) {
    const factor = unit === 'quote' ? 1024 : 1;
    promise(
      columns[name]!.every((value, path) => scaled[name]![path] === value * factor),
      name,
      scenario,
    );
  }
}
