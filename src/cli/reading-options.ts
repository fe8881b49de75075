import { type Command, Option } from '@commander-js/extra-typings';
import { type FundingUnit, fundingUnits } from '../market/history/settlements.ts';
import { hours, moment, nameList } from './options.ts';

/** Adds the options that override how files of prices and funding are understood, and those that choose returns of them. */
export function withReadingOptions<Arguments extends unknown[]>(command: Command<Arguments>) {
  return command
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
    .option('--asset <name>', 'the coin of a price file of one coin; BTC=FILE says it for one of several')
    .option('--time-column <name>', 'column of times, by name or number from 1 (default: found)')
    .option(
      '--price-column <name>',
      'column of prices, by name or number from 1 (default: found; the close of candles)',
    )
    .addOption(new Option('--decimal <mark>', 'decimal mark (default: found)').choices(['point', 'comma'] as const))
    .addOption(
      new Option('--dates <order>', 'order of 01/02/2024 (default: found)').choices([
        'day-first',
        'month-first',
      ] as const),
    )
    .option('--funding <file>', 'funding settlements, perhaps as BTC=FILE; may be given several times', collectFile)
    .option('--funding-venue <name>', 'which venue of the funding file')
    .addOption(
      new Option(
        '--funding-unit <unit>',
        'in what rates are written (default: fraction; cells with % are percentages)',
      ).choices(Object.keys(fundingUnits) as FundingUnit[]),
    )
    .option('--without-funding <names>', 'assets that the funding files may lack: their rate is 0', nameList);
}

function collectFile(file: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, file];
}

/** The files that are read, by their paths. */
export function inputFiles(
  prices: readonly string[],
  { funding = [] }: { readonly funding?: readonly string[] | undefined },
): string[] {
  return [...prices, ...funding].map((written) => namedFile(written).path);
}

/** `BTC=btc.csv` is the file of a coin; a file whose name holds `=` can be written as `./a=b.csv`. */
export function namedFile(written: string): { path: string; asset: string | undefined } {
  const match = /^([\p{L}\p{N}][\p{L}\p{N}_-]{0,63})=(.+)$/u.exec(written);
  return match === null ? { path: written, asset: undefined } : { path: match[2]!, asset: match[1]! };
}
