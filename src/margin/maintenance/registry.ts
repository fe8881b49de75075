import { brackets } from './brackets.ts';
import { flat } from './flat.ts';

/** The ways of stating a maintenance requirement: one file and one line here. */
export const maintenanceRules = { flat, brackets } as const;
