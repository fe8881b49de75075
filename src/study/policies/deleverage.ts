import * as z from 'zod';
import { checkFields } from '../document/check.ts';
import { form, share } from '../form/scalars.ts';
import { delayField, delaySteps, isComplete, poolsField, poolsNamed } from './common.ts';
import type { PolicyReader } from './reader.ts';
import { readTrigger, triggerField } from './trigger.ts';

const deleverageForm = form({
  policy: z.literal('deleverage'),
  when: triggerField.meta({ description: 'what sets it off' }),
  share: share({ smallest: 0.0001, largest: 1 }, '50%').meta({
    description: 'share of every position of the pool that is closed each time',
  }),
  pools: poolsField,
  delay: delayField,
});

export const deleverage: PolicyReader = {
  form: deleverageForm,
  read(name, node, scheme, problems) {
    const fields = checkFields(deleverageForm, node, problems, ['policy', 'share', 'pools', 'delay']) ?? {};
    const pools = poolsNamed(fields.pools, node, scheme, problems);
    const concerned = pools?.flatMap((pool) => scheme.pools[pool]?.positions ?? []);
    const policy = {
      name,
      policy: 'deleverage' as const,
      pools,
      trigger: readTrigger(
        node,
        ['cover', 'drawdown', 'volatility', 'correlation', 'volatility-ratio'],
        concerned,
        scheme,
        problems,
      ),
      share: fields.share,
      delaySteps: delaySteps(fields.delay, node, scheme, problems),
    };
    return isComplete(policy) ? policy : undefined;
  },
};
