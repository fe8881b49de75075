import { parseArgs } from 'node:util';
import { coverageByKind, kolmogorovPValue, measureCoverage, type RowCoverage, share } from './coverage.ts';
import { worlds } from './coverage-worlds.ts';

/**
 * The long version of coverage.test.ts, `npm run coverage`: how often the 95 % intervals of every kind of figure hold the truth, and
 * whether p-values under a true null are uniform. Options: --runs 400, --paths 2000,20000, --world "heavy jumps", --truth 200 (times
 * the paths of a run), --metric es (only what begins so), --rows (every row of what is outside).
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '400' },
    paths: { type: 'string', default: '2000,20000' },
    world: { type: 'string' },
    truth: { type: 'string', default: '200' },
    metric: { type: 'string', default: '' },
    rows: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'coverage' },
  },
});
const runs = Number(values.runs);
const [lowest, highest] = [0.93, 0.985];

for (const world of worlds.filter(({ name }) => values.world === undefined || name === values.world)) {
  for (const paths of values.paths.split(',').map(Number)) {
    const truthPaths = Number(values.truth) * paths;
    const started = performance.now();
    const rows = measureCoverage(world, { seed: values.seed, runs, paths, truthPaths });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(
      `\n${world.name}, ${runs} runs of ${paths} paths, truth from ${truthPaths} (seed ${values.seed}, ${seconds} s)`,
    );
    console.log(`${'kind'.padEnd(38)}  printed  covered  least - most     true sd / std_error`);
    for (const kind of coverageByKind(rows, runs)) {
      if (!kind.kind.startsWith(values.metric) || kind.printed === 0) continue;
      const outside = kind.coverage < lowest ? '  TOO LITTLE' : kind.coverage > highest ? '  wide' : '';
      const range =
        kind.least === null || kind.most === null ? '' : `${percent(share(kind.least))} - ${percent(share(kind.most))}`;
      const ratio = kind.rows.map(errorRatio).filter(Number.isFinite);
      const errors = ratio.length === 0 ? '' : `${Math.min(...ratio).toFixed(2)} - ${Math.max(...ratio).toFixed(2)}`;
      const columns = [
        kind.kind.padEnd(38),
        percent(kind.printed).padStart(7),
        percent(kind.coverage).padStart(7),
        range.padEnd(15),
        errors,
      ];
      console.log(`${columns.join('  ')}${outside}`);
      const shown = kind.rows.filter((row) => row.printed > 0 && share(row) < lowest - 0.02);
      if (values.rows) for (const row of shown) console.log(`      ${describe(row)}`);
    }
    const contradicting = rows.filter((row) => row.contradictions > 0);
    console.log(`rows whose interval contradicts their p-value in some run: ${contradicting.length}`);
    for (const row of contradicting.slice(0, 10)) console.log(`      ${describe(row)}: ${row.contradictions}`);
    console.log('p-values under a true null: below 5 %, Kolmogorov');
    for (const row of rows) {
      if (row.pValues.length === 0 || !row.metric.startsWith(values.metric) || row.pValues.every((p) => p === 1))
        continue;
      const below = row.pValues.filter((p) => p < 0.05).length / row.pValues.length;
      const distance = kolmogorovPValue(row.pValues);
      const outside =
        below > 0.08
          ? '  TOO MANY'
          : distance < 0.001 && below < 0.035
            ? '  conservative'
            : distance < 0.001
              ? '  not uniform'
              : '';
      console.log(`  ${label(row).padEnd(46)} ${percent(below).padStart(6)}  ${distance.toPrecision(2)}${outside}`);
    }
    const notes = new Map<string, number>();
    for (const row of rows) for (const [note, count] of row.notes) notes.set(note, (notes.get(note) ?? 0) + count);
    for (const [note, count] of notes) console.log(`  note in ${count} figures: ${note}`);
  }
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function label({ metric, tag, position, level }: RowCoverage): string {
  return [metric, tag, position, level].filter((part) => part !== null).join(' ');
}

function describe(row: RowCoverage): string {
  const { scheme, printed, tooLow, tooHigh, truth } = row;
  return `${label(row)} ${scheme}: ${percent(share(row))} of ${printed}, ${tooLow} too low, ${tooHigh} too high, truth ${truth?.toPrecision(4)}`;
}

/** Median printed error over the standard deviation of the estimates. */
function errorRatio({ estimates, errors }: RowCoverage): number {
  const known = errors.filter((error) => error !== null).toSorted((a, b) => a - b);
  const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length;
  const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (estimates.length - 1);
  return known.length < estimates.length / 2 ? Number.NaN : known[Math.floor(known.length / 2)]! / Math.sqrt(variance);
}
