import { type Deleverage, deleverage } from './deleverage.ts';
import type { PolicyRule } from './policy.ts';
import { type Rebalance, rebalance } from './rebalance.ts';
import { type Stop, stop } from './stop.ts';
import { type Switch, switchPools } from './switch.ts';
import { type TopUp, topUp } from './top-up.ts';
import type { Watched } from './trigger.ts';

/** The kinds of policies, with their parameters: one file, and a line here and in `policyRules`. */
export type Policy = Deleverage | Rebalance | Stop | Switch | TopUp;

export const policyRules: { readonly [Name in Policy['policy']]: PolicyRule<Extract<Policy, { policy: Name }>> } = {
  deleverage,
  rebalance,
  stop,
  switch: switchPools,
  'top-up': topUp,
};

/** What a policy looks at. */
export function watchedBy(policy: Policy): Watched {
  return ruleOf(policy).watches(policy);
}

/** The rule of a policy. */
export function ruleOf(policy: Policy): PolicyRule<Policy> {
  return policyRules[policy.policy];
}

/** Positions that some policy may isolate, ascending: each has a pool of its own behind the pools of its scheme. */
export function isolatedPositions(policies: readonly Policy[]): number[] {
  const named = policies.flatMap((policy) => ruleOf(policy).isolates?.(policy) ?? []);
  return [...new Set(named)].toSorted((a, b) => a - b);
}
