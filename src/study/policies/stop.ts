import * as z from 'zod';
import { checkFields } from '../document/check.ts';
import { form, name, share } from '../form/scalars.ts';
import { delayField, delaySteps, isComplete, positionsNamed } from './common.ts';
import type { PolicyReader } from './reader.ts';

const stopForm = form({
  policy: z.literal('stop'),
  positions: z
    .union([z.enum(['all']), z.array(name)])
    .optional()
    .meta({ description: 'default all' }),
  distance: share({ smallest: 0, largest: 10, exclusive: true, plain: 1 }, '8%').meta({
    description: 'how far the price has moved against the position from its entry',
  }),
  delay: delayField,
});

export const stop: PolicyReader = {
  form: stopForm,
  read(policyName, node, scheme, problems) {
    const fields = checkFields(stopForm, node, problems) ?? {};
    const policy = {
      name: policyName,
      policy: 'stop' as const,
      positions: positionsNamed(fields.positions, node, scheme, problems),
      distance: fields.distance,
      delaySteps: delaySteps(fields.delay, node, scheme, problems),
    };
    return isComplete(policy) ? policy : undefined;
  },
};
