import { brackets } from './brackets.ts';
import { flat } from './flat.ts';
import { tiers } from './tiers.ts';

/** The ways of stating a maintenance requirement: one file and one line here. */
export const maintenanceRules = { flat, brackets, tiers } as const;
