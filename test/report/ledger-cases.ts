import type * as fc from 'fast-check';
import { type RandomCase, randomCases } from '../margin/random-accounts.ts';
import { policiesArbitrary } from '../margin/random-policies.ts';

/** Random accounts with everything on that a ledger may have to tell of. */
export const ledgerCases: fc.Arbitrary<RandomCase> = randomCases({ rules: 'all', policies: policiesArbitrary });
