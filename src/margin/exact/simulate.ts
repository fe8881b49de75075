import { assert } from '../../base/errors.ts';
import type { Account } from '../account.ts';
import type { MarketStep } from '../market-step.ts';
import type { ExactSchemeResult } from './outcome.ts';
import { closeScheme } from './result.ts';
import { exactRules } from './rules.ts';
import { advanceScheme, openScheme } from './scheme.ts';
import { worldAt, worldAtStart } from './world.ts';

/** What is watched and told along a path. */
export interface ExactOptions {
  /** Whether drawdown and the lowest margin ratio are watched at this step (1-based). */
  readonly watchedSteps: (step: number) => boolean;
  /** Whether to keep a ledger; default true. Decisions and money do not depend on it. */
  readonly ledger?: boolean;
}

/**
 * Runs one path under every scheme of the account by the text of the rules, in exact decimal arithmetic.
 *
 * `startPrices` per asset, quote per unit; `steps` are 1, 2, … n without a gap. One result per scheme, in their order.
 * Money is asserted to be conserved after every step, to the last digit; throws `MarginLabError` of kind `bug` if not.
 */
export function simulateExact(
  account: Account,
  startPrices: readonly number[],
  steps: readonly MarketStep[],
  { watchedSteps, ledger = true }: ExactOptions,
): ExactSchemeResult[] {
  const rules = exactRules(account.venue);
  const start = worldAtStart(startPrices);
  const runs = account.schemes.map((scheme) => openScheme(account, scheme, rules, start, ledger));
  for (const [index, step] of steps.entries()) {
    assert(step.step === index + 1, 'steps of a path count from 1 without a gap');
    const world = worldAt(step);
    for (const run of runs) advanceScheme(run, world, watchedSteps(step.step));
  }
  return runs.map(closeScheme);
}
