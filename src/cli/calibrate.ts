import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { limits } from '../base/limits.ts';
import { type Calibration, calibrateMarket } from '../market/calibration/calibrate.ts';
import { correlationKinds } from '../market/calibration/candidates.ts';
import { marketText } from '../market/calibration/fitted-market.ts';
import { checkFundingCovers, type FundingHistory } from '../market/history/funding-history.ts';
import type { PriceHistory } from '../market/history/price-history.ts';
import { type LogReturns, logReturns } from '../market/history/returns.ts';
import { calibrationSection } from '../report/sections/calibration.ts';
import type { Section } from '../report/sections/section.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { readFunding, readPrices, withReadingOptions } from './calibrate-files.ts';
import { calibrationSource, checkReadsBack, refuseNames, refuseQuote } from './calibrate-market.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { print } from './print.ts';
import { progressDisplay } from './terminal.ts';

const examples = `
Price files are read as exchanges and data sites publish them: candles of one coin per file, rows that name their coin, or a column per
coin; CSV or JSON, plain, gzip or zip. How each was understood is said in one line; options override it. Cells may be empty, rows may be
missing: a return is taken only between complete rows one interval apart. Of several files the coarsest interval is used.
A funding file has times, rates (positive: longs pay) and perhaps symbols and venues.

Examples:
  $ margin-lab calibrate prices.csv --regimes 2 -o market.yaml
  $ margin-lab calibrate prices.csv --regimes auto --correlation auto -o market.yaml
  $ margin-lab calibrate prices.csv --regimes 4 --correlation shared --replicates 0 -o market.yaml
  $ margin-lab calibrate prices.csv.gz --assets BTC,ETH --from 2023-01-01 -o btc-eth.yaml
  $ margin-lab calibrate BTC=btc.csv ETH=eth-1.csv ETH=eth-2.csv -o btc-eth.yaml
  $ margin-lab calibrate prices.csv --funding funding.csv --funding-venue binance -o market.yaml
  $ margin-lab calibrate hourly.csv daily.csv --interval 1d --bar-time close --to 2025-12-31 -o daily.yaml
  $ margin-lab calibrate prices.csv --shocks normal --drift sample --quote USD --starts 20 --seed another -o market.yaml`;

/** `margin-lab calibrate`: price files in, market file out. */
export const calibrateCommand: CommandDefinition = {
  name: 'calibrate',
  register(program: Command): void {
    const command = program
      .command('calibrate')
      .description('estimate a market with regimes from prices and write it as a market file')
      .argument('<prices...>', 'price files, each perhaps as BTC=FILE');
    withReadingOptions(command)
      .requiredOption('-o, --output <file>', 'where to write the market file')
      .option(
        '--regimes <count>',
        'number of regimes, calmest first; auto: 1 to 4 by BIC',
        regimeCount,
        2 as number | 'auto',
      )
      .addOption(
        new Option(
          '--shocks <law>',
          'joint: heavy tails (Student-t) fitted together with the regimes; normal: no heavy tails',
        )
          .choices(['joint', 'normal'] as const)
          .default('joint' as const),
      )
      .addOption(
        new Option(
          '--correlation <kind>',
          'of the regimes. shared: one correlation, and volatilities that rise and fall together; blended: one correlation, ' +
            'volatilities of each regime; own: both of each regime; auto: the one of lowest BIC',
        )
          .choices(['auto', ...correlationKinds] as const)
          .default('auto' as const),
      )
      .addOption(
        new Option('--drift <how>', 'zero, or the mean of each regime in the sample (its error is larger than itself)')
          .choices(['zero', 'sample'] as const)
          .default('zero' as const),
      )
      .option('--quote <currency>', 'currency of the prices', 'USDT')
      .option('--starts <count>', 'guesses from which the fit starts', startCount, 5)
      .option('--seed <text>', 'seed of the guesses and of the resamples', 'calibrate')
      .option('--replicates <count>', 'resamples for the standard errors; 0: none', replicateCount, 20)
      .option('--no-scorecard', 'do not compare what the market simulates with the prices')
      .addHelpText('after', examples)
      .action(async (paths, options) => {
        const histories = readPrices(paths, options);
        const funding = readFunding(options);
        refuseQuote(histories, options.assets, options.quote);
        const returns = logReturns(histories, { ...options, intervalHours: options.interval });
        if (funding !== null) checkFundingCovers(funding, returns.assets, options.withoutFunding ?? []);
        refuseNames(returns, options.quote);
        const display = progressDisplay(process.stderr);
        let calibration: Calibration;
        try {
          calibration = calibrateMarket(returns, funding, options, (doing) => display.step(doing));
        } finally {
          display.end();
        }
        const source = calibrationSource(histories, funding, returns, calibration, { ...options, today: new Date() });
        const comment = ` Made by margin-lab calibrate; not in it, because prices do not tell: depth, haircuts, jumps.`;
        const text = marketText(calibration.market, source, comment);
        checkReadsBack(text, calibration.market);
        await writeAtomically(nodeFiles, options.output, text);
        print([calibrationSection(returns, calibration)]);
        process.stdout.write(`written to ${options.output}\n`);
        if (!options.scorecard) return;
        const scorecard = await scorecardOf(options.output, returns, histories, funding);
        process.stdout.write('\n');
        print(scorecard);
      });
  },
};

function regimeCount(text: string): number | 'auto' {
  return text === 'auto' ? text : atMost(wholeNumber(1)(text), limits.regimes.largest);
}

function replicateCount(text: string): number {
  return atMost(wholeNumber(0)(text), 1_000);
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
): Promise<Section[]> {
  const { defaultHistories, scorecardBeside, scoreMarketFile } = await import('./scorecard.ts');
  const prices = histories.map(({ source }) => source.name);
  const settlements = funding?.settlements ?? null;
  const outputs = [scorecardBeside(file)];
  const subject = { file, returns, prices, settlements, outputs, histories: defaultHistories, seed: 'scorecard' };
  return scoreMarketFile(subject);
}
