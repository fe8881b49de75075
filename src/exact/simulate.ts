import { assert } from '../base/errors.ts';
import type { Account, Scheme } from '../margin/account.ts';
import { liquidate } from '../margin/liquidation/registry.ts';
import type { MarketStep } from '../margin/market-step.ts';
import { actAfterStep, type PolicyRun, startPolicies } from '../margin/policies/run.ts';
import type { LiquidationState, PolicyState } from '../margin/scheme-state.ts';
import { checkPool, watch } from './checks.ts';
import { recoverDepth } from './closing.ts';
import { larger } from './decimal.ts';
import { type DecisionLog, tellDecisions } from './decisions.ts';
import { deleverageBook } from './ending.ts';
import { type ExactMarket, exactRules, marketAt, marketAtStart } from './inputs.ts';
import type { TracedCheck } from './ledger.ts';
import { liquidationOrder, openRun } from './opening.ts';
import { type ExactSchemeResult, outcomeOf } from './outcome.ts';
import { bookPrices, conservedWealth, settleFunding } from './payments.ts';
import { hasOpenPositions, type PoolState } from './pool.ts';
import { note, type SchemeRun } from './run.ts';
import { openSignals } from './signals.ts';
import { stateOf } from './state.ts';

/** What is watched and told along a path. */
export interface ExactOptions {
  /** Whether drawdown and the lowest margin ratio are watched at this step (1-based). */
  readonly watchedSteps: (step: number) => boolean;
  /** Whether to keep a ledger; default true. Decisions and money do not depend on it. */
  readonly ledger?: boolean;
  /** Whether the ledger tells every check of this step, also those that a pool passed (reason `passed`); default: no step. */
  readonly checkedSteps?: (step: number) => boolean;
  /** Hears of every check, of pools with open positions, before anything is closed. */
  readonly trace?: ((check: TracedCheck) => void) | null;
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
  { watchedSteps, ledger = true, checkedSteps = () => false, trace = null }: ExactOptions,
): ExactSchemeResult[] {
  const rules = exactRules(account.venue);
  const start = marketAtStart(startPrices);
  const signals = openSignals(account.schemes);
  const schemes = account.schemes.map((scheme) =>
    openScheme(scheme, openRun(account, scheme, { rules, market: start }, signals, { ledger, checkedSteps, trace })),
  );
  let before = start;
  for (const [index, step] of steps.entries()) {
    assert(step.step === index + 1, 'steps of a path count from 1 without a gap');
    const market = marketAt(step);
    for (const scheme of schemes) advanceScheme(scheme, market, watchedSteps(step.step));
    // After the last step nobody acts: it could not matter any more.
    if (index + 1 === steps.length) break;
    signals.update(before, market);
    for (const scheme of schemes) actBetweenSteps(scheme);
    before = market;
  }
  return schemes.map(({ run }) => outcomeOf(run));
}

/** A scheme with those who act on it. */
interface ActingScheme {
  readonly run: SchemeRun;
  readonly scheme: Scheme;
  /** In the order in which they are liquidated; with the number by which the rules know each. */
  readonly inOrder: readonly { readonly pool: PoolState; readonly number: number }[];
  readonly state: LiquidationState & PolicyState;
  readonly policies: PolicyRun;
  readonly log: DecisionLog | null;
}

/** The scheme at the start; nothing is checked there. */
function openScheme(scheme: Scheme, run: SchemeRun): ActingScheme {
  const shared = run.pools.slice(0, scheme.pools.length);
  for (const pool of scheme.policies.length > 0 ? [...shared, run.treasury] : shared)
    note(run, pool, { kind: 'start' });
  const log = run.ledger === null ? null : tellDecisions(run, run.ledger);
  return {
    run,
    scheme,
    inOrder: liquidationOrder(run).map((pool) => ({ pool, number: run.pools.indexOf(pool) })),
    state: stateOf(run, log),
    policies: startPolicies(scheme.policies),
    log,
  };
}

/** Moves the scheme on by one step: prices, funding, the check of every pool, liquidations, and what is watched at the end of it. */
function advanceScheme({ run, inOrder, state }: ActingScheme, market: ExactMarket, watched: boolean): void {
  const { rules, pools } = run;
  bookPrices(run, market);
  run.market = market;
  recoverDepth(run);
  if (rules.fundingBooked === 'before-check') for (const pool of pools) settleFunding(run, pool);
  // Whether a pool is liquidated is decided for all before any is touched: what one cannot pay may cost another.
  const fired = new Set(pools.filter((pool) => hasOpenPositions(pool) && checkPool(run, pool)));
  for (const { pool, number } of inOrder) {
    if (fired.has(pool) && hasOpenPositions(pool)) liquidate(state, number, rules.liquidation);
  }
  if (rules.fundingBooked === 'after-check') for (const pool of pools) settleFunding(run, pool);
  run.wealth = conservedWealth(run);
  run.highest = larger(run.highest, run.wealth);
  if (watched) watch(run);
}

/** What happens between two steps: the venue may deleverage its book, and the policies act on all that they could see by now. */
function actBetweenSteps({ run, scheme, state, policies, log }: ActingScheme): void {
  const { deleveraging } = run.market;
  if (deleveraging === null && scheme.policies.length === 0) return;
  if (deleveraging !== null) deleverageBook(run, deleveraging);
  actAfterStep(state, scheme.policies, policies, log);
  conservedWealth(run);
}
