import type { Bracket, FundingRules, InsuranceRules, SizeTier, Venue } from '../account.ts';
import type { CloseRule } from '../liquidation/registry.ts';
import type { ShareThenAll } from '../liquidation/share-then-all.ts';
import type { Slices } from '../liquidation/slices.ts';
import { maintenanceRules } from '../maintenance/registry.ts';

/**
 * The published rules of one venue, for all the assets that it lists; an experiment picks from it by name.
 *
 * Pure data: whatever depends on the assets of an account or on the length of a step (`Venue`) is resolved from it, so times are in
 * seconds or hours here. Maps are by asset name. A rule that is the same for every account needs no line here: where a preset says nothing,
 * the entry of its field in `study/venue` has the value.
 */
export interface VenuePreset extends Partial<Omit<Venue, ResolvedRule>> {
  readonly name: string;
  /** Date of the figures and where they were read. */
  readonly asOf: string;
  readonly sources: readonly string[];
  readonly contract: Venue['contract'];
  /** Maintenance brackets; assets that are not listed use `otherMaintenance`. */
  readonly maintenance: Readonly<Record<string, readonly Bracket[]>>;
  /** null: the venue does not list other assets, and an experiment that holds one is refused. */
  readonly otherMaintenance: readonly Bracket[] | null;
  readonly maintenanceNotional: Venue['maintenanceNotional'];
  readonly bracketsUnit: Venue['bracketsUnit'];
  /** Whether the fee of closing everything is part of the requirement: the taker fee is added to every maintenance rate. */
  readonly maintenanceIncludesTaker: boolean;
  readonly takerFee: number;
  readonly liquidationFee: Readonly<Record<string, number>>;
  readonly otherLiquidationFee: number;
  readonly slippage: number;
  /** Time in which half of the depth that one's own closes have used up comes back; null: all of it at once. */
  readonly depthRecoveryHours: number | null;
  readonly funding: PresetFunding;
  readonly liquidation: PresetLiquidation;
  readonly remainder: Venue['remainder'];
  readonly insurance: InsuranceRules;
  readonly equality: Venue['equality'];
  /** By collateral asset; the quote currency and assets that are not listed have none unless `otherHaircut` says so. */
  readonly haircut: Readonly<Record<string, number>>;
  /** null: an asset that is not listed is not accepted as collateral. */
  readonly otherHaircut: number | null;
  /** By collateral asset; every unit of an asset that is not listed counts alike. */
  readonly sizeDiscount: Readonly<Record<string, readonly SizeTier[]>>;
}

/** Rules that depend on the assets or the step, so that a preset has them in another form. */
type ResolvedRule =
  | 'maintenance'
  | 'liquidationFee'
  | 'depthMemory'
  | 'funding'
  | 'liquidation'
  | 'haircut'
  | 'sizeDiscount';

/** Funding rules, with the largest absolute rate per interval by asset (null: none); assets that are not listed use `otherClamp`. */
export interface PresetFunding extends Omit<FundingRules, 'clamp'> {
  readonly clamp: Readonly<Record<string, number | null>>;
  readonly otherClamp: number | null;
}

/** Liquidation rules, with times where the resolved ones count steps. */
export interface PresetLiquidation {
  readonly close: PresetClose;
  /** Below this share of the requirement the venue takes the pool over at once; 0: never. */
  readonly backstop: number;
}

export type PresetClose =
  | Exclude<CloseRule, ShareThenAll | Slices>
  | (Omit<ShareThenAll, 'cooldownSteps'> & {
      /** For so long after a partial close the next one takes everything. */
      readonly cooldownSeconds: number;
    })
  | (Omit<Slices, 'slicesPerStep'> & {
      /** Time from one slice to the next. */
      readonly everySeconds: number;
    });

/** Where a venue starts from that names no other: no costs, and no maintenance rule for any asset. */
export const plainVenue: VenuePreset = {
  name: 'inline',
  asOf: '',
  sources: [],
  contract: 'linear',
  maintenance: {},
  otherMaintenance: null,
  maintenanceNotional: 'mark',
  bracketsUnit: 'quote',
  maintenanceIncludesTaker: false,
  takerFee: 0,
  liquidationFee: {},
  otherLiquidationFee: 0,
  slippage: 0,
  depthRecoveryHours: null,
  funding: {
    everyHours: 8,
    interest: 0,
    damper: 0,
    clamp: {},
    otherClamp: null,
    notional: 'mark',
    booked: 'before-check',
  },
  liquidation: { close: { rule: 'all' }, backstop: 0 },
  remainder: 'returned',
  insurance: { fund: null, beyond: 'venue' },
  equality: 'fires',
  haircut: {},
  otherHaircut: 0,
  sizeDiscount: {},
};

/** Rows `[notional floor, maintenance rate, maintenance amount]`; a bracket ends where the next one begins, the last one never. */
export function brackets(
  ...rows: readonly (readonly [floor: number, rate: number, amount: number])[]
): readonly Bracket[] {
  return rows.map(([floor, rate, amount], index) => ({ floor, cap: rows[index + 1]?.[0] ?? null, rate, amount }));
}

/** Rows `[notional floor, maintenance rate]` where a rate holds for the part of a position above its floor: nothing jumps. */
export function marginalBrackets(...rows: readonly (readonly [floor: number, rate: number])[]): readonly Bracket[] {
  return maintenanceRules.brackets.brackets(
    rows.map(([floor, rate], index) => [floor, rows[index + 1]?.[0] ?? null, rate]),
  );
}

/** The same rows where a rate holds for the whole position: the requirement jumps from bracket to bracket. */
export function wholePositionBrackets(
  ...rows: readonly (readonly [floor: number, rate: number])[]
): readonly Bracket[] {
  return brackets(...rows.map(([floor, rate]) => [floor, rate, 0] as const));
}

/** The same value for every one of these assets. */
export function forAssets<Value>(assets: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(assets.map((asset) => [asset, value]));
}
