import { describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import { compile } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { problemsOf, scenario, study } from '../study/support/experiment.ts';

const market = (regime: string, rest = '') =>
  `market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { ${regime} } }${rest} }`;
const certainJump = (probability: string) =>
  `volatility: 60%, correlation: 0, jumps: { single: { BTC: { probability: ${probability}, per: 1h, mean: 100%, sd: 0% } } }`;

describe('a price that would rise beyond what can be counted on every path', () => {
  it.each([
    [
      'by drift',
      market('volatility: 60%, drift: 10000%, correlation: 0'),
      'horizon: 3000d',
      'regimes.only.drift',
      '\\d+h',
    ],
    ['by jumps that are certain', market(certainJump('100%')), 'horizon: 7d', 'regimes.only.jumps', '1\\d\\dh'],
    [
      'in each of its regimes',
      'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { a: { volatility: 60%, drift: 100_00%, correlation: 0 }, b: { volatility: 1%, drift: 20000%, correlation: 0 } }, transition: { per: 1h, rows: [[99%, 1%], [1%, 99%]] } }',
      'horizon: 3000d',
      'regimes.a.drift',
      '\\d+h',
    ],
  ])('%s is refused at the door, with the field and what is allowed', (_, written, horizon, field, allowed) => {
    const [problem] = problemsOf(() => scenario({ market: written, horizon, step: 'step: 1h' }));
    expect(problem).toMatch(
      new RegExp(
        `^small\\.yaml:\\d+:\\d+ horizon: is too long for this market: the price of \\w+ would rise above 1e\\+60 on every path, by its field ${field}; allowed: at most ${allowed}, or less of ${field}; got: \\d+d$`,
      ),
    );
  });

  it('is none where it only may, or falls instead, or is nobody’s', () => {
    const may = market('volatility: 20000%, correlation: 0');
    const falls = market('volatility: 60%, drift: -10000%, correlation: 0');
    for (const written of [may, falls]) expect(scenario({ market: written, horizon: 'horizon: 3000d' })).toBeDefined();
    const nobodys =
      'market: { assets: { BTC: 1, ETH: 1, SOL: 1 }, regimes: { only: { volatility: 1, drift: { BTC: 0%, ETH: 0%, SOL: 10000% }, correlation: 0 } } }';
    expect(scenario({ market: nobodys, horizon: 'horizon: 3000d' })).toBeDefined();
  });
});

describe('a path on which something leaves what can be counted', () => {
  it.each(['mixed', 'f64'])(
    'ends the run as a limit, with scenario, path and asset, in %s precision on any executor',
    async (precision) => {
      const wild = study({ market: market(certainJump('80%')), paths: 'paths: 50', rest: `precision: ${precision}` });
      for (const executor of ['inline', 'threads']) {
        const failures: string[] = [];
        const run = runStudy(wild, { executor, threads: 1, onNotice: (notice) => failures.push(notice) });
        await expect(run).rejects.toThrow(MarginLabError);
        await expect(run).rejects.toMatchObject({ kind: 'limit' });
        await expect(run).rejects.toThrow(
          /^scenario 'small', paths 0 to 49: on path \d+ the price of BTC ends above 1e\+60, and nothing can be counted there; lower volatility/,
        );
        // What is the same at every attempt is not tried again.
        expect(failures).toEqual([]);
      }
    },
  );

  it('is no path of the padding of a group, and the same path whatever range it is asked for in', () => {
    const compiled = compile(scenario({ market: market(certainJump('80%')), paths: 'paths: 64' }));
    const pathOf = (first: number, count: number) => {
      try {
        simulate(compiled, first, count);
        return null;
      } catch (error) {
        return /on path (\d+) /.exec(String(error))?.[1] ?? String(error);
      }
    };
    const first = Number(pathOf(0, 64));
    expect(pathOf(0, first)).toBe(null);
    expect(pathOf(0, first + 1)).toBe(String(first));
    expect(pathOf(first, 1)).toBe(String(first));
  });

  it('is none where a price falls to nothing: the coin is dead, and everything can be counted', async () => {
    const dead = study({
      market: market('volatility: 60%, drift: -10000%, correlation: 0'),
      horizon: 'horizon: 2000d',
      step: 'step: 8h',
      paths: 'paths: 50',
    });
    const { results } = await runStudy(dead, { executor: 'inline' });
    const pnl = results[0]!.figures.find(({ metric, scheme }) => metric === 'mean_pnl' && scheme === 'cross');
    expect(pnl?.estimate).toBeLessThan(0);
  });
});
