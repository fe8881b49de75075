import { expect, it } from 'vitest';
import { compile, isWatched } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Pool } from '../../src/margin/account.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';
import { requirementOf } from '../../src/margin/requirement.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { outcomesOf } from './support/outcomes.ts';

/** What becomes of one pool on one path, step by step, from the replayed market and the rules alone. */
interface Life {
  /** Step of its liquidation, 0 if there is none; whether any decision was so close that rounding settles it. */
  readonly closed: number;
  readonly isClose: boolean;
  /** Funding that each of its positions paid. */
  readonly funding: readonly number[];
  readonly lowestRatio: number;
}

function lifeOf(
  scenario: Scenario,
  steps: readonly MarketStep[],
  pool: Pool,
  watched: (step: number) => boolean,
): Life {
  const { positions, collateral, venue } = scenario.account;
  const held = pool.positions.map((p) => positions[p]!);
  const paid = held.map(() => 0);
  let [isClose, lowestRatio] = [false, Number.POSITIVE_INFINITY];
  for (const { step, prices, haircuts, fundingRates } of steps) {
    const dues = held.map(({ asset, quantity, entry }) => {
      const rate = fundingRates?.[asset] ?? 0;
      return quantity * rate * (venue.funding.notional === 'entry' ? entry : prices[asset]!);
    });
    const profit = held.reduce((sum, { asset, quantity, entry }) => sum + quantity * (prices[asset]! - entry), 0);
    const worth = pool.collateral.reduce((sum, amount, c) => {
      const { asset } = collateral[c]!;
      if (asset === null) return sum + amount;
      return sum + amount * prices[asset]! * (1 - Math.max(venue.haircut[c]!, haircuts[asset]!));
    }, 0);
    const equity = () => worth + profit - paid.reduce((sum, payment) => sum + payment, 0);
    const pay = () => dues.forEach((due, k) => (paid[k] = paid[k]! + due));
    const notionals = held.map(({ asset, quantity }) => Math.abs(quantity) * prices[asset]!);
    const notional = notionals.reduce((sum, n) => sum + n, 0);

    if (venue.funding.booked === 'before-check') pay();
    const required = held.reduce(
      (sum, { asset }, k) => sum + requirementOf(venue.maintenance[asset]!, notionals[k]!),
      0,
    );
    const cover = equity() - required;
    if (Math.abs(cover) < 1e-9 * notional) isClose = true;
    if (cover < 0)
      return { closed: step, isClose, funding: paid, lowestRatio: Math.min(lowestRatio, equity() / notional) };
    if (venue.funding.booked === 'after-check') pay();
    if (watched(step)) lowestRatio = Math.min(lowestRatio, equity() / notional);
  }
  return { closed: 0, isClose, funding: paid, lowestRatio };
}

it('pools close, pay and stand as the rules say, whatever the interval of funding and the cut of a path into spans', () => {
  const random = seeded('decisions');
  const counts = { closed: 0, open: 0, close: 0 };
  const intervals = [0.25, 0.5, 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 16, 24];
  for (let k = 0; k < 20 * intervals.length; k++) {
    const base = randomScenario(random);
    const { venue } = base.account;
    const funding = { ...venue.funding, everyHours: intervals[k % intervals.length]! };
    const scenario = { ...base, account: { ...base.account, venue: { ...venue, funding } } };
    const compiled = compile(scenario);
    const { account, positions } = outcomesOf(compiled, 0, 3);
    for (let path = 0; path < 3; path++) {
      const steps = replayMarket(compiled, path);
      scenario.account.schemes.forEach(({ pools }, s) => {
        const lives = pools.map((pool) => lifeOf(scenario, steps, pool, (step) => isWatched(compiled, step)));
        if (lives.some(({ isClose }) => isClose)) {
          counts.close++;
          return;
        }
        pools.forEach((pool, p) => {
          const life = lives[p]!;
          counts[life.closed > 0 ? 'closed' : 'open']++;
          pool.positions.forEach((position, m) => {
            const { closed_step, funding: paid } = positions[s]![position]!;
            if (closed_step![path] !== life.closed)
              expect.fail(`${closed_step![path]} ${life.closed} ${JSON.stringify(scenario)}`);
            const { quantity, asset } = scenario.account.positions[position]!;
            const size = Math.abs(quantity) * scenario.market.prices[asset]!;
            expect(Math.abs(paid![path]! - life.funding[m]!)).toBeLessThan(1e-10 * size);
          });
        });
        const lowest = Math.min(...lives.map(({ lowestRatio }) => lowestRatio));
        // Steps within a span are seen in the precision of the returns.
        const tolerance = base.precision === 'mixed' && base.watch === 'every-step' ? 1e-6 : 1e-9;
        const difference = Math.abs(account[s]!.lowest_margin_ratio![path]! - lowest);
        expect(difference).toBeLessThan(tolerance * (1 + Math.abs(lowest)));
      });
    }
  }
  expect(counts.closed).toBeGreaterThan(1000);
  expect(counts.open).toBeGreaterThan(1000);
  expect(counts.close).toBeLessThan(5);
});
