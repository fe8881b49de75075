import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { promises } from './promises.ts';
import { replayOf, type SliceResult, trySlice, trySliceApart } from './slice.ts';
import { readTable, renderTable, withTable } from './table.ts';

/**
 * `npm run soak -- --minutes 60 --seed S`: tries all promises in turn, slice after slice with new cases, until the time is over. Each slice
 * that fails is told with the command that tries it again; the end is exit code 1 then.
 *
 * --only kills,starters   these promises alone
 * --count 200             one slice of so many cases of each, with the seed as it is: what a replay is
 * --json FILE             writes the slices as JSON
 * --write                 writes the results into the table of test/README.md
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: 'soak' },
    only: { type: 'string' },
    count: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    'print-result': { type: 'boolean', default: false },
  },
});
/** Far more than a slice takes on a busy machine. */
const mostSeconds = 900;

const names = values.only?.split(',');
const unknown = names?.filter((name) => !promises.some((row) => row.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`no promise ${unknown.join(', ')}; there are: ${promises.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const rows = promises.filter(({ name }) => names?.includes(name) ?? true);
const results: SliceResult[] = [];

if (values.count === undefined) await soak(Number(values.minutes) * 60_000);
else for (const row of rows) await take(trySlice({ row, seed: values.seed, count: Number(values.count) }));
report();

/** Slices of all rows in turn until the time is over. */
async function soak(milliseconds: number): Promise<void> {
  const started = performance.now();
  for (let round = 0; ; round++) {
    for (const row of rows) {
      if (performance.now() - started >= milliseconds) return;
      await take(trySliceApart({ row, seed: `${values.seed}-${round}`, count: row.slice }, mostSeconds));
    }
  }
}

async function take(slice: Promise<SliceResult>): Promise<void> {
  const result = await slice;
  const { row, tried, failures, seconds } = result;
  results.push(result);
  console.error(
    `${row.name}: ${tried} ${row.unit}, ${failures.length} failures (seed ${result.seed}, ${seconds.toFixed(1)} s)`,
  );
  for (const failure of failures.slice(0, 10)) console.error(`  ${failure}`);
  if (failures.length > 0) console.error(`  again: ${replayOf(result)}`);
}

function report(): void {
  const failed = results.filter(({ failures }) => failures.length > 0);
  if (values['print-result']) {
    const [only] = results;
    process.stdout.write(`${JSON.stringify({ tried: only?.tried, failures: only?.failures })}\n`);
    return;
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results.map(plain), null, 2)}\n`);
  if (values.write) writeResults();
  for (const row of rows) {
    const own = results.filter((result) => result.row === row);
    const [tried, failures] = [sum(own.map((result) => result.tried)), sum(own.map((one) => one.failures.length))];
    console.log(`${row.name.padEnd(20)} ${String(tried).padStart(12)} ${row.unit.padEnd(12)} ${failures} failures`);
  }
  for (const one of failed) console.log(`failed; again: ${replayOf(one)}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function plain({ row, ...slice }: SliceResult): object {
  return { name: row.name, ...slice };
}

/** Puts the sums of this soak into the table; rows that it did not try stay as they are. */
function writeResults(): void {
  const file = fileURLToPath(new URL('../README.md', import.meta.url));
  const page = readFileSync(file, 'utf8');
  const known = readTable(page);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  for (const row of rows) {
    const own = results.filter((result) => result.row === row);
    if (own.length === 0) continue;
    known.set(row.name, {
      tried: sum(own.map(({ tried }) => tried)),
      failures: sum(own.map(({ failures }) => failures.length)),
      seed: values.seed,
      date: new Date().toISOString().slice(0, 10),
      commit,
    });
  }
  writeFileSync(file, withTable(page, renderTable(known)));
}
