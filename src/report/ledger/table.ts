import type { Decimal } from 'decimal.js';
import type { ExactSchemeResult } from '../../exact/outcome.ts';
import { type LedgerLine, type LedgerPath, ledgerLines } from '../../exact/postings.ts';
import { type BuiltTable, type Column, tableOf } from '../tables/column.ts';
import { describe } from './text.ts';

/** The ledger of a path as rows. */
export interface LedgerRows extends LedgerPath {
  readonly path: number;
  readonly stepHours: number;
  readonly results: readonly ExactSchemeResult[];
}

/** A line with where it is from. */
interface Row {
  readonly path: number;
  readonly scheme: string;
  readonly line: LedgerLine;
  readonly number: number;
  readonly hours: number;
  readonly what: string;
}

type Cell = string | number | null;

/** A field of what a line is about, where it has one of that name. */
function field(row: Row, name: string): Cell {
  const value = (row.line.of as unknown as Readonly<Record<string, Decimal | string | number | null | undefined>>)[
    name
  ];
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? value.toNumber() : value;
}

/** What a change of price led to; `to` of a move is the name of a pool. */
function priceAfter({ line: { of } }: Row): Cell {
  return of.kind === 'price' ? of.to.toNumber() : null;
}

const columns: readonly Column<Row>[] = [
  number('path', '', 'number of the path', (row) => row.path),
  text('scheme', '', 'name of the scheme', (row) => row.scheme),
  number('line', 'count', 'number of the line in the ledger of its path and scheme, from 1', (row) => row.number),
  number('first_step', 'step', 'first step that the line is about: below `step` for sums', (row) => row.line.firstStep),
  number('step', 'step', 'step of the path, from 1; 0 is the start', (row) => row.line.step),
  number('hours', 'hours', 'time since the start', (row) => row.hours),
  text('pool', '', 'pool that the line is about', (row) => row.line.pool),
  text('kind', '', 'what kind of line it is: price, funding, check, close, …', (row) => row.line.of.kind),
  text('reason', '', 'of a check: why it is told; liquidation: it fired', (row) => field(row, 'reason')),
  text('position', '', 'position that the line is about', (row) => field(row, 'position')),
  text('policy', '', 'policy behind it', (row) => field(row, 'policy')),
  number('quantity', 'units', 'units held, or closed by it; below 0: short', (row) => field(row, 'quantity')),
  number('price', 'quote', 'mark price that it was done at', (row) => field(row, 'price') ?? priceAfter(row)),
  number(
    'rate',
    'ratio',
    'funding rate, or cost as a share of the notional',
    (row) => field(row, 'rate') ?? field(row, 'share'),
  ),
  number('notional', 'quote', 'of a check: gross notional of the pool', (row) => field(row, 'notional')),
  number('amount', 'quote', 'by how much the line changed the equity of its pool', (row) => row.line.amount.toNumber()),
  number(
    'booked',
    'quote',
    'what was booked: for a close its realised profit, for a sale its proceeds, for a move the money that went along',
    (row) => field(row, 'amount'),
  ),
  number('equity', 'quote', 'equity of the pool after the line; in a pool, the amounts up to it add up to it', (row) =>
    row.line.equity.toNumber(),
  ),
  number('requirement', 'quote', 'requirement of the pool; empty on the way to an entry', (row) =>
    row.line.requirement === null ? null : row.line.requirement.toNumber(),
  ),
  text('what', '', 'what happened, in words', (row) => row.what),
];

/** The ledger of paths as one table. In each path, scheme and pool, `equity` is the sum of all `amount` so far. */
export function ledgerTable(paths: readonly LedgerRows[], eachFunding: boolean): BuiltTable {
  return tableOf(
    'ledger',
    columns,
    paths.flatMap((path) => path.results.flatMap((result) => rowsOf(path, result, eachFunding))),
  );
}

function rowsOf(path: LedgerRows, result: ExactSchemeResult, eachFunding: boolean): Row[] {
  return ledgerLines(result, path, eachFunding).map((line, index) => ({
    path: path.path,
    scheme: result.scheme,
    line,
    number: index + 1,
    hours: line.step * path.stepHours,
    what: describe(line, path.account.venue.equality).join('; '),
  }));
}

function text(name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> {
  return { name, type: 'text', unit, meaning, cell };
}

function number(name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> {
  return { name, type: 'number', unit, meaning, cell };
}
