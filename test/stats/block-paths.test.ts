import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import { blockPaths } from '../../src/stats/block-paths.ts';
import { accountColumns, type ColumnDefinition, createOutcomeBlock, positionColumns } from '../../src/stats/outcome.ts';
import { outcomesOf } from '../engine/support/outcomes.ts';
import { livelyScenario } from '../engine/support/scenario.ts';
import { shapeOf } from './paths.ts';

/** The lively scenario in which everything else that can happen to a scheme happens too. */
function eventfulScenario(changes: Partial<Scenario>): Scenario {
  const scenario = livelyScenario(changes);
  const { market, account } = scenario;
  const deleveraging = { probability: 0.01, perHours: 1, share: 0.01 };
  const policiesOf = (pools: readonly number[]): Policy[] => [
    { policy: 'top-up', name: 'top-up', delaySteps: 0, pools, below: 3, amount: 20, budget: 40, cost: 0.001 },
    { policy: 'deleverage', name: 'reduce', delaySteps: 1, pools, trigger: { on: 'cover', below: 2 }, share: 0.2 },
  ];
  return {
    ...scenario,
    market: { ...market, regimes: market.regimes.map((regime) => ({ ...regime, deleveraging })) },
    account: {
      ...account,
      venue: { ...account.venue, insurance: { fund: 10, beyond: 'socialised' } },
      schemes: account.schemes.map((scheme) => ({ ...scheme, policies: policiesOf([...scheme.pools.keys()]) })),
    },
  };
}

describe('the paths of a block that statistics look at', () => {
  it('are all, those on which something happened to a scheme, and those on which it did to one of two', () => {
    const block = createOutcomeBlock(shapeOf({ schemes: ['a', 'b', 'c'] }), 8);
    const steps = [
      [0, 3, 0, 0, 7, 9],
      [0, 0, 0, 2, 5, 9],
      [0, 0, 0, 0, 0, 9],
    ];
    // The last path is not in the block any more.
    block.count = 5;
    for (const [scheme, column] of steps.entries()) block.account[scheme]!.first_event_step.set(column);
    const { all, eventful, eitherEventful } = blockPaths(block);
    expect([...all]).toEqual([0, 1, 2, 3, 4]);
    expect(eventful.map((paths) => [...paths])).toEqual([[1, 4], [3, 4], []]);
    expect(eitherEventful.map((paths) => [...paths])).toEqual([
      [1, 3, 4],
      [1, 4],
      [3, 4],
    ]);
  });

  it.each([
    ['liquidations alone', livelyScenario, ['account first_liquidation_step', 'position closed_step']],
    ['policies and deleveraging', eventfulScenario, 'all'],
  ] as const)(
    'are enough: what comes of events is 0 on every other path of the engine, with %s',
    (_, scenarioOf, seen) => {
      const paths = 2000;
      const compiled = compile(scenarioOf({ paths, seed: 'columns of events' }));
      const { account, positions } = outcomesOf(compiled, 0, paths);
      const ofEvents = (table: Readonly<Record<string, ColumnDefinition>>) =>
        Object.keys(table).filter((name) => table[name]!.ofEvents);
      const somewhere = new Set<string>();
      for (const [scheme, columns] of account.entries()) {
        const isEventful = columns.first_event_step!;
        const rare = [
          ...ofEvents(accountColumns).map((name) => [`account ${name}`, columns[name]!] as const),
          ...positions[scheme]!.flatMap((position) =>
            ofEvents(positionColumns).map((name) => [`position ${name}`, position[name]!] as const),
          ),
        ];
        for (const [name, column] of rare) {
          for (let path = 0; path < paths; path++) {
            if (column[path] === 0) continue;
            expect(isEventful[path], `${name} of path ${path}`).toBeGreaterThan(0);
            somewhere.add(name);
          }
        }
        expect(isEventful.some((step) => step === 0)).toBe(true);
      }
      const all = [
        ...ofEvents(accountColumns).map((name) => `account ${name}`),
        ...ofEvents(positionColumns).map((name) => `position ${name}`),
      ];
      expect([...somewhere]).toEqual(expect.arrayContaining(seen === 'all' ? all : [...seen]));
    },
  );
});
