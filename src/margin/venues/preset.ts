import type { Bracket, FundingRules } from '../account.ts';

/** The published rules of one venue, for all the assets that it lists; an experiment picks from it by name. */
export interface VenuePreset {
  readonly name: string;
  /** Date of the figures and where they were read. */
  readonly asOf: string;
  readonly sources: readonly string[];
  /** Maintenance brackets by asset name; assets that are not listed use `otherMaintenance`. */
  readonly maintenance: Readonly<Record<string, readonly Bracket[]>>;
  /** null: the venue does not list other assets, and an experiment that holds one is refused. */
  readonly otherMaintenance: readonly Bracket[] | null;
  readonly takerFee: number;
  /** By asset name. */
  readonly liquidationFee: Readonly<Record<string, number>>;
  readonly otherLiquidationFee: number;
  readonly slippage: number;
  readonly funding: FundingRules;
  readonly remainder: 'returned' | 'forfeited';
  readonly equality: 'fires' | 'holds';
  /** By collateral asset; the quote currency and assets that are not listed have none unless `otherHaircut` says so. */
  readonly haircut: Readonly<Record<string, number>>;
  /** null: an asset that is not listed is not accepted as collateral. */
  readonly otherHaircut: number | null;
}
