import type { PolicyState } from '../scheme-state.ts';
import type { PolicyMemory, Watched } from './trigger.ts';

/** Fields of every policy. */
export interface PolicyCommon {
  readonly name: string;
  /** Steps from the one on whose figures it is decided to the one after which it takes effect; 0: the same. */
  readonly delaySteps: number;
}

/** Something decided: at most one order of a policy about the same target is on its way. */
export interface Order {
  /** Pool or position, as the rule says. */
  readonly target: number;
  /** What to do about it, as a verb, where the rule has more than one. */
  readonly action?: string;
}

/** One kind of policy: what it decides after a step, and how an order is carried out, which may be steps later. */
export interface PolicyRule<Parameters extends PolicyCommon> {
  readonly name: string;
  readonly meaning: string;
  /** Parameters about pool 0 or position 0 of an account; the tests of the registry and of both engines run on them. */
  readonly examples: readonly Omit<Parameters, keyof PolicyCommon>[];
  /** What the target of an order is, as the state numbers them. */
  readonly subject: 'pool' | 'position';
  /** What it decides on: it is not asked where that cannot have happened. */
  watches(policy: Parameters): Watched;
  /** Whether it moves money from the treasury to pools; not if it does not say. */
  readonly spendsTreasury?: true;
  /** Positions that it may move to pools of their own; none if it has no such method. */
  isolates?(policy: Parameters): readonly number[];
  /** What an order does with its subject, as a verb for whoever reads the ledger. */
  does(order: Order): string;
  /** What is to be done, on the figures of this step and earlier ones. Orders about targets that have ended do nothing. */
  decide(state: PolicyState, policy: Parameters, memory: PolicyMemory): readonly Order[];
  carryOut(state: PolicyState, policy: Parameters, order: Order): void;
}
