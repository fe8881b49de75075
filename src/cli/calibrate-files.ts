import { inputError } from '../base/errors.ts';
import { type FundingHistory, joinFundingHistories, readFundingHistory } from '../market/history/funding-history.ts';
import { type ReadPrices, readPriceHistory } from '../market/history/price-history.ts';
import { currencyKind } from '../market/history/price-series.ts';
import type { FundingUnit } from '../market/history/settlements.ts';
import { namedFile } from './reading-options.ts';

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

/** Reads all price files and says in a line each how they were understood. */
export function readPrices(
  files: readonly string[],
  choices: ReadingChoices,
  say: (line: string) => void,
): ReadPrices[] {
  return files.map((written) => {
    const { path, asset } = namedFile(written);
    const { timeColumn, priceColumn, decimal } = choices;
    const dates = choices.dates === undefined ? undefined : dayOrders[choices.dates];
    const history = readPriceHistory(path, { timeColumn, priceColumn, decimal, dates, asset: asset ?? choices.asset });
    say(`${path}: ${history.said}`);
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
export function readFunding(choices: ReadingChoices, say: (line: string) => void): FundingHistory | null {
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
    say(`${path}: ${history.said.join('; ')}`);
    return history;
  });
  return histories.length === 1 ? histories[0]! : joinFundingHistories(histories);
}

const dayOrders = { 'day-first': 'day first', 'month-first': 'month first' } as const;
