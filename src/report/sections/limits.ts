import type { LimitFinding } from '../../study/governance/limit.ts';
import type { Study } from '../../study/study.ts';
import { limitsTable } from '../tables/limits.ts';
import { mostRows } from './lines.ts';
import {
  amount,
  type Cell,
  columnsOf,
  counted,
  notes,
  type Row,
  type Section,
  type Table,
  type Words,
  words,
} from './section.ts';

interface Check {
  /** Name of its scenario in a sweep; null where there is only one. */
  readonly scenario: string | null;
  readonly finding: LimitFinding;
}

/**
 * The governance checks, rule by rule, with violations marked: of one scenario all of them, of a sweep and where there are too many
 * those that do not hold; `file` names where all of them are, null where that is nowhere. Nothing where no limits are set.
 */
export function limitsSections(
  { scenarios, limits }: Pick<Study, 'scenarios' | 'limits'>,
  file: string | null = `${limitsTable.name}.csv`,
): Section[] {
  const isSweep = scenarios.length > 1;
  const all = limits.flatMap((findings, index): Check[] => {
    const scenario = isSweep ? (scenarios[index]?.name ?? null) : null;
    return findings.map((finding) => ({ scenario, finding }));
  });
  if (all.length === 0) return [];
  const broken = all.filter(({ finding }) => !finding.holds);
  const listed = isSweep || all.length > mostRows ? broken : all;
  const shown = listed.slice(0, mostRows);
  const rest = shown.length < all.length && file !== null ? ` All are in ${file}.` : '';
  const verdict = notes({
    words: words`${verdictOf(all.length, broken.length)}${rest}`,
    ...(broken.length > 0 && { tone: 'warning' }),
  });
  return [{ blocks: shown.length === 0 ? [verdict] : [tableOf(shown), verdict] }];
}

function tableOf(checks: readonly Check[]): Table {
  const rules = [...new Set(checks.map(({ finding }) => finding.rule))];
  const rows = rules.flatMap((rule): Row[] => [
    { heading: rule },
    ...checks.filter(({ finding }) => finding.rule === rule).map(row),
  ]);
  return { kind: 'table', columns: columnsOf(['Limits'], ['value', 'limit', '']), rows };
}

function row({ scenario, finding }: Check): Row {
  const { subject, scheme, value, bound, limit, unit, holds } = finding;
  const about = [subject, scheme, scenario].filter((part) => part !== null).join(', ');
  const side = bound === 'at-most' ? '≤' : '≥';
  const of = (measured: number | null) => amount(measured, unit === 'ratio' ? 'multiple' : unit);
  const outcome: Words = holds ? 'holds' : words`${{ markOf: 'bad' }} violated`;
  const cells: Words[] = [about, [of(value)], words`${side} ${of(limit)}`, outcome];
  return { depth: 1, cells: holds ? cells : cells.map((one): Cell => ({ words: one, tone: 'bad' })) };
}

function verdictOf(checks: number, broken: number): Words {
  const count = counted(checks, 'governance check');
  return broken === 0
    ? words`${count} before the run: all hold.`
    : words`${count} before the run: ${amount(broken, 'count')} ${broken === 1 ? 'does' : 'do'} not hold.`;
}
