import { InvalidArgumentError } from '@commander-js/extra-typings';
import { scoreMarket } from '../engine/market-scorecard.ts';
import { type LogReturns, logReturns } from '../market/history/returns.ts';
import type { Settlement } from '../market/history/settlements.ts';
import { formatMoment } from '../market/history/written-times.ts';
import { scoredHistory } from '../market/scorecard/sample.ts';
import type { Scorecard } from '../market/scorecard/scorecard.ts';
import { rendererOf } from '../report/render/renderers.ts';
import { scorecardPage, scorecardSection } from '../report/sections/scorecard.ts';
import { notes, type Section } from '../report/sections/section.ts';
import { scorecardCsv } from '../report/tables/scorecard.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { loadMarket, loadMarketWithFunding } from '../study/load.ts';
import { readFunding, readPrices, withReadingOptions } from './calibrate-files.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { print } from './print.ts';
import { progressDisplay } from './terminal.ts';

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
        const sections = await scoreMarketFile({
          file: market,
          returns: logReturns(histories, { ...options, assets, intervalHours: options.interval }),
          prices: histories.map(({ source }) => source.name),
          settlements,
          histories: options.histories,
          seed: options.seed,
          outputs: output,
        });
        print(sections);
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

/** Scores the market that a file holds, as a run would read it; writes the scorecard and gives what to print of it. */
export async function scoreMarketFile(subject: MarketToScore): Promise<Section[]> {
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
  const page = scorecardPage(card, {
    market: nameOf(subject.file),
    prices: subject.prices,
    period: [formatMoment(from), formatMoment(to)],
  });
  for (const output of subject.outputs) {
    const text = rendererOf(output)?.render(page, { colours: false, width: Number.POSITIVE_INFINITY });
    await writeAtomically(nodeFiles, output, text ?? scorecardCsv(card));
  }
  const written = notes({ words: `written to ${subject.outputs.join(', ')}`, isUnbroken: true });
  return [scorecardSection(card), ...(subject.outputs.length === 0 ? [] : [{ blocks: [written] }])];
}

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
export function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
