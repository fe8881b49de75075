import type { LimitFinding } from '../study/governance/limit.ts';
import type { Study } from '../study/study.ts';
import { missing, plain } from './figures.ts';
import { formatWide, type GridRow } from './grid.ts';
import { limitsTable } from './limits-table.ts';
import { mostRows } from './lines.ts';
import { paint, type Style, wrap } from './style.ts';

interface Check {
  /** Name of its scenario in a sweep; null where there is only one. */
  readonly scenario: string | null;
  readonly finding: LimitFinding;
}

/**
 * The governance checks, rule by rule, with violations marked: of one scenario all of them, of a sweep and where there are too many
 * those that do not hold; `file` names where all of them are, null where that is nowhere. Empty where no limits are set.
 */
export function formatLimits(
  { scenarios, limits }: Study,
  style: Style,
  file: string | null = `${limitsTable.name}.csv`,
): string {
  const isSweep = scenarios.length > 1;
  const all = limits.flatMap((findings, index): Check[] => {
    const scenario = isSweep ? (scenarios[index]?.name ?? null) : null;
    return findings.map((finding) => ({ scenario, finding }));
  });
  if (all.length === 0) return '';
  const broken = all.filter(({ finding }) => !finding.holds);
  const listed = isSweep || all.length > mostRows ? broken : all;
  const shown = listed.slice(0, mostRows);
  const table = shown.length === 0 ? [] : [formatChecks(shown, style)];
  const note = verdict(all.length, broken.length, style);
  const rest = shown.length < all.length && file !== null ? ` All are in ${file}.` : '';
  return [...table, wrap(note + rest, style.width)].join('\n\n');
}

function formatChecks(checks: readonly Check[], style: Style): string {
  const rules = [...new Set(checks.map(({ finding }) => finding.rule))];
  const rows = rules.flatMap((rule): GridRow[] => [
    { heading: rule },
    ...checks.filter(({ finding }) => finding.rule === rule).map((check) => row(check, style)),
  ]);
  return formatWide({ head: ['Limits', 'value', 'limit', ''], rows }, style);
}

function row({ scenario, finding }: Check, style: Style): GridRow {
  const { subject, scheme, value, bound, limit, unit, holds } = finding;
  const about = [subject, scheme, scenario].filter((part) => part !== null).join(', ');
  const side = bound === 'at-most' ? '≤' : '≥';
  const cells = [`  ${about}`, formatValue(value, unit), `${side} ${formatValue(limit, unit)}`];
  return holds ? [...cells, 'holds'] : [...cells, '✗ violated'].map((cell) => paint(style, 'red', cell));
}

function verdict(checks: number, broken: number, style: Style): string {
  const count = `${plain(checks, 0)} governance check${checks === 1 ? '' : 's'} before the run`;
  if (broken === 0) return `${count}: all hold.`;
  return paint(style, 'yellow', `! ${count}: ${plain(broken, 0)} ${broken === 1 ? 'does' : 'do'} not hold.`);
}

/** Enough digits to see the two sides of a check apart; limits.csv has all of them. */
function formatValue(value: number | null, unit: LimitFinding['unit']): string {
  if (value === null) return missing;
  if (unit === 'quote') return plain(value, Math.abs(value) < 100 && !Number.isInteger(value) ? 2 : 0);
  if (unit === 'share') return `${Number((value * 100).toPrecision(4))} %`;
  return `${Number(value.toPrecision(4))} x`;
}
