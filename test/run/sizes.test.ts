import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { createGroup } from '../../src/engine/memory/group.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { countFigures, sizesOf, summaryBytes } from '../../src/run/plan/sizes.ts';
import { createSummary, summaryFigures } from '../../src/stats/summary.ts';
import { between, chance, list, type Random, whole } from '../support/random.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';

/** A random scenario whose positions may have tags, with other levels. */
function tagged(random: Random): Scenario {
  const scenario = randomScenario(random, { anyRules: chance(random, 0.3) });
  const tags = whole(random, 0, 3);
  const positions = scenario.account.positions.map((position) => ({
    ...position,
    tag: tags === 0 ? null : `t${whole(random, 1, tags)}`,
  }));
  const levels = list(whole(random, 1, 4), () => between(random, 0.5, 0.999)).toSorted((a, b) => a - b);
  return { ...scenario, levels, account: { ...scenario.account, positions } };
}

const random = seeded('sizes');
const scenarios = list(60, () => tagged(random));

describe('what is counted of a scenario before it is compiled', () => {
  it('is the number of its figures exactly', () => {
    for (const scenario of scenarios) {
      const compiled = compile(scenario);
      const figures = summaryFigures(simulate(compiled, 0, 8), compiled.shape);
      expect(countFigures(sizesOf(scenario))).toBe(figures.length);
    }
  });

  it('is the size of its summaries within a tenth', () => {
    for (const scenario of scenarios) {
      const compiled = compile(scenario);
      const sizes = sizesOf(scenario);
      const empty = serialize(createSummary(compiled.shape, 0)).length;
      const full = serialize(simulate(compiled, 0, 400)).length;
      for (const share of [sizes.sumBytes / empty, summaryBytes(sizes, 400) / full]) {
        expect(share).toBeGreaterThan(0.9);
        expect(share).toBeLessThan(1.15);
      }
    }
  });

  it('is the memory of a group of paths within a factor of two', () => {
    for (const scenario of scenarios) {
      const arrays = Object.values(createGroup(compile(scenario))).filter((view) => ArrayBuffer.isView(view));
      const bytes = [...new Set(arrays.map(({ buffer }) => buffer))].reduce(
        (sum, { byteLength }) => sum + byteLength,
        0,
      );
      const share = sizesOf(scenario).groupBytes / bytes;
      expect(share).toBeGreaterThan(0.5);
      expect(share).toBeLessThan(2);
    }
  });
});
