import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { deskText } from './support/desk.ts';
import { documented } from './support/documented.ts';

const experiments = fileURLToPath(new URL('../../experiments', import.meta.url));
const good = readdirSync(experiments)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(`${experiments}/${file}`, 'utf8'))
  // One market for all: those that name a file are read with this one instead.
  .concat(documented.map(([, fields]) => deskText(fields)))
  .concat('assets: { BTC: 1 }\nregimes: { only: { volatility: 1 } }');
const anyMarket =
  'assets: { BTC: 60_000, ETH: 2_500, SOL: 150, DOGE: 0.1 }\nregimes: { only: { volatility: 60%, correlation: 0.5 } }';

/** What people and programs put where something else should be. */
const scraps = [
  '', ' ', '\n', '\t', ':', ': ', '-', '- ', ',', '[', ']', '{', '}', '[]', '{}', '"', "'", '#', '&a ', '*a', '!x ', '|', '>', '%', '@',
  '0', '1', '-1', '1e308', '-1e308', '1e-308', '1e309', '0x1F', '.nan', '.inf', '-.inf', 'null', '~', 'true', '60%', '-5%', '1000%', '1e400%',
  '1h', '0h', '1s', '3h', '1e12w', 'each', 'one', 'BTC', 'USDT', 'nothing', '__proto__', 'constructor', 'toString', '\u0000', '\uFEFF', '\u2028', '💥',
]; // biome-ignore format: a table

/** Cuts, doubles, swaps and replaces pieces of a text. */
const mutation = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'delete', 'token', 'duplicateLine', 'deleteLine', 'swapLines', 'indent'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  scrap: fc.constantFrom(...scraps),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(text: string, { kind, at, length, scrap }: Mutation): string {
  const offset = Math.floor(at * text.length);
  const lines = text.split('\n');
  const row = Math.floor(at * lines.length);
  switch (kind) {
    case 'insert':
      return text.slice(0, offset) + scrap + text.slice(offset);
    case 'replace':
      return text.slice(0, offset) + scrap + text.slice(offset + length);
    case 'delete':
      return text.slice(0, offset) + text.slice(offset + length);
    case 'token': {
      // A whole word or number becomes another: the mutation that survives parsing most often.
      const tokens = [...text.matchAll(/[A-Za-z0-9_.%-]+/g)];
      const token = tokens[Math.floor(at * tokens.length)];
      return token === undefined
        ? text
        : text.slice(0, token.index) + scrap + text.slice(token.index + token[0].length);
    }
    case 'duplicateLine':
      return lines.toSpliced(row, 0, lines[row] ?? '').join('\n');
    case 'deleteLine':
      return lines.toSpliced(row, 1).join('\n');
    case 'swapLines':
      return lines.with(row, lines[row + 1] ?? '').join('\n');
    default:
      return lines.with(row, `${' '.repeat(length % 4)}${lines[row]}`).join('\n');
  }
}

/** Every number in a scenario, with its path. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => numbersIn(child, `${path}.${key}`));
}

const runs = 2_000;
const seed = 20_261_122;

describe('a mutated experiment', () => {
  it(`is read or refused with an input error, and never becomes NaN (${runs} mutations, seed ${seed})`, () => {
    console.log(`fuzz: ${runs} mutations, seed ${seed}`);
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(mutation, { minLength: 1, maxLength: 4 }), (text, mutations) => {
        const mutated = mutations.reduce(mutate, text);
        try {
          const study = parseStudy(mutated, {
            file: 'mutated.yaml',
            readMarket: (file) => ({ file, text: anyMarket }),
          });
          accepted += 1;
          const [first] = study.scenarios;
          const wrong = numbersIn(first).filter(([, value]) => !Number.isFinite(value));
          expect(wrong).toEqual([]);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.diagnostics.length).toBeGreaterThan(0);
          expect(error.message).not.toMatch(/undefined|\[object|\n\s+at /);
        }
      }),
      { numRuns: runs, seed },
    );
    // A fuzz whose files are all refused would test the parser of YAML only.
    expect(accepted).toBeGreaterThan(runs / 20);
  });

  it(`of a market is read or refused likewise (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const text = mutations.reduce(mutate, anyMarket);
        try {
          const base = good[0] ?? '';
          parseStudy(base.replace(/^market:[\s\S]*?(?=^venue:)/m, 'market: m.yaml\n'), {
            file: 'x.yaml',
            readMarket: (file) => ({ file, text }),
          });
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 200, seed },
    );
  });
});
