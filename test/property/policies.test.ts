import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import { outcomesDigest, outcomesOf } from '../engine/support/outcomes.ts';
import { between, pick } from '../support/random.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';

const PATHS = 64;

/** The scenario with other policies, made of those that it has. */
function withPolicies(scenario: Scenario, change: (policies: readonly Policy[]) => readonly Policy[]): Scenario {
  const { account } = scenario;
  const schemes = account.schemes.map((scheme) => ({ ...scheme, policies: change(scheme.policies) }));
  return { ...scenario, account: { ...account, schemes } };
}

describe('policies that do nothing', () => {
  it('leave every bit as it is without them: 100 random scenarios whose orders would come after the horizon', () => {
    const random = seeded('inert policies');
    for (let k = 0; k < 100; k++) {
      const scenario = randomScenario(random, { anyRules: true });
      const late = withPolicies(scenario, (policies) =>
        policies.map((policy) => ({ ...policy, delaySteps: scenario.steps })),
      );
      const none = withPolicies(scenario, () => []);
      // Isolated positions have further pools, which must stay empty; prices that only a signal watches move no draw.
      expect(outcomesDigest(outcomesOf(compile(late), 0, PATHS))).toBe(
        outcomesDigest(outcomesOf(compile(none), 0, PATHS)),
      );
    }
  });
});

describe('a topped-up isolated position', () => {
  it('loses at most its collateral and what it was topped up with, on 50,000 random paths', () => {
    const random = seeded('top-up bound');
    let paths = 0;
    let toppedUp = 0;
    let closest = Number.POSITIVE_INFINITY;
    while (paths < 50_000) {
      const scenario = randomScenario(random, { positions: 1, quoteOnly: true, steps: 40 });
      const [isolated] = scenario.account.schemes;
      const [pool] = isolated!.pools;
      const [position] = scenario.account.positions;
      const price = scenario.market.prices[position!.asset]!;
      const collateral = pool!.collateral[0]! / 2;
      const policy: Policy = {
        name: 'reserve',
        policy: 'top-up',
        delaySteps: pick(random, [0, 0, 1, 4]),
        pools: [0],
        below: between(random, 1.2, 4),
        amount: collateral * between(random, 0.1, 1),
        budget: 2 * collateral,
        cost: pick(random, [0, 0.01]),
      };
      const scheme = {
        ...isolated!,
        pools: [{ ...pool!, collateral: [collateral] }],
        treasury: [isolated!.treasury[0]! + collateral],
        policies: [policy],
      };
      const { positions, account } = outcomesOf(
        compile({ ...scenario, account: { ...scenario.account, schemes: [scheme] } }),
        0,
        PATHS,
      );
      // Profit that was open at the start is in the pool, too.
      const open = position!.quantity * (price - position!.entry);
      for (let path = 0; path < PATHS; path++) {
        const { top_ups: moved, cost_transfers: cost } = account[0]!;
        // What is still open may stand below 0 until its next check.
        if (positions[0]![0]!.closed_step![path] === 0) continue;
        const backing = collateral + open + moved![path]! - cost![path]!;
        const loss = -positions[0]![0]!.pnl![path]!;
        closest = Math.min(closest, (backing - loss) / Math.abs(position!.quantity * price));
        if (moved![path]! > 0) toppedUp++;
      }
      paths += PATHS;
    }
    console.log(`top-up bound: ${toppedUp} closed after a top-up; closest ${closest} of notional`);
    expect(toppedUp).toBeGreaterThan(2_000);
    expect(closest).toBeGreaterThan(-1e-9);
  });
});
