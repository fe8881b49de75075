import type { LiquidationState } from '../scheme-state.ts';

/** How a venue closes the positions of a pool that is liquidated. */
export interface LiquidationRule<Parameters> {
  readonly name: string;
  readonly meaning: string;
  /** Parameters that are in use somewhere; the conformance test runs on them. */
  readonly examples: readonly Parameters[];
  liquidate(state: LiquidationState, pool: number, parameters: Parameters): void;
}
