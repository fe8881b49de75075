import { itemAt } from '../base/errors.ts';
import type { Order } from '../margin/policies/policy.ts';
import { type Policy, ruleOf } from '../margin/policies/registry.ts';
import type { PolicyObserver } from '../margin/policies/run.ts';
import type { Comparison, LedgerEntry, LedgerEvent } from './ledger.ts';
import type { PoolState } from './pool.ts';
import { entryOf, note, type SchemeRun } from './run.ts';

/** Tells what policies decide, and why: the last question about the subject of an order is what it was decided on. */
export interface DecisionLog extends PolicyObserver {
  /** What holds, as the answer to a question of a policy: of a pool or position, or (null) of the account or the market. */
  ask(about: string | null, why: Comparison): void;
}

interface Answer {
  readonly about: string | null;
  readonly why: Comparison;
}

/**
 * Writes decisions into the ledger of a scheme. A policy that cannot do what it decides (the treasury is empty, say) decides it again
 * at every step: that is told once, and again only when it has an effect.
 */
export function tellDecisions(run: SchemeRun, ledger: LedgerEntry[]): DecisionLog {
  let answers: Answer[] = [];
  /** Orders without effect the last time, and what has been decided about the same since. */
  const silent = new Map<string, LedgerEntry | null>();
  let actionsBefore = 0;
  let entriesBefore = 0;

  return {
    ask(about, why) {
      answers.push({ about, why });
    },
    asks() {
      answers = [];
    },
    decided(policy, order, dueStep) {
      const { key, name, pool } = subjectOf(run, policy, order);
      const answer = answers.findLast(({ about }) => about === key || about === null);
      if (answer === undefined) return;
      const event: LedgerEvent = {
        kind: 'decision',
        policy: policy.name,
        does: ruleOf(policy).does(order),
        subject: name,
        subjectKind: ruleOf(policy).subject,
        why: answer.why,
        decidedStep: run.market.step,
        dueStep,
      };
      const entry = entryOf(run, pool, event);
      if (silent.has(orderKey(policy, order))) silent.set(orderKey(policy, order), entry);
      else ledger.push(entry);
    },
    begins(policy, order) {
      const key = orderKey(policy, order);
      const held = silent.get(key);
      // If it is told, then here, with the pool as it stands before it is carried out.
      if (held) silent.set(key, entryOf(run, subjectOf(run, policy, order).pool, held));
      run.actingPolicy = policy.name;
      actionsBefore = run.counts.policyActions;
      entriesBefore = ledger.length;
    },
    ends(policy, order) {
      const { name, pool } = subjectOf(run, policy, order);
      const key = orderKey(policy, order);
      const held = silent.get(key);
      if (run.counts.policyActions > actionsBefore) {
        if (held) ledger.splice(entriesBefore, 0, held);
        silent.delete(key);
      } else if (held === undefined) {
        note(run, pool, { kind: 'no-effect', policy: policy.name, subject: name });
        silent.set(key, null);
      }
    },
  };
}

function orderKey(policy: Policy, { target, action = '' }: Order): string {
  return `${policy.name} ${target} ${action}`;
}

/** What an order is about: its pool, or a position and the pool that it is in. */
function subjectOf(run: SchemeRun, policy: Policy, { target }: Order): { key: string; name: string; pool: PoolState } {
  const { subject } = ruleOf(policy);
  const key = `${subject} ${target}`;
  if (subject === 'position') {
    const { name, pool } = itemAt(run.positions, target);
    return { key, name, pool };
  }
  const pool = itemAt(run.pools, target);
  return { key, name: pool.name, pool };
}
