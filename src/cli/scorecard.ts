import { InvalidArgumentError } from '@commander-js/extra-typings';
import { scoreMarket } from '../engine/market-scorecard.ts';
import type { Settlement } from '../market/history/funding-history.ts';
import { formatMoment } from '../market/history/moment.ts';
import { type LogReturns, logReturns } from '../market/history/returns.ts';
import { scoredHistory } from '../market/scorecard/sample.ts';
import type { Scorecard } from '../market/scorecard/scorecard.ts';
import { scorecardCsv } from '../report/scorecard/csv.ts';
import { scorecardPage } from '../report/scorecard/page.ts';
import { formatScorecard } from '../report/scorecard/terminal.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { loadMarket, loadMarketWithFunding } from '../study/load.ts';
import { readFunding, readPrices, withReadingOptions } from './calibrate-files.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { progressDisplay, terminalStyle } from './terminal.ts';

/** Funding rates are simulated and compared per so many hours, as calibration writes them. */
const fundingHours = 8;
/** Samples of the bootstrap: errors to 5 %. */
const draws = 200;

export const defaultHistories = 16;

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

/** A market file, and the prices that it is scored against. */
export interface MarketToScore {
  readonly file: string;
  readonly returns: LogReturns;
  /** Names of the price files. */
  readonly prices: readonly string[];
  readonly settlements: ReadonlyMap<string, readonly Settlement[]> | null;
  readonly histories: number;
  readonly seed: string;
  /** Files to write, by their ending: `.md` a page for people, `.csv` a table for programs. */
  readonly outputs: readonly string[];
}

/** Scores the market that a file holds, as a run would read it; writes the scorecard and gives its text for the terminal. */
export async function scoreMarketFile(subject: MarketToScore): Promise<string> {
  const display = progressDisplay(process.stderr);
  let card: Scorecard;
  try {
    card = scoreMarket(
      loadMarketWithFunding(subject.file, fundingHours),
      scoredHistory(subject.returns, subject.settlements),
      {
        histories: subject.histories,
        seed: subject.seed,
        fundingHours,
        draws,
        onProgress: (done) => display.step(`scorecard: ${Math.floor(100 * done)} %`),
      },
    );
  } finally {
    display.end();
  }
  const [from, to] = subject.returns.period;
  for (const output of subject.outputs) {
    const text = output.endsWith('.csv')
      ? scorecardCsv(card)
      : scorecardPage(card, {
          market: nameOf(subject.file),
          prices: subject.prices,
          period: [formatMoment(from), formatMoment(to)],
        });
    await writeAtomically(nodeFiles, output, text);
  }
  const written = subject.outputs.length === 0 ? '' : `\n\nwritten to ${subject.outputs.join(', ')}`;
  return `${formatScorecard(card, terminalStyle())}${written}`;
}

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
export function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
