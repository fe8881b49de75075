import { describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/market/calibration/candidates.ts';
import { refuseDegenerate } from '../../../src/market/calibration/degenerate.ts';
import { type LogReturns, logReturns } from '../../../src/market/history/returns.ts';
import { seeded } from '../../support/seeds.ts';
import { simulatedHistory } from './simulated-history.ts';

const market = {
  assets: ['A', 'B', 'C'],
  volatility: [
    [0.5, 0.7, 0.9],
    [1, 1.4, 1.8],
  ],
  correlation: [0.7, 0.8],
  transition: [
    [0.98, 0.02],
    [0.05, 0.95],
  ],
  degrees: 5,
} as const;

const history = simulatedHistory(market, 801, 'degenerate');
const plain = logReturns([history], { barTime: 'close' });

/** The same prices with one column more. */
function withColumn(name: string, price: (row: number) => number): LogReturns {
  const prices = [...history.prices, Float64Array.from(history.times, (_, row) => price(row))];
  return logReturns([{ ...history, assets: [...history.assets, name], prices }], { barTime: 'close' });
}

const column = (asset: number, row: number) => history.prices[asset]![row]!;

describe('refuseDegenerate', () => {
  it('has nothing to say of prices that move together but not alike, nor of a peg beside them', () => {
    expect(() => refuseDegenerate(plain)).not.toThrow();
    const uniform = seeded('peg');
    const peg = withColumn('PEG', () => 1 + 1e-5 * (uniform() - 0.5));
    expect(() => refuseDegenerate(peg)).not.toThrow();
  });

  it('names a copy in another unit, rounded as an exchange rounds', () => {
    const copy = withColumn('1000C', (row) => Number((1000 * column(2, row)).toPrecision(5)));
    expect(() => refuseDegenerate(copy)).toThrow(/1000C: moves as C does .*--assets A,B,C$/);
  });

  it('names an index and its parts, and says to leave one out', () => {
    const index = withColumn('INDEX', (row) => column(0, row) + 2 * column(1, row) + 0.5 * column(2, row));
    expect(() => refuseDegenerate(index)).toThrow(/A, B, C, INDEX: .*index.*--assets A,B,C$/);
  });

  it('names row, asset and factor of a change of unit, up or down', () => {
    const up = withColumn('TOK', (row) => (row < 300 ? 1 : 1000) * (2 + 0.3 * Math.sin(row)));
    expect(() => refuseDegenerate(up)).toThrow(/^TOK: changes its unit at return 300 of 800.*times 1000 /);
    const down = withColumn('TOK', (row) => (row < 300 ? 1 : 0.01) * (column(1, row) * (1 + 0.02 * Math.sin(row))));
    expect(() => refuseDegenerate(down)).toThrow(/times 1\/100 beside/);
  });

  it('takes a fall to a tenth among other large falls for a crash', () => {
    const uniform = seeded('crash');
    const falls = [0.6, 0.9, 2.3, 1.1, 0.5];
    let logarithm = 0;
    const crash = withColumn('LUN', (row) => {
      logarithm += 0.05 * (uniform() - 0.5) - (falls[row - 401] ?? 0);
      return Math.exp(logarithm);
    });
    expect(() => refuseDegenerate(crash)).not.toThrow();
  });

  it('refuses a price that stands still in more than a fifth of the returns', () => {
    const still = withColumn('SLOW', (row) => column(0, row - (row % 2)));
    expect(() => refuseDegenerate(still)).toThrow(/SLOW: does not move in 50% of its returns/);
  });

  it('refuses a price that goes on at one rate, though for rounding', () => {
    const steady = withColumn('DEPOSIT', (row) => 100 * 1.01 ** row);
    expect(() => refuseDegenerate(steady)).toThrow(/DEPOSIT: moves by the same 1% in each of its returns/);
  });
});

describe('compareModels', () => {
  it('refuses a regime that rests on almost no rows, naming its dates and what to do', () => {
    // Three rows, far from all others, in returns that are cut off where a second regime could begin.
    const values = Float64Array.from(plain.values, (value, at) => {
      const row = Math.floor(at / 3);
      return row >= 300 && row < 303 ? Math.sign(value) * (1 + 40 * Math.abs(value)) : Math.cos(at * at + at);
    });
    const small = values.map((value, at) => (Math.abs(Math.floor(at / 3) - 301) <= 1 ? value : 0.005 * value));
    const search = {
      regimes: 2,
      correlation: 'own',
      shocks: 'normal',
      means: 'zero',
      starts: 3,
      seed: 'thin',
    } as const;
    expect(() => compareModels({ ...plain, values: small }, search, () => {})).toThrow(
      /--regimes: one of 2 regimes would rest on 3 of 800 returns \(2024-01-13 to 2024-01-13\).*--regimes 1/,
    );
  });
});
