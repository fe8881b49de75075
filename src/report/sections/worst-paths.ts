import type { Scenario } from '../../engine/scenario.ts';
import type { WorstPath } from '../../run/worst-paths.ts';
import { amount, type Column, type MeasuredValue, type Row, type Section, type Words, words } from './section.ts';

const columns: readonly Column[] = [
  { head: 'path', holds: 'figures' },
  { head: 'loss', holds: 'figures' },
  { head: 'drawdown', holds: 'figures' },
  { head: 'first liquidation', holds: 'names' },
  { head: 'closed by force', holds: 'names' },
  { head: 'bad debt', holds: 'figures' },
];

/** The paths with the largest losses under a scheme, the largest first. */
export function worstPathsSection(paths: readonly WorstPath[], scheme: string, scenario: Scenario): Section {
  const { account, stepHours, market } = scenario;
  const rows = paths.map(({ path, loss, firstLiquidationStep: first, closed, badDebt, maxDrawdown }): Row => {
    const liquidation = words`step ${String(first)} (${amount(first * stepHours, 'elapsed')})`;
    const forced = `${closed.length} of ${account.positions.length}: ${namesOf(closed)}`;
    return {
      cells: [
        String(path),
        [cents(loss)],
        [cents(maxDrawdown)],
        first === 0 ? 'none' : liquidation,
        closed.length === 0 ? 'none' : forced,
        [cents(badDebt)],
      ],
    };
  });
  const which: Words = paths.length === 1 ? 'The largest loss' : `The ${paths.length} largest losses`;
  const title = words`${which} under scheme ${scheme}, of ${amount(scenario.paths, 'count')} paths; money in ${market.quote}`;
  return { title, blocks: [{ kind: 'table', columns, rows }] };
}

function cents(money: number): MeasuredValue {
  return { measured: money, unit: 'number', decimals: 2 };
}

/** A few names are shown; the ledger has all. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown}, …` : shown;
}
