import { assert, type Diagnostic, InputError, inputError } from '../base/errors.ts';
import { marketText } from '../market/calibration/market-text.ts';
import type { ReadPrices } from '../market/history/price-history.ts';
import type { LogReturns } from '../market/history/returns.ts';
import { asRegimeMarket, type RegimeMarket } from '../market/model.ts';
import { parseMarket } from '../study/parse.ts';

/** Refuses the quote currency as an asset, before minutes go into a market that no run would take. */
export function refuseQuote(
  histories: readonly ReadPrices[],
  assets: readonly string[] | undefined,
  quote: string,
): void {
  const chosen = assets ?? histories.flatMap((history) => history.assets);
  if (!chosen.includes(quote)) return;
  const others = [...new Set(chosen)].filter((asset) => asset !== quote);
  throw inputError('assets', `${quote} is the quote currency, whose price is 1`, {
    allowed:
      others.length === 0
        ? '--quote, if the prices are in another currency'
        : `--quote, if the prices are in another currency (such as --quote USD); or --assets ${others.join(',')}`,
  });
}

/** Refuses names and prices that no market file can have, before minutes go into a fit. */
export function refuseNames({ assets, lastPrices }: LogReturns, quote: string): void {
  const none = assets.map(() => 0);
  const market: RegimeMarket = {
    quote,
    assets,
    prices: lastPrices,
    regimes: [
      {
        name: 'only',
        funding: assets.map(() => ({ mean: 0, sd: 0, reversionHours: 0 })),
        haircut: none,
        depth: assets.map(() => null),
        deleveraging: null,
      },
    ],
    model: {
      kind: 'regimes',
      laws: [
        {
          volatility: assets.map(() => 1),
          drift: none,
          correlation: assets.map((_, i) => assets.map((__, j) => (i === j ? 1 : 0))),
          commonJump: null,
          singleJumps: assets.map(() => null),
        },
      ],
      transition: { perHours: 1, rows: [[1]] },
      start: [1],
      shocks: { law: 'normal' },
      compensateJumps: false,
    },
  };
  // The same name is wrong wherever it stands: once, among the assets, is enough.
  readMarket(marketText(market, null, ''), ({ path }) => path === 'quote' || path.startsWith('assets'));
}

/** Reads a market text as `run` does; throws an input error if `run` would not take it. */
export function checkReadsBack(text: string, market: RegimeMarket): void {
  const read = readMarket(text, () => true);
  const differs = (['quote', 'assets', 'prices', 'regimes', 'model'] as const).find(
    (field) => JSON.stringify(comparable(read[field])) !== JSON.stringify(comparable(market[field])),
  );
  assert(differs === undefined, `the ${differs} of a fitted market is read from its file as it was written`);
}

/** A market as `run` reads it; faults keep their path, but not their line in a text that was never written. */
function readMarket(text: string, wanted: (fault: Diagnostic) => boolean): RegimeMarket {
  try {
    return asRegimeMarket(parseMarket(text, null).market);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const faults = error.diagnostics.filter(wanted);
    throw new InputError(
      (faults.length > 0 ? faults : error.diagnostics).map(({ path, what, allowed, got }) => ({
        path,
        what: `${what} in a market file: nothing was written`,
        ...(allowed !== undefined && { allowed }),
        ...(got !== undefined && { got }),
      })),
    );
  }
}

/** To the digits that a percentage or a duration keeps. */
function comparable(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(10));
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, comparable(inner)]),
  );
}
