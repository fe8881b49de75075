import { describe, expect, it } from 'vitest';
import { buildTables } from '../../src/report/tables/tables.ts';
import { csv, toCsv } from '../../src/report/writers/csv.ts';
import type { Format } from '../../src/report/writers/format.ts';
import { formatNamed } from '../../src/report/writers/formats.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { tableFiles } from '../../src/report/writers/table-files.ts';
import type { StudyResult } from '../../src/run/result.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { positionOrAccount } from '../../src/stats/figure.ts';
import { metricDefinitions } from '../../src/stats/registry.ts';
import type { LimitFinding } from '../../src/study/governance/limit.ts';
import { fileText } from '../run/file-text.ts';
import { smallScenario, smallStudy } from '../run/studies.ts';
import { figure, inventedResult } from './results.ts';

/** The files of a run with all scenarios in them. */
function filesOf({ study, results }: StudyResult): { name: string; inResultDigest: boolean; content: string }[] {
  return runFiles(study).map((file) => {
    return { name: file.name, inResultDigest: file.inResultDigest, content: fileText(file, results) };
  });
}

function linesOf(files: ReturnType<typeof filesOf>, name: string): string[] {
  return String(files.find((file) => file.name === name)?.content)
    .trimEnd()
    .split('\n');
}

const run = await runStudy(smallStudy({ scenario: { paths: 600, steps: 24 } }), { executor: 'inline' });
const files = filesOf(run);

describe('the tables of a run', () => {
  it('have files in every format, each with its beginning, its rows and its end, and a digest of those in CSV alone', () => {
    const bytes = (...numbers: number[]) => Uint8Array.from(numbers);
    const binary: Format = {
      name: 'binary',
      extension: 'bin',
      open: () => ({ add: ({ table }) => bytes(1, Math.min(table.numRows(), 1)), finish: () => bytes(255) }),
    };
    const both = tableFiles(run.study, [csv, binary]);
    expect(both.filter(({ name }) => name.endsWith('.csv'))).toHaveLength(files.length);
    const others = both.filter(({ name }) => name.endsWith('.bin'));
    expect(others).toHaveLength(files.length);
    expect(others.some(({ inResultDigest }) => inResultDigest)).toBe(false);
    for (const file of others) {
      const { add, finish } = file.open();
      const content = [...run.results.flatMap((result) => [...add(result)]), ...finish()];
      expect(content, file.name).toEqual([1, file.name === 'strategies.bin' ? 0 : 1, 255]);
    }
  });

  it('are files of these names; the tables of figures make up the result digest, in this order', () => {
    expect(files.map((file) => file.name)).toEqual([
      'summary.csv',
      'positions.csv',
      'survival.csv',
      'market.csv',
      'strategies.csv',
      'assumptions.csv',
      'dictionary.csv',
    ]);
    expect(files.filter((file) => !file.inResultDigest).map((file) => file.name)).toEqual([
      'assumptions.csv',
      'dictionary.csv',
    ]);
  });

  it('have the published columns', () => {
    expect(linesOf(files, 'summary.csv')[0]).toBe(
      'scenario,scheme,metric,position,level,estimate,std_error,ci_low,ci_high,paths,effective_paths,p_value,note',
    );
    expect(linesOf(files, 'strategies.csv')[0]).toBe(
      'scenario,scheme,tag,position,metric,level,estimate,std_error,ci_low,ci_high,paths,effective_paths,p_value,note',
    );
    expect(linesOf(files, 'positions.csv')[0]).toMatch(
      /^scenario,scheme,position,pool,tag,asset,side,quantity,notional,entry,price,p_position,/,
    );
  });

  it('are the same bytes whether written whole or scenario by scenario', () => {
    const scenarios = [2, 5].map((leverage) => smallScenario({ name: `leverage=${leverage}`, axes: { leverage } }));
    const [base] = run.results;
    const sweep = { ...run, study: smallStudy({ scenarios, axes: ['leverage'] }) };
    const results = scenarios.map((scenario) => ({ ...base!, scenario }));
    const whole = buildTables({ ...sweep, results });
    for (const [index, { content }] of filesOf({ ...sweep, results })
      .slice(0, 5)
      .entries()) {
      expect(content).toBe(toCsv(whole[index]!.table));
      expect(content).toMatch(/[^\n]\n$/);
      expect(content.charCodeAt(0)).not.toBe(0xfeff);
    }
  });

  it('hold every figure once: summary, survival and strategies apart, a position per scheme', () => {
    const [only] = run.results;
    const rowsOf = (wanted: string) => {
      const metrics = new Set(metricDefinitions.filter(({ table }) => table === wanted).map(({ name }) => name));
      return only!.figures.filter(({ metric }) => metrics.has(metric)).length;
    };
    for (const name of ['summary', 'survival', 'strategies']) {
      // Figures by strategy are those of positions with tags, and there are none here.
      expect(rowsOf(name) > 0).toBe(name !== 'strategies');
      expect(linesOf(files, `${name}.csv`)).toHaveLength(1 + rowsOf(name));
    }
    expect(rowsOf('summary') + rowsOf('survival') + rowsOf('strategies') + rowsOf('market')).toBe(only!.figures.length);
    expect(linesOf(files, 'positions.csv')).toHaveLength(1 + 3 * 2);
  });

  it('contain no NaN, Infinity or -0, and a difference keeps its name and its sign', () => {
    for (const { content } of files) expect(content).not.toMatch(/(^|,)(NaN|-?Infinity|-0)(,|$)/m);
    const [, row] = linesOf(
      filesOf(inventedResult([figure('isolated - cross', 'mean_pnl', -3, 1, { pValue: 0.25 })])),
      'summary.csv',
    );
    expect(row).toBe('base,isolated - cross,mean_pnl,,,-3,1,-4.96,-1.04,200000,200000,0.25,');
  });

  it('say in positions.csv what must be known beside its figures', () => {
    const { name } = run.study.scenarios[0]!.account.positions[0]!;
    const subject = positionOrAccount(name);
    const about = { subject, note: 'rests on fewer than 30 events' };
    const invented = inventedResult([
      figure('cross', 'cost_fees', 1, 1, { ...about, note: 'none in 9 paths: P < 0.4' }),
      figure('cross', 'mean_bad_debt', 1, 1, about),
      figure('cross', 'mean_pnl', 1, 1, { subject }),
    ]);
    const noted = linesOf(filesOf(invented), 'positions.csv').filter((line) => !line.endsWith(','));
    expect(noted).toHaveLength(2);
    expect(noted[0]).toMatch(/,note$/);
    expect(noted[1]).toMatch(/,cost_fees: none in 9 paths: P < 0.4; mean_bad_debt: rests on fewer than 30 events$/);
  });

  it('make 0 of a -0, and refuse a figure that is not a number', () => {
    const [, zero] = linesOf(filesOf(inventedResult([figure('cross', 'mean_pnl', -0, 1)])), 'summary.csv');
    expect(zero).toMatch(/^base,cross,mean_pnl,,,0,1,/);
    expect(() => filesOf(inventedResult([figure('cross', 'mean_pnl', Number.NaN, 1)]))).toThrow('broken promise');
  });

  it('give sweep axes columns of their own, also one that is named like a column', () => {
    const scenarios = [2, 5].map((leverage) =>
      smallScenario({ name: `leverage=${leverage}`, axes: { leverage, level: 'x' } }),
    );
    const study = smallStudy({ scenarios, axes: ['leverage', 'level'] });
    const [base] = inventedResult([figure('cross', 'mean_pnl', 1, 1)]).results;
    const results = scenarios.map((scenario) => ({ ...base!, scenario }));
    const lines = linesOf(filesOf(inventedResult([], { study, results })), 'summary.csv');
    expect(lines[0]).toMatch(/,p_value,note,leverage,axis_level$/);
    expect(lines.slice(1).map((line) => line.split(',').slice(-2))).toEqual([
      ['2', 'x'],
      ['5', 'x'],
    ]);
  });

  it('are explained column by column and metric by metric, with the rule by which drawdown was watched', () => {
    const dictionary = linesOf(files, 'dictionary.csv');
    for (const { name } of files) {
      const [header = ''] = linesOf(files, name);
      for (const column of header.split(','))
        expect(
          dictionary.some((line) => line.startsWith(`${name},column,${column},`)),
          column,
        ).toBe(true);
    }
    for (const { name, table } of metricDefinitions) {
      expect(
        dictionary.some((line) => line.startsWith(`${table}.csv,metric,${name},`)),
        name,
      ).toBe(true);
    }
    expect(dictionary.find((line) => line.includes(',max_drawdown,'))).toContain(
      'in this run: watched at every 8th step, every settlement of funding and the last step',
    );
  });
});

describe('the tables of a desk with strategies and limits', () => {
  const findings: readonly LimitFinding[] = [
    {
      rule: 'max-leverage',
      scheme: null,
      subject: 'position btc-long',
      value: 6,
      limit: 5,
      bound: 'at-most',
      unit: 'ratio',
      holds: false,
    },
    {
      rule: 'min-stressed-distance',
      scheme: 'cross',
      subject: 'position eth-short after crash',
      value: null,
      limit: 0.05,
      bound: 'at-least',
      unit: 'share',
      holds: true,
    },
  ];
  const { account } = smallScenario();
  const tagged = {
    ...account,
    positions: account.positions.map((position, index) => ({ ...position, tag: ['carry', 'trend'][index]! })),
  };
  const desk = smallStudy({ scenario: { account: tagged, paths: 600, steps: 24 }, limits: [findings] });

  it('have a row per scheme, tag and metric, which the dictionary explains', async () => {
    const [header, ...rows] = linesOf(filesOf(await runStudy(desk, { executor: 'inline' })), 'strategies.csv');
    const cells = rows.map((row) => row.split(','));
    expect(header!.split(',').slice(1, 6)).toEqual(['scheme', 'tag', 'position', 'metric', 'level']);
    const subjects = new Set(cells.map(([, , tag, position]) => `${tag}/${position}`));
    expect([...subjects]).toEqual(['/', 'carry/', 'trend/', 'carry/btc-long', 'trend/eth-short']);
    // Three schemes and three pairs, five subjects, four metrics without and two with two levels.
    expect(rows).toHaveLength(6 * 5 * (4 + 2 * 2));
    const figureOf = (...label: string[]) =>
      Number(cells.find((row) => label.every((cell, index) => row[index + 1] === cell))![6]);
    const [tag, position] = [
      figureOf('cross', 'carry', '', 'strategy_pnl'),
      figureOf('cross', 'carry', 'btc-long', 'strategy_pnl'),
    ];
    expect(tag).toBe(position);
  });

  it('hold every governance check with its limit, and are not there without one', async () => {
    const tables = filesOf(await runStudy(desk, { executor: 'inline' }));
    expect(linesOf(tables, 'limits.csv')).toEqual([
      'scenario,rule,scheme,subject,value,bound,limit,unit,holds',
      'base,max-leverage,,position btc-long,6,at-most,5,ratio,no',
      'base,min-stressed-distance,cross,position eth-short after crash,,at-least,0.05,share,yes',
    ]);
    expect(tables.map(({ name }) => name).slice(-3)).toEqual(['limits.csv', 'assumptions.csv', 'dictionary.csv']);
    expect(linesOf(tables, 'dictionary.csv').some((line) => line.startsWith('limits.csv,column,holds,'))).toBe(true);
    expect(files.map(({ name }) => name)).not.toContain('limits.csv');
  });
});

describe('the format registry', () => {
  it('refuses an unknown format with the names of those that are known', () => {
    expect(() => formatNamed('xls')).toThrow(/unknown format; allowed: csv; got: xls/);
  });
});
