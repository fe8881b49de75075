import { type CsvRow, csvRows, parseDecimal } from './csv-rows.ts';
import { Faults, quote } from './faults.ts';
import { parseMoment } from './moment.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';

const neededColumns = ['time', 'symbol', 'rate'] as const;

/** One settlement of funding. */
export interface Settlement {
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  /** Fraction of notional; positive: longs pay. */
  readonly rate: number;
}

/** Funding settlements of one venue, per asset in ascending time. */
export interface FundingHistory {
  readonly source: SourceFile;
  /** Null if the file names no venue. */
  readonly venue: string | null;
  readonly settlements: ReadonlyMap<string, readonly Settlement[]>;
}

/** Reads the settlements of one venue from a file, plain or gzip; throws an input error with all faults. */
export function readFundingHistory(path: string, venue: string | null): FundingHistory {
  const { source, text } = readSourceFile(path);
  return parseFundingHistory(text, path, source, venue);
}

/**
 * Settlements from comma-separated text in long form: a header with `time`, `symbol`, `rate` and perhaps `venue`, in
 * any order.
 *
 * A file of several venues needs `venue` to choose one. Throws an input error with file, line and column of (at most
 * 20) faults.
 */
export function parseFundingHistory(
  text: string,
  file: string,
  source: SourceFile,
  venue: string | null,
): FundingHistory {
  const faults = new Faults(file);
  const rows = csvRows(text);
  const header = rows.next();
  if (header.done) throw faults.add('is empty', { allowed: 'a header `time,venue,symbol,rate` and rows' }).error();
  const columns = header.value.cells.map((cell) => cell.toLowerCase());
  for (const column of neededColumns) {
    if (!columns.includes(column))
      faults.at(header.value, 0, `has no column \`${column}\``, { allowed: '`time,venue,symbol,rate`' });
  }
  if (!faults.none) throw faults.error();
  const settlements = new Map<string, Settlement[]>();
  const venues = new Set<string>();
  for (const row of rows) {
    if (row.cells.length !== columns.length) {
      faults.at(row, 0, `has ${row.cells.length} cells`, { allowed: `${columns.length}, as in the header` });
      continue;
    }
    const cell = (column: string) => row.cells[columns.indexOf(column)]!;
    if (columns.includes('venue')) venues.add(cell('venue'));
    if (venue !== null && columns.includes('venue') && cell('venue') !== venue) continue;
    const settlement = parseSettlement(row, columns, faults);
    if (settlement === null) continue;
    const ofAsset = settlements.get(cell('symbol')) ?? [];
    ofAsset.push(settlement);
    settlements.set(cell('symbol'), ofAsset);
  }
  checkVenue(venues, venue, faults);
  for (const [symbol, ofAsset] of settlements) {
    ofAsset.sort((a, b) => a.time - b.time);
    const twice = ofAsset.find((settlement, index) => settlement.time === ofAsset[index + 1]?.time);
    if (twice !== undefined) faults.add(`${symbol} has two rates at ${new Date(twice.time).toISOString()}`);
  }
  if (!faults.none) throw faults.error();
  return { source, venue: venue ?? [...venues][0] ?? null, settlements };
}

function parseSettlement(row: CsvRow, columns: readonly string[], faults: Faults): Settlement | null {
  const [timeColumn, rateColumn] = [columns.indexOf('time'), columns.indexOf('rate')];
  const written = { time: row.cells[timeColumn]!, rate: row.cells[rateColumn]! };
  const time = parseMoment(written.time);
  const rate = parseDecimal(written.rate);
  if (time === null)
    faults.at(row, timeColumn, 'is no time', { allowed: '2024-01-31T08:00:00Z', got: quote(written.time) });
  if (rate === null)
    faults.at(row, rateColumn, 'is no number', { allowed: 'a fraction such as 0.0001', got: quote(written.rate) });
  else if (Math.abs(rate) > 0.1) {
    faults.at(row, rateColumn, 'is no plausible rate', {
      allowed: 'a fraction within 0.1 of 0, not a percentage',
      got: quote(written.rate),
    });
  } else if (time !== null) return { time, rate };
  return null;
}

function checkVenue(venues: ReadonlySet<string>, venue: string | null, faults: Faults): void {
  if (venue === null && venues.size > 1)
    faults.add('holds several venues', { allowed: `one of ${[...venues].join(', ')}` });
  if (venue !== null && venues.size > 0 && !venues.has(venue)) {
    faults.add(`has no venue ${quote(venue)}`, { allowed: [...venues].join(', ') });
  }
}
