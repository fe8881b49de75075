import { liquidate } from '../../margin/liquidation/registry.ts';
import { actAfterStep, restartPolicies, startPolicies } from '../../margin/policies/run.ts';
import { accountsAtStart } from '../accounts.ts';
import type { CompiledScenario } from '../compile/compile.ts';
import { LANES } from '../memory/constants.ts';
import type { PathGroup } from '../memory/group.ts';
import { createDrawdowns } from './drawdowns.ts';
import { hasOpenSlot } from './figures.ts';
import { deleverageBook, payBadDebt } from './insurance.ts';
import { createLane, type Lane, laneIndex } from './lane.ts';
import { createPolicyScreen } from './policy-screen.ts';
import { schemeState, startLiquidation } from './scheme-state.ts';
import { createSignals } from './signals.ts';
import type { Budgets } from './transfers.ts';

/** Everything that happens to the accounts of a group beside prices and funding: the other side of the kernel's pauses. */
export interface PathEvents {
  /** A new group of paths begins: all accounts stand at step 0. */
  start(): void;
  /** Pools must be liquidated. */
  liquidatePools(): void;
  /** A span begins: decides whether anyone wants to come between its steps. */
  beginSpan(): void;
  /** A step is over. */
  endStep(): void;
}

/** `screened: false` has every policy asked at every step. */
export function createPathEvents(group: PathGroup, compiled: CompiledScenario, { screened = true } = {}): PathEvents {
  const { account, steps } = compiled;
  const { kernel } = group;
  const startAccounts = accountsAtStart(group, compiled);
  const lane = createLane(group, compiled, payBadDebt);
  const signals = createSignals(group, account);
  const drawdowns = createDrawdowns(group, compiled);
  const budgets = createBudgets(account.schemes);
  const state = schemeState(lane, { signals, drawdown: (one) => drawdowns.of(one), ...budgets });
  const runs = Array.from({ length: account.schemes * LANES }, (_, place) =>
    startPolicies(account.policies[Math.floor(place / LANES)]!),
  );
  const policyScreen = createPolicyScreen(group, compiled, signals, runs, screened);

  const pointAt = (scheme: number, path: number, step: number, fundingPending: boolean) => {
    lane.scheme = scheme;
    lane.lane = path;
    lane.step = step;
    lane.pathStep = kernel.blockFirst + step;
    lane.fundingPending = fundingPending;
  };

  /** Has the steps of this span reported one by one. Policies act at their prices, which a span without them need not form. */
  const lookAtSteps = () => {
    kernel.formAllPrices();
    kernel.takeSteps();
  };

  return {
    start() {
      startAccounts();
      if (!compiled.isAttended) return;
      for (const run of runs) restartPolicies(run);
      drawdowns.start();
      budgets.start();
    },
    liquidatePools() {
      const { eventStep, eventPays, eventCount } = kernel;
      // Pools in ascending order, whatever the order in which they were found.
      const places = group.events.subarray(0, eventCount).toSorted();
      const pointAtPool = (place: number) => {
        const pool = Math.floor(place / LANES);
        pointAt(account.poolScheme[pool]!, place % LANES, eventStep, eventPays === 1);
        return pool;
      };
      for (const place of places) startLiquidation(lane, pointAtPool(place));
      for (const place of places) {
        const pool = pointAtPool(place);
        const listed = account.listedPools[lane.scheme]!.indexOf(pool);
        if (hasOpenSlot(lane, pool)) liquidate(state, listed, account.liquidation);
        if (policyScreen.include(lane.scheme, lane.lane)) lookAtSteps();
      }
    },
    beginSpan() {
      if (!policyScreen.beginSpan()) return;
      lookAtSteps();
    },
    endStep() {
      const { eventStep, blockFirst } = kernel;
      drawdowns.follow(eventStep);
      if (blockFirst + eventStep === steps) return;
      for (let scheme = 0; scheme < account.schemes; scheme++) {
        const policies = account.policies[scheme]!;
        for (let path = 0; path < LANES; path++) {
          if (!policyScreen.isActive(scheme, path)) continue;
          pointAt(scheme, path, eventStep, false);
          const share = group.deleveraging[laneIndex(lane, eventStep)]!;
          if (share > 0) deleverageBook(lane, share);
          if (policies.length > 0) actAfterStep(state, policies, runs[scheme * LANES + path]!);
        }
      }
    },
  };
}

/** What policies have taken from the treasury, per scheme and path. */
function createBudgets(schemes: number): Budgets & { start(): void } {
  const spent = Array.from({ length: schemes * LANES }, () => new Map<string, number>());
  const of = ({ scheme, lane }: Lane) => spent[scheme * LANES + lane]!;
  return {
    spent: (lane, policy) => of(lane).get(policy) ?? 0,
    spend: (lane, policy, amount) => of(lane).set(policy, (of(lane).get(policy) ?? 0) + amount),
    start() {
      for (const path of spent) path.clear();
    },
  };
}
