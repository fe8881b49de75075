import type { ScenarioResult } from '../../run/result.ts';
import { strategyGroups } from './lines.ts';
import { groupsTable, mutedNotes } from './schemes.ts';
import type { Section } from './section.ts';

/** Profit, cost, risk and risk-adjusted return by strategy tag, a column per scheme; nothing where no position has a tag. */
export function strategiesSections(result: ScenarioResult): Section[] {
  const groups = strategyGroups(result);
  if (groups.length === 0) return [];
  const { table, notes } = groupsTable(result, groups, { title: 'By strategy', rows: [] });
  const note =
    'A strategy is the sum of its positions, wherever their collateral is pooled; its standard deviation and ES are those of its own ' +
    'profit over the horizon. Ratios are over the horizon, not annualised. Single positions and other levels are in strategies.csv.';
  return [{ blocks: [table, mutedNotes([note, ...notes], false)] }];
}
