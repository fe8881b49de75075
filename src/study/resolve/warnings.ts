import { formatAmount } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Pool, Position, Scheme } from '../../margin/account.ts';
import { marginAt } from '../../margin/crossing.ts';
import { equityLine, poolMargin, scanAll } from '../../margin/headroom.ts';
import { requiredNotional } from '../../margin/requirement.ts';
import { startLaw } from '../../market/model.ts';

/** What a user should know of a scenario before it runs, as sentences. */
export function startWarnings(scenario: Scenario): string[] {
  const { account } = scenario;
  return [
    ...account.positions.flatMap((position) => beyondBrackets(scenario, position)),
    ...account.schemes.flatMap((scheme) => scheme.pools.flatMap((pool) => thinPool(scenario, scheme, pool))),
  ];
}

/** A pool that is already due for liquidation: it is closed at the first step, whatever the market does. */
function thinPool({ market, account }: Scenario, scheme: Scheme, pool: Pool): string[] {
  const { prices } = market;
  const start = startLaw(market);
  const regimes = market.regimes.filter((_, regime) => (start[regime] ?? 0) > 0);
  const mildest = prices.map((_, asset) => Math.min(...regimes.map(({ haircut }) => haircut[asset] ?? 0)));
  const now = scanAll(prices);
  const { constant, slope } = equityLine(account, pool, prices, mildest, now);
  const equity = constant + slope;
  const margin = marginAt(poolMargin(account, pool, prices, mildest, now), 1);
  const isDue = account.venue.equality === 'fires' ? margin <= 0 : margin < 0;
  if (!isDue) return [];
  return [
    `Pool ${pool.name} of scheme ${scheme.name} is due for liquidation at the start: its equity of ${formatAmount(equity)} ${market.quote} ` +
      `is not above its maintenance requirement of ${formatAmount(equity - margin)}.`,
  ];
}

/** The last bracket goes on beyond its cap; a venue would not let such a position be opened. */
function beyondBrackets({ market, account }: Scenario, position: Position): string[] {
  const { name, asset } = position;
  const cap = account.venue.maintenance[asset]?.at(-1)?.cap ?? null;
  const notional = requiredNotional(account.venue, position, market.prices[asset] ?? 0);
  if (cap === null || notional <= cap) return [];
  const unit = account.venue.bracketsUnit === 'coin' ? market.assets[asset] : market.quote;
  return [
    `Position ${name} has a notional of ${formatAmount(notional)} ${unit}, beyond the last maintenance bracket of ` +
      `${account.venue.name} for ${market.assets[asset]}, which ends at ${formatAmount(cap)}; its rate is used.`,
  ];
}
