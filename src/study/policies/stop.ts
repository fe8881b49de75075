import * as z from 'zod';
import { form, name, share } from '../forms/scalars.ts';
import { delayField, delaySteps, isComplete, policyReader, positionsNamed } from './policy-form.ts';

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

export const stop = policyReader(stopForm, (policyName, fields, scheme, found) => {
  const policy = {
    name: policyName,
    policy: 'stop' as const,
    positions: positionsNamed(fields, scheme, found),
    distance: fields.distance,
    delaySteps: delaySteps(fields, scheme, found),
  };
  return isComplete(policy) ? policy : undefined;
});
