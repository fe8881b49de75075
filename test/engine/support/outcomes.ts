import { sha256 } from '../../../src/base/digest.ts';
import type { CompiledScenario } from '../../../src/engine/compile/compile.ts';
import { createPathEvents } from '../../../src/engine/events/path-events.ts';
import { LANES } from '../../../src/engine/memory/constants.ts';
import { createGroup } from '../../../src/engine/memory/group.ts';
import { writeOutcomes } from '../../../src/engine/outcomes.ts';
import { simulateBlocks, simulateGroup } from '../../../src/engine/simulate.ts';
import type { PathSource } from '../../../src/market/sources/source.ts';
import { accountColumns, createOutcomeBlock, type OutcomeBlock, positionColumns } from '../../../src/stats/outcome.ts';

export type Columns = Readonly<Record<string, Float64Array>>;

/** Outcome columns of a run of paths, copied out of the blocks: `account[scheme]`, `positions[scheme][position]`. */
export interface Outcomes {
  readonly paths: number;
  readonly weights: Float64Array;
  readonly account: readonly Columns[];
  readonly positions: readonly (readonly Columns[])[];
}

export function outcomesOf(compiled: CompiledScenario, firstPath: number, paths: number): Outcomes {
  const outcomes = emptyOutcomes(compiled, paths);
  simulateBlocks(compiled, firstPath, paths, (block) => copyBlock(outcomes, block, block.firstPath - firstPath));
  return outcomes;
}

/** Outcomes of `groups` groups of paths from path 0 on, without the screen or with another source of paths. */
export function outcomesOfGroups(
  compiled: CompiledScenario,
  groups: number,
  options: { readonly screened?: boolean; readonly source?: PathSource },
): Outcomes {
  const outcomes = emptyOutcomes(compiled, groups * LANES);
  const group = createGroup(compiled, options);
  const events = createPathEvents(group, compiled, options);
  for (let first = 0; first < groups * LANES; first += LANES) {
    const block = createOutcomeBlock(compiled.shape, LANES);
    block.count = LANES;
    simulateGroup(group, events, first);
    writeOutcomes(group, compiled, block, 0);
    copyBlock(outcomes, block, first);
    outcomes.weights.set(block.weights, first);
  }
  return outcomes;
}

/**
 * The same with the screen left out: every pool is inspected at every step. Slow, and without a bound that could overlook a pool.
 */
export function outcomesUnscreened(compiled: CompiledScenario, groups: number): Outcomes {
  return outcomesOfGroups(compiled, groups, { screened: false });
}

function emptyOutcomes({ shape: { schemes, positions } }: CompiledScenario, paths: number): Outcomes {
  const empty = (table: object): Columns =>
    Object.fromEntries(Object.keys(table).map((name) => [name, new Float64Array(paths)]));
  return {
    paths,
    weights: new Float64Array(paths).fill(1),
    account: schemes.map(() => empty(accountColumns)),
    positions: schemes.map(() => positions.map(() => empty(positionColumns))),
  };
}

/** Copies a block to the columns, from place `at` on. */
function copyBlock(outcomes: Outcomes, block: OutcomeBlock, at: number): void {
  const copy = (to: Columns, from: Columns) => {
    for (const [name, column] of Object.entries(to)) column.set(from[name]!.subarray(0, block.count), at);
  };
  outcomes.account.forEach((to, scheme) => copy(to, block.account[scheme]!));
  outcomes.positions.forEach((all, scheme) => all.forEach((to, p) => copy(to, block.positions[scheme]![p]!)));
}

/** The columns of paths `from` to `to` of a run. */
export function pathsOf({ weights, account, positions }: Outcomes, from: number, to: number): Outcomes {
  const cut = (columns: Columns): Columns =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(from, to)]));
  return {
    paths: to - from,
    weights: weights.slice(from, to),
    account: account.map(cut),
    positions: positions.map((all) => all.map(cut)),
  };
}

/** SHA-256 of every bit of every column, in the order of the tables. */
export function outcomesDigest({ account, positions }: Outcomes): string {
  const bytes = (columns: Columns) =>
    Object.entries(columns).flatMap(([name, column]) => [name, new Uint8Array(column.buffer)]);
  return sha256(...account.flatMap(bytes), ...positions.flat().flatMap(bytes));
}
