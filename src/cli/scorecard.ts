import { InvalidArgumentError } from '@commander-js/extra-typings';
import { logReturns } from '../market/history/returns.ts';
import { loadMarket } from '../study/load.ts';
import { readFunding, readPrices, withReadingOptions } from './calibrate-files.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { defaultHistories, scoreMarketFile } from './score-market.ts';

/** `margin-lab scorecard MARKET PRICES...`: what a market simulates, beside what prices did. */
export const scorecardCommand: CommandDefinition = {
  name: 'scorecard',
  register(program) {
    const command = program
      .command('scorecard')
      .description(
        'what a market file simulates beside what prices did: volatility, memory, tails, crashes, dependence, funding',
      )
      .argument('<market>', 'market file, or the name of a market that comes with the program')
      .argument('<prices...>', 'price files as for calibrate, each perhaps as BTC=FILE');
    withReadingOptions(command)
      .option('--histories <count>', 'histories to simulate', historyCount, defaultHistories)
      .option('--seed <text>', 'seed of the histories and of the bootstrap', 'scorecard')
      .option('-o, --output <files...>', 'files to write: a page (.md) or a table (.csv)', outputFiles)
      .addHelpText(
        'after',
        `
A line is outside where the prices and the median of the histories differ by more than 2 of their combined errors. Of a market that is
true, about two lines in a hundred are outside by chance.

Examples:
  $ margin-lab scorecard market.yaml prices.csv
  $ margin-lab scorecard market.yaml prices.csv --funding funding.csv -o market.scorecard.md market.scorecard.csv
  $ margin-lab scorecard crypto-majors prices.csv
  $ margin-lab scorecard market.yaml prices.csv --interval 1d --from 2024-01-01 --histories 64`,
      )
      .action(async (market, paths, options) => {
        const { output = [] } = options;
        const { assets: all, quote } = loadMarket(market);
        const assets = options.assets ?? all;
        const histories = readPrices(paths, { ...options, quote });
        const settlements = readFunding({ ...options, quote })?.settlements ?? null;
        const text = await scoreMarketFile({
          file: market,
          returns: logReturns(histories, { ...options, assets, intervalHours: options.interval }),
          prices: histories.map(({ source }) => source.name),
          settlements,
          histories: options.histories,
          seed: options.seed,
          outputs: output,
        });
        process.stdout.write(`${text}\n`);
      });
  },
};

function historyCount(text: string): number {
  const count = wholeNumber(2)(text);
  if (count > 10_000) throw new InvalidArgumentError('At most 10,000: more histories tell no more.');
  return count;
}

function outputFiles(text: string, earlier: readonly string[] = []): string[] {
  if (!/\.(md|csv)$/.test(text))
    throw new InvalidArgumentError('The name of a page (.md) or of a table (.csv) is needed.');
  return [...earlier, text];
}
