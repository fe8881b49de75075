/** One worked figure of `test/fixtures/reference/margin-vectors.json`. */
export interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly formula: string;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, number | boolean>>;
  readonly tolerance: { readonly abs?: number; readonly rel?: number };
}

export type Side = 'long' | 'short';

export interface Leg {
  readonly side: Side;
  readonly qty: number;
  readonly entry: number;
  readonly mark: number;
  readonly mmr: number;
  readonly maintenanceAmount: number;
  readonly size: number;
  readonly oracle: number;
  readonly mmf: number;
}

/** All fields that the vectors of the driven topics have; which of them are there depends on the formula. */
export interface Inputs extends Leg {
  readonly venue: 'gate' | 'okx';
  readonly symbol: string;
  readonly wallet: number;
  readonly positions: readonly Leg[];
  readonly margin: number;
  readonly takerFee: number;
  readonly leverage: number;
  readonly extraMargin: number;
  readonly isolatedMargin: number;
  readonly marketMaxLeverage: number;
  readonly floor: number;
  readonly mmrPrev: number;
  readonly cumPrev: number;
  readonly tiers: readonly (readonly [number, number])[];
  readonly brackets: readonly { readonly cap: number; readonly rate: number; readonly cum: number }[];
  readonly notional: number;
  readonly rate: number;
  readonly sizeQuantums: number;
  readonly index0: number;
  readonly index1: number;
  readonly quoteBalance: number;
  readonly delta: number;
  readonly fillQuote: number;
  readonly bankruptcyQuote: number;
  readonly maxLiquidationFee: number;
  readonly imf: number;
  readonly maintenanceFraction: number;
  readonly contractsUsd: number;
  readonly marginBtc: number;
  readonly balanceBtc: number;
  readonly orderMargin: number;
  readonly price: number;
  readonly maintRate: number;
  readonly triggerRatio: number;
  readonly marginShortage: number;
  readonly marginRatio: number;
  readonly liquidatorFee: number;
  readonly insuranceFee: number;
  readonly quoteOracle: number;
  readonly deficit: number;
  readonly winner: Leg & { readonly margin: number };
  readonly marginFactor: number;
  readonly spotTwap: number;
  readonly markTwap: number;
  readonly bound: number;
}

/** Figures by name; those that the vector expects are compared. */
export type Got = Readonly<Record<string, number | boolean>>;

/** How the vectors of a formula are computed here. */
export type Driver = (inputs: Inputs) => Got;

export const signOf = (side: Side): number => (side === 'long' ? 1 : -1);
