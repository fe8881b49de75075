import { maintenanceRules } from '../maintenance/registry.ts';
import type { VenuePreset } from './preset.ts';

/** The plainest venue: 0.5 % maintenance on every asset at any size. No exchange; for comparing rules. */
export const flat: VenuePreset = {
  name: 'flat',
  asOf: 'not a real venue',
  sources: [],
  maintenance: {},
  otherMaintenance: maintenanceRules.flat.brackets(0.005),
  takerFee: 0.0005,
  liquidationFee: {},
  otherLiquidationFee: 0,
  slippage: 0,
  funding: { everyHours: 8, clamp: null, notional: 'mark', booked: 'before-check' },
  remainder: 'returned',
  equality: 'fires',
  haircut: {},
  otherHaircut: 0,
};
