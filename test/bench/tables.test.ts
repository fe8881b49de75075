import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { change } from '../../src/bench/canonical.ts';
import { benchSection } from '../../src/bench/table.ts';
import { benchTables, tableNames, tablesNamed } from '../../src/bench/tables.ts';
import { terminal } from '../../src/report/render/terminal.ts';

const launcher = fileURLToPath(new URL('../../src/cli/margin-lab.mjs', import.meta.url));

/** The canonical workload over two days instead of thirty. */
const options = {
  set: [change('horizon', '48h')],
  threads: 1,
  rounds: 1,
  seconds: 0.01,
  cores: 2,
  mostPaths: 10_000,
  command: [process.execPath, launcher, 'bench'],
  signal: new AbortController().signal,
};

const rows: Record<string, readonly string[]> = {
  threads: ['1', '2'],
  positions: ['2', '4', '8', '16', '32', '64'],
  schemes: ['1', '2', '3', '4', '5', '6', '7', '8'],
  paths: ['10,000'],
  start: ['1', '2'],
};

describe('tables of measurements', () => {
  it.each(benchTables.map((entry) => [entry.name, entry] as const))('%s is complete', async (name, entry) => {
    const table = await entry.load();
    const steps: string[] = [];
    const grid = await table.measure({ ...options, onStep: (what) => steps.push(what) });
    const text = terminal.render([benchSection(table.title, grid)], { colours: false, width: 120 });
    expect(text.startsWith(table.title.slice(0, 20))).toBe(true);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    for (const row of grid.rows) expect(row).toHaveLength(grid.head.length);
    const first = grid.rows.map(([name]) => name);
    if (rows[name] !== undefined) expect(first).toEqual(rows[name]);
    expect(first.length).toBeGreaterThan(0);
    expect(steps.length).toBeGreaterThan(0);
  });

  it('have names that lead to them', () => {
    for (const name of tableNames) expect(tablesNamed(name).length, name).toBeGreaterThan(0);
    expect(tablesNamed('all')).toEqual(benchTables);
    expect(tablesNamed('nothing')).toEqual([]);
  });
});
