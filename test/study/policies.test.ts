import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/margin/policies/registry.ts';
import { deskScenario, deskStudy } from './support/desk.ts';
import { problemsOf } from './support/experiment.ts';

/** A scheme of three pools with a treasury of 10,000, and policies. */
const scheme = (policies: string, treasury = '10%') =>
  `schemes: { desk: { pools: { hedged: [btc-carry, eth-hedge], trend: [sol-trend], punt: [doge-punt] }, treasury: ${treasury}, policies: ${policies} } }`;

const policies = (written: string): readonly Policy[] => deskScenario(scheme(written)).account.schemes[0]!.policies;
const policy = (written: string): Policy => policies(`{ one: ${written} }`)[0]!;
const problem = (written: string) => problemsOf(() => deskStudy(scheme(`{ one: ${written} }`)));

describe('policies', () => {
  it('are none unless written', () => {
    expect(deskScenario('').account.schemes.map((one) => one.policies)).toEqual([[], []]);
    expect(policies('{}')).toEqual([]);
  });

  it('keep the order of the file', () => {
    const stop = '{ policy: stop, distance: 8% }';
    expect(policies(`{ second: ${stop}, 1st: ${stop} }`).map(({ name }) => name)).toEqual(['second', '1st']);
  });

  it('top up from the treasury, amounts of money or shares of all collateral', () => {
    expect(policy('{ policy: top-up, below: 120%, amount: 2_000, budget: 8%, cost: 0.1%, delay: 4h }')).toEqual({
      name: 'one',
      policy: 'top-up',
      pools: [0, 1, 2],
      below: 1.2,
      amount: 2_000,
      budget: 8_000,
      cost: 0.001,
      delaySteps: 4,
    });
    expect(policy('{ policy: top-up, below: 1.2, amount: 1%, pools: [punt, hedged] }')).toMatchObject({
      pools: [0, 2],
      below: 1.2,
      amount: 1_000,
      budget: 1e15,
      cost: 0,
      delaySteps: 0,
    });
  });

  it('deleverage on cover or drawdown', () => {
    expect(policy('{ policy: deleverage, when: { cover: 130% }, share: 50%, pools: [trend] }')).toEqual({
      name: 'one',
      policy: 'deleverage',
      pools: [1],
      trigger: { on: 'cover', below: 1.3 },
      share: 0.5,
      delaySteps: 0,
    });
    expect(policy('{ policy: deleverage, when: { drawdown: 10% }, share: 100% }')).toMatchObject({
      trigger: { on: 'drawdown', above: 0.1, release: 0.1 },
      share: 1,
    });
  });

  it('stop, switch and rebalance', () => {
    expect(policy('{ policy: stop, positions: [doge-punt, btc-carry], distance: 8%, delay: 2h }')).toEqual({
      name: 'one',
      policy: 'stop',
      positions: [0, 3],
      distance: 0.08,
      delaySteps: 2,
    });
    expect(policy('{ policy: stop, positions: all, distance: 8% }')).toMatchObject({ positions: [0, 1, 2, 3] });
    expect(
      policy('{ policy: switch, positions: [eth-hedge], when: { drawdown: 10%, release: 5% }, margin: 20% }'),
    ).toEqual({
      name: 'one',
      policy: 'switch',
      positions: [1],
      trigger: { on: 'drawdown', above: 0.1, release: 0.05 },
      margin: 0.2,
      delaySteps: 0,
    });
    expect(policy('{ policy: rebalance, below: 120%, restore: 150%, keep: 140%, cost: 0.1% }')).toEqual({
      name: 'one',
      policy: 'rebalance',
      pools: [0, 1, 2],
      below: 1.2,
      restore: 1.5,
      keep: 1.4,
      cost: 0.001,
      delaySteps: 0,
    });
  });

  it('can be swept, a delay of nothing among the values', () => {
    const fields = `${scheme('{ cut: { policy: deleverage, when: { cover: 130% }, share: 50% } }')}\nsweep: { schemes.desk.policies.cut.delay: [0h, 1h, 1d], schemes.desk.policies.cut.when.cover: [110%, 130%] }`;
    const found = deskStudy(fields).scenarios.map(({ account }) => account.schemes[0]!.policies[0]);
    expect(found.map((one) => one?.delaySteps)).toEqual([0, 0, 1, 1, 24, 24]);
    expect(found.map((one) => one?.policy === 'deleverage' && one.trigger)).toEqual(
      [1.1, 1.3, 1.1, 1.3, 1.1, 1.3].map((below) => ({ on: 'cover', below })),
    );
  });
});

describe('a signal', () => {
  const signal = (when: string, rest = 'share: 50%') => {
    const found = policy(`{ policy: deleverage, when: ${when}, ${rest} }`);
    if (found.policy !== 'deleverage' || found.trigger.on !== 'signal') throw new Error('expected a signal');
    return found.trigger;
  };

  it('starts from the long-run covariance of a step', () => {
    const {
      signal: correlation,
      above,
      release,
    } = signal('{ correlation: 0.9, half-life: 24h, assets: [ETH, BTC], release: 80% }');
    expect([above, release]).toEqual([0.9, 0.8]);
    expect(correlation).toMatchObject({ kind: 'correlation', assets: [0, 1], stepsPerYear: 8_760 });
    // One regime without jumps: sigma_i sigma_j rho_ij / 8,760 an hour.
    const expected = [
      [0.42 * 0.42, 0.42 * 0.55 * 0.7],
      [0.42 * 0.55 * 0.7, 0.55 * 0.55],
    ];
    for (const [i, row] of correlation.start.entries())
      for (const [j, value] of row.entries()) expect(value * 8_760).toBeCloseTo(expected[i]![j]!, 14);
  });

  it('weighs the newest return by 1 - 2^(-step / half-life)', () => {
    const { signal: ratio } = signal('{ volatility-ratio: 1.5, fast: 1h, slow: 24h, assets: [BTC], release: 1.2 }');
    expect(ratio.weight).toBeCloseTo(0.5, 15);
    // 1 - 2^(-1/24) = 0.028467822...; to the power of 24 what is left is a half.
    expect((1 - ratio.slowWeight) ** 24).toBeCloseTo(0.5, 14);
  });

  it('watches the assets of the positions concerned unless others are named', () => {
    const of = (rest: string) => signal('{ volatility: 80%, half-life: 24h }', `share: 50%, ${rest}`).signal.assets;
    expect(of('pools: all')).toEqual([0, 1, 2, 3]);
    expect(of('pools: [punt, hedged]')).toEqual([0, 1, 3]);
    const moved = policy(
      '{ policy: switch, positions: [sol-trend, eth-hedge], when: { volatility: 80%, half-life: 24h }, margin: 20% }',
    );
    expect(moved).toMatchObject({ trigger: { signal: { assets: [1, 2] } } });
  });

  it('of something that never moves is refused, where it is a ratio', () => {
    const still =
      'market: { assets: { BTC: 68_000, ETH: 2_600, SOL: 160, DOGE: 0.12 }, regimes: { only: { volatility: { BTC: 0%, ETH: 55%, SOL: 78%, DOGE: 85% }, correlation: 0 } } }';
    const cut = (when: string) => `${still}\n${scheme(`{ one: { policy: deleverage, when: ${when}, share: 50% } }`)}`;
    expect(problemsOf(() => deskStudy(cut('{ correlation: 80%, half-life: 24h }')))[0]).toContain(
      'BTC never moves, so that there is no correlation of it',
    );
    expect(problemsOf(() => deskStudy(cut('{ volatility-ratio: 2, fast: 1h, slow: 2h }')))[0]).toContain(
      'there is no volatility ratio of it',
    );
    expect(deskStudy(cut('{ volatility: 80%, half-life: 24h }')).warnings).toEqual([]);
  });
});

describe('a policy is refused', () => {
  it.each([
    ['{ below: 120% }', 'schemes.desk.policies.one.policy: is missing; allowed: top-up, deleverage, stop, switch, rebalance'],
    ['topup', 'must be a map'],
    ['{ policy: top-up, below: 90%, amount: 5 }', 'below: is out of range'],
    ['{ policy: top-up, below: 120%, amount: 0.1 }', 'means 0.1 USDT; for a share of all collateral write 10%'],
    ['{ policy: top-up, below: 120% }', 'amount: is missing'],
    ['{ policy: deleverage, share: 50% }', 'when: is missing'],
    ['{ policy: deleverage, when: [], share: 50% }', 'when: must be a map'],
    ['{ policy: deleverage, when: { volatility: 80% }, share: 50% }', 'half-life: is missing'],
    ['{ policy: deleverage, when: { cover: 130%, release: 120% }, share: 50% }', 'when.release: is not known here'],
    ['{ policy: deleverage, when: { cover: 130% }, share: 0 }', 'share: is out of range'],
    ['{ policy: deleverage, when: { cover: 130% }, share: 50%, pools: [] }', 'pools: is empty'],
    ['{ policy: deleverage, when: { volatility-ratio: 1.5, fast: 24h, slow: 24h }, share: 50% }', 'fast: must be shorter than slow'],
    ['{ policy: deleverage, when: { volatility: 80%, half-life: 1d, assets: [BTK] }, share: 50% }', 'assets.0: is no asset of the market (did you mean BTC?)'],
    ['{ policy: stop, positions: [doge-pnt], distance: 8% }', 'positions.0: is no position (did you mean doge-punt?)'],
    ['{ policy: stop, positions: [doge-punt, doge-punt], distance: 8% }', 'positions.1: doge-punt stands here twice'],
    ['{ policy: stop, distance: 8%, delay: 30m }', 'must be a whole number of steps of 1h; allowed: for example 0h or 1h'],
    ['{ policy: switch, when: { drawdown: 10% }, margin: 20% }', 'positions: is missing'],
    ['{ policy: rebalance, below: 120%, restore: 110%, keep: 110% }', 'restore: must not be less than below'],
    ['{ policy: rebalance, below: 120%, restore: 130%, keep: 110% }', 'keep: must not be less than below'],
    ['{ policy: rebalance, below: 120%, restore: 130%, keep: 90% }', 'keep: is out of range'],
  ])('%s', (written, message) => {
    expect(problem(written).join('\n')).toContain(message);
  }); // biome-ignore format: a table
});

describe('a warning tells of a policy without effect', () => {
  it.each([
    ['a top-up without treasury', '{ policy: top-up, below: 120%, amount: 5 }', 'it tops up from the treasury, which holds no USDT'],
    ['a switch of a position alone in its pool', '{ policy: switch, positions: [sol-trend, btc-carry], when: { drawdown: 10% }, margin: 20% }', 'does nothing about sol-trend, which is alone in the pool already'],
    ['a delay that leaves no step', '{ policy: stop, positions: [sol-trend], distance: 8%, delay: 167h }', 'its delay is as long as the horizon'],
    ['a rebalance of one pool', '{ policy: rebalance, pools: [trend], below: 120%, restore: 130%, keep: 130% }', 'it has one pool, and none to take from'],
  ])('%s', (_, written, message) => {
    const { warnings } = deskStudy(scheme(`{ one: ${written} }`, '0'));
    expect(warnings).toEqual([expect.stringContaining(message)]);
    expect(warnings[0]).toMatch(/^Policy one of scheme desk does nothing/);
  }); // biome-ignore format: a table

  it('but not where one step is left: decided after the first of 168, done after the last but one', () => {
    expect(deskStudy(scheme('{ one: { policy: stop, distance: 8%, delay: 166h } }')).warnings).toEqual([]);
  });
});
