import { describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { parseMarket, parseStudy } from '../../src/study/parse.ts';
import { experimentText, problemsOf } from './support/experiment.ts';

const parse = (text: string) => () => parseStudy(text, { file: 'hostile.yaml' });

const names = (count: number, one: (i: number) => string) => Array.from({ length: count }, (_, i) => one(i)).join(', ');
const first = (text: string) => problemsOf(parse(text))[0];

/** Each of these has taken down some reader of YAML; all must be answered in well under a second or two. */
describe('a hostile file', () => {
  it('cannot expand without end through aliases', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`);
    expect(problemsOf(parse(`a0: &a0 [x]\n${levels.join('\n')}\n`))[0]).toContain('too many values');
  });

  it('cannot exhaust the stack by nesting', () => {
    expect(problemsOf(parse('['.repeat(20_000)))[0]).toMatch(/nested too deeply|not closed/);
    expect(problemsOf(parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`))[0]).toContain('nested too deeply');
    expect(problemsOf(parse(`a: ${'{ a: '.repeat(3_000)}1${' }'.repeat(3_000)}`))[0]).toContain('nested too deeply');
    const chain = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`);
    expect(problemsOf(parse(`a0: &a0 [x]\n${chain.join('\n')}\n`))[0]).toContain('nested too deeply');
  });

  it('cannot be longer than the limit', () => {
    const text = `${experimentText()}# ${'x'.repeat(limits.fileBytes.largest)}`;
    expect(problemsOf(parse(text))).toEqual([expect.stringContaining('is too long; allowed: 5000000 bytes')]);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
    'cannot use %s as a name, nor reach it by a path',
    (name) => {
      const collateral = `collateral: { USDT: 20_000, ${name}: { polluted: 1 } }`;
      expect(problemsOf(parse(experimentText({ collateral })))[0]).toContain('cannot be a name');
      const sweep = `sweep: { collateral.${name}.polluted: [1, 2] }`;
      expect(problemsOf(parse(experimentText({ rest: sweep })))[0]).toContain('is no path of a field');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('cannot smuggle a figure in through the prototype of a map', () => {
    const text = 'assets: { A: 1, B: 1 }\nregimes: { only: { volatility: 1, correlation: 0, haircut: { A: 1% } } }';
    const { market } = parseMarket(text, null);
    expect(market.regimes[0]?.haircut).toEqual([0.01, 0]);
  });

  it('cannot name a folder outside the results', () => {
    for (const name of [
      '..',
      '../x',
      '/etc',
      'a/b',
      'a\\b',
      'C:x',
      '.hidden',
      'con',
      'NUL',
      'a b',
      '-x',
      'x'.repeat(65),
      '~',
      '',
    ]) {
      const text = experimentText({ name: `name: ${JSON.stringify(name)}` });
      expect(problemsOf(parse(text))[0]).toMatch(/^hostile\.yaml:1:7 name: /);
    }
  });

  it('cannot put control characters or endless text into a message', () => {
    const messages = problemsOf(
      parse(experimentText({ rest: `watch: "${String.raw`\x1b[31m\u202e`}${'x'.repeat(10_000)}"` })),
    );
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    for (const message of messages) expect(message).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
    expect(messages[0]?.length).toBeLessThan(300);
  });

  it('cannot do so with the names of its fields either', () => {
    const label = String.raw`a\n b\x1b[31m\u202e`;
    const texts = [
      `sweep: { venue.taker: { "${label}": 1% } }`,
      `"${label}": 1`,
      `"${'x'.repeat(20_000)}": 1`,
      `sweep: { "${label}": [1] }`,
    ];
    for (const rest of texts) {
      const messages = problemsOf(parse(experimentText({ rest })));
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) {
        // oxlint-disable-next-line no-control-regex -- that is what is looked for
        expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
        expect(message.length).toBeLessThan(600);
      }
    }
  });

  it('is not answered by an endless list', () => {
    const many = Array.from({ length: 500 }, (_, i) => `  p${i}: { asset: XYZ, side: long, notional: 1 }`).join('\n');
    const messages = problemsOf(parse(experimentText({ positions: `positions:\n${many}` })));
    expect(messages.length).toBe(limits.problems.largest + 1);
    expect(messages.at(-1)).toBe('and 300 more problems');
  });

  it('has limits on every list', () => {
    const positions = names(1_025, (i) => `p${i}: { asset: BTC, side: long, notional: 1 }`);
    expect(first(experimentText({ positions: `positions: { ${positions} }` }))).toContain(
      'has too many positions; allowed: at most 1024',
    );
    const schemes = names(33, (i) => `s${i}: { pools: one }`);
    expect(first(experimentText({ schemes: `schemes: { ${schemes} }` }))).toContain(
      'has too many schemes; allowed: at most 32',
    );
    const assets = names(257, (i) => `A${i}: 1`);
    const market = `assets: { ${assets} }\nregimes: { only: { volatility: 1, correlation: 0 } }`;
    expect(problemsOf(() => parseMarket(market, null))[0]).toContain('has too many assets; allowed: at most 256');
    const regimes = names(17, (i) => `r${i}: { volatility: 1 }`);
    expect(problemsOf(() => parseMarket(`assets: { A: 1 }\nregimes: { ${regimes} }`, null))[0]).toContain(
      'has too many regimes',
    );
  });
});
