import { formatDurationHours, formatShare } from '../../base/units.ts';
import type { Bracket } from '../../margin/account.ts';
import { isFlat } from '../../margin/maintenance/flat.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import { closeField } from './liquidation.ts';
import { valueOf } from './per-asset.ts';

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
  const stepped = tables
    .filter(([, table]) => !isFlat(table) && !isTiered(table))
    .map(([asset, table]) => [asset, table.map(bracketRow)]);
  const tiered = tables.filter(([, table]) => isTiered(table)).map(([asset, table]) => [asset, table.map(tierRow)]);
  const fees = assets.map((asset) => [asset, formatShare(rules.liquidationFee[asset] ?? rules.otherLiquidationFee)]);
  const haircuts = collateral.flatMap((asset) => {
    const haircut = rules.haircut[asset] ?? (asset === quote ? 0 : rules.otherHaircut);
    return haircut === null ? [] : [[asset, formatShare(haircut)]];
  });
  const clamps = assets.map((asset) => {
    const clamp = valueOf(rules.funding.clamp, asset, rules.funding.otherClamp);
    return [asset, clamp === null ? 'none' : formatShare(clamp)];
  });
  const { everyHours, interest, damper, notional, booked } = rules.funding;
  const { fund, beyond } = rules.insurance;
  const discounts = collateral.flatMap((asset) => {
    const tiers = rules.sizeDiscount[asset];
    return tiers === undefined ? [] : [[asset, tiers.map(({ floor, share }) => [floor, formatShare(share)])] as const];
  });
  return {
    name: rules.name,
    contract: rules.contract,
    ...(flat.length === 0 ? {} : { maintenance: Object.fromEntries(flat) }),
    ...(stepped.length === 0 ? {} : { brackets: Object.fromEntries(stepped) }),
    ...(tiered.length === 0 ? {} : { tiers: Object.fromEntries(tiered) }),
    ...(rules.bracketsUnit === 'quote' ? {} : { 'brackets-unit': rules.bracketsUnit }),
    'maintenance-notional': rules.maintenanceNotional,
    'maintenance-includes-taker': rules.maintenanceIncludesTaker,
    taker: formatShare(rules.takerFee),
    'liquidation-fee': Object.fromEntries(fees),
    slippage: formatShare(rules.slippage),
    'depth-recovery': rules.depthRecoveryHours === null ? 'none' : formatDurationHours(rules.depthRecoveryHours),
    liquidation: closeField(rules.liquidation.close),
    backstop: formatShare(rules.liquidation.backstop),
    'funding-every': formatDurationHours(everyHours),
    'funding-interest': formatShare(interest),
    'funding-damper': formatShare(damper),
    'funding-clamp': Object.fromEntries(clamps),
    'funding-notional': notional,
    'funding-booked': booked,
    remainder: rules.remainder,
    insurance: { fund: fund ?? 'none', beyond },
    equality: rules.equality,
    ...(haircuts.length === 0 ? {} : { haircut: Object.fromEntries(haircuts) }),
    ...(discounts.length === 0 ? {} : { 'size-discount': Object.fromEntries(discounts) }),
    ...(rules.sources.length === 0 ? {} : { source: { 'as-of': rules.asOf, from: [...rules.sources] } }),
  };
}

/** Without amounts, the rate of a bracket holds for the whole notional. */
function isTiered(table: readonly Bracket[]): boolean {
  return table.length > 1 && table.every(({ amount }) => amount === 0);
}

function tierRow({ floor, cap, rate }: Bracket): (number | string | null)[] {
  return [floor, cap, formatShare(rate)];
}

function bracketRow({ floor, cap, rate, amount }: Bracket): (number | string | null)[] {
  return [floor, cap, formatShare(rate), amount];
}
