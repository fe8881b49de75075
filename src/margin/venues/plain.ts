import type { VenuePreset } from './preset.ts';

/** Where a venue starts from that names no other: no costs, and no maintenance rule for any asset. */
export const plainVenue: VenuePreset = {
  name: 'inline',
  asOf: '',
  sources: [],
  contract: 'linear',
  maintenance: {},
  otherMaintenance: null,
  maintenanceNotional: 'mark',
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
