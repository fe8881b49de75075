import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { limits } from '../base/limits.ts';
import { correlationKinds } from '../market/calibration/candidates.ts';
import { aside } from './aside.ts';
import type { Calibrated, CalibrationRequest } from './calibrate-work.ts';
import type { CommandDefinition } from './command.ts';
import { wholeNumber } from './options.ts';
import { print, printLine } from './print.ts';
import { inputFiles, withReadingOptions } from './reading-options.ts';
import { openTargets } from './targets.ts';
import { progressDisplay } from './terminal.ts';
import { forceOption, writtenKinds } from './written-kinds.ts';

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

const calibrateWork = { module: 'src/cli/calibrate-work', name: 'calibrateFiles' };

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
      .option(...forceOption)
      .option('--no-scorecard', 'do not compare what the market simulates with the prices')
      .addHelpText('after', examples)
      .action(async (paths, options) => {
        const { output, force = false } = options;
        const inputs = inputFiles(paths, options);
        const beside = options.scorecard ? [scorecardBeside(output)] : [];
        const [market, ...pages] = openTargets([
          { path: output, kind: writtenKinds.market, force, inputs },
          ...beside.map((path) => ({ path, kind: writtenKinds.scorecardPage, force, inputs })),
        ]);
        const display = progressDisplay(process.stderr);
        const tell = { step: display.step, say: printLine };
        try {
          const request: CalibrationRequest = { paths, options };
          const { text, sections, scored } = await aside<Calibrated>(calibrateWork, request, tell);
          await market!.write(text);
          display.end();
          print(sections);
          printLine(`written to ${output}`);
          if (!options.scorecard) return;
          const { defaultHistories, scoreAside } = await import('./scorecard.ts');
          const subject = { ...scored, file: output, outputs: beside, histories: defaultHistories, seed: 'scorecard' };
          const scorecard = await scoreAside(subject, pages);
          process.stdout.write('\n');
          print(scorecard);
        } finally {
          display.end();
        }
      });
  },
};

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}

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
