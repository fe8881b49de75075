import { InvalidArgumentError } from '@commander-js/extra-typings';
import { notes, type Section } from '../report/sections/section.ts';
import { aside } from './aside.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { print, printLine } from './print.ts';
import { inputFiles, withReadingOptions } from './reading-options.ts';
import type { MarketToScore, Scored, ScoreRequest } from './scorecard-work.ts';
import type { Target } from './target.ts';
import { openTargets, type WrittenKind } from './targets.ts';
import { progressDisplay } from './terminal.ts';
import { forceOption, writtenKinds } from './written-kinds.ts';

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
      .option(...forceOption)
      .action(async (market, paths, { output: outputs = [], force = false, histories, seed, ...options }) => {
        const inputs = [market, ...inputFiles(paths, options)];
        const targets = openTargets(outputs.map((path) => ({ path, kind: kindOf(path), force, inputs })));
        const request = { file: market, histories, seed, outputs, paths, options };
        print(await scored('scoreAgainstFiles', request, targets));
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

function kindOf(path: string): WrittenKind {
  return path.endsWith('.md') ? writtenKinds.scorecardPage : writtenKinds.scorecardTable;
}

/** Scores a market against prices that were read already, writes the scorecard and gives what to print of it. */
export function scoreAside(subject: MarketToScore, targets: readonly Target[]): Promise<readonly Section[]> {
  return scored('scoreMarketFile', subject, targets);
}

async function scored(
  name: 'scoreAgainstFiles' | 'scoreMarketFile',
  input: ScoreRequest | MarketToScore,
  targets: readonly Target[],
): Promise<readonly Section[]> {
  const display = progressDisplay(process.stderr);
  try {
    const tell = { step: display.step, say: printLine };
    const { sections, texts } = await aside<Scored>({ module: 'src/cli/scorecard-work', name }, input, tell);
    for (const [index, target] of targets.entries()) await target.write(texts[index]!);
    if (targets.length === 0) return sections;
    const names = targets.map(({ path }) => path).join(', ');
    return [...sections, { blocks: [notes({ words: `written to ${names}`, isUnbroken: true })] }];
  } finally {
    display.end();
  }
}
