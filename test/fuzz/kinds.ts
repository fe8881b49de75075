import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError, MarginLabError } from '../../src/base/errors.ts';
import { parseFundingHistory } from '../../src/market/history/funding-history.ts';
import { parsePriceHistory } from '../../src/market/history/price-history.ts';
import { decodedText } from '../../src/market/history/source-file.ts';
import { decodeText } from '../../src/study/load.ts';
import { parseMarket, parseStudy } from '../../src/study/parse.ts';
import { deskText } from '../study/support/desk.ts';
import { documented } from '../study/support/documented.ts';
import { experimentText } from '../study/support/experiment.ts';
import { runKinds } from './run-kinds.ts';

/** A kind of document from outside: sound examples of it, and what reads it. */
export interface DocumentKind {
  readonly examples: readonly (string | Uint8Array)[];
  /** Reads the bytes of a file; every number in what it gives must be finite, unless it gives nothing. */
  readonly read: (content: Uint8Array) => unknown;
  /** Where a document bears digests of itself: gives a changed one those that it would have if it were meant, so that the rest is read. */
  readonly seal?: (content: Uint8Array) => Uint8Array;
}

const anyMarket =
  'assets: { BTC: 60_000, ETH: 2_500, SOL: 150, DOGE: 0.1 }\nregimes: { only: { volatility: 60%, correlation: 0.5 } }';
const experiments = fileURLToPath(new URL('../../experiments/', import.meta.url));
const textsIn = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(folder + file, 'utf8'));
const source = { name: 'prices.csv', sha256: '' };
const days = Array.from({ length: 6 }, (_, day) => `2024-01-0${day + 1}`);

/** Every kind of document. To add one: its examples and its reader. */
export const kinds: Readonly<Record<string, DocumentKind>> = {
  experiment: {
    examples: [experimentText(), experimentText({ rest: 'leverage: 3\nsweep: { leverage: [1, 2], venue.taker: [0%, 1%] }' }), ...documented.map(([, fields]) => deskText(fields)), ...textsIn(experiments)],
    // One market for all: those that name a file are read with this one instead.
    read: (content) =>
      parseStudy(decodeText(content, 'mutated'), { file: 'mutated', readMarket: (file) => ({ file, text: anyMarket }) }).scenarios[0],
  },
  market: {
    examples: [anyMarket, ...textsIn(`${experiments}markets/`).filter((text) => text.length < 6_000)],
    read: (content) => parseMarket(decodeText(content, 'mutated'), 'mutated').market,
  },
  prices: {
    examples: [
      ['time,BTC,ETH', ...days.map((day, at) => `${day},${60_000 + at},${2_500 - at}`), ''].join('\n'),
      ['timestamp;open;high;low;close', ...days.map((day) => `${day};1,5;2,5;0,5;1,25`), ''].join('\n'),
      JSON.stringify(days.map((day, at) => ({ time: day, symbol: 'BTCUSDT', close: 100 + at }))),
    ],
    // A price that is missing is NaN.
    read: (content) => void parsePriceHistory(decodedText(content, 'mutated'), 'mutated', source, { asset: 'BTC' }),
  },
  funding: {
    examples: [['time,symbol,rate', ...days.map((day) => `${day}T08:00:00Z,BTCUSDT,0.0001`), ''].join('\n')],
    read: (content) => void parseFundingHistory(decodedText(content, 'mutated'), 'mutated', source),
  },
  ...runKinds,
}; // biome-ignore format: a table

/** How the reading of a document ended. */
export interface Ending {
  /** Whether it was read and not refused. */
  readonly isAccepted: boolean;
  /** What is wrong with that; null: nothing. */
  readonly fault: string | null;
}

/** Reads the bytes of a file as a kind of document. */
export async function readAs(kind: string, content: Uint8Array): Promise<Ending> {
  try {
    const value: unknown = await kinds[kind]!.read(content);
    const wrong = numbersIn(value).find(([, number]) => !Number.isFinite(number) || Object.is(number, -0));
    const fault =
      wrong === undefined ? null : `accepted with ${wrong[0]} = ${Object.is(wrong[1], -0) ? '-0' : wrong[1]}`;
    return { isAccepted: true, fault };
  } catch (error) {
    return { isAccepted: false, fault: refusalFault(error) };
  }
}

function refusalFault(error: unknown): string | null {
  if (!(error instanceof MarginLabError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!['input', 'limit', 'corrupt'].includes(error.kind)) return `is a fault of kind ${error.kind}: ${error.message}`;
  return wordsFault(error);
}

function wordsFault(error: MarginLabError): string | null {
  const lines = error.message.split('\n');
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/.test(error.message))
    return `has control characters in its message: ${JSON.stringify(error.message)}`;
  if (/\bundefined\b|\[object|^\s+at |TypeError|RangeError/m.test(error.message))
    return `speaks of the program: ${error.message}`;
  if (lines.some((line) => line.length > 2_000))
    return `has a line of ${Math.max(...lines.map(({ length }) => length))} characters`;
  if (error instanceof InputError && lines.length !== error.diagnostics.length)
    return `has more lines than faults: ${error.message}`;
  return lines.every((line) => line.startsWith('mutated') || line.startsWith('and '))
    ? null
    : `does not begin with the file: ${error.message}`;
}

/** Every number in plain data, with its path. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => numbersIn(child, `${path}.${key}`));
}
