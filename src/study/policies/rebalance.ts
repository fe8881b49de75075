import * as z from 'zod';
import { formatShare } from '../../base/units.ts';
import { checkFields } from '../document/check.ts';
import { cover, form } from '../form/scalars.ts';
import { costField, delayField, delaySteps, isComplete, poolsField, poolsNamed } from './common.ts';
import type { PolicyReader } from './reader.ts';

const rebalanceForm = form({
  policy: z.literal('rebalance'),
  pools: poolsField,
  below: cover('120%').meta({ description: 'cover (equity / requirement) below which a pool receives' }),
  restore: cover('150%').meta({ description: 'cover that it is brought to' }),
  keep: cover('150%').meta({ description: 'cover that a pool keeps when it gives' }),
  cost: costField,
  delay: delayField,
});

export const rebalance: PolicyReader = {
  form: rebalanceForm,
  read(name, node, scheme, problems, warnings) {
    const fields = checkFields(rebalanceForm, node, problems) ?? {};
    const policy = {
      name,
      policy: 'rebalance' as const,
      pools: poolsNamed(fields.pools, node, scheme, problems),
      below: fields.below,
      restore: fields.restore,
      keep: fields.keep,
      cost: fields.cost ?? 0,
      delaySteps: delaySteps(fields.delay, node, scheme, problems),
    };
    if (!isComplete(policy)) return undefined;
    const allowed = `${formatShare(policy.below)} or more`;
    if (policy.restore < policy.below) {
      problems.add(node, ['restore'], 'must not be less than below: the pool would ask again at once', { allowed });
    }
    if (policy.keep < policy.below) {
      problems.add(node, ['keep'], 'must not be less than below: a pool that gave would ask for it back', { allowed });
    }
    if (policy.pools.length === 1) {
      warnings.push(`Policy ${name} of scheme ${scheme.name} does nothing: it has one pool, and none to take from.`);
    }
    return policy;
  },
};
