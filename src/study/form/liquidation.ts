import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import type { CloseRule } from '../../margin/liquidation/registry.ts';
import { cover, delay, duration, form, quantity, share } from './scalars.ts';

/** The forms of the ways of closing a pool. Their meaning: `src/margin/liquidation/`. */
const amount = quantity(limits.money, 'an amount');
const part = share({ smallest: 0.0001, largest: 1 }, '20%');

export const liquidationForms = {
  all: form({ rule: z.literal('all') }),
  'bracket-down': form({ rule: z.literal('bracket-down') }),
  'just-enough': form({
    rule: z.literal('just-enough'),
    restore: cover('105%').meta({ description: 'cover (equity / requirement) that is restored' }),
  }),
  'largest-loss': form({ rule: z.literal('largest-loss') }),
  'share-then-all': form({
    rule: z.literal('share-then-all'),
    share: part.meta({ description: 'share of a position that is closed first' }),
    above: amount.optional().meta({ description: 'positions of at most this notional are closed whole; default 0' }),
    cooldown: delay('30s')
      .optional()
      .meta({ description: 'for so long after a partial close the next one takes everything; default 0s' }),
  }),
  slices: form({
    rule: z.literal('slices'),
    share: part.meta({ description: 'share of what is held of a position in one slice' }),
    smallest: amount.optional().meta({ description: 'what is left is closed whole at this notional; default 0' }),
    every: duration('1s').meta({ description: 'time from one slice to the next' }),
  }),
  takeover: form({ rule: z.literal('takeover') }),
} satisfies { readonly [Name in CloseRule['rule']]: z.ZodObject };

/** Rules that need no parameters can be named alone. */
export const plainRules = ['all', 'bracket-down', 'largest-loss', 'takeover'] as const;

export const liquidationForm = z.union([z.enum(plainRules), ...Object.values(liquidationForms)] as const);
