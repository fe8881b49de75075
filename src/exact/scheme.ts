import type { Account, Scheme } from '../margin/account.ts';
import { liquidate } from '../margin/liquidation/registry.ts';
import { actAfterStep, type PolicyRun, startPolicies } from '../margin/policies/run.ts';
import type { LiquidationState, PolicyState } from '../margin/scheme-state.ts';
import { bookPrices, conservedWealth } from './books.ts';
import { checkPool } from './check.ts';
import { larger } from './decimal.ts';
import { type DecisionLog, tellDecisions } from './decisions.ts';
import { recoverDepth } from './depth.ts';
import { deleverageBook } from './ending.ts';
import { settleFunding } from './funding.ts';
import { liquidationOrder, openHoldings } from './opening.ts';
import { hasOpenPositions, type PoolState } from './pool.ts';
import type { ExactRules } from './rules.ts';
import { note, type SchemeRun, startRun, type Telling } from './run.ts';
import type { Signals } from './signals.ts';
import { stateOf } from './state.ts';
import { watch } from './watching.ts';
import type { World } from './world.ts';

/** A scheme with those who act on it. */
export interface ActingScheme {
  readonly run: SchemeRun;
  readonly scheme: Scheme;
  /** In the order in which they are liquidated; with the number by which the rules know each. */
  readonly inOrder: readonly { readonly pool: PoolState; readonly number: number }[];
  readonly state: LiquidationState & PolicyState;
  readonly policies: PolicyRun;
  readonly log: DecisionLog | null;
}

/** The scheme at the start; nothing is checked there. */
export function openScheme(
  account: Account,
  scheme: Scheme,
  rules: ExactRules,
  { start, signals, telling }: { readonly start: World; readonly signals: Signals; readonly telling: Telling },
): ActingScheme {
  const opening = openHoldings(account, scheme, rules, start.prices, signals);
  const run = startRun(opening, start, telling);
  const shared = run.pools.slice(0, scheme.pools.length);
  for (const pool of scheme.policies.length > 0 ? [...shared, run.treasury] : shared)
    note(run, pool, { kind: 'start' });
  const log = run.ledger === null ? null : tellDecisions(run, run.ledger);
  return {
    run,
    scheme,
    inOrder: liquidationOrder(opening).map((pool) => ({ pool, number: run.pools.indexOf(pool) })),
    state: stateOf(run, log),
    policies: startPolicies(scheme.policies),
    log,
  };
}

/** Moves the scheme on by one step: prices, funding, the check of every pool, liquidations, and what is watched at the end of it. */
export function advanceScheme({ run, inOrder, state }: ActingScheme, world: World, watched: boolean): void {
  const { rules, books, holdings, pools } = run;
  run.collateralPnl = run.collateralPnl.plus(bookPrices(books, holdings, run.world, world));
  run.world = world;
  recoverDepth(run);
  if (rules.fundingBooked === 'before-check') for (const pool of pools) settleFunding(run, pool);
  // Whether a pool is liquidated is decided for all before any is touched: what one cannot pay may cost another.
  const fired = new Set(pools.filter((pool) => hasOpenPositions(pool) && checkPool(run, pool)));
  for (const { pool, number } of inOrder) {
    if (fired.has(pool) && hasOpenPositions(pool)) liquidate(state, number, rules.liquidation);
  }
  if (rules.fundingBooked === 'after-check') for (const pool of pools) settleFunding(run, pool);
  run.wealth = conservedWealth(books, holdings, world, run.initialWealth);
  run.highest = larger(run.highest, run.wealth);
  if (watched) watch(run);
}

/** What happens between two steps: the venue may deleverage its book, and the policies act on all that they could see by now. */
export function actBetweenSteps({ run, scheme, state, policies, log }: ActingScheme): void {
  const { world } = run;
  if (world.deleveraging === null && scheme.policies.length === 0) return;
  if (world.deleveraging !== null) deleverageBook(run, world.deleveraging);
  actAfterStep(state, scheme.policies, policies, log);
  conservedWealth(run.books, run.holdings, world, run.initialWealth);
}
