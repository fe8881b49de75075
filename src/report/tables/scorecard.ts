import { table } from 'arquero';
import type { Scorecard, ScoreRow } from '../../market/scorecard/scorecard.ts';
import { toCsv } from '../writers/csv.ts';

const columns: Readonly<Record<string, (row: ScoreRow) => string | number | null>> = {
  heading: ({ heading }) => heading,
  measure: ({ measure }) => measure,
  asset: ({ asset }) => asset,
  prices: ({ real }) => real,
  prices_error: ({ error }) => error,
  simulated: ({ simulated }) => simulated,
  simulated_sd: ({ spread }) => spread,
  errors_apart: ({ distance }) => (Number.isFinite(distance) ? distance : null),
  outside: ({ isOutside }) => Number(isOutside),
};

/** All rows of the scorecard in full precision; shares and rates are fractions of 1, an empty asset is the mean over all or a figure of all. */
export function scorecardCsv({ rows }: Scorecard): string {
  return toCsv(
    table(
      Object.entries(columns).map(([name, cell]): [string, (string | number | null)[]] => [
        name,
        rows.map((row) => positiveZero(cell(row))),
      ]),
    ),
  );
}

function positiveZero<Cell>(cell: Cell): Cell | number {
  return Object.is(cell, -0) ? 0 : cell;
}
