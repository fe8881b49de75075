import { type Command, Option } from '@commander-js/extra-typings';
import { inputError } from '../base/errors.ts';
import { type FundingHistory, joinFundingHistories, readFundingHistory } from '../market/history/funding-history.ts';
import { type ReadPrices, readPriceHistory } from '../market/history/price-history.ts';
import { currencyKind } from '../market/history/price-series.ts';
import { type FundingUnit, fundingUnits } from '../market/history/settlements.ts';
import { hours, moment, nameList } from './options.ts';

/** What the options of reading give; absent ones are left to what the files show. */
export interface ReadingChoices {
  readonly quote: string;
  readonly asset?: string | undefined;
  readonly timeColumn?: string | undefined;
  readonly priceColumn?: string | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  readonly dates?: 'day-first' | 'month-first' | undefined;
  readonly funding?: readonly string[] | undefined;
  readonly fundingVenue?: string | undefined;
  readonly fundingUnit?: FundingUnit | undefined;
  readonly withoutFunding?: readonly string[] | undefined;
}

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

/** Reads all price files and says in a line each how they were understood. */
export function readPrices(files: readonly string[], choices: ReadingChoices): ReadPrices[] {
  return files.map((written) => {
    const { path, asset } = namedFile(written);
    const { timeColumn, priceColumn, decimal } = choices;
    const dates = choices.dates === undefined ? undefined : dayOrders[choices.dates];
    const history = readPriceHistory(path, { timeColumn, priceColumn, decimal, dates, asset: asset ?? choices.asset });
    say(path, history.said);
    checkCurrency(path, history, choices.quote);
    return history;
  });
}

/** Prices in euros are no prices in dollars, whatever the option says. */
function checkCurrency(file: string, { currency }: ReadPrices, quote: string): void {
  if (currency === null || currency === currencyKind(quote)) return;
  throw inputError('', `has prices in ${currency}, and the quote currency is ${quote}`, {
    file,
    allowed: `--quote ${currency}, with all prices in it`,
  });
}

/** Reads all funding files and says how they were understood; null where none is named. */
export function readFunding(choices: ReadingChoices): FundingHistory | null {
  const { funding, fundingVenue: venue, fundingUnit: unit, withoutFunding } = choices;
  if (funding === undefined) {
    const idle = { '--funding-venue': venue, '--funding-unit': unit, '--without-funding': withoutFunding };
    const [option] = Object.entries(idle).find(([, value]) => value !== undefined) ?? [];
    if (option === undefined) return null;
    throw inputError(option, 'is about a funding file, and none is given', { allowed: '--funding FILE' });
  }
  const histories = funding.map((written) => {
    const { path, asset } = namedFile(written);
    const history = readFundingHistory(path, { venue, unit, asset });
    say(path, history.said.join('; '));
    return history;
  });
  return histories.length === 1 ? histories[0]! : joinFundingHistories(histories);
}

function collectFile(file: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, file];
}

const dayOrders = { 'day-first': 'day first', 'month-first': 'month first' } as const;

/** `BTC=btc.csv` is the file of a coin; a file whose name holds `=` can be written as `./a=b.csv`. */
function namedFile(written: string): { path: string; asset: string | undefined } {
  const match = /^([\p{L}\p{N}][\p{L}\p{N}_-]{0,63})=(.+)$/u.exec(written);
  return match === null ? { path: written, asset: undefined } : { path: match[2]!, asset: match[1]! };
}

function say(path: string, said: string): void {
  process.stdout.write(`${path}: ${said}\n`);
}
