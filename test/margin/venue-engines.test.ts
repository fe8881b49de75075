import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';
import { loadStudy } from '../../src/study/load.ts';
import { decisionsOf, exactResults, moneyOf } from '../differential/compare.ts';

const folder = fileURLToPath(new URL('../../experiments/venues/', import.meta.url));

/** Paths that the fast engine runs of each scenario; of those that had a liquidation, the first few are run exactly as well. */
const simulated = 48;
const compared = 3;

/** Money may differ by this share of the gross notional of the book. */
const tolerance = 1e-9;

/** Fast and exact outcomes of the first paths with a liquidation under any scheme. */
function compareScenario(scenario: Scenario): number {
  const compiled = compile(scenario);
  const { account, market } = scenario;
  const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * (market.prices[p.asset] ?? 0), 0);
  let count = 0;
  simulateBlocks(compiled, 0, simulated, (block) => {
    const paths = Array.from({ length: simulated }, (_, path) => path);
    const eventful = paths.filter((path) => block.account.some((scheme) => (scheme.first_event_step[path] ?? 0) > 0));
    for (const path of eventful.slice(0, compared)) count += comparePath(scenario, compiled, block, path, gross);
  });
  return count;
}

function comparePath(
  scenario: Scenario,
  compiled: ReturnType<typeof compile>,
  block: OutcomeBlock,
  path: number,
  gross: number,
): number {
  const results = exactResults(scenario, compiled, path);
  for (const [s, exact] of results.entries()) {
    const [fastDecisions, exactDecisions] = decisionsOf(block, exact, s, path);
    expect(fastDecisions, `path ${path}, scheme ${exact.scheme}`).toBe(exactDecisions);
    for (const [name, fast, law] of moneyOf(block, exact, s, path)) {
      const unit = name === 'ratio' ? Math.max(1, Math.abs(fast)) : gross;
      const difference = new Decimal(fast).minus(law).abs().toNumber() / unit;
      expect(difference, `${name} of path ${path}, scheme ${exact.scheme}`).toBeLessThan(tolerance);
    }
  }
  return results.length;
}

describe('both engines agree under the preset of', () => {
  it.each(readdirSync(folder))('%s, as its experiment has it', (file) => {
    const { scenarios } = loadStudy(`${folder}${file}`);
    const count = scenarios.reduce((total, scenario) => total + compareScenario(scenario), 0);
    // A scheme in which nothing can go wrong may be among them, but not only such.
    expect(count).toBeGreaterThan(compared);
  });
});
