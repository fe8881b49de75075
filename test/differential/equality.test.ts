import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { Position, Scheme } from '../../src/margin/account.ts';
import { plainRules } from '../support/plain-rules.ts';
import type { Random } from '../support/random.ts';
import { regimeMarket } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { decisionsOf, exactResults } from './compare.ts';

const SCENARIOS = 600;

/**
 * Where every number is a whole multiple of a power of 2, both engines compute without rounding: there is no knife-edge to
 * excuse a difference, and equity meets the requirement to the last bit.
 */
it('prices that stand still, equity that funding brings to the requirement exactly: both engines decide alike', () => {
  const random = seeded('differential equality');
  const fired = { first: 0, later: 0, never: 0 };
  for (let k = 0; k < SCENARIOS; k++) {
    const scenario = exactScenario(random);
    const compiled = compile(scenario);
    const path = Math.floor(LANES * random());
    const results = exactResults(scenario, compiled, path);
    simulateBlocks(compiled, 0, LANES, (block) => {
      results.forEach((exact, s) => {
        const [fast, slow] = decisionsOf(block, exact, s, path);
        if (fast !== slow) expect(fast, `${JSON.stringify(scenario)} path ${path} scheme ${s}`).toBe(slow);
        const step = exact.account.firstLiquidationStep;
        fired[step === 0 ? 'never' : step === 1 ? 'first' : 'later']++;
      });
    });
  }
  console.log(`${2 * SCENARIOS} schemes: ${JSON.stringify(fired)}`);
  expect(Math.min(...Object.values(fired))).toBeGreaterThan(SCENARIOS / 10);
});

const whole = (random: Random, low: number, high: number) => low + Math.floor((high - low + 1) * random());
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

/** A pool's collateral is its requirement and so many payments of funding: one of them leaves the requirement and no more. */
function exactScenario(random: Random): Scenario {
  const assets = Array.from({ length: whole(random, 1, 3) }, (_, i) => `A${i}`);
  const prices = assets.map(() => 2 ** whole(random, 0, 10));
  const rates = assets.map(() => whole(random, 1, 8) / 256);
  const fundingRates = assets.map(() => whole(random, -4, 8) / 1024);
  const positions = Array.from({ length: whole(random, 1, 4) }, (_, k): Position => {
    const asset = whole(random, 0, assets.length - 1);
    return {
      name: `p${k}`,
      asset,
      quantity: pick(random, [-1, 1]) * whole(random, 1, 64),
      entry: prices[asset]!,
      tag: null,
    };
  });
  const cushion = pick(random, [0, 0, 1, 2, 3, 4, 30]);
  const collateralOf = (members: readonly number[]) => {
    const notional = members.map((i) => positions[i]!).map(({ asset, quantity }) => quantity * prices[asset]!);
    const assetOf = (k: number) => positions[members[k]!]!.asset;
    const requirement = notional.reduce((sum, n, k) => sum + Math.abs(n) * rates[assetOf(k)]!, 0);
    const payment = notional.reduce((sum, n, k) => sum + n * fundingRates[assetOf(k)]!, 0);
    return requirement + cushion * Math.max(0, payment);
  };
  const scheme = (name: string, partition: Scheme['partition'], groups: number[][]): Scheme => ({
    name,
    partition,
    pools: groups.map((members, g) => ({
      name: `${name}${g}`,
      positions: members,
      collateral: [collateralOf(members)],
    })),
    treasury: [0],
    policies: [],
  });
  const all = positions.map((_, i) => i);
  return {
    name: 'equality',
    axes: {},
    market: regimeMarket({
      quote: 'USDT',
      assets,
      prices,
      regimes: [
        {
          name: 'still',
          volatility: assets.map(() => 0),
          drift: assets.map(() => 0),
          correlation: assets.map((_, i) => assets.map((__, j) => Number(i === j))),
          commonJump: null,
          singleJumps: assets.map(() => null),
          funding: fundingRates.map((mean) => ({ mean, sd: 0, reversionHours: 8 })),
          haircut: assets.map(() => 0),
          depth: assets.map(() => null),
          deleveraging: null,
        },
      ],
      transition: { perHours: 1, rows: [[1]] },
      start: [1],
      shocks: { law: 'normal' },
      compensateJumps: false,
    }),
    account: {
      assets,
      positions,
      collateral: [{ name: 'USDT', asset: null, amount: 1e6 }],
      schemes: [
        scheme(
          'isolated',
          'each',
          all.map((i) => [i]),
        ),
        scheme('cross', 'one', [all]),
      ],
      venue: {
        name: 'exact',
        ...plainRules,
        maintenance: rates.map((rate) => [{ floor: 0, cap: null, rate, amount: 0 }]),
        takerFee: 0,
        liquidationFee: assets.map(() => 0),
        slippage: 0,
        funding: {
          everyHours: pick(random, [1, 2, 3, 5, 8, 12]),
          interest: 0,
          damper: 0,
          clamp: [],
          notional: pick(random, ['mark', 'entry'] as const),
          booked: pick(random, ['before-check', 'after-check'] as const),
        },
        remainder: 'returned',
        equality: pick(random, ['fires', 'holds'] as const),
        haircut: [0],
        sizeDiscount: [[]],
      },
    },
    stepHours: 1,
    steps: whole(random, 8, 30),
    paths: LANES,
    seed: `equality ${random()}`,
    levels: [0.95],
    precision: pick(random, ['mixed', 'f64'] as const),
    watch: 'period-end',
  };
}
