import type { ScoreRow } from '../../market/scorecard/scorecard.ts';
import { type Amount, amount, type MeasuredValue } from './section.ts';

const units = {
  share: { unit: 'share', scale: 100, mostDecimals: 2 },
  rate: { unit: 'share', scale: 100, mostDecimals: 4 },
  number: { unit: 'number', scale: 1, mostDecimals: 3 },
} as const;

/** The figure of the prices with its standard error. */
export function pricesOf(row: ScoreRow): MeasuredValue {
  return { measured: row.real, error: row.error, ...digitsOf(row) };
}

/** The median of the histories with their standard deviation. */
export function simulatedOf(row: ScoreRow): MeasuredValue {
  return { measured: row.simulated, error: row.spread, ...digitsOf(row) };
}

/** A figure without its error. */
export function sparingly({ measured, unit, decimals }: MeasuredValue): MeasuredValue {
  return { measured, unit, decimals };
}

/** Both figures have the decimals that show two digits of the error of the prices (of the spread without it). */
function digitsOf(row: ScoreRow): Pick<MeasuredValue, 'unit' | 'decimals'> {
  const { unit, scale, mostDecimals } = units[row.unit];
  const error = scale * (row.error === null || row.error === 0 ? row.spread : row.error);
  const decimals = error > 0 ? Math.min(mostDecimals, Math.max(0, 1 - Math.floor(Math.log10(error) + 1e-9))) : null;
  return { unit, decimals };
}

/** How many combined errors lie between the two, signed as the simulated figure lies; null where it has none. */
export function distanceOf({ distance, simulated, real }: ScoreRow): Amount {
  return amount(Number.isFinite(distance) ? (simulated < real ? -distance : distance) : null, 'errors');
}
