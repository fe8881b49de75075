import { inputError } from '../base/errors.ts';
import { compile, isWatched } from '../engine/compile.ts';
import { replayMarket } from '../engine/replay.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { ExactSchemeResult } from '../margin/exact/outcome.ts';
import { simulateExact } from '../margin/exact/simulate.ts';

/**
 * One path of a scenario through the exact engine, from the same draws as its run: what `explain` prints. Results of all schemes, or of
 * the one named, with their ledgers. Throws an input error if there is no such path or scheme.
 */
export function explainPath(scenario: Scenario, path: number, scheme?: string): ExactSchemeResult[] {
  const { account, market, paths } = scenario;
  if (!(Number.isInteger(path) && path >= 0 && path < paths)) {
    throw inputError('--path', 'there is no such path in this run', {
      allowed: `0 to ${paths - 1}`,
      got: String(path),
    });
  }
  const schemes = account.schemes.filter(({ name }) => scheme === undefined || name === scheme);
  if (schemes.length === 0) {
    const allowed = account.schemes.map(({ name }) => name).join(', ');
    throw inputError('--scheme', 'there is no such scheme', { allowed, got: String(scheme) });
  }
  // Compiled with all schemes: what is drawn must not depend on which scheme is looked at.
  const compiled = compile(scenario);
  return simulateExact({ ...account, schemes }, market.prices, replayMarket(compiled, path), {
    watchedSteps: (step) => isWatched(compiled, step),
  });
}
