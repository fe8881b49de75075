import * as z from 'zod';
import { form, name, share } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { delayField, delaySteps, isComplete, policyReader, positionsNamed } from './policy-form.ts';
import { alarmField, resolveTrigger } from './trigger.ts';

const switchForm = form({
  policy: z.literal('switch'),
  positions: z.array(name).meta({ description: 'the positions that are moved to pools of their own' }),
  when: alarmField.meta({ description: 'what sets it off; they move back when it is released' }),
  margin: share({ smallest: 0, largest: 10, exclusive: true, plain: 1 }, '20%').meta({
    description: 'collateral that goes with a position, as a share of its value at entry (one over its leverage)',
  }),
  delay: delayField,
});

export const switchPools = policyReader(switchForm, (policyName, fields, scheme, found) => {
  const positions = fields.positions && positionsNamed(fields, scheme, found);
  const trigger = resolveTrigger(fields.when, positions, scheme, found.below('when'));
  const policy = {
    name: policyName,
    policy: 'switch' as const,
    positions,
    trigger: trigger?.on === 'cover' ? undefined : trigger,
    margin: fields.margin,
    delaySteps: delaySteps(fields, scheme, found),
  };
  if (!isComplete(policy)) return undefined;
  const isAlone = (position: number) =>
    scheme.pools.some((pool) => pool.positions.length === 1 && pool.positions[0] === position);
  const alone = policy.positions.filter(isAlone).map((position) => scheme.positions[position]?.name ?? '');
  if (alone.length > 0) {
    const subject = alone.length === 1 ? `${alone[0]}, which is` : `${listed(alone)}, which are`;
    found.warnings.push(
      `Policy ${policyName} of scheme ${scheme.name} does nothing about ${subject} alone in the pool already.`,
    );
  }
  return policy;
});
