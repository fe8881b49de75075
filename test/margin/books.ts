import type { LedgerEntry } from '../../src/exact/ledger.ts';
import type { ExactSchemeResult } from '../../src/exact/outcome.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account, Bracket, Position, Scheme, Venue } from '../../src/margin/account.ts';
import type { DailyRisk } from '../../src/margin/distance.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';

/** A venue without costs and haircuts and with 5 % maintenance, unless told otherwise. */
export function venueOf(assets: number, collateral: number, rules: Partial<Venue> = {}): Venue {
  return {
    name: 'test',
    contract: 'linear',
    maintenance: Array.from({ length: assets }, () => flatBrackets(0.05)),
    maintenanceNotional: 'mark',
    bracketsUnit: 'quote',
    takerFee: 0,
    liquidationFee: Array.from({ length: assets }, () => 0),
    slippage: 0,
    depthMemory: 0,
    funding: fundingOf({}, assets),
    liquidation: { close: { rule: 'all' }, backstop: 0 },
    remainder: 'returned',
    insurance: { fund: null, beyond: 'venue' },
    equality: 'fires',
    haircut: Array.from({ length: collateral }, () => 0),
    sizeDiscount: Array.from({ length: collateral }, () => []),
    ...rules,
  };
}

export function flatBrackets(rate: number, amount = 0): readonly Bracket[] {
  return [{ floor: 0, cap: null, rate, amount }];
}

/** Funding that is `rules` where told and ordinary otherwise. */
export function fundingOf(rules: Partial<Venue['funding']>, assets = 1): Venue['funding'] {
  const clamp = Array.from({ length: assets }, () => null);
  return { everyHours: 8, interest: 0, damper: 0, clamp, notional: 'mark', booked: 'before-check', ...rules };
}

/** `[asset, signed quantity, entry]`, named p0, p1, … */
export type PositionRow = readonly [asset: number, quantity: number, entry: number];

export function positionsOf(rows: readonly PositionRow[]): Position[] {
  return rows.map(([asset, quantity, entry], index) => ({ name: `p${index}`, asset, quantity, entry, tag: null }));
}

/** One pool with all positions and the collateral `[quote, coins…]`; coin k is asset `coins[k]`. */
export function onePool(
  rows: readonly PositionRow[],
  collateral: readonly number[],
  rules: Partial<Venue> = {},
  coins: readonly number[] = [],
  policies: readonly Policy[] = [],
): Account {
  const assets = Math.max(...rows.map(([asset]) => asset), ...coins, 0) + 1;
  return accountOf(
    rows,
    collateral,
    [
      {
        name: 'one',
        partition: 'one',
        pools: [{ name: 'all', positions: rows.map((_, index) => index), collateral }],
        treasury: collateral.map(() => 0),
        policies,
      },
    ],
    rules,
    coins,
    assets,
  );
}

export function accountOf(
  rows: readonly PositionRow[],
  collateral: readonly number[],
  schemes: readonly Scheme[],
  rules: Partial<Venue> = {},
  coins: readonly number[] = [],
  assets = Math.max(...rows.map(([asset]) => asset), ...coins, 0) + 1,
): Account {
  return {
    assets: Array.from({ length: assets }, (_, index) => `A${index}`),
    positions: positionsOf(rows),
    collateral: collateral.map((amount, index) =>
      index === 0
        ? { name: 'USDT', asset: null, amount }
        : { name: `A${coins[index - 1] ?? 0}`, asset: coins[index - 1] ?? 0, amount },
    ),
    schemes,
    venue: venueOf(assets, collateral.length, rules),
  };
}

/** Daily risk of as many assets as have a price: 4 % each, uncorrelated. */
export function riskOf(prices: readonly number[]): DailyRisk {
  return { dailyCovariance: prices.map((_, a) => prices.map((__, b) => (a === b ? 0.0016 : 0))) };
}

/** Steps 1, 2, … of these prices per asset; what else happened can be given per step. */
export function pathOf(
  prices: readonly (readonly number[])[],
  happened: Readonly<Record<number, Partial<MarketStep>>> = {},
): MarketStep[] {
  return prices.map((row, index) => ({
    step: index + 1,
    regime: 0,
    prices: row,
    fundingRates: null,
    haircuts: row.map(() => 0),
    depths: row.map(() => null),
    deleveraging: null,
    ...happened[index + 1],
  }));
}

/** The only scheme of an account, watched at every step. */
export function simulateOne(
  account: Account,
  start: readonly number[],
  steps: readonly MarketStep[],
): ExactSchemeResult {
  const [result] = simulateExact(account, start, steps, { watchedSteps: () => true });
  if (result === undefined) throw new Error('the account has no scheme');
  return result;
}

/** The columns as numbers, to compare with figures of a few digits (they are exact in such examples). */
export function figures(columns: object | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(columns ?? {}).map(([name, value]) => [name, Number(value)]));
}

/** A pool for each position, with so much of the quote currency, and a treasury. */
export function apart(collateral: readonly number[], treasury: number, policies: readonly Policy[] = []): Scheme {
  const pools = collateral.map((amount, index) => ({ name: `p${index}`, positions: [index], collateral: [amount] }));
  return { name: 'each', partition: 'each', pools, treasury: [treasury], policies };
}

/** The ledger entries of one kind. */
export function told<Kind extends LedgerEntry['kind']>(
  { ledger }: ExactSchemeResult,
  kind: Kind,
): Extract<LedgerEntry, { kind: Kind }>[] {
  return ledger.filter((entry): entry is Extract<LedgerEntry, { kind: Kind }> => entry.kind === kind);
}
