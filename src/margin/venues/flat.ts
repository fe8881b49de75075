import { maintenanceRules } from '../maintenance/registry.ts';
import type { VenuePreset } from './preset.ts';

/** The plainest venue: 0.5 % maintenance on every asset at any size. No exchange; for comparing rules. */
export const flat: VenuePreset = {
  name: 'flat',
  asOf: 'not a real venue',
  sources: [],
  contract: 'linear',
  maintenance: {},
  otherMaintenance: maintenanceRules.flat.brackets(0.005),
  maintenanceNotional: 'mark',
  maintenanceIncludesTaker: false,
  takerFee: 0.0005,
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
