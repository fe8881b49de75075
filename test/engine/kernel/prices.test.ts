import { expect, it } from 'vitest';
import { compile } from '../../../src/engine/compile.ts';
import { createGroup, LANES } from '../../../src/engine/group.ts';
import { drawPeriod, startMarket } from '../../../src/engine/kernel/market.ts';
import { randomScenario } from '../../support/random-scenario.ts';
import { seeded } from '../../support/seeds.ts';

it('low and high enclose every price of the period, to a few units in the last place, and are met', () => {
  const random = seeded('price bounds');
  // The screen gives away 1e-13 of each amount.
  let worst = 0;
  for (let k = 0; k < 100; k++) {
    const compiled = compile(randomScenario(random));
    const group = createGroup(compiled);
    startMarket(group, compiled, 0);
    const { steps, periodSteps, market } = compiled;
    for (let done = 0; done < steps; done += periodSteps) {
      const count = Math.min(periodSteps, steps - done);
      drawPeriod(group, compiled, done + 1, count);
      for (const i of market.priced) {
        for (let lane = 0; lane < LANES; lane++) {
          const prices = Array.from({ length: count }, (_, s) => group.prices[(i * periodSteps + s) * LANES + lane]!);
          const [low, high] = [group.low[i * LANES + lane]!, group.high[i * LANES + lane]!];
          worst = Math.max(worst, Math.abs(low / Math.min(...prices) - 1), Math.abs(high / Math.max(...prices) - 1));
        }
      }
    }
  }
  expect(worst).toBeLessThan(1e-14);
});
