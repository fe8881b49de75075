import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import type { Policy } from '../../margin/policies/registry.ts';
import type { Findings } from '../document/findings.ts';
import type { Read } from '../forms/read.ts';
import { table } from '../forms/scalars.ts';
import { deleverage } from './deleverage.ts';
import type { PolicyReader, PolicyScheme } from './policy-form.ts';
import { rebalance } from './rebalance.ts';
import { stop } from './stop.ts';
import { switchPools } from './switch.ts';
import { topUp } from './top-up.ts';

/** The kinds of policies that an experiment may write: one file, and a line here. */
const readers: { readonly [Name in Policy['policy']]: PolicyReader } = {
  'top-up': topUp,
  deleverage,
  stop,
  switch: switchPools,
  rebalance,
};

/** The form of the policies of a scheme, by name. An empty map is what is left when policies are switched off one by one. */
export const policiesForm = table(z.union(Object.values(readers).map((reader) => reader.form)), {
  entries: 'policies',
  largest: limits.policies.largest,
  mayBeEmpty: true,
});

/** The policies of a scheme in the order of the file, without those that have a fault. */
export function resolvePolicies(
  written: Read<typeof policiesForm> | undefined,
  scheme: PolicyScheme,
  found: Findings,
): readonly Policy[] {
  return Object.entries(written ?? {}).flatMap(([name, fields]) => {
    const { policy } = (fields ?? {}) as { readonly policy?: Policy['policy'] };
    return policy === undefined ? [] : (readers[policy].read(name, fields, scheme, found.below(name)) ?? []);
  });
}
