import { binanceUsdm } from './binance-usdm.ts';
import { flat } from './flat.ts';
import type { VenuePreset } from './preset.ts';

/** Every venue that an experiment may name: one file of figures and one line here. */
const presets: readonly VenuePreset[] = [binanceUsdm, flat];

/** The presets by name. */
export const venuePresets: Readonly<Record<string, VenuePreset>> = Object.freeze(
  Object.fromEntries(presets.map((preset) => [preset.name, preset])),
);
