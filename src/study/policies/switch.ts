import * as z from 'zod';
import { checkFields } from '../document/check.ts';
import { form, name, share } from '../form/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { delayField, delaySteps, isComplete, positionsNamed } from './common.ts';
import type { PolicyReader, PolicyScheme } from './reader.ts';
import { alarmField, readTrigger } from './trigger.ts';

const switchForm = form({
  policy: z.literal('switch'),
  positions: z.array(name).meta({ description: 'the positions that are moved to pools of their own' }),
  when: alarmField.meta({ description: 'what sets it off; they move back when it is released' }),
  margin: share({ smallest: 0, largest: 10, exclusive: true, plain: 1 }, '20%').meta({
    description: 'collateral that goes with a position, as a share of its value at entry (one over its leverage)',
  }),
  delay: delayField,
});

export const switchPools: PolicyReader = {
  form: switchForm,
  read(policyName, node, scheme, problems, warnings) {
    const fields = checkFields(switchForm, node, problems, ['policy', 'positions', 'margin', 'delay']) ?? {};
    const positions =
      fields.positions === undefined ? undefined : positionsNamed(fields.positions, node, scheme, problems);
    const trigger = readTrigger(
      node,
      ['drawdown', 'volatility', 'correlation', 'volatility-ratio'],
      positions,
      scheme,
      problems,
    );
    const policy = {
      name: policyName,
      policy: 'switch' as const,
      positions,
      trigger: trigger === undefined || trigger.on === 'cover' ? undefined : trigger,
      margin: fields.margin,
      delaySteps: delaySteps(fields.delay, node, scheme, problems),
    };
    if (!isComplete(policy)) return undefined;
    const alone = policy.positions.flatMap((position) => (isAlone(position, scheme) ? nameOf(position, scheme) : []));
    if (alone.length > 0) {
      const subject = alone.length === 1 ? `${alone[0]}, which is` : `${listed(alone)}, which are`;
      warnings.push(
        `Policy ${policyName} of scheme ${scheme.name} does nothing about ${subject} alone in the pool already.`,
      );
    }
    return policy;
  },
};

function isAlone(position: number, { pools }: PolicyScheme): boolean {
  return pools.some(({ positions }) => positions.length === 1 && positions[0] === position);
}

function nameOf(position: number, { positions }: PolicyScheme): string {
  return positions[position]?.name ?? '';
}
