import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { schemaCommand } from '../../src/cli/schema.ts';
import { jsonSchema } from '../../src/study/json-schema.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { experimentText } from './support/experiment.ts';
import { violations } from './support/json-schema.ts';

const experiments = fileURLToPath(new URL('../../experiments', import.meta.url));
const files = readdirSync(experiments, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
const schemas = { experiment: jsonSchema('experiment'), market: jsonSchema('market') };

describe('the JSON Schema', () => {
  it.each(files)('accepts %s', (file) => {
    const kind = file.includes('markets') ? 'market' : 'experiment';
    expect(violations(schemas[kind], parse(readFileSync(`${experiments}/${file}`, 'utf8')))).toEqual([]);
  });

  /** Forms that the loader takes; the schema must take them too, or an editor would mark sound files. */
  it.each([
    {},
    { market: 'market: markets/x.yaml' },
    { venue: 'venue: binance-usdm' },
    {
      venue:
        'venue: { brackets: { BTC: [[0, 50_000, 0.4%], [50_000, null, 0.5%, 50]] }, maintenance: { ETH: 0.005 }, funding-clamp: none }',
    },
    { rest: 'leverage: 2.5\nlevels: [0.95, 99%]\nwatch: every-step\nprecision: f64\nseed: 42' },
    { rest: 'sweep: { leverage: [1, 2], schemes: { a: { x: { pools: one } } } }' },
    { schemes: 'schemes: { a: { pools: { p: [btc], q: [eth] }, allocate: { p: 50%, q: 5_000 }, treasury: 5_000 } }' },
    {
      market:
        'market: { assets: { BTC: 1, ETH: 2 }, regimes: { a: { volatility: { BTC: 0.5, ETH: 50% }, correlation: [[1, 0], [0, 1]], ' +
        'funding: { BTC: 0.01%, ETH: { mean: 0.01%, sd: 1%, reversion: 1d } }, depth: 1e6 } }, start: { a: 1 }, shocks: { law: normal }, source: any }',
    },
  ])('accepts what the loader accepts: %j', (changes) => {
    const text = experimentText(changes);
    if (!text.includes('markets/x.yaml')) expect(() => parseStudy(text, { file: null })).not.toThrow();
    expect(violations(schemas.experiment, parse(text))).toEqual([]);
  });

  it.each([
    [{ rest: 'levrage: 2' }, '.: additionalProperties levrage'],
    [{ name: '' }, ': required name'],
    [{ horizon: 'horizon: 30' }, '.horizon: type'],
    [{ horizon: 'horizon: 30 days' }, '.horizon: pattern'],
    [{ positions: 'positions: { a: { asset: BTC, side: up, notional: 1 } }' }, '.positions.a.side: enum'],
    [{ rest: 'watch: sometimes' }, '.watch: enum'],
    [{ rest: 'precision: single' }, '.precision: enum'],
  ])('marks what the loader refuses: %j', (changes, violation) => {
    expect(violations(schemas.experiment, parse(experimentText(changes)))).toContain(violation.replace('.:', ':'));
  });

  it('describes every field of an experiment', () => {
    const properties = schemas.experiment['properties'] as Record<string, { description?: string }>;
    const silent = Object.entries(properties).filter(([, { description }]) => !description);
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

describe('margin-lab schema', () => {
  it.each([
    [[], 'Margin Lab experiment'],
    [['market'], 'Margin Lab market'],
  ] as const)('%j prints one', (args, title) => {
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const program = new Command();
      schemaCommand.register(program);
      program.parse(['schema', ...args], { from: 'user' });
      expect(JSON.parse(String(print.mock.calls[0]?.[0]))).toMatchObject({ title });
    } finally {
      print.mockRestore();
    }
  });
});
