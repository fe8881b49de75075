import type { PolicyState } from '../scheme-state.ts';
import type { Order } from './policy.ts';
import { type Policy, ruleOf } from './registry.ts';
import type { PolicyMemory } from './trigger.ts';

/** What the policies of a scheme remember along one path. */
export interface PolicyRun {
  readonly memories: PolicyMemory[];
  /** Orders that were decided and not carried out yet, in the order of their decision. */
  pending: PendingOrder[];
}

interface PendingOrder {
  readonly policy: number;
  readonly order: Order;
  /** Step after which it is carried out. */
  readonly due: number;
}

/** Who wants to tell what policies do. It cannot change anything. */
export interface PolicyObserver {
  /** A policy is about to be asked. */
  asks(policy: Policy): void;
  /** It has given an order, to be carried out after step `due`. */
  decided(policy: Policy, order: Order, due: number): void;
  /** An order is about to be carried out; it has been. */
  begins(policy: Policy, order: Order): void;
  ends(policy: Policy, order: Order): void;
}

/** Nothing has happened yet. */
export function startPolicies(policies: readonly Policy[]): PolicyRun {
  return { memories: policies.map(() => ({ alarmed: false })), pending: [] };
}

/** Puts a run back to the start of a path. */
export function restartPolicies(run: PolicyRun): void {
  for (const memory of run.memories) memory.alarmed = false;
  run.pending = [];
}

/** Whether an order is to be carried out after some step up to `step`. */
export function isDue({ pending }: PolicyRun, step: number): boolean {
  return pending.some(({ due }) => due <= step);
}

/**
 * What the policies do after a step: first what was decided earlier and is due now, in the order of its decision, then policy by
 * policy what they decide on the figures of this step; without a delay that is carried out at once, before the next policy is asked.
 * An order about a target that the policy has one on its way for is not given again.
 */
export function actAfterStep(
  state: PolicyState,
  policies: readonly Policy[],
  run: PolicyRun,
  observer: PolicyObserver | null = null,
): void {
  const carryOut = (policy: Policy, order: Order) => {
    observer?.begins(policy, order);
    ruleOf(policy).carryOut(state, policy, order);
    observer?.ends(policy, order);
  };
  const due = run.pending.filter((order) => order.due <= state.step);
  if (due.length > 0) run.pending = run.pending.filter((order) => order.due > state.step);
  for (const { policy, order } of due) carryOut(policies[policy]!, order);
  for (const [index, policy] of policies.entries()) {
    const dueStep = state.step + policy.delaySteps;
    observer?.asks(policy);
    for (const order of ruleOf(policy).decide(state, policy, run.memories[index]!)) {
      if (policy.delaySteps > 0 && isOnItsWay(run, index, order)) continue;
      observer?.decided(policy, order, dueStep);
      if (policy.delaySteps === 0) carryOut(policy, order);
      else run.pending.push({ policy: index, order, due: dueStep });
    }
  }
}

function isOnItsWay({ pending }: PolicyRun, policy: number, { target, action }: Order): boolean {
  return pending.some((one) => one.policy === policy && one.order.target === target && one.order.action === action);
}
