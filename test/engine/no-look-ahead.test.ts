import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { outcomesOf } from './support/outcomes.ts';

const PATHS = 4 * LANES;

/** Steps at which something happened, by column: those up to `last`, later ones as if they had not happened. */
function stepsUpTo(scenario: Scenario, last: number): number[][] {
  const { account, positions } = outcomesOf(compile(scenario), 0, PATHS);
  const columns = [
    ...account.flatMap((columns) => [columns.first_event_step!, columns.first_liquidation_step!]),
    ...positions.flat().map((columns) => columns.closed_step!),
  ];
  return columns.map((column) => Array.from(column, (step) => (step <= last ? step : 0)));
}

describe('no decision looks ahead', () => {
  it('what happens up to a step is the same on a path that ends there and on one that goes on, 10,000 cases', () => {
    const random = seeded('no look-ahead');
    let cases = 0;
    let events = 0;
    while (cases < 10_000) {
      const scenario = randomScenario(random, { anyRules: true, steps: 30 });
      const last = 1 + Math.floor(28 * random());
      // Between the last step and the horizon there is nothing to decide about, so the shorter path has one step more.
      const short = stepsUpTo({ ...scenario, steps: last + 1 }, last);
      expect(short, JSON.stringify(scenario)).toEqual(stepsUpTo(scenario, last));
      cases += PATHS * scenario.account.schemes.length;
      events += short.flat().filter((step) => step > 0).length;
    }
    console.log(`no look-ahead: ${cases} cases, ${events} steps of events compared`);
    expect(events).toBeGreaterThan(10_000);
  });
});
