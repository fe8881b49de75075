import * as z from 'zod';
import { formatShare } from '../../base/units.ts';
import { cover, form } from '../forms/scalars.ts';
import { costField, delayField, delaySteps, isComplete, policyReader, poolsField, poolsNamed } from './policy-form.ts';

const rebalanceForm = form({
  policy: z.literal('rebalance'),
  pools: poolsField,
  below: cover('120%').meta({ description: 'cover (equity / requirement) below which a pool receives' }),
  restore: cover('150%').meta({ description: 'cover that it is brought to' }),
  keep: cover('150%').meta({ description: 'cover that a pool keeps when it gives' }),
  cost: costField,
  delay: delayField,
});

export const rebalance = policyReader(rebalanceForm, (name, fields, scheme, found) => {
  const policy = {
    name,
    policy: 'rebalance' as const,
    pools: poolsNamed(fields, scheme, found),
    below: fields.below,
    restore: fields.restore,
    keep: fields.keep,
    cost: fields.cost ?? 0,
    delaySteps: delaySteps(fields, scheme, found),
  };
  if (!isComplete(policy)) return undefined;
  const allowed = `${formatShare(policy.below)} or more`;
  if (policy.restore < policy.below) {
    found.add(['restore'], 'must not be less than below: the pool would ask again at once', allowed);
  }
  if (policy.keep < policy.below) {
    found.add(['keep'], 'must not be less than below: a pool that gave would ask for it back', allowed);
  }
  if (policy.pools.length === 1) {
    found.warnings.push(
      `Policy ${name} of scheme ${scheme.name} does nothing: it has one pool, and none to take from.`,
    );
  }
  return policy;
});
