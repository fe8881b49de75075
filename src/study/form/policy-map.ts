import * as z from 'zod';
import { form, name } from './scalars.ts';

const names = z.union([name, z.array(name)]).optional();

/** Rules that give positions to pools: the first that fits a position takes it; all that a rule asks for must hold. */
export const policyMapForm = z.array(
  form({
    asset: names.meta({ description: 'an asset, or a list of them' }),
    tag: names.meta({ description: 'a tag of positions, or a list of them' }),
    position: names.meta({ description: 'a position, or a list of them' }),
    pool: name.meta({ description: 'the pool that takes them; each: every position has a pool of its own' }),
  }),
);
