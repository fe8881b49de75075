import * as z from 'zod';
import { formatDurationHours, formatShare } from '../../base/units.ts';
import { duration, name, share } from '../forms/scalars.ts';
import { valueOf } from '../resolve/per-asset.ts';
import { rate, replaced, venuePart } from './part.ts';

const noneOrRate = z.union([z.enum(['none']), rate]);

/** How the rate of the market becomes what is paid, and when. */
export const funding = venuePart({
  fields: {
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
  },
  read(fields, { funding: base }) {
    const every = fields['funding-every'];
    const clamp = replaced(clampsOf(fields['funding-clamp']), base.clamp, base.otherClamp);
    return {
      funding: {
        everyHours: every === undefined ? base.everyHours : every / 3_600,
        interest: fields['funding-interest'] ?? base.interest,
        damper: fields['funding-damper'] ?? base.damper,
        clamp: clamp.byAsset,
        otherClamp: clamp.other,
        notional: fields['funding-notional'] ?? base.notional,
        booked: fields['funding-booked'] ?? base.booked,
      },
    };
  },
  write({ funding: { everyHours, interest, damper, clamp, otherClamp, notional, booked } }, { assets }) {
    const clamps = assets.map((asset) => {
      const own = valueOf(clamp, asset, otherClamp);
      return [asset, own === null ? 'none' : formatShare(own)];
    });
    return {
      'funding-every': formatDurationHours(everyHours),
      'funding-interest': formatShare(interest),
      'funding-damper': formatShare(damper),
      'funding-clamp': Object.fromEntries(clamps),
      'funding-notional': notional,
      'funding-booked': booked,
    };
  },
  bind({ funding: { otherClamp, clamp, ...same } }, { assets }) {
    return { funding: { ...same, clamp: assets.map((asset) => valueOf(clamp, asset, otherClamp)) } };
  },
});

type Clamp = number | 'none';

function clampsOf(
  written: Clamp | Readonly<Record<string, Clamp | undefined>> | undefined,
): number | null | Readonly<Record<string, number | null | undefined>> | undefined {
  if (typeof written !== 'object') return written === 'none' ? null : written;
  return Object.fromEntries(Object.entries(written).map(([asset, clamp]) => [asset, clamp === 'none' ? null : clamp]));
}
