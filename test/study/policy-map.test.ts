import { describe, expect, it } from 'vitest';
import { deskScenario, deskStudy } from './support/desk.ts';
import { problemsOf } from './support/experiment.ts';

const mapped = (rules: string, more = '') =>
  `policy-map: ${rules}\nschemes: { cross: { pools: one }, desk: { pools: policy-map${more} } }`;
const pools = (rules: string, more = '') =>
  deskScenario(mapped(rules, more)).account.schemes[1]!.pools.map(({ name, positions }) => [name, positions]);

describe('a policy map', () => {
  it('gives every position to the pool of the first rule that fits', () => {
    expect(pools('[{ tag: carry, pool: hedged }, { asset: DOGE, pool: each }, { pool: core }]')).toEqual([
      ['hedged', [0, 1]],
      ['doge-punt', [3]],
      ['core', [2]],
    ]);
    expect(pools('[{ position: eth-hedge, pool: apart }, { tag: carry, pool: hedged }, { pool: each }]')).toEqual([
      ['apart', [1]],
      ['hedged', [0]],
      ['sol-trend', [2]],
      ['doge-punt', [3]],
    ]);
  });

  it('asks for everything that a rule names, and takes lists', () => {
    expect(pools('[{ tag: trend, asset: [DOGE, BTC], pool: a }, { asset: [BTC, SOL], pool: b }, { pool: a }]')).toEqual(
      [
        ['a', [1, 3]],
        ['b', [0, 2]],
      ],
    );
  });

  it('is a partition of its own kind, with treasury, allocation and policies', () => {
    const [, desk] = deskScenario(
      mapped(
        '[{ tag: carry, pool: hedged }, { pool: core }]',
        ', allocate: { hedged: 50%, core: 40% }, treasury: 10%, policies: { cut: { policy: deleverage, when: { cover: 120% }, share: 50%, pools: [core] } }',
      ),
    ).account.schemes;
    expect(desk).toMatchObject({ partition: 'custom', treasury: [10_000], policies: [{ pools: [1] }] });
    expect(desk!.pools.map(({ collateral }) => collateral)).toEqual([[50_000], [40_000]]);
  });

  it('warns of a rule that takes nothing, and of a map that nobody uses', () => {
    expect(
      deskStudy(mapped('[{ tag: carry, pool: a }, { position: btc-carry, pool: b }, { pool: core }]')).warnings,
    ).toEqual(['Rule 2 of the policy map (pool b) takes no position.']);
    expect(deskStudy('policy-map: [{ pool: core }]').warnings).toEqual([
      'The policy map is used by no scheme; one that says `pools: policy-map` would use it.',
    ]);
  });

  it.each([
    ['[]', 'has the wrong number of rules'],
    ['{ pool: core }', 'must be a list'],
    ['[{ asset: BTC }]', '0.pool: is missing'],
    ['[{ tags: carry, pool: core }]', 'tags: is not known here (did you mean tag?)'],
    ['[{ tag: carry, pool: core }]', 'policy-map: no rule takes positions sol-trend, doge-punt; allowed: every position in a pool'],
    ['[{ asset: [BTC, DOG], pool: core }, { pool: rest }]', '0.asset.1: is no asset of any position (did you mean DOGE?)'],
    ['[{ position: doge-punt, pool: each }, { pool: doge-punt }]', '1.pool: is the name of position doge-punt, which has a pool of its own'],
  ])('refuses %s', (rules, message) => {
    expect(problemsOf(() => deskStudy(mapped(rules))).join('\n')).toContain(message);
  }); // biome-ignore format: a table
});
