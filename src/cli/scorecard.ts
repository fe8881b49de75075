import { InvalidArgumentError } from '@commander-js/extra-typings';
import { notes, type Section } from '../report/sections/section.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { aside } from './aside.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { print, printLine } from './print.ts';
import { withReadingOptions } from './reading-options.ts';
import type { MarketToScore, Scored, ScoreRequest } from './scorecard-work.ts';
import { progressDisplay } from './terminal.ts';

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
      .action(async (market, paths, { output: outputs = [], histories, seed, ...options }) => {
        const request = { file: market, histories, seed, outputs, paths, options };
        print(await scored('scoreAgainstFiles', request, outputs));
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

/** Scores a market against prices that were read already, writes the scorecard and gives what to print of it. */
export function scoreAside(subject: MarketToScore): Promise<readonly Section[]> {
  return scored('scoreMarketFile', subject, subject.outputs);
}

async function scored(
  name: 'scoreAgainstFiles' | 'scoreMarketFile',
  input: ScoreRequest | MarketToScore,
  outputs: readonly string[],
): Promise<readonly Section[]> {
  const display = progressDisplay(process.stderr);
  try {
    const tell = { step: display.step, say: printLine };
    const { sections, texts } = await aside<Scored>({ module: 'src/cli/scorecard-work', name }, input, tell);
    for (const [index, output] of outputs.entries()) await writeAtomically(nodeFiles, output, texts[index]!);
    if (outputs.length === 0) return sections;
    return [...sections, { blocks: [notes({ words: `written to ${outputs.join(', ')}`, isUnbroken: true })] }];
  } finally {
    display.end();
  }
}

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
export function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}
