import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.ts';
import { blockPaths } from '../../src/stats/block-paths.ts';
import { accountColumns, type ColumnDefinition, createOutcomeBlock, positionColumns } from '../../src/stats/outcome.ts';
import { outcomesOf } from '../engine/support/outcomes.ts';
import { livelyScenario } from '../engine/support/scenario.ts';
import { shapeOf } from './paths.ts';

describe('the paths of a block that statistics look at', () => {
  it('are all, those with a liquidation under a scheme, and those with one under either of two', () => {
    const block = createOutcomeBlock(shapeOf({ schemes: ['a', 'b', 'c'] }), 8);
    const steps = [
      [0, 3, 0, 0, 7, 9],
      [0, 0, 0, 2, 5, 9],
      [0, 0, 0, 0, 0, 9],
    ];
    // The last path is not in the block any more.
    block.count = 5;
    for (const [scheme, column] of steps.entries()) block.account[scheme]!.first_liquidation_step.set(column);
    const { all, liquidated, eitherLiquidated } = blockPaths(block);
    expect([...all]).toEqual([0, 1, 2, 3, 4]);
    expect(liquidated.map((paths) => [...paths])).toEqual([[1, 4], [3, 4], []]);
    expect(eitherLiquidated.map((paths) => [...paths])).toEqual([
      [1, 3, 4],
      [1, 4],
      [3, 4],
    ]);
  });

  it('are enough: what comes of liquidations alone is 0 on every other path of the engine', () => {
    const paths = 2000;
    const compiled = compile(livelyScenario({ paths, seed: 'columns of liquidations' }));
    const { account, positions } = outcomesOf(compiled, 0, paths);
    const ofLiquidations = (table: Readonly<Record<string, ColumnDefinition>>) =>
      Object.keys(table).filter((name) => table[name]!.ofLiquidations);
    expect(ofLiquidations(accountColumns)).toHaveLength(4);
    expect(ofLiquidations(positionColumns)).toHaveLength(4);
    const somewhere = new Set<string>();
    for (const [scheme, columns] of account.entries()) {
      const isLiquidated = columns.first_liquidation_step!;
      const rare = [
        ...ofLiquidations(accountColumns).map((name) => [`account ${name}`, columns[name]!] as const),
        ...positions[scheme]!.flatMap((position) =>
          ofLiquidations(positionColumns).map((name) => [`position ${name}`, position[name]!] as const),
        ),
      ];
      for (const [name, column] of rare) {
        for (let path = 0; path < paths; path++) {
          if (column[path] === 0) continue;
          expect(isLiquidated[path], `${name} of path ${path}`).toBeGreaterThan(0);
          somewhere.add(name);
        }
      }
      expect(isLiquidated.some((step) => step === 0)).toBe(true);
    }
    expect(somewhere.size).toBe(8);
  });
});
