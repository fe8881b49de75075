import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { inputError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { parseDurationHours } from '../base/units.ts';
import { calibrateMarket } from '../market/calibration/calibrate.ts';
import { marketText } from '../market/calibration/market-text.ts';
import { type FundingHistory, readFundingHistory } from '../market/history/funding-history.ts';
import { isDay, parseMoment } from '../market/history/moment.ts';
import { type PriceHistory, readPriceHistory } from '../market/history/price-history.ts';
import { type LogReturns, logReturns } from '../market/history/returns.ts';
import { nodeFiles, writeAtomically } from '../run/files.ts';
import { calibrationReport, calibrationSource } from './calibrate-report.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';

const examples = `
A price file has a header \`time,BTC,ETH,...\` and one row per moment; cells may be empty, rows may be missing: a return is taken only
between complete rows one interval apart. Of several files the coarsest interval is used. Files may be compressed (gzip).
A funding file has the columns time, symbol, rate (a fraction, positive: longs pay) and perhaps venue.

Examples:
  $ margin-lab calibrate prices.csv --regimes 2 -o market.yaml
  $ margin-lab calibrate prices.csv.gz --assets BTC,ETH --from 2023-01-01 -o btc-eth.yaml
  $ margin-lab calibrate prices.csv --funding funding.csv --funding-venue binance -o market.yaml
  $ margin-lab calibrate hourly.csv daily.csv --interval 1d --bar-time close --to 2025-12-31 -o daily.yaml
  $ margin-lab calibrate prices.csv --shocks normal --drift sample --quote USD --starts 20 --seed another -o market.yaml`;

/** `margin-lab calibrate`: price files in, market file out. */
export const calibrateCommand: CommandDefinition = {
  name: 'calibrate',
  register(program: Command): void {
    program
      .command('calibrate')
      .description('estimate a market with regimes from prices and write it as a market file')
      .argument('<prices...>', 'price tables (CSV, plain or gzip)')
      .requiredOption('-o, --output <file>', 'where to write the market file')
      .option('--regimes <count>', 'number of regimes, calmest first', regimeCount, 2)
      .option('--assets <names>', 'which assets, in which order, separated by commas (default: all)', nameList)
      .option('--from <time>', 'first moment used', (text) => moment(text, 'from'))
      .option('--to <time>', 'last moment used; a day counts to its end', (text) => moment(text, 'to'))
      .addOption(
        new Option('--bar-time <end>', 'whether times are those at which bars open (as exchanges give them) or close')
          .choices(['open', 'close'] as const)
          .default('open' as const),
      )
      .option(
        '--interval <duration>',
        'length of a return, a multiple of the spacing of the prices, e.g. 1d (default: that spacing)',
        hours,
      )
      .addOption(
        new Option(
          '--shocks <law>',
          'joint: heavy tails (Student-t) and regimes fitted together; residuals: regimes first, tails from what they leave over; normal',
        )
          .choices(['joint', 'residuals', 'normal'] as const)
          .default('joint' as const),
      )
      .addOption(
        new Option('--drift <how>', 'zero, or the mean of each regime in the sample (its error is larger than itself)')
          .choices(['zero', 'sample'] as const)
          .default('zero' as const),
      )
      .option('--funding <file>', 'funding settlements (CSV, plain or gzip)')
      .option('--funding-venue <name>', 'which venue of the funding file')
      .option('--quote <currency>', 'currency of the prices', 'USDT')
      .option('--starts <count>', 'guesses from which the fit starts', startCount, 5)
      .option('--seed <text>', 'seed of the guesses', 'calibrate')
      .option('--no-scorecard', 'do not compare what the market simulates with the prices')
      .addHelpText('after', examples)
      .action(async (paths, options) => {
        const histories = paths.map(readPriceHistory);
        const funding =
          options.funding === undefined ? null : readFundingHistory(options.funding, options.fundingVenue ?? null);
        if (options.fundingVenue !== undefined && funding === null) {
          throw inputError('--funding-venue', 'chooses from a funding file, and none is given', {
            allowed: '--funding FILE',
          });
        }
        const returns = logReturns(histories, { ...options, intervalHours: options.interval });
        const calibration = calibrateMarket(returns, funding, options);
        const source = calibrationSource(histories, funding, returns, calibration, { ...options, today: new Date() });
        const comment = ` Made by margin-lab calibrate; not in it, because prices do not tell: depth, haircuts, jumps.`;
        await writeAtomically(nodeFiles, options.output, marketText(calibration.market, source, comment));
        process.stdout.write(`${calibrationReport(returns, calibration)}\nwritten to ${options.output}\n`);
        if (options.scorecard) process.stdout.write(await scorecardOf(options.output, returns, histories, funding));
      });
  },
};

function regimeCount(text: string): number {
  return atMost(wholeNumber(1)(text), limits.regimes.largest);
}

function startCount(text: string): number {
  return atMost(wholeNumber(1)(text), 1_000);
}

function atMost(value: number, largest: number): number {
  if (value > largest) throw new InvalidArgumentError(`A whole number of at most ${largest} is needed.`);
  return value;
}

/** Scores what was written, as it is read by runs, and writes the scorecard beside it. */
async function scorecardOf(
  file: string,
  returns: LogReturns,
  histories: readonly PriceHistory[],
  funding: FundingHistory | null,
): Promise<string> {
  const { defaultHistories, scorecardBeside, scoreMarketFile } = await import('./score-market.ts');
  const prices = histories.map(({ source }) => source.name);
  const settlements = funding?.settlements ?? null;
  const outputs = [scorecardBeside(file)];
  const subject = { file, returns, prices, settlements, outputs, histories: defaultHistories, seed: 'scorecard' };
  return `\n${await scoreMarketFile(subject)}\n`;
}

export function nameList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export function moment(text: string, end: 'from' | 'to'): number {
  const time = parseMoment(text);
  if (time === null) throw new InvalidArgumentError('Write a day or a time: 2024-01-31 or 2024-01-31T08:00:00Z.');
  return end === 'to' && isDay(text) ? time + 86_400_000 : time;
}

export function hours(text: string): number {
  const value = parseDurationHours(text);
  if (value === null || value <= 0) throw new InvalidArgumentError('Write a duration: 1h, 8h, 1d.');
  return value;
}
