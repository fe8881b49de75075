import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { formatDurationHours, formatShare } from '../../base/units.ts';
import type { Venue } from '../../margin/account.ts';
import { plainVenue, type VenuePreset } from '../../margin/venues/preset.ts';
import { venuePresets } from '../../margin/venues/registry.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { Read } from '../forms/read.ts';
import { duration, form, perAsset, quantity, text } from '../forms/scalars.ts';
import { halfLifeDecay, refuseUnknownAssets } from '../resolve/per-asset.ts';
import { collateral } from './collateral.ts';
import { funding } from './funding.ts';
import { liquidation } from './liquidation.ts';
import { countedIn, maintenance } from './maintenance.ts';
import {
  plainRule,
  rate,
  replaced,
  shareRule,
  type VenuePart,
  type VenueText,
  type VenueUse,
  venuePart,
} from './part.ts';

/** A fee by asset. */
const liquidationFee = venuePart({
  fields: {
    'liquidation-fee': perAsset(rate).optional().meta({ description: 'further fee of a forced close; default 0' }),
  },
  read(fields, base) {
    const { byAsset, other } = replaced(fields['liquidation-fee'], base.liquidationFee, base.otherLiquidationFee);
    return { liquidationFee: byAsset, otherLiquidationFee: other };
  },
  write: (rules, { assets }) => ({
    'liquidation-fee': Object.fromEntries(assets.map((asset) => [asset, formatShare(feeOf(rules, asset))])),
  }),
  bind: (rules, { assets }) => ({ liquidationFee: assets.map((asset) => feeOf(rules, asset)) }),
});

function feeOf(rules: VenuePreset, asset: string): number {
  return rules.liquidationFee[asset] ?? rules.otherLiquidationFee;
}

const depthRecovery = venuePart({
  fields: {
    'depth-recovery': z
      .union([z.enum(['none']), duration('6h')])
      .optional()
      .meta({
        description: 'time in which half of the depth that own closes have used up comes back; none (default): at once',
      }),
  },
  read({ 'depth-recovery': written }, base) {
    if (written === undefined) return { depthRecoveryHours: base.depthRecoveryHours };
    return { depthRecoveryHours: written === 'none' ? null : written / 3_600 };
  },
  write: ({ depthRecoveryHours: hours }) => ({
    'depth-recovery': hours === null ? 'none' : formatDurationHours(hours),
  }),
  // Share of the used-up depth that is still missing a step later: 2^(-step / half-life).
  bind: ({ depthRecoveryHours: hours }, { stepSeconds }) => ({
    depthMemory: hours === null ? 0 : halfLifeDecay(stepSeconds / 3_600, hours),
  }),
});

const insurance = venuePart({
  fields: {
    insurance: form({
      fund: z
        .union([z.enum(['none']), quantity(limits.money, 'an amount')])
        .optional()
        .meta({ description: 'what the insurance fund can pay along one path; none: there is no end to it (default)' }),
      beyond: z
        .enum(['venue', 'socialised', 'auto-deleveraging'])
        .optional()
        .meta({ description: 'who bears what the fund cannot pay; default venue' }),
    })
      .optional()
      .meta({ description: 'who bears what a pool cannot pay' }),
  },
  read({ insurance: { fund, beyond } = {} }, { insurance: base }) {
    return {
      insurance: {
        fund: fund === undefined ? base.fund : fund === 'none' ? null : fund,
        beyond: beyond ?? base.beyond,
      },
    };
  },
  write: ({ insurance: { fund, beyond } }) => ({ insurance: { fund: fund ?? 'none', beyond } }),
  bind: (rules) => ({ insurance: rules.insurance }),
});

/** Every part of the rules of a venue, in the order in which editors list and files print them: a field of a venue is an entry here. */
const parts = [
  plainRule(
    'contract',
    'contract',
    z.enum(['linear', 'inverse']),
    'linear (default): settled in the quote currency; inverse: in the asset itself',
  ),
  maintenance,
  shareRule('taker', 'takerFee', 'fee on the notional of a forced close; default 0'),
  liquidationFee,
  shareRule('slippage', 'slippage', 'share of the price lost on a forced close; default 0'),
  depthRecovery,
  liquidation,
  funding,
  plainRule('remainder', 'remainder', z.enum(['returned', 'forfeited']), null),
  insurance,
  plainRule('equality', 'equality', z.enum(['fires', 'holds']), null),
  collateral,
] as const;

type BoundKey<Part> = Part extends VenuePart<infer Bound> ? keyof Bound : never;
type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type PartFields = AllOf<(typeof parts)[number]['fields']>;

/** The form of a venue that is written in the experiment itself. Meaning of every field: `Venue` in `src/margin/account.ts`. */
export const venueForm = form({
  preset: text('the name of a venue', limits.nameLength)
    .optional()
    .meta({ description: 'a known venue to start from; the other fields replace its rules' }),
  name: text('a name', limits.nameLength).optional(),
  ...(Object.assign({}, ...parts.map(({ fields }) => fields)) as PartFields),
  source: z.unknown().optional().meta({ description: 'where the figures come from; not read' }),
});

/** What is written of a venue: its name, or what could be read of its fields. */
export type WrittenVenue = string | NonNullable<Read<typeof venueForm>>;

/** The rules that an experiment names or writes, for any asset; nothing if it starts from a venue that is not known. */
export function resolveVenue(
  written: WrittenVenue,
  assets: readonly string[],
  found: Findings,
): VenuePreset | undefined {
  if (typeof written === 'string') return presetNamed(written, found);
  const { preset, name } = written;
  const base = preset === undefined ? plainVenue : presetNamed(preset, found.below('preset'));
  if (base === undefined) return undefined;
  for (const [field, value] of Object.entries(written)) {
    if (byAsset.has(field)) refuseUnknownAssets(value, assets, found.below(field));
  }
  const rules = { ...ofContract(base, written.contract ?? base.contract), ...(name !== undefined && { name }) };
  for (const part of parts) Object.assign(rules, part.read(written, rules, found));
  return rules;
}

/** Fields that are maps from assets of the market; haircuts are of whatever is collateral. */
const byAsset = new Set(['maintenance', 'brackets', 'tiers', 'liquidation-fee', 'funding-clamp']);

function presetNamed(name: string, found: Findings): VenuePreset | undefined {
  const names = Object.keys(venuePresets);
  const preset = Object.hasOwn(venuePresets, name) ? venuePresets[name] : undefined;
  if (preset === undefined) {
    found.add([], `is no known venue${hintFor(name, names)}`, `${names.join(', ')}, or its rules as a map`);
  }
  return preset;
}

/** What a preset takes its values at is said of its own kind of contracts: for the other kind it is as of a venue that names no preset. */
function ofContract(base: VenuePreset, contract: Venue['contract']): VenuePreset {
  if (contract === base.contract) return base;
  const { maintenanceNotional, bracketsUnit, funding: plain } = plainVenue;
  return {
    ...countedIn(base, bracketsUnit),
    contract,
    maintenanceNotional,
    funding: { ...base.funding, notional: plain.notional },
  };
}

/** The rules for the assets and the step of an account. */
export function bindVenue(rules: VenuePreset, use: VenueUse): Venue {
  const bound: unknown = Object.assign({ name: rules.name }, ...parts.map((part) => part.bind(rules, use)));
  // A field of `Venue` that no part binds is an error of types here.
  return bound as Pick<Venue, 'name' | BoundKey<(typeof parts)[number]>>;
}

/** Adds what of the rules does not fit the account; `written` is what stands in the field `venue` of the experiment. */
export function checkVenue(rules: VenuePreset, use: VenueUse, written: WrittenVenue, found: Findings): void {
  for (const part of parts as readonly VenuePart[]) {
    part.check?.(rules, use, typeof written === 'string' ? undefined : written, found);
  }
}

/** Rules as the fields of an inline venue: read back they are the same rules, with no preset behind them. */
export function venueText(rules: VenuePreset, use: VenueText): Record<string, unknown> {
  const { name, asOf, sources } = rules;
  return {
    name,
    ...(Object.assign({}, ...parts.map((part) => part.write(rules, use))) as Record<string, unknown>),
    ...(sources.length === 0 ? {} : { source: { 'as-of': asOf, from: [...sources] } }),
  };
}
