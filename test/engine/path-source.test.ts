import { describe, expect, it } from 'vitest';
import { type CompiledScenario, compile } from '../../src/engine/compile/compile.ts';
import { BLOCK_STEPS, LANES, Pause } from '../../src/engine/memory/constants.ts';
import { createGroup } from '../../src/engine/memory/group.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { PathSource } from '../../src/market/sources/source.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { flatMarket, regimeMarket } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { outcomesDigest, outcomesOf, outcomesOfGroups } from './support/outcomes.ts';
import { accountOf, livelyScenario, marketOf, precisions, scenarioOf } from './support/scenario.ts';

const COLUMN = BLOCK_STEPS * LANES;

/** The same return for an asset at every step, in regime 0; `logWeight` is added at every block. */
function constantSource(returns: readonly number[], logWeight = 0): PathSource {
  return {
    start() {},
    fill(block) {
      for (const [asset, value] of returns.entries()) {
        block.returns.fill(value, asset * COLUMN, asset * COLUMN + block.steps * block.lanes);
      }
      block.regimes.fill(0, 0, block.steps * block.lanes);
      for (let lane = 0; lane < block.lanes; lane++) block.logWeights[lane]! += logWeight;
    },
  };
}

describe.each(precisions)('a source outside of the kernel, in precision %s', (precision) => {
  it('moves prices by its returns, at every step and over a horizon that is no whole number of blocks', () => {
    const market = marketOf([100, 250, 3]);
    const held = [
      { asset: 0, quantity: 1 },
      { asset: 2, quantity: -5 },
    ];
    const compiled = compile(scenarioOf(market, accountOf(market, held), { steps: 21, precision }));
    const group = createGroup(compiled, { source: constantSource([0.01, -7, -0.02]) });
    const { kernel, prices } = group;
    kernel.start(0);
    let steps = 0;
    while (kernel.nextSpan() !== Pause.HORIZON) {
      kernel.formAllPrices();
      for (let step = kernel.spanFrom; step <= kernel.spanTo; step++) {
        const n = kernel.blockFirst + step;
        for (let lane = 0; lane < LANES; lane++) {
          expect(prices[step * LANES + lane]).toBeCloseTo(100 * Math.exp(0.01 * n), precision === 'f64' ? 10 : 4);
          expect(prices[2 * COLUMN + step * LANES + lane]).toBeCloseTo(
            3 * Math.exp(-0.02 * n),
            precision === 'f64' ? 12 : 6,
          );
        }
        steps++;
      }
    }
    expect(steps).toBe(21);
  });

  it('is told which paths begin, and how many steps it has filled', () => {
    const told: (readonly number[])[] = [];
    const still = constantSource([0]);
    const source: PathSource = {
      start: (firstPath) => told.push([firstPath]),
      fill(block, firstStep) {
        told.push([firstStep, block.steps]);
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a source is no array
        still.fill(block, firstStep);
      },
    };
    const market = marketOf([100]);
    const compiled = compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 19, precision }));
    outcomesOfGroups(compiled, 2, { source });
    const path = [
      [0, 8],
      [8, 8],
      [16, 3],
    ];
    expect(told).toEqual([[0], ...path, [LANES], ...path]);
  });

  it('gives each path its weight, and starts the next one at 1', () => {
    const market = marketOf([100]);
    const compiled = compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 24, precision }));
    const { weights } = outcomesOfGroups(compiled, 2, { source: constantSource([0], -0.25) });
    for (const weight of weights) expect(weight).toBeCloseTo(Math.exp(-0.75), 14);
    expect(Array.from(outcomesOfGroups(compiled, 2, { source: constantSource([0]) }).weights)).toEqual(
      Array.from({ length: 2 * LANES }, () => 1),
    );
  });

  it('that repeats what the regime model drew has the outcomes of the regime model, bit by bit', () => {
    const random = seeded('path source');
    const scenarios = [
      livelyScenario({ precision }),
      livelyScenario({ precision, watch: 'every-step' }, 5),
      ...Array.from({ length: 30 }, () => randomScenario(random, { precision, anyRules: true })),
    ];
    let moved = 0;
    for (const scenario of scenarios.map(withoutWhatNoBlockHolds)) {
      const compiled = compile(scenario);
      const repeated = outcomesOfGroups(compiled, 2, { source: repeat(compiled, 2) });
      const drawn = outcomesOf(compiled, 0, 2 * LANES);
      expect(outcomesDigest(repeated)).toBe(outcomesDigest(drawn));
      moved += drawn.account.filter(({ first_event_step: steps }) => steps!.some((step) => step > 0)).length;
    }
    expect(moved).toBeGreaterThan(20);
  });
});

/** A regime that changes within a step has no place in a block. */
function withoutWhatNoBlockHolds(scenario: Scenario): Scenario {
  const flat = flatMarket(scenario.market);
  return {
    ...scenario,
    market: regimeMarket({
      ...flat,
      transition: { ...flat.transition, perHours: scenario.stepHours },
    }),
  };
}

/** Plays the returns and regimes of the first groups of paths again, as the regime model drew them. */
function repeat(compiled: CompiledScenario, groups: number): PathSource {
  const group = createGroup(compiled);
  const { kernel, returns, regimes } = group;
  const blocks = new Map<string, { returns: Float64Array; regimes: Int32Array }>();
  const round = (value: number) => (compiled.precision === 'mixed' ? Math.fround(value) : value);
  for (let path = 0; path < groups * LANES; path += LANES) {
    kernel.start(path);
    while (kernel.nextSpan() !== Pause.HORIZON) {
      if (kernel.spanFrom > 0) continue;
      const single = Float64Array.from(returns, (sum, k) => {
        // Only of assets that anyone needs are the returns summed up.
        if (!compiled.market.priced.includes(Math.floor(k / COLUMN))) return 0;
        const before = k % COLUMN < LANES ? 0 : returns[k - LANES]!;
        return stepBetween(before, sum, round);
      });
      blocks.set(`${path} ${kernel.blockFirst - 1}`, { returns: single, regimes: regimes.slice() });
    }
  }
  let path = 0;
  return {
    start(firstPath) {
      path = firstPath;
    },
    fill(block, firstStep) {
      const recorded = blocks.get(`${path} ${firstStep}`)!;
      block.returns.set(recorded.returns);
      block.regimes.set(recorded.regimes);
    },
  };
}

/** A number that the kernel's sum takes from one sum to the next, to the last bit. */
function stepBetween(before: number, sum: number, round: (value: number) => number): number {
  let step = round(sum - before);
  for (let tries = 0; round(before + step) !== sum && tries < 10; tries++)
    step = round(step + (sum - round(before + step)));
  expect(round(before + step)).toBe(sum);
  return step;
}
