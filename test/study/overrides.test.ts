import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parse.ts';
import { experimentText, problemsOf } from './support/experiment.ts';

const swept = experimentText({ rest: 'sweep: { leverage: [1, 2], venue.taker: [0.05%, 0.06%] }' });

function parse(
  set: readonly (readonly [string, string])[],
  more: { paths?: number; seed?: string } = {},
  text = swept,
) {
  return () => parseStudy(text, { file: null, overrides: { set, ...more } });
}

const namesOf = (read: ReturnType<typeof parse>) => read().scenarios.map(({ name }) => name);

describe('a field that is set from outside', () => {
  it('may be an axis of the sweep, an existing or a new one, whose name has dots', () => {
    expect(namesOf(parse([['sweep.leverage', '[3]']]))).toEqual([
      'leverage=3, venue.taker=0.05%',
      'leverage=3, venue.taker=0.06%',
    ]);
    expect(namesOf(parse([['sweep.venue.taker', '[1%]']]))).toEqual([
      'leverage=1, venue.taker=1%',
      'leverage=2, venue.taker=1%',
    ]);
    expect(namesOf(parse([['sweep.venue.slippage', '[1%, 2%]']], {}, experimentText()))).toEqual([
      'venue.slippage=1%',
      'venue.slippage=2%',
    ]);
    expect(namesOf(parse([['sweep', '{ leverage: [4] }']]))).toEqual(['leverage=4']);
  });

  it('may be one value of an axis', () => {
    expect(namesOf(parse([['sweep.venue.taker.1', '9%']]))).toContain('leverage=1, venue.taker=9%');
    expect(problemsOf(parse([['sweep.leverage.2', '9']]))[0]).toContain('a list of 2 has no item 2');
  });

  it('is no longer swept', () => {
    expect(namesOf(parse([['leverage', '3']]))).toEqual(['venue.taker=0.05%', 'venue.taker=0.06%']);
    const both = parse([
      ['leverage', '3'],
      ['venue.taker', '1%'],
    ])();
    expect(both).toMatchObject({ axes: [], scenarios: [{ axes: {} }] });
    expect(both.scenarios[0]!.account.venue.takerFee).toBe(0.01);
    const text = experimentText({ rest: 'sweep: { seed: [a, b], paths: [100, 200] }' });
    expect(parse([], { seed: 'c', paths: 5 }, text)().scenarios).toMatchObject([{ seed: 'c', paths: 5 }]);
  });

  it('is refused below a field that is swept as a whole', () => {
    const text = experimentText({ rest: 'sweep: { collateral: { some: { USDT: 10_000 }, more: { USDT: 20_000 } } }' });
    expect(problemsOf(parse([['collateral.USDT', '5']], {}, text))).toEqual([
      'collateral.USDT: collateral is swept, so that this value would never be used',
    ]);
  });

  it('beside the sweep is used by every scenario', () => {
    const { scenarios } = parse([['venue.slippage', '3%']])();
    expect(scenarios.map(({ account }) => account.venue.slippage)).toEqual([0.03, 0.03, 0.03, 0.03]);
  });
});
