import { byNotional } from './by-notional.ts';
import { byRequirement } from './by-requirement.ts';
import { equal } from './equal.ts';
import type { AllocationRule } from './rule.ts';

/** Every rule that `allocate` may name: one file and one line here. The first is the default. */
const rules: readonly AllocationRule[] = [byNotional, equal, byRequirement];

export const defaultAllocation = byNotional;

/** The rules by name. */
export const allocationRules: Readonly<Record<string, AllocationRule>> = Object.freeze(
  Object.fromEntries(rules.map((rule) => [rule.name, rule])),
);
