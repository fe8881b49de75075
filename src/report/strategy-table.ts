import type { ScenarioResult } from '../run/result.ts';
import { strategyGroups } from './lines.ts';
import { formatGroups } from './scheme-table.ts';
import { paint, type Style, wrap } from './style.ts';

/** Profit, cost, risk and risk-adjusted return by strategy tag, a column per scheme; empty where no position has a tag. */
export function formatStrategies(result: ScenarioResult, style: Style): string {
  const groups = strategyGroups(result);
  if (groups.length === 0) return '';
  const { table, notes } = formatGroups(result, groups, { title: 'By strategy', rows: [] }, style);
  const note =
    'A strategy is the sum of its positions, wherever their collateral is pooled; its standard deviation and ES are those of its own ' +
    'profit over the horizon. Ratios are over the horizon, not annualised. Single positions and other levels are in strategies.csv.';
  const below = [note, ...notes].map((text) => wrap(text, style.width)).join('\n');
  return `${table}\n\n${paint(style, 'dim', below)}`;
}
