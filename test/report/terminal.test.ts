import { describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Policy } from '../../src/margin/policies/registry.ts';
import type { Style } from '../../src/report/render/style.ts';
import { terminal } from '../../src/report/render/terminal.ts';
import { assumptionsSection } from '../../src/report/sections/assumptions.ts';
import { limitsSections } from '../../src/report/sections/limits.ts';
import { overviewSection } from '../../src/report/sections/overview.ts';
import { studySections } from '../../src/report/sections/study.ts';
import type { StudyResult } from '../../src/run/result.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { type Figure, type Subject, wholeAccount } from '../../src/stats/figure.ts';
import type { LimitFinding } from '../../src/study/governance/limit.ts';
import { smallScenario, smallStudy } from '../run/studies.ts';
import { compared, inventedFigures, inventedResult } from './results.ts';

const formatStudy = (result: StudyResult, style: Style) => terminal.render(studySections(result), style);
const plain = { colours: false, width: 110 };

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

  it('tells every scenario of two in full, and more of them figure by figure', () => {
    const scenarios = [2, 5, 10].map((leverage) => smallScenario({ name: `leverage=${leverage}`, axes: { leverage } }));
    const [base] = inventedResult(inventedFigures).results;
    const text = (count: number) => {
      const few = scenarios.slice(0, count);
      const study = smallStudy({ scenarios: few, axes: ['leverage'] });
      return formatStudy(
        inventedResult([], { study, results: few.map((scenario) => ({ ...base!, scenario })) }),
        plain,
      );
    };
    expect(text(2).match(/^leverage=\d+\n\n +isolated/gm)).toHaveLength(2);
    expect(text(2).match(/VaR 95 %/g)).toHaveLength(2);
    expect(text(3)).not.toContain('VaR 95 %');
  });

  it('tells an assumption once, and of which scenarios it is where not of all', () => {
    const scenarios = ['a', 'b', 'c', 'd', 'e'].map((name) => smallScenario({ name }));
    const same = { name: 'same', text: 'everywhere' };
    const assumptions = scenarios.map(({ name }, index) => [
      same,
      { name: 'own', text: `of ${name}` },
      ...(index < 2 ? [{ name: 'some', text: 'twice' }] : []),
    ]);
    const text = terminal.render([assumptionsSection(smallStudy({ scenarios, assumptions }))], {
      colours: false,
      width: 40,
    });
    expect(text.split('\n')).toEqual([
      'Assumptions',
      '  same  everywhere',
      '  own   of a (a)',
      '        of b (b)',
      '        of c (c)',
      '        … 2 more in assumptions.csv',
      '  some  twice (a and 1 more)',
    ]);
  });

  it('looks like this for a desk with strategies, policies and limits', async () => {
    await expect(`${formatStudy(deskResult, plain)}\n`).toMatchFileSnapshot('snapshots/desk.txt');
  });

  it('leaves out what is 0 under every scheme: policies and deleveraging where there are none', () => {
    const none = ['cost_adl', 'cost_transfers', 'top_ups', 'forced_closes', 'policy_actions'].flatMap((metric) =>
      compared(metric, { isolated: 0, cross: 0, guarded: 0 }, 0),
    );
    const text = formatStudy(inventedResult([...inventedFigures, ...none]), plain);
    expect(text).toBe(formatStudy(inventedResult(inventedFigures), plain));
    expect(text).not.toContain('By strategy');
    expect(text).not.toContain('Limits');
  });

  it('shows VaR and ES with bad debt where all the wealth there is cuts the tail off under some scheme, and only there', () => {
    const withDebt = [
      ...compared('var_uncapped', { isolated: 5_000, cross: 7_000, guarded: 6_000 }, 10, { level: 0.95 }),
      ...compared('es_uncapped', { isolated: 6_000, cross: 8_000, guarded: 7_000 }, 12, { level: 0.95 }),
      ...compared('es_uncapped', { isolated: 9_500, cross: 15_000, guarded: 8_000 }, 12, { level: 0.99 }),
    ];
    const note = 'all of the wealth is lost on 40 % of these paths: more cannot be lost, bad debt not included';
    const isCutOff = ({ metric, level, scheme }: Figure) => metric === 'es' && level === 0.99 && scheme === 'cross';
    const figures = inventedFigures.map((one) => (isCutOff(one) ? { ...one, note } : one));
    expect(figures.some(isCutOff)).toBe(true);
    const text = formatStudy(inventedResult([...figures, ...withDebt]), plain);
    expect(text).toMatch(/ES 99 % .*\n *ES 99 % with bad debt .*15,000/);
    expect(text).not.toContain('ES 95 % with');
    expect(text).not.toContain('VaR 95 % with');
  });

  it('tells the violated limits of a sweep, scenario by scenario, and only counts the others', () => {
    const scenarios = [2, 5].map((leverage) => smallScenario({ name: `leverage=${leverage}`, axes: { leverage } }));
    const limits = [[finding({ value: 2 })], [finding({ value: 5, holds: false })]];
    const study = smallStudy({ scenarios, axes: ['leverage'], limits });
    const text = terminal.render(limitsSections(study), plain);
    expect(text).toMatch(/^max-leverage\n {2}account, leverage=5 +5 x +≤ 3 x +✗ violated$/m);
    expect(text).not.toContain('leverage=2');
    expect(text).toContain('! 2 governance checks before the run: 1 does not hold. All are in limits.csv.');
    const held = terminal.render(limitsSections({ ...study, limits: [limits[0]!, limits[0]!] }), plain);
    expect(held).toBe('2 governance checks before the run: all hold. All are in limits.csv.');
    expect(terminal.render(limitsSections(smallStudy()), plain)).toBe('');
  });

  it('shows the violations alone if there are more checks than lines', () => {
    const many = Array.from({ length: 60 }, (_, i) => finding({ subject: `position p${i}`, holds: i !== 55 }));
    const text = terminal.render(limitsSections(smallStudy({ limits: [many] })), plain);
    expect(text).toMatch(/position p55 .*✗ violated/);
    expect(text).not.toContain('position p1 ');
    expect(text).toContain('60 governance checks before the run: 1 does not hold. All are in limits.csv.');
    expect(text.split('\n').length).toBeLessThan(10);
  });

  it.each([80, 100, 120])('is no wider than a terminal of %i columns, by spreading schemes over blocks', (width) => {
    const texts = [inventedResult(inventedFigures), deskResult].map((result) =>
      formatStudy(result, { colours: false, width }),
    );
    for (const line of texts.join('\n').split('\n')) {
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
    expect(text.replaceAll('\n', ' ')).toContain('?: too few paths to tell.');
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

function finding(changes: Partial<LimitFinding>): LimitFinding {
  return {
    rule: 'max-leverage',
    scheme: null,
    subject: 'account',
    value: 2,
    limit: 3,
    bound: 'at-most',
    unit: 'ratio',
    holds: true,
    ...changes,
  };
}

/** The invented result of positions with strategies, under policies and limits. */
const deskResult = (() => {
  const tags = ['carry', 'trend'];
  const { account } = smallScenario();
  const positions = account.positions.map((position, index) => ({ ...position, tag: tags[index]! }));
  const topUp: Policy = {
    policy: 'top-up',
    name: 'top-up',
    delaySteps: 1,
    pools: [0],
    below: 2,
    amount: 500,
    budget: 2_000,
    cost: 0.001,
  };
  const schemes = account.schemes.map((scheme) =>
    scheme.name === 'guarded' ? { ...scheme, policies: [topUp] } : scheme,
  );
  const study = smallStudy({
    scenario: { account: { ...account, positions, schemes } },
    limits: [
      [
        finding({ value: 10, limit: 12 }),
        finding({ subject: 'position btc-long', value: 6.4, limit: 5, holds: false }),
        finding({
          rule: 'min-stressed-distance',
          scheme: 'isolated',
          subject: 'position eth-short after crash',
          value: null,
          limit: 0.05,
          bound: 'at-least',
          unit: 'share',
        }),
        finding({
          rule: 'collateral-budget',
          scheme: 'cross',
          subject: 'tag carry',
          value: 6_000,
          limit: 7_500,
          unit: 'quote',
        }),
      ],
    ],
  });
  const strategies = [null, ...tags].flatMap((tag, index) => {
    const subject: Subject = tag === null ? wholeAccount : { kind: 'tag', name: tag };
    const values = (isolated: number, cross: number) => ({ isolated, cross, guarded: cross });
    const scale = [1, 0.7, 0.5][index]!;
    return [
      ...compared('strategy_pnl', values(-120 * scale, -60 * scale), 3, { subject }),
      ...compared('strategy_cost', values(300 * scale, 100 * scale), 1, { subject }),
      ...compared('strategy_sd', values(2_500 * scale, 3_000 * scale), 9, { subject }),
      ...compared('strategy_es', values(9_500 * scale, 9_995 * scale), 12, { subject, level: 0.99 }),
      ...compared('strategy_pnl_per_sd', values(-0.048, -0.02), 0.001, { subject }),
      ...compared('strategy_pnl_per_es', values(-0.0126, -0.006), 0.0003, { subject, level: 0.99 }),
    ];
  });
  const events = [
    ...compared('cost_adl', { isolated: 4, cross: 0, guarded: 0 }, 0.5),
    ...compared('cost_transfers', { isolated: 0, cross: 0, guarded: 1.5 }, 0.1),
    ...compared('forced_closes', { isolated: 0.8, cross: 0.2, guarded: 0.3 }, 0.002),
    ...compared('policy_actions', { isolated: 0, cross: 0, guarded: 1.25 }, 0.004),
    ...compared('top_ups', { isolated: 0, cross: 0, guarded: 640 }, 2),
  ];
  const [base] = inventedResult([...inventedFigures, ...events, ...strategies], { study }).results;
  const { scenarios, limits } = study;
  const shape = { ...base!.shape, tags };
  return inventedResult([], { study, results: [{ ...base!, scenario: scenarios[0]!, shape, limits: limits[0]! }] });
})();

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

describe('marks', () => {
  it('do not take the rounding of sums for a difference: schemes in which nothing is ever liquidated', async () => {
    const text = formatStudy(await rich(), plain);
    expect(text).toMatch(/mean P&L, USDT +none +none +none\n/);
    expect(text).toMatch(/VaR 99 %, USDT +none +none +none\n/);
    expect(text).not.toMatch(/ [✓✗]( |$)(?!better|worse)/m);
  });
});

describe('the overview of a batch', () => {
  it('tells finished, skipped and failed studies apart', () => {
    const text = terminal.render(
      [
        overviewSection([
          { study: 'one', folder: 'results/one', result: inventedResult([]), error: null },
          { study: 'two', folder: 'results/two', result: null, error: null },
          { study: 'three', folder: null, result: null, error: new MarginLabError('worker', 'failed') },
        ]),
      ],
      plain,
    );
    expect(text).toMatch(/one +finished +12 s +results\/one/);
    expect(text).toMatch(/two +finished before +results\/two/);
    expect(text).toMatch(/three +failed \(worker\)/);
  });
});
