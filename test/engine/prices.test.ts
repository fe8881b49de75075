import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { BLOCK_STEPS, LANES } from '../../src/engine/memory/constants.ts';
import { createGroup, type PathGroup } from '../../src/engine/memory/group.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Random } from '../support/random.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { withRegimes } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { precisions } from './support/scenario.ts';

/** Rows that the kernel keeps to itself: prices at the start of the block, bounds over the span. */
type Rows = PathGroup & { readonly price: Float64Array; readonly low: Float64Array; readonly high: Float64Array };

/** An asset on one lane in one span: log prices relative to the start of the block, and prices, of the span's steps. */
interface Seen {
  readonly start: number;
  readonly logs: number[];
  readonly prices: number[];
  readonly low: number;
  readonly high: number;
  readonly mark: number;
}

function everySpan(scenario: Scenario, visit: (seen: Seen) => void): void {
  const compiled = compile(scenario);
  const group = createGroup(compiled) as Rows;
  const { kernel } = group;
  kernel.start(0);
  while (kernel.nextSpan()) {
    const { spanFrom, spanTo } = kernel;
    kernel.formAllPrices();
    for (const asset of compiled.market.priced) {
      for (let lane = 0; lane < LANES; lane++) {
        const row = asset * LANES + lane;
        const steps = Array.from({ length: spanTo - spanFrom + 1 }, (_, k) => spanFrom + k);
        const at = (step: number) => (asset * BLOCK_STEPS + step) * LANES + lane;
        visit({
          start: group.price[row]!,
          logs: steps.map((step) => group.returns[at(step)]!),
          prices: steps.map((step) => group.prices[at(step)]!),
          low: group.low[row]!,
          high: group.high[row]!,
          mark: group.mark[row]!,
        });
      }
    }
  }
}

/** Random scenarios, and as many in which single returns are beyond anything that a short formula can take. */
function* scenarios(name: string, precision: Scenario['precision']): Generator<Scenario> {
  const random: Random = seeded(name);
  for (let k = 0; k < 60; k++) {
    const scenario = randomScenario(random, { precision });
    yield scenario;
    const jump = { probability: 0.1, perHours: 1, mean: 4 * random() - 2, sd: [0, 0.5, 3][k % 3]! };
    const market = withRegimes(scenario.market, (regime) => ({
      ...regime,
      singleJumps: regime.singleJumps.with(0, jump),
    }));
    yield { ...scenario, market };
  }
}

describe.each(precisions)('%s', (precision) => {
  it('a price is that of the start of its block times the exponential of its log price', () => {
    let [worst, largest] = [0, 0];
    for (const scenario of scenarios('prices', precision)) {
      everySpan(scenario, ({ start, logs, prices }) => {
        logs.forEach((x, k) => {
          largest = Math.max(largest, Math.abs(x));
          worst = Math.max(worst, Math.abs(prices[k]! / (start * Math.exp(x)) - 1) / (1 + Math.abs(x)));
        });
      });
    }
    // The polynomial of e^x is good to 1.1e-8 |x| for returns in single precision, to 8e-14 |x| for those in double.
    expect(worst).toBeLessThan(precision === 'mixed' ? 1.1e-8 : 8.1e-14);
    expect(largest).toBeGreaterThan(5);
  });

  it('the price at the end of a span is that of its last step, to the last bit', () => {
    for (const scenario of scenarios('marks', precision)) {
      everySpan(scenario, ({ prices, mark }) => expect(mark).toBe(prices.at(-1)));
    }
  });

  it('low and high enclose every price of the span, and are no further off than the square of the log price', () => {
    const seen = { large: 0, up: 0, down: 0 };
    for (const scenario of scenarios('price bounds', precision)) {
      everySpan(scenario, ({ logs, prices, low, high }) => {
        const [least, most] = [Math.min(...logs), Math.max(...logs)];
        const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
        if (!(low <= lowest && highest <= high)) expect.fail(`${low} ${lowest} ${highest} ${high}`);
        const size = Math.max(Math.abs(least), Math.abs(most));
        const gap = size > 0.35 ? 1e-12 : size * size + 1e-12;
        if (low < lowest * (1 - gap) || high > highest * (1 + gap)) expect.fail(`not met: ${low} ${lowest} ${high}`);
        if (size > 0.35) seen.large++;
        if (most > 1.79) seen.up++;
        if (least < -1) seen.down++;
      });
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });
});
