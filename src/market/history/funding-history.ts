import { inputError } from '../../base/errors.ts';
import { bestColumn, columnWord, rateWords, symbolWords } from './column-words.ts';
import { contractSymbol, symbolInFileName } from './contract-symbol.ts';
import type { Row } from './csv-rows.ts';
import { Faults, quote, quoteSome } from './faults.ts';
import {
  commonSpacing,
  type FundingUnit,
  fundingUnits,
  inOrder,
  intervalWords,
  looksLikePercent,
  type Settlement,
  withoutJitter,
} from './settlements.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';
import { readTable, type Table } from './table.ts';
import { type TimeColumn, timeColumn } from './time-column.ts';
import { isMissing, parseWrittenNumber } from './written-numbers.ts';
import { hourMilliseconds } from './written-times.ts';

/** Funding settlements of one venue, per asset in ascending time. */
export interface FundingHistory {
  readonly sources: readonly SourceFile[];
  /** Null if the files name no venue. */
  readonly venue: string | null;
  readonly settlements: ReadonlyMap<string, readonly Settlement[]>;
  /** Symbols as the files write them, by the asset that they are taken for. */
  readonly symbols: ReadonlyMap<string, string>;
  /** One line per file: form, coins, times, unit. */
  readonly said: readonly string[];
}

/** What overrides the reader's own judgement of a funding file. */
export interface FundingOptions {
  readonly venue?: string | undefined;
  readonly unit?: FundingUnit | undefined;
  /** The coin of a file that names none. */
  readonly asset?: string | undefined;
}

/** Reads the settlements of one venue from a file in any of the published forms; throws an input error with all faults. */
export function readFundingHistory(path: string, options: FundingOptions = {}): FundingHistory {
  const { source, text } = readSourceFile(path);
  return parseFundingHistory(text, path, source, options);
}

/**
 * Settlements from a text with a time, a rate and perhaps symbol and venue in each row, in any order.
 *
 * A file of several venues needs `venue` to choose one; rates that look like percentages need `unit`. Throws an input
 * error with file, line and column, equal faults merged.
 */
export function parseFundingHistory(
  text: string,
  file: string,
  source: SourceFile,
  options: FundingOptions = {},
): FundingHistory {
  const table = readTable(text, file);
  const time = timeColumn(table);
  const columns = fundingColumns(table, time, source.name, options);
  const faults = new Faults(file);
  const settlements = new Map<string, Settlement[]>();
  const symbols = new Map<string, string>();
  const venues = new Set<string>();
  let withSign = 0;
  for (const row of table.rows()) {
    if (row.cells.length < table.width) {
      faults.at(row, 0, `has ${row.cells.length} cells`, { allowed: `${table.width}, as in the header` });
      continue;
    }
    const venue = columns.venue === -1 ? null : row.cells[columns.venue]!;
    if (venue !== null) venues.add(venue);
    if (options.venue !== undefined && venue !== null && venue !== options.venue) continue;
    const rate = rateOf(row, columns.rate, table, options.unit, faults);
    const at = time.read(row);
    if (at === null) {
      const allowed = '2024-01-31T08:00:00Z, Unix seconds or milliseconds';
      faults.at(row, time.column, 'is no time', { allowed, got: quote(row.cells[time.column]!) });
    }
    if (at === null || rate === null) continue;
    if (row.cells[columns.rate]!.endsWith('%')) withSign++;
    const symbol = columns.symbol === -1 ? columns.asset : row.cells[columns.symbol]!;
    const { asset } = contractSymbol(symbol);
    const twin = symbols.get(asset);
    if (twin === undefined) symbols.set(asset, symbol);
    else if (twin !== symbol) {
      faults.at(row, columns.symbol, `names ${asset} by two contracts`, {
        allowed: 'rates of one contract per coin: cut the file',
        got: `${quote(twin)} and ${quote(symbol)}`,
      });
      continue;
    }
    const ofAsset = settlements.get(asset) ?? [];
    ofAsset.push({ time: withoutJitter(at), rate });
    settlements.set(asset, ofAsset);
  }
  checkVenue(venues, options.venue, faults);
  for (const [asset, ofAsset] of settlements) settlements.set(asset, inOrder(asset, ofAsset, faults));
  if (!faults.none) throw faults.error();
  if (options.unit === undefined && withSign === 0) checkUnit(file, settlements, table, columns.rate);
  const unit = options.unit ?? (withSign > 0 ? 'percent' : 'fraction');
  const total = [...settlements.values()].reduce((sum, ofAsset) => sum + ofAsset.length, 0);
  const renamed = [...symbols].filter(([asset, symbol]) => asset !== symbol);
  const names = [...symbols.keys()];
  const said = [
    ...table.said,
    `funding, ${names.length > 4 ? `${names.length} coins` : names.join(', ')}` +
      (renamed.length > 0 ? ` (${renamed[0]![1]}${renamed.length > 1 ? ', ...' : ''})` : ''),
    time.said(),
    `rates in ${columns.rateName === '' ? 'the second column' : quote(columns.rateName)} as ${unit === 'bp' ? 'basis points' : `${unit}s`.replace('percents', 'percentages')}`,
    `${total.toLocaleString('en')} settlements, ${intervalWords(settlements)}`,
  ];
  return {
    sources: [source],
    venue: options.venue ?? [...venues][0] ?? null,
    settlements,
    symbols,
    said: [said.join(', ')],
  };
}

interface FundingColumns {
  readonly rate: number;
  readonly rateName: string;
  readonly symbol: number;
  readonly venue: number;
  /** Of a file without symbols. */
  readonly asset: string;
}

function fundingColumns(table: Table, time: TimeColumn, fileName: string, { asset }: FundingOptions): FundingColumns {
  const { names, headerRow, file, width } = table;
  if (names === null && width !== 2) {
    throw inputError('', 'a header is missing', {
      file,
      line: table.sample[0]?.line ?? 1,
      allowed: 'a first line such as `time,symbol,rate`',
      got: quoteSome(table.sample[0]?.cells ?? []),
    });
  }
  const words = names?.map(columnWord) ?? [];
  const rate = names === null ? 1 - time.column : bestColumn(words, rateWords);
  if (rate === -1) {
    throw inputError('', 'has no column of funding rates', {
      file,
      ...(headerRow !== null && { line: headerRow.line }),
      allowed: '`rate`, `fundingRate`, `last_funding_rate`, ...',
      got: quoteSome(names ?? []),
    });
  }
  const symbol = asset === undefined ? bestColumn(words, symbolWords) : -1;
  const named = asset ?? symbolInFileName(fileName)?.asset;
  if (symbol === -1 && named === undefined) {
    throw inputError('', 'holds funding rates of one coin and does not say which', {
      file,
      ...(headerRow !== null && { line: headerRow.line }),
      allowed: `a column \`symbol\`, or --funding BTC=${fileName}`,
    });
  }
  const venue = words.findIndex((word) => word === 'venue' || word === 'exchange');
  return { rate, rateName: names?.[rate] ?? '', symbol, venue, asset: named ?? '' };
}

function rateOf(row: Row, column: number, table: Table, unit: FundingUnit | undefined, faults: Faults): number | null {
  const cell = row.cells[column]!;
  if (isMissing(cell)) return null;
  const percent = cell.endsWith('%');
  const written = parseWrittenNumber(percent ? cell.slice(0, -1).trimEnd() : cell, table.mark);
  if (written === null) {
    faults.at(row, column, 'is no number', { allowed: 'a fraction such as 0.0001, or 0.01%', got: quote(cell) });
    return null;
  }
  // Divided, not multiplied: 0.01 percent is then the double nearest to 0.0001.
  const rate = written / Math.round(1 / fundingUnits[percent ? 'percent' : (unit ?? 'fraction')]);
  if (Math.abs(rate) <= 0.1) return rate;
  faults.at(row, column, 'is no plausible rate', {
    allowed: 'within 10 % of 0; --funding-unit percent or bp, if the rates are no fractions',
    got: quote(cell),
  });
  return null;
}

function checkUnit(
  file: string,
  settlements: ReadonlyMap<string, readonly Settlement[]>,
  table: Table,
  column: number,
): void {
  for (const [asset, ofAsset] of settlements) {
    const interval = commonSpacing(ofAsset) ?? 8 * hourMilliseconds;
    if (
      !looksLikePercent(
        ofAsset.map(({ rate }) => rate),
        interval,
      )
    )
      continue;
    const typical = ofAsset.map(({ rate }) => Math.abs(rate)).toSorted((a, b) => a - b)[ofAsset.length >> 1]!;
    const yearly = Math.round(100 * typical * ((8_760 * hourMilliseconds) / interval));
    throw inputError(
      '',
      `has rates of ${asset} that look like percentages: as fractions they cost ${yearly} % a year`,
      {
        file,
        line: table.sample[0]!.line,
        allowed: '--funding-unit percent, or --funding-unit fraction if they are what they seem',
        got: quote(table.sample[0]!.cells[column]!),
      },
    );
  }
}

/** Adds a fault where several venues are mixed, or the wanted one is not there. */
function checkVenue(venues: ReadonlySet<string>, venue: string | undefined, faults: Faults): void {
  if (venue === undefined && venues.size > 1) {
    faults.add('holds several venues', { allowed: `--funding-venue with one of ${[...venues].join(', ')}` });
  }
  if (venue !== undefined && venues.size > 0 && !venues.has(venue)) {
    faults.add(`has no venue ${quote(venue)}`, { allowed: [...venues].join(', ') });
  }
}

/** Settlements of several files, as exchanges publish one per coin or month; throws where two rates stand at one time. */
export function joinFundingHistories(histories: readonly FundingHistory[]): FundingHistory {
  const faults = new Faults(histories.map(({ sources }) => sources[0]!.name).join(', '));
  const settlements = new Map<string, readonly Settlement[]>();
  for (const asset of new Set(histories.flatMap((history) => [...history.settlements.keys()]))) {
    const all = histories.flatMap((history) => history.settlements.get(asset) ?? []);
    settlements.set(asset, inOrder(asset, all, faults));
  }
  const venues = new Set(histories.flatMap(({ venue }) => (venue === null ? [] : [venue])));
  checkVenue(venues, undefined, faults);
  if (!faults.none) throw faults.error();
  return {
    sources: histories.flatMap(({ sources }) => sources),
    venue: [...venues][0] ?? null,
    settlements,
    symbols: new Map(histories.flatMap(({ symbols }) => [...symbols])),
    said: histories.flatMap(({ said }) => said),
  };
}

/** Refuses funding that leaves some of the assets without rates, unless they are named as `without`. */
export function checkFundingCovers(
  history: FundingHistory,
  assets: readonly string[],
  without: readonly string[],
): void {
  const missing = assets.filter((asset) => !history.settlements.has(asset) && !without.includes(asset));
  if (missing.length === 0) return;
  throw inputError('', `has no rates of ${missing.join(', ')}`, {
    file: history.sources.map(({ name }) => name).join(', '),
    allowed: `--without-funding ${missing.join(',')} takes them as 0`,
    got: `rates of ${quoteSome([...history.symbols.values()])}`,
  });
}
