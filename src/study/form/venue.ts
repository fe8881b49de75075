import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { liquidationForm } from './liquidation.ts';
import { duration, form, name, perAsset, quantity, share, text } from './scalars.ts';

/** The form of a venue that is written in the experiment itself. Meaning of every field: `Venue` in `src/margin/account.ts`. */
const rate = share({ smallest: 0, largest: 1 }, '0.5%');
const money = quantity({ smallest: -limits.money.largest, largest: limits.money.largest }, 'an amount');
const amount = quantity(limits.money, 'an amount');

/** `[floor, cap, rate]` or `[floor, cap, rate, amount]`, in the unit of the brackets; a cap of null has no upper end. */
export const bracketRow = z.tuple([money, z.union([money, z.null()]), rate]).rest(money);

/** `[units, share]`: of what one pool holds above so many units, this share counts. */
export const discountRow = z.tuple([amount, share({ smallest: 0, largest: 1 }, '90%')]);

const noneOrRate = z.union([z.enum(['none']), rate]);

export const insuranceForm = form({
  fund: z
    .union([z.enum(['none']), amount])
    .optional()
    .meta({ description: 'what the insurance fund can pay along one path; none: there is no end to it (default)' }),
  beyond: z
    .enum(['venue', 'socialised', 'auto-deleveraging'])
    .optional()
    .meta({ description: 'who bears what the fund cannot pay; default venue' }),
});

export const venueForm = form({
  preset: text('the name of a venue', limits.nameLength)
    .optional()
    .meta({ description: 'a known venue to start from; the other fields replace its rules' }),
  name: text('a name', limits.nameLength).optional(),
  contract: z
    .enum(['linear', 'inverse'])
    .optional()
    .meta({ description: 'linear (default): settled in the quote currency; inverse: in the asset itself' }),
  maintenance: perAsset(rate).optional().meta({ description: 'maintenance rate: one for all assets, or by asset' }),
  brackets: z
    .record(name, z.array(bracketRow))
    .optional()
    .meta({ description: 'maintenance by size: rows [floor, cap, rate, amount] by asset' }),
  tiers: z
    .record(name, z.array(bracketRow))
    .optional()
    .meta({ description: 'the same, each rate for the whole position: rows [floor, cap, rate] by asset' }),
  'brackets-unit': z.enum(['quote', 'coin']).optional().meta({
    description:
      'what bounds and amounts of brackets and tiers count: quote (default); inverse contracts also coin, as COIN-M tables do',
  }),
  'maintenance-notional': z.enum(['mark', 'entry']).optional().meta({
    description:
      'price at which the requirement takes the value of a position, in quote or (inverse) in its coin; default mark',
  }),
  'maintenance-includes-taker': z
    .boolean()
    .optional()
    .meta({ description: 'true: the taker fee is added to every maintenance rate; default false' }),
  taker: rate.optional().meta({ description: 'fee on the notional of a forced close; default 0' }),
  'liquidation-fee': perAsset(rate).optional().meta({ description: 'further fee of a forced close; default 0' }),
  slippage: rate.optional().meta({ description: 'share of the price lost on a forced close; default 0' }),
  'depth-recovery': z
    .union([z.enum(['none']), duration('6h')])
    .optional()
    .meta({
      description: 'time in which half of the depth that own closes have used up comes back; none (default): at once',
    }),
  liquidation: liquidationForm
    .optional()
    .meta({ description: 'how a pool is closed: the name of a rule, or a map with its parameters; default all' }),
  backstop: share({ smallest: 0, largest: 1 }, '66.7%').optional().meta({
    description: 'share of the requirement below which the venue takes the pool over at once; default 0: never',
  }),
  'funding-every': duration('8h').optional(),
  'funding-interest': share({ smallest: -1, largest: 1, plain: 0.1 }, '0.01%').optional().meta({
    description: 'interest per funding interval, towards which the rate is moved by at most the damper; default 0',
  }),
  'funding-damper': rate.optional().meta({ description: 'default 0: the rate of the market as it is' }),
  'funding-clamp': z
    .union([z.enum(['none']), rate, z.record(name, noneOrRate)])
    .optional()
    .meta({ description: 'largest rate per interval, one for all assets or by asset; default none' }),
  'funding-notional': z.enum(['mark', 'entry']).optional().meta({
    description:
      'price at which funding takes the value of a position, in quote or (inverse) in its coin; default mark',
  }),
  'funding-booked': z.enum(['before-check', 'after-check']).optional(),
  remainder: z.enum(['returned', 'forfeited']).optional(),
  insurance: insuranceForm.optional().meta({ description: 'who bears what a pool cannot pay' }),
  equality: z.enum(['fires', 'holds']).optional(),
  haircut: perAsset(rate).optional().meta({ description: 'share of collateral that does not count; default 0' }),
  'size-discount': z
    .record(name, z.array(discountRow))
    .optional()
    .meta({ description: 'share of collateral that counts by size: rows [units, share] by asset, the first from 0' }),
  source: z.unknown().optional().meta({ description: 'where the figures come from; not read' }),
});
