import { formatShare } from '../../base/units.ts';
import type { Bracket, Venue } from '../../margin/account.ts';
import type { BracketRow } from '../../margin/maintenance/brackets.ts';
import { maintenanceRules } from '../../margin/maintenance/registry.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import { venuePresets } from '../../margin/venues/registry.ts';
import { checkFields, type Fields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type Path, type TreeNode } from '../document/tree.ts';
import { venueForm } from '../form/venue.ts';
import { field, listed, refuseUnknownAssets } from './per-asset.ts';

type VenueFields = Fields<typeof venueForm>;

/** Where an inline venue starts from that names no preset: no costs, and no maintenance rule for any asset. */
const blank: VenuePreset = {
  name: 'inline',
  asOf: '',
  sources: [],
  maintenance: {},
  otherMaintenance: null,
  takerFee: 0,
  liquidationFee: {},
  otherLiquidationFee: 0,
  slippage: 0,
  funding: { everyHours: 8, clamp: null, notional: 'mark', booked: 'before-check' },
  remainder: 'returned',
  equality: 'fires',
  haircut: {},
  otherHaircut: 0,
};

/** The rules that an experiment names or writes, for any asset; nothing if there is a problem with them. */
export function readVenue(node: TreeNode, assets: readonly string[], problems: Problems): VenuePreset | undefined {
  if (node.kind === 'scalar') return presetNamed(node, [], String(node.value), problems);
  const fields = checkFields(venueForm, node, problems);
  if (fields === undefined) return undefined;
  const base = fields.preset === undefined ? blank : presetNamed(node, ['preset'], fields.preset, problems);
  if (base === undefined) return undefined;
  for (const name of ['maintenance', 'brackets', 'liquidation-fee']) {
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
  const clamp = fields['funding-clamp'];
  return {
    name: fields.name ?? base.name,
    asOf: base.asOf,
    sources: base.sources,
    ...maintenanceOf(base, fields, node, problems),
    takerFee: fields.taker ?? base.takerFee,
    liquidationFee: fees.byAsset,
    otherLiquidationFee: fees.other,
    slippage: fields.slippage ?? base.slippage,
    funding: {
      everyHours: every === undefined ? base.funding.everyHours : every / 3_600,
      clamp: clamp === undefined ? base.funding.clamp : clamp === 'none' ? null : clamp,
      notional: fields['funding-notional'] ?? base.funding.notional,
      booked: fields['funding-booked'] ?? base.funding.booked,
    },
    remainder: fields.remainder ?? base.remainder,
    equality: fields.equality ?? base.equality,
    haircut: haircuts.byAsset,
    otherHaircut: haircuts.other,
  };
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

/** Brackets of an asset go before its rate, a rate by asset before the rate of all. */
function maintenanceOf(
  base: VenuePreset,
  { maintenance, brackets = {} }: VenueFields,
  node: TreeNode,
  problems: Problems,
): Pick<VenuePreset, 'maintenance' | 'otherMaintenance'> {
  const own: Record<string, readonly Bracket[]> = {};
  if (typeof maintenance === 'object') {
    for (const [asset, rate] of Object.entries(maintenance)) own[asset] = maintenanceRules.flat.brackets(rate);
  }
  for (const [asset, rows] of Object.entries(brackets)) {
    if (own[asset] !== undefined) {
      problems.add(node, ['brackets', asset], `${asset} has a rate under maintenance already`, {
        allowed: 'one of the two',
        got: null,
      });
    }
    const table = resolveBrackets(rows, node, ['brackets', asset], problems);
    if (table !== undefined) own[asset] = table;
  }
  const isOneRate = typeof maintenance === 'number';
  return {
    maintenance: isOneRate ? own : { ...base.maintenance, ...own },
    otherMaintenance: isOneRate ? maintenanceRules.flat.brackets(maintenance) : base.otherMaintenance,
  };
}

/** A bracket table as written; nothing, and problems, if its rows make none. */
function resolveBrackets(
  rows: readonly BracketRow[],
  node: TreeNode,
  path: Path,
  problems: Problems,
): readonly Bracket[] | undefined {
  const faults = maintenanceRules.brackets.faults(rows);
  for (const { path: place, what, allowed } of faults) {
    problems.add(node, [...path, ...place], what, allowed === undefined ? {} : { allowed });
  }
  return faults.length === 0 ? maintenanceRules.brackets.brackets(rows) : undefined;
}

/** What of an account decides which rules it needs. */
export interface VenueUse {
  readonly assets: readonly string[];
  /** Assets that are held in positions, each with the node to blame. */
  readonly held: readonly (readonly [asset: string, node: TreeNode])[];
  /** What is held as collateral; `isQuote`: it is the quote currency or counts as it. */
  readonly collateral: readonly { readonly name: string; readonly node: TreeNode; readonly isQuote: boolean }[];
  readonly quote: string;
}

/** The rules for the assets of an account. An asset that is held and has no rule is a problem; a haircut without effect is a warning. */
export function bindVenue(
  rules: VenuePreset,
  use: VenueUse,
  venueNode: TreeNode,
  problems: Problems,
  warnings: string[],
): Venue {
  const { assets, held, collateral, quote } = use;
  const listedAssets = Object.keys(rules.maintenance);
  for (const [asset, node] of held) {
    if (rules.maintenance[asset] !== undefined || rules.otherMaintenance !== null) continue;
    if (venueNode.kind === 'scalar') {
      problems.add(node, ['asset'], `venue ${rules.name} does not list ${asset}`, { allowed: listed(listedAssets) });
    } else if (!isRuleWritten(venueNode, asset)) {
      problems.add(venueNode, ['maintenance', asset], `is missing: ${asset} is held and has no maintenance rule`, {
        allowed: 'a rate such as 0.5%, or brackets',
      });
    }
  }
  for (const { name, node, isQuote } of collateral) {
    const share = rules.haircut[name] ?? (name === quote ? 0 : rules.otherHaircut);
    if (share === null) {
      const accepted = [quote, ...Object.keys(rules.haircut)];
      problems.addPlace(node.place, `venue ${rules.name} does not accept ${name} as collateral`, {
        allowed: listed(accepted),
      });
    } else if (isQuote && share > 0) {
      const equal = name === quote ? `it is the quote currency` : `${name} counts one to one as ${quote}`;
      warnings.push(
        `The haircut of ${formatShare(share)} on ${name} is not applied, as ${equal} and has no price in the market.`,
      );
    }
  }
  const coins = collateral
    .filter(({ isQuote }) => !isQuote)
    .map(({ name }) => rules.haircut[name] ?? rules.otherHaircut ?? 0);
  return {
    name: rules.name,
    // An asset without a rule is held by nobody: its bracket is never read.
    maintenance: assets.map(
      (asset) => rules.maintenance[asset] ?? rules.otherMaintenance ?? maintenanceRules.flat.brackets(1),
    ),
    takerFee: rules.takerFee,
    liquidationFee: assets.map((asset) => rules.liquidationFee[asset] ?? rules.otherLiquidationFee),
    slippage: rules.slippage,
    funding: rules.funding,
    remainder: rules.remainder,
    equality: rules.equality,
    haircut: [0, ...coins],
  };
}

/** Whether the venue has a rule for the asset that could not be read, so that its absence is no news. */
function isRuleWritten(venueNode: TreeNode, asset: string): boolean {
  const maintenance = field(venueNode, 'maintenance');
  if (maintenance !== undefined && maintenance.kind !== 'map') return true;
  return field(maintenance, asset) !== undefined || field(field(venueNode, 'brackets'), asset) !== undefined;
}
