import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { duration, form, name, perAsset, quantity, share, text } from './scalars.ts';

/** The form of a venue that is written in the experiment itself. Meaning of every field: `Venue` in `src/margin/account.ts`. */
const rate = share({ smallest: 0, largest: 1 }, '0.5%');
const money = quantity({ smallest: -limits.money.largest, largest: limits.money.largest }, 'an amount');

/** `[floor, cap, rate]` or `[floor, cap, rate, amount]`; a cap of null has no upper end. */
export const bracketRow = z.tuple([money, z.union([money, z.null()]), rate]).rest(money);

export const venueForm = form({
  preset: text('the name of a venue', limits.nameLength)
    .optional()
    .meta({ description: 'a known venue to start from; the other fields replace its rules' }),
  name: text('a name', limits.nameLength).optional(),
  maintenance: perAsset(rate).optional().meta({ description: 'maintenance rate: one for all assets, or by asset' }),
  brackets: z
    .record(name, z.array(bracketRow))
    .optional()
    .meta({ description: 'maintenance by size: rows [floor, cap, rate, amount] by asset' }),
  taker: rate.optional().meta({ description: 'fee on the notional of a forced close; default 0' }),
  'liquidation-fee': perAsset(rate).optional().meta({ description: 'further fee of a forced close; default 0' }),
  slippage: rate.optional().meta({ description: 'share of the price lost on a forced close; default 0' }),
  'funding-every': duration('8h').optional(),
  'funding-clamp': z
    .union([z.enum(['none']), rate])
    .optional()
    .meta({ description: 'largest rate per interval; default none' }),
  'funding-notional': z.enum(['mark', 'entry']).optional(),
  'funding-booked': z.enum(['before-check', 'after-check']).optional(),
  remainder: z.enum(['returned', 'forfeited']).optional(),
  equality: z.enum(['fires', 'holds']).optional(),
  haircut: perAsset(rate).optional().meta({ description: 'share of collateral that does not count; default 0' }),
  source: z.unknown().optional().meta({ description: 'where the figures come from; not read' }),
});
