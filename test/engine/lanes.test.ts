import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { withRegimes } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { outcomesDigest, outcomesOf, pathsOf } from './support/outcomes.ts';
import { record } from './support/record.ts';
import { livelyScenario, precisions } from './support/scenario.ts';

/** Books of every kind: coins, brackets, switches and jumps at random, and crashes that need the long way round to a price. */
function* scenarios(precision: Scenario['precision'], count: number): Generator<Scenario> {
  const random = seeded(`lanes ${precision}`);
  yield livelyScenario({ precision });
  yield livelyScenario({ precision, watch: 'every-step' }, 5);
  for (let k = 0; k < count; k++) {
    const scenario = randomScenario(random, { precision });
    yield scenario;
    const jump = { probability: 0.03, perHours: 1, mean: random() - 0.5, sd: 1 };
    const market = withRegimes(scenario.market, (regime) => ({
      ...regime,
      singleJumps: regime.singleJumps.with(0, jump),
    }));
    yield { ...scenario, market };
  }
}

describe.each(precisions)('%s: a path owes nothing to its lane or to the paths beside it', (precision) => {
  it('its outcome has the very same bits in every lane', () => {
    for (const scenario of scenarios(precision, 40)) {
      const compiled = compile(scenario);
      for (const path of [LANES, 3 * LANES + 5]) {
        const digests = Array.from({ length: LANES }, (_, lane) => {
          const group = outcomesOf(compiled, path - lane, LANES);
          return outcomesDigest(pathsOf(group, lane, lane + 1));
        });
        expect(new Set(digests).size, JSON.stringify(scenario)).toBe(1);
      }
    }
  });

  it('and so have its prices, regimes and rates, which the account does not always show', () => {
    for (const scenario of scenarios(precision, 15)) {
      const compiled = compile(scenario);
      const whole = record(compiled, 3 * LANES);
      for (let shift = 1; shift < LANES; shift++) {
        const shifted = record(compiled, 2 * LANES, shift);
        const moved = (values: Float64Array | Uint8Array, stride: number) =>
          values.slice(shift * stride, (shift + 2 * LANES) * stride);
        expect(shifted.regimes).toEqual(moved(whole.regimes, whole.steps));
        compiled.market.priced.forEach((i) => {
          expect(shifted.prices[i]).toEqual(moved(whole.prices[i]!, whole.steps));
          expect(shifted.due[i]).toEqual(whole.due[i]!.map((list) => moved(list, 1)));
        });
      }
    }
  });

  it('any split into chunks gives the same bits', () => {
    const random = seeded(`chunks ${precision}`);
    for (const scenario of scenarios(precision, 10)) {
      const compiled = compile(scenario);
      const whole = outcomesOf(compiled, 0, 300);
      for (let from = 0; from < 300; ) {
        const to = Math.min(300, from + 1 + Math.floor(random() * 90));
        expect(outcomesDigest(outcomesOf(compiled, from, to - from))).toBe(outcomesDigest(pathsOf(whole, from, to)));
        from = to;
      }
    }
  });
});
