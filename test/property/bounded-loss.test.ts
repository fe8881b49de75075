import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { type CloseRule, liquidationRules } from '../../src/margin/liquidation/registry.ts';
import { outcomesOf } from '../engine/support/outcomes.ts';
import { accountOf, driftFor, flat, marketOf, scenarioOf } from '../engine/support/scenario.ts';

/** Every example of every rule, and slices so small and slow that a pool is far below 0 before they end. */
const rules: readonly CloseRule[] = [
  ...Object.values(liquidationRules).flatMap(({ examples }) => [...examples]),
  { rule: 'slices', share: 0.05, smallest: 1, slicesPerStep: 1 },
];

it.each(rules)('an account whose price falls without end loses what it has and no more, under %o', (close) => {
  const market = marketOf([100], [{ drift: [driftFor(0.97)], depth: [1e6] }]);
  const account = accountOf(market, [{ asset: 0, quantity: 2_000 }], {
    pools: [[[0], [10_000]]],
    maintenance: flat(0.005),
    venue: { takerFee: 0.0005, slippage: 0.002, liquidation: { close, backstop: 0 } },
  });
  const { account: columns } = outcomesOf(compile(scenarioOf(market, account, { steps: 48 })), 0, 1);
  const [scheme] = columns;
  expect(scheme!.first_liquidation_step![0]).toBeGreaterThan(0);
  expect(scheme!.pnl![0]).toBeGreaterThan(-10_000 - 1e-6);
});
