import * as z from 'zod';
import { amountOrShare, form, name, perAsset, quantity, share } from './scalars.ts';

/** The form of the governance checks of an experiment. Meaning of each: `src/study/limits/`. */
const ratio = quantity({ smallest: 0, largest: 10_000, exclusive: true }, 'a ratio');
const depthShare = share({ smallest: 0, largest: 1_000, plain: 10 }, '50%');

export const depthShareForm = form({
  share: depthShare,
  regime: name.optional().meta({ description: 'the regime whose depth counts; default: the thinnest' }),
});

export const shockForm = form({
  shock: perAsset(share({ smallest: -1, largest: 100, exclusive: true, plain: 10 }, '-15%')).meta({
    description: 'move of the prices: one for all assets of the market, or by asset, the others unmoved',
  }),
  distance: share({ smallest: 0, largest: 1 }, '5%').meta({ description: 'least liquidation distance after it' }),
});

export const limitsForm = form({
  enforce: z
    .boolean()
    .optional()
    .meta({ description: 'true: a limit that does not hold is an error; default: it is marked in the report' }),
  'max-leverage': form({ position: ratio.optional(), pool: ratio.optional(), account: ratio.optional() })
    .optional()
    .meta({ description: 'notional over the collateral behind it' }),
  'max-depth-share': z
    .union([depthShare, depthShareForm])
    .optional()
    .meta({ description: 'notional of a position over the depth of its market' }),
  'min-stressed-distance': z
    .union([shockForm, z.record(name, shockForm)])
    .optional()
    .meta({ description: 'liquidation distance left after a shock: one shock, or a map of them by name' }),
  'collateral-budget': z
    .record(name, amountOrShare)
    .optional()
    .meta({ description: 'collateral behind the positions of a tag, by tag' }),
});
