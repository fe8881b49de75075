import { plain, significant } from '../report/render/numbers.ts';
import { columnsOf, notes, type Section } from '../report/sections/section.ts';
import type { RoundOptions, Spread } from './rounds.ts';

/** What a table needs beyond the rounds. */
export interface TableOptions extends RoundOptions {
  /** Processor cores that may be used. */
  readonly cores: number;
  /** Most paths of the table over paths. */
  readonly mostPaths: number;
  /** Words of the command that prints a workload line, for measurements in processes of their own. */
  readonly command: readonly string[];
}

/** What was measured, in words: the first column names it. */
export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table of measurements on the canonical workload. */
export interface BenchTable {
  /** Stands above the table: what is measured, of what, in which unit. */
  readonly title: string;
  measure(options: TableOptions): Promise<Grid>;
}

/** The table under its title. */
export function benchSection(title: string, { head: [first = '', ...figures], rows }: Grid): Section {
  const table = {
    kind: 'table',
    columns: columnsOf([first], figures),
    rows: rows.map((cells) => ({ cells })),
  } as const;
  return { blocks: [notes({ words: title, tone: 'heading' }), table] };
}

/** `352 [340..361]`, or `352` of a single measurement. */
export function withRange({ median, least, most }: Spread): string {
  if (least === most) return significant(median, 3);
  return `${significant(median, 3)} [${significant(least, 3)}..${significant(most, 3)}]`;
}

/** A ratio as what it costs more: `+12.3 % [+10.1..+13.0]`. */
export function asCost({ median, least, most }: Spread): string {
  if (least === most) return `${percent(median)} %`;
  return `${percent(median)} % [${percent(least)}..${percent(most)}]`;
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? '+' : ''}${plain((ratio - 1) * 100, 1)}`;
}

export function asShare(share: number): string {
  return `${plain(share * 100, 2)} %`;
}
