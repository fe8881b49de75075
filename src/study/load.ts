import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import { inputError, MarginLabError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { isUnreadable, readOutsideFile } from '../base/outside-file.ts';
import { packageFile } from '../base/package-files.ts';
import type { Market } from '../market/model.ts';
import { hintFor } from './document/did-you-mean.ts';
import type { experimentForm } from './forms/experiment.ts';
import { parseMarket, parseStudy, type StudyOverrides } from './parse.ts';
import { isPlainName, type MarketPresets, type MarketText, type ReadMarket } from './references.ts';
import { perFundingInterval } from './resolve/market.ts';
import type { Study } from './study.ts';

/** Where the markets lie that an experiment may name as presets, wherever it lies itself. */
const presetFolder = fileURLToPath(packageFile('experiments/markets/'));
const presetExtension = '.yaml';

/**
 * The market files that come with the program, by name.
 *
 * @example
 * import { marketPresets } from 'margin-lab';
 *
 * const { names, read } = marketPresets();
 * for (const name of names) console.log(name, read(name).file);
 */
export function marketPresets(): MarketPresets {
  return {
    names: readdirSync(presetFolder)
      .filter((file) => file.endsWith(presetExtension))
      .map((file) => basename(file, presetExtension))
      .toSorted(),
    read(name) {
      const file = join(presetFolder, `${name}${presetExtension}`);
      return { file, text: readText(file, `the market ${name}`) };
    },
  };
}

/**
 * Reads an experiment file with the market files that it names (relative to itself), changed by `overrides`.
 *
 * Throws `InputError` with everything that is wrong, each with file, line and column.
 *
 * @example
 * import { InputError, loadStudy } from 'margin-lab';
 *
 * try {
 *   const study = loadStudy('book.yaml', { paths: 1_000, seed: 'another', set: [['horizon', '2d']] });
 *   console.log(study.name, study.scenarios.length);
 * } catch (error) {
 *   if (error instanceof InputError) console.error(error.diagnostics.map(({ path, what }) => `${path}: ${what}`));
 * }
 */
export function loadStudy(file: string, overrides: StudyOverrides = {}): Study {
  const readMarket = marketReader(dirname(file));
  return parseStudy(readText(file, 'the file'), { file, readMarket, readFile, presets: marketPresets(), overrides });
}

function marketReader(folder: string): ReadMarket {
  return (path) => readBeside(folder, path, 'the market file');
}

/** Reads what a file names. */
function readFile(path: string, from: string | null): MarketText {
  return readBeside(from === null ? '.' : dirname(from), path, 'the file');
}

function readBeside(folder: string, path: string, subject: string): MarketText {
  const file = isAbsolute(path) ? path : join(folder, path);
  return { file, text: readText(file, `${subject} ${file}`) };
}

/** An experiment as an object: the fields of an experiment file, with the values that may stand there (`'30d'`, `'0.05%'`, `1_000`). */
export type ExperimentFields = z.input<typeof experimentForm>;

/**
 * Makes a study of an experiment that is an object. Market files that it names are relative to the working directory.
 *
 * Throws `InputError` with everything that is wrong, each with the path of its field.
 *
 * @example
 * import { buildStudy, distancesOf } from 'margin-lab';
 *
 * const study = buildStudy({
 *   name: 'long-bitcoin',
 *   market: 'crypto-majors',
 *   venue: { preset: 'binance-usdm', taker: '0.04%' },
 *   collateral: { USDT: 20_000 },
 *   positions: { btc: { asset: 'BTC', side: 'long', notional: 100_000 } },
 *   schemes: { isolated: { pools: 'each' } },
 *   horizon: '7d',
 *   step: '1h',
 *   paths: 1_000,
 * });
 * console.log(distancesOf(study.scenarios[0]!)[0]!.liquidationPrice);
 */
export function buildStudy(experiment: ExperimentFields, overrides: StudyOverrides = {}): Study {
  // JSON is YAML, so that there is one reader of experiments.
  return parseStudy(JSON.stringify(experiment), {
    file: null,
    readMarket: marketReader('.'),
    readFile,
    presets: marketPresets(),
    overrides,
  });
}

/**
 * Reads a market file, or a market of `marketPresets` by its name. Throws `InputError` with everything that is wrong with it.
 *
 * @example
 * import { loadMarket } from 'margin-lab';
 *
 * const { assets, prices } = loadMarket('crypto-majors');
 * console.log(assets.map((asset, index) => `${asset}: ${prices[index]}`).join(', '));
 */
export function loadMarket(fileOrName: string): Market {
  return readMarket(fileOrName).market;
}

/** The same with funding rates per `fundingHours`; those of a file that does not say what they are per are taken as they are. */
export function loadMarketWithFunding(fileOrName: string, fundingHours: number): Market {
  const { market, origin } = readMarket(fileOrName);
  return perFundingInterval(market, origin.fundingPerHours, fundingHours);
}

function readMarket(fileOrName: string): ReturnType<typeof parseMarket> {
  const presets = marketPresets();
  if (!existsSync(fileOrName) && isPlainName(fileOrName)) {
    if (!presets.names.includes(fileOrName)) {
      throw inputError('', `there is no market of this name${hintFor(fileOrName, presets.names)}`, {
        allowed: `a market file, or one of ${presets.names.join(', ')}`,
        got: fileOrName,
      });
    }
    const { file, text } = presets.read(fileOrName);
    return parseMarket(text, file, readFile);
  }
  return parseMarket(readText(fileOrName, 'the file'), fileOrName, readFile);
}

/** UTF-8 text of a file of limited size. */
function readText(file: string, subject: string): string {
  const read = readOutsideFile(file, limits.fileBytes.largest);
  if (!isUnreadable(read)) return decodeText(read, file, subject);
  const { kind, reason, cause } = read;
  throw kind === 'storage'
    ? new MarginLabError('storage', `${file}: ${reason}`, { cause })
    : unreadable(file, subject, reason);
}

/** The text in the bytes of a file. Throws an input error if they are not UTF-8. */
export function decodeText(bytes: Uint8Array, file: string, subject = 'the file'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, subject, 'it is not text in UTF-8');
  }
}

function unreadable(file: string, subject: string, reason: string): Error {
  return inputError('', `${subject} cannot be read: ${reason}`, subject === 'the file' ? { file } : {});
}
