import * as z from 'zod';
import { form, share } from '../forms/scalars.ts';
import { delayField, delaySteps, isComplete, policyReader, poolsField, poolsNamed } from './policy-form.ts';
import { resolveTrigger, triggerField } from './trigger.ts';

const deleverageForm = form({
  policy: z.literal('deleverage'),
  when: triggerField.meta({ description: 'what sets it off' }),
  share: share({ smallest: 0.0001, largest: 1 }, '50%').meta({
    description: 'share of every position of the pool that is closed each time',
  }),
  pools: poolsField,
  delay: delayField,
});

export const deleverage = policyReader(deleverageForm, (name, fields, scheme, found) => {
  const pools = poolsNamed(fields, scheme, found);
  const concerned = pools?.flatMap((pool) => scheme.pools[pool]?.positions ?? []);
  const policy = {
    name,
    policy: 'deleverage' as const,
    pools,
    trigger: resolveTrigger(fields.when, concerned, scheme, found.below('when')),
    share: fields.share,
    delaySteps: delaySteps(fields, scheme, found),
  };
  return isComplete(policy) ? policy : undefined;
});
