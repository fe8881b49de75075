import type { ScoreRow } from '../../market/scorecard/scorecard.ts';
import { missing, plain, significant } from '../figures.ts';

const formats = {
  share: { scale: 100, mark: ' %', mostDecimals: 2 },
  rate: { scale: 100, mark: ' %', mostDecimals: 4 },
  number: { scale: 1, mark: '', mostDecimals: 3 },
} as const;

/** The two figures of a row with their errors, as text; both to the decimals of the error of the prices (of the spread without it). */
export interface FigureTexts {
  readonly real: string;
  readonly simulated: string;
  /** The same without errors. */
  readonly bareReal: string;
  readonly bareSimulated: string;
}

export function figureTexts(row: ScoreRow): FigureTexts {
  const { scale, mark, mostDecimals } = formats[row.unit];
  const error = row.error === null || row.error === 0 ? row.spread : row.error;
  const decimals = Math.min(mostDecimals, decimalsOf(error * scale));
  const write = (value: number) => (error > 0 ? plain(value * scale, decimals) : significant(value * scale, 3));
  const [bareReal, bareSimulated] = [`${write(row.real)}${mark}`, `${write(row.simulated)}${mark}`];
  return {
    real: `${write(row.real)} ± ${row.error === null ? '?' : write(row.error)}${mark}`,
    simulated: `${write(row.simulated)} ± ${write(row.spread)}${mark}`,
    bareReal,
    bareSimulated,
  };
}

/** How many combined errors lie between the two: `3.4`, signed as the simulated figure lies. */
export function distanceText({ distance, simulated, real }: ScoreRow): string {
  if (!Number.isFinite(distance)) return missing;
  const signed = simulated < real ? -distance : distance;
  return `${signed > 0 ? '+' : ''}${plain(signed, 1)}`;
}

/** Decimals that show two digits of an error. */
function decimalsOf(error: number): number {
  return error > 0 ? Math.max(0, 1 - Math.floor(Math.log10(error) + 1e-9)) : 0;
}
