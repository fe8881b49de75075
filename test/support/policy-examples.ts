import { type Policy, policyRules } from '../../src/margin/policies/registry.ts';

/** An example of a kind of policy, which is about pool 0 or position 0. */
export type PolicyExample = (typeof policyRules)[Policy['policy']]['examples'][number];

/** The examples of all kinds but these. */
export function policyExamples(others: readonly string[] = []): readonly PolicyExample[] {
  return Object.entries(policyRules).flatMap(([kind, { examples }]): readonly PolicyExample[] =>
    others.includes(kind) ? [] : examples,
  );
}

/** The policy of an example, about these pools and positions. */
export function policyOf(
  example: PolicyExample,
  about: Pick<Policy, 'name' | 'delaySteps'> & {
    readonly pools: readonly number[];
    readonly positions: readonly number[];
  },
): Policy {
  const { name, delaySteps, pools, positions } = about;
  return 'pools' in example ? { ...example, name, delaySteps, pools } : { ...example, name, delaySteps, positions };
}
