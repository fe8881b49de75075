import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/engine/compile/compile.ts';
import { BLOCK_STEPS } from '../../../src/engine/memory/constants.ts';
import { replayMarket } from '../../../src/engine/replay.ts';
import { simulateBlocks } from '../../../src/engine/simulate.ts';
import type { Market } from '../../../src/market/model.ts';
import { type MarketModel, sourceOf, sources } from '../../../src/market/sources/registry.ts';
import type { FilledSource, PathSource } from '../../../src/market/sources/source.ts';
import { accountOf, livelyScenario, scenarioOf } from '../../engine/support/scenario.ts';

/** A model of each kind; a source that is added gets one here, and all of this runs on it. */
const models: { readonly [Kind in MarketModel['kind']]: Market } = {
  regimes: livelyScenario().market,
};

describe.each(Object.values(models))('the model $model.kind', (market) => {
  const { model } = market;
  const rule = sourceOf(model);

  it('has a law of the first regime', () => {
    const law = rule.startLaw(model);
    expect(law).toHaveLength(market.regimes.length);
    expect(law.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  });

  it('has a covariance of every two assets, symmetric', () => {
    const covariance = rule.dailyCovariance(model);
    for (const [i] of market.assets.entries()) {
      for (const [j] of market.assets.entries()) expect(covariance[i]![j]).toBe(covariance[j]![i]);
    }
  });

  it('is compiled to plain data, and runs from a copy of it on another thread as here', () => {
    const compiled = compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 20 }));
    const copy = structuredClone(compiled);
    for (const path of [0, 11]) expect(replayMarket(copy, path)).toEqual(replayMarket(compiled, path));
  });

  it('gives a path the same returns whatever path was asked for before', () => {
    const compiled = compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 20 }));
    const alone = replayMarket(compiled, 13);
    replayMarket(compiled, 5);
    expect(replayMarket(compiled, 13)).toEqual(alone);
  });
});

interface Steady {
  readonly kind: 'steady';
  readonly growth: number;
}

/** Every path grows by its number times `growth` at each step. */
const steady: FilledSource<Steady, number> = {
  meaning: 'every path grows at its own pace',
  startLaw: () => [1],
  dailyCovariance: () => [[0]],
  leastRise: () => [{ mean: 0, variance: 0, field: 'model' }],
  drawsPerStep: () => ({ switches: 0, mixings: 0, commonJumps: 0, singleJumps: 0 }),
  stepFaults: () => [],
  compile: ({ growth }) => growth,
  create(growth): PathSource {
    let first = 0;
    return {
      start(firstPath) {
        first = firstPath;
      },
      fill({ steps, lanes, returns, regimes }) {
        for (let k = 0; k < steps * lanes; k++) returns[k] = growth * (first + (k % lanes));
        regimes.fill(0, 0, BLOCK_STEPS * lanes);
      },
    };
  },
};

describe('a source in TypeScript that is registered', () => {
  const registry = sources as unknown as Record<string, unknown>;
  beforeAll(() => {
    registry['steady'] = steady;
  });
  afterAll(() => {
    delete registry['steady'];
  });

  it('fills the blocks of every run and of every replay, with the same paths', () => {
    const model = { kind: 'steady', growth: 0.001 } as unknown as MarketModel;
    const [regime] = livelyScenario({}, 1).market.regimes;
    const still = { ...regime!, haircut: [0], deleveraging: null };
    const market: Market = { quote: 'USDT', assets: ['A0'], prices: [100], regimes: [still], model };
    const compiled = compile(
      scenarioOf(market, accountOf(market, [{ asset: 0, quantity: 1 }]), { steps: 20, precision: 'f64' }),
    );
    expect(structuredClone(compiled).market.source).toEqual({ kind: 'steady', data: 0.001 });
    for (const path of [0, 3, 21]) {
      const steps = replayMarket(compiled, path);
      expect(steps[19]!.prices[0]).toBeCloseTo(100 * Math.exp(0.001 * path * 20), 8);
    }
    simulateBlocks(compiled, 0, 24, (block) => {
      const { pnl, cost_funding: funding } = block.account[0]!;
      for (let path = 0; path < block.count; path++) {
        expect(pnl[path]! + funding[path]!).toBeCloseTo(100 * Math.expm1(0.001 * path * 20), 8);
      }
    });
  });
});
