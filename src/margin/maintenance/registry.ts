import { brackets } from './brackets.ts';
import { flat } from './flat.ts';
import { leverageTiers } from './leverage-tiers.ts';

/** The ways of stating a maintenance requirement, by name: one file and one line here. */
export const maintenanceRules = { flat, brackets, 'leverage-tiers': leverageTiers } as const;
