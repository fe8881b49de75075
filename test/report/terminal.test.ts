import { describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { indexFigures, type Line, markLines } from '../../src/report/comparison.ts';
import { formatOverview } from '../../src/report/overview.ts';
import { formatStudy } from '../../src/report/terminal.ts';
import type { StudyResult } from '../../src/run/result.ts';
import { runStudy } from '../../src/run/run-study.ts';
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

  it.each([1, 2, 64])('of %i paths shows no error where they cannot tell one, and says so', async (paths) => {
    const text = formatStudy(
      await runStudy(smallStudy({ scenario: { paths, steps: 24 } }), { executor: 'inline' }),
      plain,
    );
    expect(text).toMatch(/ES 99 % +-?[\d,.]+ ± \?/);
    expect(text).toContain('± ?: too few paths for an error.');
    expect(text).not.toMatch(/NaN|Infinity|undefined|null|-0[,. ]/);
    expect(text).toContain(paths === 1 ? ' · 1 path,' : ` · ${paths} paths,`);
  });

  it('says why there is no spillover where no scheme isolates the positions', async () => {
    const { account } = smallScenario();
    const schemes = account.schemes.filter((scheme) => scheme.partition === 'one');
    const scenario = { account: { ...account, schemes }, paths: 300, steps: 24 };
    const text = formatStudy(await runStudy(smallStudy({ scenario }), { executor: 'inline' }), plain);
    expect(text.replaceAll('\n', ' ')).toContain('they compare with a scheme of `pools: each`, and there is none.');
    expect(formatStudy(inventedResult(inventedFigures), plain)).not.toContain('they compare');
  });

  it('needs no second scheme', () => {
    const [base] = inventedResult(inventedFigures).results;
    const one = { ...base!, shape: { ...base!.shape, schemes: ['cross'] } };
    const text = formatStudy(inventedResult([], { results: [one] }), plain);
    expect(text).toContain('any pool');
    expect(text).not.toMatch(/✓|✗|Paired/);
  });
});

/** A run in which every pool has a hundred times what it needs. */
function rich(changes: Partial<Scenario> = {}): Promise<StudyResult> {
  const { account } = smallScenario();
  const scale = (amounts: readonly number[]) => amounts.map((amount) => 100 * amount);
  const schemes = account.schemes.map((scheme) => ({
    ...scheme,
    treasury: scale(scheme.treasury),
    pools: scheme.pools.map((pool) => ({ ...pool, collateral: scale(pool.collateral) })),
  }));
  const collateral = account.collateral.map((holding) => ({ ...holding, amount: 100 * holding.amount }));
  const scenario = { account: { ...account, collateral, schemes }, paths: 900, steps: 24, ...changes };
  return runStudy(smallStudy({ scenario }), { executor: 'inline' });
}

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

  it('do not take the rounding of sums for a difference: schemes in which nothing is ever liquidated', async () => {
    const text = formatStudy(await rich(), plain);
    expect(text).toMatch(/mean P&L, USDT +none +none +none\n/);
    expect(text).toMatch(/VaR 99 %, USDT +none +none +none\n/);
    expect(text).not.toMatch(/ [✓✗]( |$)(?!better|worse)/m);
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
