import { assert } from '../base/errors.ts';
import type { Account } from '../margin/account.ts';
import type { MarketStep } from '../margin/market-step.ts';
import type { TracedCheck } from './ledger.ts';
import type { ExactSchemeResult } from './outcome.ts';
import { closeScheme } from './result.ts';
import { exactRules } from './rules.ts';
import type { Telling } from './run.ts';
import { actBetweenSteps, advanceScheme, openScheme } from './scheme.ts';
import { openSignals } from './signals.ts';
import { worldAt, worldAtStart } from './world.ts';

export type { TracedCheck } from './ledger.ts';

/** What is watched and told along a path. */
export interface ExactOptions {
  /** Whether drawdown and the lowest margin ratio are watched at this step (1-based). */
  readonly watchedSteps: (step: number) => boolean;
  /** Whether to keep a ledger; default true. Decisions and money do not depend on it. */
  readonly ledger?: boolean;
  /** Whether the ledger tells every check of this step, also those that a pool passed (reason `passed`); default: no step. */
  readonly checkedSteps?: (step: number) => boolean;
  /** Hears of every check, of pools with open positions, before anything is closed. */
  readonly trace?: (check: TracedCheck) => void;
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
  { watchedSteps, ledger = true, checkedSteps, trace }: ExactOptions,
): ExactSchemeResult[] {
  const rules = exactRules(account.venue);
  const start = worldAtStart(startPrices);
  const signals = openSignals(account.schemes);
  const telling: Telling = {
    ledger,
    checkedSteps: checkedSteps ?? (() => false),
    trace: trace ?? null,
  };
  const schemes = account.schemes.map((scheme) => openScheme(account, scheme, rules, { start, signals, telling }));
  let before = start;
  for (const [index, step] of steps.entries()) {
    assert(step.step === index + 1, 'steps of a path count from 1 without a gap');
    const world = worldAt(step);
    for (const scheme of schemes) advanceScheme(scheme, world, watchedSteps(step.step));
    // After the last step nobody acts: it could not matter any more.
    if (index + 1 === steps.length) break;
    signals.update(before, world);
    for (const scheme of schemes) actBetweenSteps(scheme);
    before = world;
  }
  return schemes.map(({ run }) => closeScheme(run));
}
