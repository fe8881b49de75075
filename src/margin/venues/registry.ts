import { binanceUsdm } from './binance-usdm.ts';
import { bybitLinear } from './bybit-linear.ts';
import { dydxV4 } from './dydx-v4.ts';
import { flat } from './flat.ts';
import { gateLinear } from './gate-linear.ts';
import { hyperliquid } from './hyperliquid.ts';
import { krakenInverse } from './kraken-inverse.ts';
import { okxLinear } from './okx-linear.ts';
import type { VenuePreset } from './preset.ts';

/** Every venue that an experiment may name: one file of figures and one line here. */
const presets: readonly VenuePreset[] = [
  binanceUsdm,
  bybitLinear,
  dydxV4,
  flat,
  gateLinear,
  hyperliquid,
  krakenInverse,
  okxLinear,
];

/** The presets by name. */
export const venuePresets: Readonly<Record<string, VenuePreset>> = Object.freeze(
  Object.fromEntries(presets.map((preset) => [preset.name, preset])),
);
