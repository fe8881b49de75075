import { describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import { indexFigures, type Line, markLines } from '../../src/report/comparison.ts';
import { formatOverview } from '../../src/report/overview.ts';
import { formatStudy } from '../../src/report/terminal.ts';
import { smallScenario, smallStudy } from '../run/studies.ts';
import { compared, inventedFigures, inventedResult } from './results.ts';

const plain = { colours: false, width: 110 };
const anyPool: Line = { label: '', metric: 'p_any_pool', position: null, level: null, better: 'lower' };
const schemes = ['isolated', 'cross', 'guarded'];

/** What a terminal shows of it. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  return text.replaceAll(/\u001B\[[0-9;]*m/g, '');
}

describe('the report on the terminal', () => {
  it('looks like this', async () => {
    const result = inventedResult(inventedFigures, {
      study: smallStudy({ warnings: ['The pool btc-long starts below its requirement.'] }),
    });
    await expect(`${formatStudy(result, plain)}\n`).toMatchFileSnapshot('snapshots/study.txt');
  });

  it('looks like this for a sweep', async () => {
    const scenarios = [2, 5, 10].map((leverage) => smallScenario({ name: `leverage=${leverage}`, axes: { leverage } }));
    const [base] = inventedResult(inventedFigures).results;
    const results = scenarios.map((scenario) => ({ ...base!, scenario }));
    const study = smallStudy({ scenarios, axes: ['leverage'] });
    await expect(`${formatStudy(inventedResult([], { study, results }), plain)}\n`).toMatchFileSnapshot(
      'snapshots/sweep.txt',
    );
  });

  it.each([80, 100, 120])('is no wider than a terminal of %i columns, by spreading schemes over blocks', (width) => {
    for (const line of formatStudy(inventedResult(inventedFigures), { colours: false, width }).split('\n')) {
      // The line that lists the files is one word per file and not wrapped.
      if (!line.startsWith('results/')) expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });

  it('says the same with and without colours', () => {
    const result = inventedResult(inventedFigures);
    const coloured = formatStudy(result, { ...plain, colours: true });
    expect(coloured).toContain('\u001B[');
    expect(visible(coloured)).toBe(formatStudy(result, plain));
    expect(formatStudy(result, plain)).not.toContain('\u001B');
  });

  it('needs no second scheme', () => {
    const [base] = inventedResult(inventedFigures).results;
    const one = { ...base!, shape: { ...base!.shape, schemes: ['cross'] } };
    const text = formatStudy(inventedResult([], { results: [one] }), plain);
    expect(text).toContain('any pool');
    expect(text).not.toMatch(/✓|✗|Paired/);
  });
});

const marksOf = (values: { isolated: number; cross: number; guarded: number }, line = anyPool) => {
  const [result] = inventedResult(compared('p_any_pool', values, 0.001)).results;
  return markLines([line], schemes, indexFigures(result!))[0];
};

describe('marks', () => {
  it('name the one scheme that is better than every other, and the one that is worse, and nothing in between', () => {
    expect(marksOf({ isolated: 0.4, cross: 0.1, guarded: 0.2 })).toEqual(['worst', 'best', null]);
    expect(marksOf({ isolated: 0.4, cross: 0.1, guarded: 0.2 }, { ...anyPool, better: 'higher' })).toEqual([
      'best',
      'worst',
      null,
    ]);
  });

  it('are not given where a difference is not significant, or where no direction is better', () => {
    expect(marksOf({ isolated: 0.1, cross: 0.101, guarded: 0.2 })).toEqual([null, null, 'worst']);
    expect(marksOf({ isolated: 0.4, cross: 0.1, guarded: 0.2 }, { ...anyPool, better: null })).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('do not take the rounding of sums for a difference', () => {
    const line: Line = { ...anyPool, metric: 'es' };
    const figures = compared('es', { isolated: 10_000, cross: 10_000 + 1e-9, guarded: 10_000 }, 1e-12);
    const [result] = inventedResult(figures).results;
    expect(markLines([line], schemes, indexFigures(result!))[0]).toEqual([null, null, null]);
  });

  it('are harder to get among many lines (Holm)', () => {
    const figures = compared('p_any_pool', { isolated: 0.4, cross: 0.1, guarded: 0.2 }, 0.001).map((one) =>
      one.pValue === null ? one : { ...one, pValue: 0.002 },
    );
    const [result] = inventedResult(figures).results;
    const index = indexFigures(result!);
    expect(markLines([anyPool], schemes, index)[0]).toEqual(['worst', 'best', null]);
    const many = [anyPool, { ...anyPool }, { ...anyPool }];
    expect(markLines(many, schemes, index)[0]).toEqual([null, null, null]);
  });
});

describe('the overview of a batch', () => {
  it('tells finished, skipped and failed studies apart', () => {
    const text = formatOverview(
      [
        { study: 'one', folder: 'results/one', result: inventedResult([]), error: null },
        { study: 'two', folder: 'results/two', result: null, error: null },
        { study: 'three', folder: null, result: null, error: new MarginLabError('worker', 'failed') },
      ],
      plain,
    );
    expect(text).toMatch(/one +finished +12 s +results\/one/);
    expect(text).toMatch(/two +finished before +results\/two/);
    expect(text).toMatch(/three +failed \(worker\)/);
  });
});
