import { table } from 'arquero';
import { describe, expect, it } from 'vitest';
import { guardText, toCsv } from '../../src/report/writers/csv.ts';

describe('CSV', () => {
  it.each(['=1+1', '=cmd|"/c calc"!A1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx'])(
    'neutralises a text cell that a spreadsheet would run: %j',
    (text) => {
      expect(guardText(text)).toBe(`'${text}`);
      const csv = toCsv(table({ name: [text], [text]: ['header'] }, ['name', text]));
      // Unquoted or inside quotes, no cell begins with the dangerous sign.
      for (const line of csv.split(/\n(?=[^x])/)) expect(line).not.toMatch(/(^|,)"?[=+\-@\t\r]/);
    },
  );

  it('leaves ordinary texts alone, also a paired difference, whose minus stands inside', () => {
    for (const text of ['isolated - cross', 'btc-carry', '', ' =1', "'quoted'", 'a=b'])
      expect(guardText(text)).toBe(text);
  });

  it('writes numbers untouched and in full precision, and nothing for what does not exist', () => {
    const values = [-1.5, 0.1 + 0.2, 1e-300, 5e-324, 1e21, 123_456_789.123_456_79, null];
    const csv = toCsv(table({ value: values, text: values.map(() => 'x') }));
    const cells = csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '');
    expect(cells.map((cell) => (cell === '' ? null : Number(cell)))).toEqual(values);
    expect(csv).toContain('-1.5,x\n0.30000000000000004,x\n');
  });

  it('quotes as RFC 4180 has it', () => {
    expect(toCsv(table({ a: ['x,y', 'say "no"', 'two\nlines'], b: [1, 2, 3] }))).toBe(
      'a,b\n"x,y",1\n"say ""no""",2\n"two\nlines",3\n',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0])('refuses to write %d', (value) => {
    expect(() => toCsv(table({ value: [1, value] }))).toThrow(
      'broken promise: an exported number is finite and not -0',
    );
  });
});
