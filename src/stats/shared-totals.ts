/** A number that several statistics know, each in its own way. */
export interface SharedTotal {
  readonly of: string;
  readonly amount: number;
}

/** What is counted by more than one statistic: weights of the paths on which it happened under a scheme. */
export const eventTotals = {
  firstLiquidation: (scheme: string) => `liquidation of any pool under ${scheme}`,
  wipeout: (scheme: string) => `wipe-out under ${scheme}`,
  closed: (scheme: string, position: string) => `forced close of ${position} under ${scheme}`,
};
