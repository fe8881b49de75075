import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { formatAmount, formatShare } from '../../base/units.ts';
import type { Bracket } from '../../margin/account.ts';
import { isFlat } from '../../margin/maintenance/flat.ts';
import { maintenanceRules } from '../../margin/maintenance/registry.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import { isWritten } from '../forms/read.ts';
import { name, perAsset, quantity } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { rate, type VenueUse, venuePart } from './part.ts';

const money = quantity({ smallest: -limits.money.largest, largest: limits.money.largest }, 'an amount');

/** `[floor, cap, rate]` or `[floor, cap, rate, amount]`, in the unit of the brackets; a cap of null has no upper end. */
const bracketRow = z.tuple([money, z.union([money, z.null()]), rate]).rest(money);

/** How much equity positions need. A table of an asset goes before its rate, a rate by asset before the rate of all. */
export const maintenance = venuePart({
  fields: {
    maintenance: perAsset(rate).optional().meta({ description: 'maintenance rate: one for all assets, or by asset' }),
    brackets: z
      .record(name, z.array(bracketRow))
      .optional()
      .meta({ description: 'maintenance by size: rows [floor, cap, rate, amount] by asset' }),
    tiers: z
      .record(name, z.array(bracketRow))
      .optional()
      .meta({ description: 'the same, each rate for the whole position: rows [floor, cap, rate] by asset' }),
    'brackets-unit': z.enum(['quote', 'coin']).optional().meta({
      description:
        'what bounds and amounts of brackets and tiers count: quote (default); inverse contracts also coin, as COIN-M tables do',
    }),
    'maintenance-notional': z.enum(['mark', 'entry']).optional().meta({
      description:
        'price at which the requirement takes the value of a position, in quote or (inverse) in its coin; default mark',
    }),
    'maintenance-includes-taker': z
      .boolean()
      .optional()
      .meta({ description: 'true: the taker fee is added to every maintenance rate; default false' }),
  },
  read(fields, base, found) {
    const unit = fields['brackets-unit'] ?? base.bracketsUnit;
    if (unit !== 'quote' && base.contract === 'linear') {
      const what = 'does not fit linear contracts, whose brackets are in the quote currency';
      found.add(['brackets-unit'], what, 'quote; or coin together with contract: inverse');
    }
    const rules = countedIn(base, unit);
    const own: Record<string, readonly Bracket[]> = {};
    if (typeof fields.maintenance === 'object') {
      for (const [asset, flat] of Object.entries(fields.maintenance)) {
        if (flat !== undefined) own[asset] = maintenanceRules.flat.brackets(flat);
      }
    }
    for (const rule of ['brackets', 'tiers'] as const) {
      for (const [asset, rows] of Object.entries(fields[rule] ?? {})) {
        if (own[asset] !== undefined) {
          const other = rule === 'tiers' && fields.brackets?.[asset] !== undefined ? 'brackets' : 'maintenance';
          const what = `${asset} has ${other === 'maintenance' ? 'a rate' : 'a table'} under ${other} already`;
          found.add([rule, asset], what, 'one of the two', null);
        }
        const faults = rows === undefined ? [] : maintenanceRules[rule].faults(rows, unit);
        found.addAll([rule, asset], faults);
        if (rows !== undefined && faults.length === 0) own[asset] = maintenanceRules[rule].brackets(rows);
      }
    }
    const flat = fields.maintenance;
    return {
      ...(typeof flat === 'number'
        ? { maintenance: own, otherMaintenance: maintenanceRules.flat.brackets(flat) }
        : { maintenance: { ...rules.maintenance, ...own }, otherMaintenance: rules.otherMaintenance }),
      bracketsUnit: unit,
      maintenanceNotional: fields['maintenance-notional'] ?? base.maintenanceNotional,
      maintenanceIncludesTaker: fields['maintenance-includes-taker'] ?? base.maintenanceIncludesTaker,
    };
  },
  write(rules, { assets }) {
    const tables = assets.flatMap((asset) => {
      const table = rules.maintenance[asset] ?? rules.otherMaintenance;
      return table === null ? [] : [{ asset, table, kind: kindOf(table) }];
    });
    const written = (kind: 'maintenance' | 'brackets' | 'tiers', value: (table: readonly Bracket[]) => unknown) => {
      const own = tables.filter((one) => one.kind === kind).map(({ asset, table }) => [asset, value(table)]);
      return own.length === 0 ? {} : { [kind]: Object.fromEntries(own) };
    };
    return {
      ...written('maintenance', ([first]) => formatShare(first?.rate ?? 0)),
      ...written('brackets', (table) => table.map((row) => [row.floor, row.cap, formatShare(row.rate), row.amount])),
      ...written('tiers', (table) => table.map((row) => [row.floor, row.cap, formatShare(row.rate)])),
      ...(rules.bracketsUnit === 'quote' ? {} : { 'brackets-unit': rules.bracketsUnit }),
      'maintenance-notional': rules.maintenanceNotional,
      'maintenance-includes-taker': rules.maintenanceIncludesTaker,
    };
  },
  bind(rules, { assets }) {
    const feeInside = rules.maintenanceIncludesTaker ? rules.takerFee : 0;
    return {
      // An asset without a rule is held by nobody: its bracket is never read.
      maintenance: assets.map((asset) =>
        withFee(rules.maintenance[asset] ?? rules.otherMaintenance ?? maintenanceRules.flat.brackets(1), feeInside),
      ),
      maintenanceNotional: rules.maintenanceNotional,
      bracketsUnit: rules.bracketsUnit,
    };
  },
  check(rules, use, fields, found) {
    for (const [asset, position] of use.held) {
      if (rules.maintenance[asset] !== undefined || rules.otherMaintenance !== null) continue;
      if (fields === undefined) {
        const what = `venue ${rules.name} does not list ${asset}`;
        found.add(['positions', position, 'asset'], what, listed(Object.keys(rules.maintenance)));
      } else if (!isRuleWritten(fields, asset)) {
        const unit = rules.bracketsUnit === 'coin' ? ' in coins' : '';
        const what = `is missing: ${asset} is held and has no maintenance rule${unit}`;
        found.add(['venue', 'maintenance', asset], what, 'a rate such as 0.5%, or brackets');
      }
    }
    if (rules.contract === 'inverse' && !isWritten(fields, 'brackets-unit')) {
      found.warnings.push(...smallBrackets(rules, use));
    }
  },
});

/** The rules without the tables that count something else than `unit`; a flat rate counts nothing. */
export function countedIn(rules: VenuePreset, unit: VenuePreset['bracketsUnit']): VenuePreset {
  if (rules.bracketsUnit === unit) return rules;
  const other = rules.otherMaintenance;
  return {
    ...rules,
    bracketsUnit: unit,
    maintenance: Object.fromEntries(Object.entries(rules.maintenance).filter(([, table]) => isFlat(table))),
    otherMaintenance: other !== null && isFlat(other) ? other : null,
  };
}

/** The field that a table is written in. Without amounts, the rate of a bracket holds for the whole notional. */
function kindOf(table: readonly Bracket[]): 'maintenance' | 'brackets' | 'tiers' {
  if (isFlat(table)) return 'maintenance';
  return table.length > 1 && table.every(({ amount }) => amount === 0) ? 'tiers' : 'brackets';
}

/** Closing everything costs the fee on the same notional, so as a part of the requirement it raises every rate by itself. */
function withFee(brackets: readonly Bracket[], fee: number): readonly Bracket[] {
  return fee === 0 ? brackets : brackets.map((bracket) => ({ ...bracket, rate: bracket.rate + fee }));
}

/** Whether the venue has a rule for the asset that could not be read, so that its absence is no news. */
function isRuleWritten(
  fields: {
    readonly maintenance?: unknown;
    readonly brackets?: object | undefined;
    readonly tiers?: object | undefined;
  },
  asset: string,
): boolean {
  const rates = fields.maintenance;
  if (typeof rates !== 'object' || rates === null) return isWritten(fields, 'maintenance');
  return [rates, fields.brackets, fields.tiers].some((table) => isWritten(table, asset));
}

/** No venue ends its first bracket below so many dollars; the first brackets of coin-margined contracts end at a few coins. */
const SMALL_BRACKET = 1_000;

/** Bounds of inverse contracts that look like coins, where the file does not say what they count. */
function smallBrackets(rules: VenuePreset, { held, quote }: VenueUse): string[] {
  return [...new Set(held.map(([asset]) => asset))].flatMap((asset) => {
    const [first, second] = rules.maintenance[asset] ?? [];
    if (second === undefined || first?.cap == null || first.cap >= SMALL_BRACKET) return [];
    return [
      `The brackets of ${asset} count ${quote}, and the first one ends at ${formatAmount(first.cap)} ${quote}; if they count ${asset}, as ` +
        'tables of coin-margined contracts do, write `brackets-unit: coin` in the venue (or `quote`, if this is meant).',
    ];
  });
}
