import { maintenanceRules } from '../maintenance/registry.ts';
import { plainVenue, type VenuePreset } from './preset.ts';

/** The plainest venue: 0.5 % maintenance on every asset at any size. No exchange; for comparing rules. */
export const flat: VenuePreset = {
  ...plainVenue,
  name: 'flat',
  asOf: 'not a real venue',
  otherMaintenance: maintenanceRules.flat.brackets(0.005),
  takerFee: 0.0005,
};
