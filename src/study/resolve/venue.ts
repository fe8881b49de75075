import { limits } from '../../base/limits.ts';
import type { Bracket, SizeTier, Venue } from '../../margin/account.ts';
import type { BracketRow } from '../../margin/maintenance/brackets.ts';
import { isFlat } from '../../margin/maintenance/flat.ts';
import { maintenanceRules } from '../../margin/maintenance/registry.ts';
import { plainVenue, type VenuePreset } from '../../margin/venues/preset.ts';
import { venuePresets } from '../../margin/venues/registry.ts';
import { checkFields, type Fields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type Path, type TreeNode } from '../document/tree.ts';
import { venueForm } from '../form/venue.ts';
import { readClose } from './liquidation.ts';
import { refuseUnknownAssets } from './per-asset.ts';

/** Fields that are read by their form; the way of closing a pool has a form for every rule. */
const plainFields = Object.keys(venueForm.shape).filter(
  (name): name is Exclude<keyof typeof venueForm.shape, 'liquidation'> => name !== 'liquidation',
);

type Unit = Venue['bracketsUnit'];

type VenueFields = Fields<typeof venueForm, (typeof plainFields)[number]>;

/** The rules that an experiment names or writes, for any asset; nothing if there is a problem with them. */
export function readVenue(node: TreeNode, assets: readonly string[], problems: Problems): VenuePreset | undefined {
  if (node.kind === 'scalar') return presetNamed(node, [], String(node.value), problems);
  const fields = checkFields(venueForm, node, problems, plainFields);
  if (fields === undefined) return undefined;
  const base = fields.preset === undefined ? plainVenue : presetNamed(node, ['preset'], fields.preset, problems);
  if (base === undefined) return undefined;
  for (const name of ['maintenance', 'brackets', 'tiers', 'liquidation-fee', 'funding-clamp']) {
    const child = childOf(node, name);
    if (child !== undefined) refuseUnknownAssets(child, assets, problems);
  }
  return overridden(base, fields, node, problems);
}

function presetNamed(node: TreeNode, path: Path, name: string, problems: Problems): VenuePreset | undefined {
  const names = Object.keys(venuePresets);
  const preset = Object.hasOwn(venuePresets, name) ? venuePresets[name] : undefined;
  if (preset === undefined) {
    problems.add(node, path, `is no known venue${hintFor(name, names)}`, {
      allowed: `${names.join(', ')}, or its rules as a map`,
    });
  }
  return preset;
}

function overridden(base: VenuePreset, fields: VenueFields, node: TreeNode, problems: Problems): VenuePreset {
  const fees = split(fields['liquidation-fee'], base.liquidationFee, base.otherLiquidationFee);
  const haircuts = split(fields.haircut, base.haircut, base.otherHaircut);
  const every = fields['funding-every'];
  const recovery = fields['depth-recovery'];
  const closeNode = childOf(node, 'liquidation');
  const contract = fields.contract ?? base.contract;
  // What a preset takes its values at is said of its own kind of contracts.
  const like = contract === base.contract ? base : plainVenue;
  const unit = unitOf(like, contract, fields, node, problems);
  return {
    name: fields.name ?? base.name,
    asOf: base.asOf,
    sources: base.sources,
    contract,
    ...maintenanceOf(base, fields, unit, node, problems),
    maintenanceNotional: fields['maintenance-notional'] ?? like.maintenanceNotional,
    bracketsUnit: unit,
    maintenanceIncludesTaker: fields['maintenance-includes-taker'] ?? base.maintenanceIncludesTaker,
    takerFee: fields.taker ?? base.takerFee,
    liquidationFee: fees.byAsset,
    otherLiquidationFee: fees.other,
    slippage: fields.slippage ?? base.slippage,
    depthRecoveryHours:
      recovery === undefined ? base.depthRecoveryHours : recovery === 'none' ? null : recovery / 3_600,
    funding: {
      everyHours: every === undefined ? base.funding.everyHours : every / 3_600,
      interest: fields['funding-interest'] ?? base.funding.interest,
      damper: fields['funding-damper'] ?? base.funding.damper,
      ...clampsOf(base, fields['funding-clamp']),
      notional: fields['funding-notional'] ?? like.funding.notional,
      booked: fields['funding-booked'] ?? base.funding.booked,
    },
    liquidation: {
      close: (closeNode && readClose(closeNode, problems)) ?? base.liquidation.close,
      backstop: fields.backstop ?? base.liquidation.backstop,
    },
    remainder: fields.remainder ?? base.remainder,
    insurance: insuranceOf(base, fields.insurance),
    equality: fields.equality ?? base.equality,
    haircut: haircuts.byAsset,
    otherHaircut: haircuts.other,
    sizeDiscount: { ...base.sizeDiscount, ...sizeDiscounts(fields['size-discount'], node, problems) },
  };
}

/** What the brackets count; those of linear contracts can count the quote currency only. */
function unitOf(
  like: VenuePreset,
  contract: VenuePreset['contract'],
  fields: VenueFields,
  node: TreeNode,
  problems: Problems,
): Unit {
  const unit = fields['brackets-unit'] ?? like.bracketsUnit;
  if (unit === 'quote' || contract === 'inverse') return unit;
  problems.add(node, ['brackets-unit'], 'does not fit linear contracts, whose brackets are in the quote currency', {
    allowed: 'quote; or coin together with contract: inverse',
  });
  return 'quote';
}

function clampOf(written: number | 'none'): number | null {
  return written === 'none' ? null : written;
}

function clampsOf(
  base: VenuePreset,
  written: VenueFields['funding-clamp'],
): Pick<VenuePreset['funding'], 'clamp' | 'otherClamp'> {
  if (written === undefined) return { clamp: base.funding.clamp, otherClamp: base.funding.otherClamp };
  if (typeof written !== 'object') return { clamp: {}, otherClamp: clampOf(written) };
  const own = Object.fromEntries(Object.entries(written).map(([asset, clamp]) => [asset, clampOf(clamp)]));
  return { clamp: { ...base.funding.clamp, ...own }, otherClamp: base.funding.otherClamp };
}

function insuranceOf({ insurance }: VenuePreset, written: VenueFields['insurance']): VenuePreset['insurance'] {
  const { fund, beyond = insurance.beyond } = written ?? {};
  return { fund: fund === undefined ? insurance.fund : fund === 'none' ? null : fund, beyond };
}

/** Tiers by asset; rows that make none are problems. */
function sizeDiscounts(
  written: VenueFields['size-discount'],
  node: TreeNode,
  problems: Problems,
): Record<string, readonly SizeTier[]> {
  const tiers: Record<string, readonly SizeTier[]> = {};
  for (const [asset, rows] of Object.entries(written ?? {})) {
    const fault = (path: Path, what: string, allowed: string) =>
      problems.add(node, ['size-discount', asset, ...path], what, { allowed });
    const { largest } = limits.brackets;
    if (rows.length === 0 || rows.length > largest) fault([], 'has the wrong number of rows', `from 1 to ${largest}`);
    for (const [index, [floor]] of rows.entries()) {
      const before = rows[index - 1]?.[0];
      if (before === undefined && floor !== 0) fault([index, 0], 'the first row must start at 0', '0');
      if (before !== undefined && floor <= before) fault([index, 0], 'rows must ascend', `above ${before}`);
    }
    tiers[asset] = rows.map(([floor, share]) => ({ floor, share }));
  }
  return tiers;
}

/** One value replaces all values of the base; a map replaces those that it names. */
function split<Other extends number | null>(
  written: number | Readonly<Record<string, number>> | undefined,
  byAsset: Readonly<Record<string, number>>,
  other: Other,
): { byAsset: Readonly<Record<string, number>>; other: number | Other } {
  if (written === undefined) return { byAsset, other };
  return typeof written === 'number' ? { byAsset: {}, other: written } : { byAsset: { ...byAsset, ...written }, other };
}

/** A table of an asset goes before its rate, a rate by asset before the rate of all. */
function maintenanceOf(
  base: VenuePreset,
  fields: VenueFields,
  unit: Unit,
  node: TreeNode,
  problems: Problems,
): Pick<VenuePreset, 'maintenance' | 'otherMaintenance'> {
  const { maintenance } = fields;
  const own: Record<string, readonly Bracket[]> = {};
  if (typeof maintenance === 'object') {
    for (const [asset, rate] of Object.entries(maintenance)) own[asset] = maintenanceRules.flat.brackets(rate);
  }
  for (const rule of ['brackets', 'tiers'] as const) {
    for (const [asset, rows] of Object.entries(fields[rule] ?? {})) {
      if (own[asset] !== undefined) {
        const other = rule === 'tiers' && fields.brackets?.[asset] !== undefined ? 'brackets' : 'maintenance';
        const what = `${asset} has ${other === 'maintenance' ? 'a rate' : 'a table'} under ${other} already`;
        problems.add(node, [rule, asset], what, { allowed: 'one of the two', got: null });
      }
      const table = resolveTable(rule, rows, unit, node, [rule, asset], problems);
      if (table !== undefined) own[asset] = table;
    }
  }
  if (typeof maintenance === 'number') {
    return { maintenance: own, otherMaintenance: maintenanceRules.flat.brackets(maintenance) };
  }
  // Tables of the base that count something else are no rules here.
  const fits = (table: readonly Bracket[]) => unit === base.bracketsUnit || isFlat(table);
  const kept = Object.entries(base.maintenance).filter(([, table]) => fits(table));
  const other = base.otherMaintenance;
  return {
    maintenance: { ...Object.fromEntries(kept), ...own },
    otherMaintenance: other !== null && fits(other) ? other : null,
  };
}

/** A table as written; nothing, and problems, if its rows make none. */
function resolveTable(
  rule: 'brackets' | 'tiers',
  rows: readonly BracketRow[],
  unit: Unit,
  node: TreeNode,
  path: Path,
  problems: Problems,
): readonly Bracket[] | undefined {
  const { faults, brackets } = maintenanceRules[rule];
  const found = faults(rows, unit);
  for (const { path: place, what, allowed } of found) {
    problems.add(node, [...path, ...place], what, allowed === undefined ? {} : { allowed });
  }
  return found.length === 0 ? brackets(rows) : undefined;
}
