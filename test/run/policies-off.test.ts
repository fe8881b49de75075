import { describe, expect, it } from 'vitest';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { fileText } from './file-text.ts';

/** Liquidations under every scheme, coins as collateral, a treasury that policies could use, and a venue that closes in parts. */
function experiment(schemes: string, more = ''): string {
  return `name: off
market:
  assets: { BTC: 60_000, ETH: 2_500 }
  regimes:
    calm: { volatility: 60%, correlation: 0.8, funding: 0.01%, depth: 20_000_000 }
    stress: { volatility: 140%, correlation: 0.9, depth: 2_000_000, haircut: { BTC: 10% } }
  transition: { per: 1h, rows: [[99%, 1%], [5%, 95%]] }
venue: { maintenance: 1%, taker: 0.05%, slippage: 0.1%, depth-recovery: 6h, liquidation: { rule: just-enough, restore: 110% } }
collateral: { USDT: 16_000, BTC: 0.1 }
positions:
  btc: { asset: BTC, side: long, notional: 150_000, tag: trend }
  eth: { asset: ETH, side: short, notional: 60_000, tag: hedge }
${schemes}
horizon: 7d
step: 1h
paths: 600
${more}`;
}

const without = `schemes:
  isolated: { pools: each, treasury: 10% }
  cross: { pools: one }
  desk: { pools: { a: [btc], b: [eth] }, allocate: { a: 60%, b: 20% }, treasury: 20% }`;
const off = without.replaceAll(' }\n', ', policies: {} }\n').replace(/ \}$/, ', policies: {} }');

/** The text of every table that the run writes. */
async function tablesOf(text: string): Promise<Record<string, string>> {
  const study = parseStudy(text, { file: null });
  const { results } = await runStudy(study, { executor: 'inline' });
  const texts = runFiles(study).map((file) => [file.name, fileText(file, results)] as const);
  return Object.fromEntries(texts);
}

describe('with all policies off', () => {
  const plain = tablesOf(experiment(without));

  it('every figure of every table is the same to the last byte as without the block', async () => {
    expect(off.match(/policies: \{\}/g)).toHaveLength(3);
    const tables = await tablesOf(experiment(off));
    expect(Object.keys(tables)).toEqual(expect.arrayContaining(['summary.csv', 'strategies.csv', 'survival.csv']));
    expect(tables).toEqual(await plain);
    // Something happened that could have differed: positions were closed, and not all of them.
    const row = /^off,cross,p_any_pool,,,([\d.]+),/m.exec(tables['summary.csv'] ?? '');
    expect(Number(row?.[1])).toBeGreaterThan(0.05);
    expect(Number(row?.[1])).toBeLessThan(0.95);
  });

  it('so is every figure if a policy stands there whose trigger is out of reach, but for the description of the scheme', async () => {
    const idle = without.replace(
      'cross: { pools: one }',
      'cross: { pools: one, policies: { idle: { policy: deleverage, share: 50%, when: { drawdown: 999% } } } }',
    );
    // What a policy could have done and did not is "none seen" rather than impossible: these rows differ in their errors, and in nothing else.
    const ofPolicies = /^off,(cross|[^,]* - [^,]*|cross - [^,]*),(cost_transfers|policy_actions),/;
    const figuresOf = (tables: Record<string, string>) =>
      Object.entries(tables).map(([name, text]) => [
        name,
        text.split('\n').map((line) => (ofPolicies.test(line) ? line.split(',').slice(0, 6).join() : line)),
      ]);
    expect(figuresOf(await tablesOf(experiment(idle)))).toEqual(figuresOf(await plain));
  });

  it('limits and a policy map that no scheme uses change nothing either', async () => {
    const more = 'limits: { max-leverage: { account: 1 } }\npolicy-map: [{ tag: trend, pool: a }, { pool: b }]';
    const { 'dictionary.csv': _, 'limits.csv': limits, ...tables } = await tablesOf(experiment(without, more));
    const { 'dictionary.csv': __, ...expected } = await plain;
    expect(tables).toEqual(expected);
    expect(limits).toMatch(/^off,max-leverage,,account,.*,no$/m);
  });

  it('a policy that acts does change them', async () => {
    const stops = without.replace(
      'cross: { pools: one }',
      'cross: { pools: one, policies: { stops: { policy: stop, distance: 5% } } }',
    );
    const tables = await tablesOf(experiment(stops));
    const expected = await plain;
    expect(tables['summary.csv']).not.toBe(expected['summary.csv']);
    // Of that scheme only: the others have not seen it.
    const isolated = (text = '') => text.split('\n').filter((line) => line.startsWith('off,isolated,'));
    expect(isolated(tables['summary.csv'])).toEqual(isolated(expected['summary.csv']));
  });
});
