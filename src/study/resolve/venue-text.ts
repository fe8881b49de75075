import { formatDurationHours, formatShare } from '../../base/units.ts';
import type { Bracket } from '../../margin/account.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';

/** Rules as the fields of an inline venue, for the assets named: read back they are the same rules, with no preset behind them. */
export function venueFields(
  rules: VenuePreset,
  assets: readonly string[],
  collateral: readonly string[],
  quote: string,
): Record<string, unknown> {
  const tables = assets.flatMap((asset) => {
    const table = rules.maintenance[asset] ?? rules.otherMaintenance;
    return table === null ? [] : [[asset, table] as const];
  });
  const flat = tables
    .filter(([, table]) => isFlat(table))
    .map(([asset, table]) => [asset, formatShare(table[0]?.rate ?? 0)]);
  const stepped = tables.filter(([, table]) => !isFlat(table)).map(([asset, table]) => [asset, table.map(row)]);
  const fees = assets.map((asset) => [asset, formatShare(rules.liquidationFee[asset] ?? rules.otherLiquidationFee)]);
  const haircuts = collateral.flatMap((asset) => {
    const haircut = rules.haircut[asset] ?? (asset === quote ? 0 : rules.otherHaircut);
    return haircut === null ? [] : [[asset, formatShare(haircut)]];
  });
  const { everyHours, clamp, notional, booked } = rules.funding;
  return {
    name: rules.name,
    ...(flat.length === 0 ? {} : { maintenance: Object.fromEntries(flat) }),
    ...(stepped.length === 0 ? {} : { brackets: Object.fromEntries(stepped) }),
    taker: formatShare(rules.takerFee),
    'liquidation-fee': Object.fromEntries(fees),
    slippage: formatShare(rules.slippage),
    'funding-every': formatDurationHours(everyHours),
    ...(clamp === null ? {} : { 'funding-clamp': formatShare(clamp) }),
    'funding-notional': notional,
    'funding-booked': booked,
    remainder: rules.remainder,
    equality: rules.equality,
    ...(haircuts.length === 0 ? {} : { haircut: Object.fromEntries(haircuts) }),
    ...(rules.sources.length === 0 ? {} : { source: { 'as-of': rules.asOf, from: [...rules.sources] } }),
  };
}

function isFlat(table: readonly Bracket[]): boolean {
  const [only] = table;
  return table.length === 1 && only?.cap === null && only.amount === 0;
}

function row({ floor, cap, rate, amount }: Bracket): (number | string | null)[] {
  return [floor, cap, formatShare(rate), amount];
}
