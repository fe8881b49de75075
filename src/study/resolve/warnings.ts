import { formatAmount } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Pool, Scheme } from '../../margin/account.ts';
import { requirementOf } from '../../margin/requirement.ts';

/** What a user should know of a scenario before it runs, as sentences. */
export function startWarnings(scenario: Scenario): string[] {
  const { account } = scenario;
  return [
    ...account.positions.flatMap((position) =>
      beyondBrackets(scenario, position.name, position.asset, position.quantity),
    ),
    ...account.schemes.flatMap((scheme) => scheme.pools.flatMap((pool) => thinPool(scenario, scheme, pool))),
  ];
}

/** A pool that is already due for liquidation: it is closed at the first step, whatever the market does. */
function thinPool({ market, account }: Scenario, scheme: Scheme, pool: Pool): string[] {
  const { venue } = account;
  const collateral = pool.collateral.reduce((sum, units, index) => {
    const asset = account.collateral[index]?.asset ?? null;
    if (asset === null) return sum + units * (1 - (venue.haircut[index] ?? 0));
    const regimes = market.regimes.filter((_, regime) => (market.start[regime] ?? 0) > 0);
    const mildest = Math.min(...regimes.map(({ haircut }) => haircut[asset] ?? 0));
    return sum + units * (market.prices[asset] ?? 0) * (1 - Math.max(venue.haircut[index] ?? 0, mildest));
  }, 0);
  let equity = collateral;
  let requirement = 0;
  for (const index of pool.positions) {
    const position = account.positions[index];
    if (position === undefined) continue;
    const price = market.prices[position.asset] ?? 0;
    equity += position.quantity * (price - position.entry);
    requirement += requirementOf(venue.maintenance[position.asset] ?? [], Math.abs(position.quantity) * price);
  }
  const isDue = venue.equality === 'fires' ? equity <= requirement : equity < requirement;
  if (!isDue) return [];
  return [
    `Pool ${pool.name} of scheme ${scheme.name} is due for liquidation at the start: its equity of ${formatAmount(equity)} ${market.quote} ` +
      `is not above its maintenance requirement of ${formatAmount(requirement)}.`,
  ];
}

/** The last bracket goes on beyond its cap; a venue would not let such a position be opened. */
function beyondBrackets({ market, account }: Scenario, name: string, asset: number, quantity: number): string[] {
  const cap = account.venue.maintenance[asset]?.at(-1)?.cap ?? null;
  const notional = Math.abs(quantity) * (market.prices[asset] ?? 0);
  if (cap === null || notional <= cap) return [];
  return [
    `Position ${name} has a notional of ${formatAmount(notional)} ${market.quote}, beyond the last maintenance bracket of ` +
      `${account.venue.name} for ${market.assets[asset]}, which ends at ${formatAmount(cap)}; its rate is used.`,
  ];
}
