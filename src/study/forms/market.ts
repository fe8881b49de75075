import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { day, duration, form, name, perAsset, quantity, share, table, text } from './scalars.ts';

/** The form of a market file. Meaning and units of every field: `Market` in `src/market/model.ts`. */
const probability = share({ smallest: 0, largest: 1 }, '0.05%');
const jumpMean = share({ smallest: -5, largest: 5 }, '-3%');
const jumpSd = share({ smallest: 0, largest: 5 }, '5%');

/** Where a market file lies. */
export const marketPath = text('the path of a file', { smallest: 1, largest: 1_000 });

const jumpShape = { probability, per: duration('1h'), mean: jumpMean, sd: jumpSd };

const singleJumpForm = form(jumpShape);

const commonJumpForm = form({
  ...jumpShape,
  beta: perAsset(quantity({ smallest: -10, largest: 10 }, 'a factor'))
    .optional()
    .meta({ description: 'how strongly each asset follows a common jump; default 1' }),
  spread: perAsset(jumpSd).optional().meta({ description: 'own noise of each asset in a common jump; default 0' }),
});

const fundingRate = share({ smallest: -1, largest: 1, plain: 0.1 }, '0.01%');

const fundingLawForm = form({
  mean: fundingRate.optional(),
  sd: share({ smallest: 0, largest: 1, plain: 0.1 }, '0.02%').optional(),
  reversion: duration('3d').optional(),
});

/** Any number: what is wrong with a matrix is said of the matrix, with its regime and assets. */
const correlationEntry = quantity(
  { smallest: -Number.MAX_VALUE, largest: Number.MAX_VALUE },
  'a correlation from -1 to 1',
);

const correlation = z
  .union([quantity({ smallest: -1, largest: 1 }, 'a correlation'), z.array(z.array(correlationEntry))])
  .meta({ description: 'one number for all pairs, or the matrix in the order of the assets' });

/** What a regime says of other things than returns. */
export const sharedRegimeFields = {
  funding: z
    .union([fundingRate, fundingLawForm, z.record(name, z.union([fundingRate, fundingLawForm]))])
    .optional()
    .meta({ description: 'rate per `funding-per`; default 0' }),
  haircut: perAsset(share({ smallest: 0, largest: 1 }, '5%'))
    .optional()
    .meta({ description: 'share of collateral in this asset that does not count; default 0' }),
  depth: perAsset(quantity({ smallest: 1e-6, largest: limits.money.largest }, 'an amount'))
    .optional()
    .meta({ description: 'quote notional that moves the price by 1 %; default: unlimited' }),
};

export const regimeForm = form({
  volatility: perAsset(share({ ...limits.volatility, plain: 10 }, '60%')).meta({
    description: 'annualised, without jumps; one value, or a map by asset',
  }),
  drift: perAsset(share({ ...limits.drift, plain: 10 }, '10%'))
    .optional()
    .meta({ description: 'annualised; default 0' }),
  correlation: correlation.optional(),
  jumps: form({
    common: commonJumpForm.optional(),
    single: z.record(name, singleJumpForm).optional(),
  }).optional(),
  ...sharedRegimeFields,
  deleveraging: form({
    probability,
    per: duration('1h'),
    share: share({ smallest: 0, largest: 1 }, '2%').meta({
      description: 'of the notional that the closed position gives up',
    }),
  })
    .optional()
    .meta({
      description: 'how often the venue closes the most profitable position to cover losses of others; default: never',
    }),
});

const price = quantity(limits.price, 'a price');

/** What a market file can say of its making: estimated from prices, or chosen to be hard. */
export const marketKinds = ['fitted', 'stylised stress'] as const;

const renewedPrices = z.record(name, price).meta({
  description: 'prices now of some or all of the assets, in the place of those of the file',
});

/** What every market file says, whatever its returns come from. */
export const sharedMarketFields = {
  name: text('a name', limits.nameLength)
    .optional()
    .meta({ description: 'what reports call it; default: the name of its file' }),
  kind: z.enum(marketKinds).optional().meta({
    description:
      'fitted to prices, or stylised stress: chosen to be hard, each figure with its source or called an assumption',
  }),
  quote: name.optional().meta({ description: 'currency in which all money is counted; default USDT' }),
  assets: table(price, {
    entries: 'assets',
    largest: limits.assets.largest,
    allowed: 'a map from asset to its price now',
  }).meta({ description: 'price now, by asset' }),
  'priced-on': day.optional().meta({
    description: 'the day of the prices of the assets; default: the end of the period of `source`, if it has one',
  }),
  prices: renewedPrices.optional(),
  'funding-per': duration('8h').optional().meta({
    description: 'the period that the funding rates of this file are for; default: the funding interval of the venue',
  }),
  source: z.unknown().optional().meta({
    description:
      'where the figures come from; read are only its `interval`, for shocks without `per`, and the end of its `period`',
  }),
};

/** What a market file of the regime model says beside it. */
export const regimeModelFields = {
  correlation: correlation.optional().meta({ description: 'correlation of the regimes that give none' }),
  regimes: table(regimeForm, {
    entries: 'regimes',
    largest: limits.regimes.largest,
    allowed: 'a map of regimes by name',
  }),
  transition: form({
    per: duration('1h'),
    rows: z.array(z.array(probability)),
  })
    .optional()
    .meta({ description: 'probabilities of the next regime, one row per regime, both in the order of regimes' }),
  start: z
    .union([z.enum(['stationary']), name, z.record(name, probability)])
    .optional()
    .meta({ description: 'law of the regime that governs the first return: stationary (default), a regime, or a map' }),
  shocks: form({
    law: z.enum(['normal', 'student-t']),
    degrees: quantity(limits.shockDegrees, 'a number').optional().meta({ description: 'of freedom, above 2' }),
    per: duration('1h').optional().meta({
      description:
        'the interval whose returns have this law; default: the `interval` of the source if it has one, else the step of the run',
    }),
  })
    .optional()
    .meta({ description: 'law of the shocks; default normal' }),
  'jump-compensation': z
    .boolean()
    .optional()
    .meta({ description: 'true: drift is the drift of the price with its jumps; default false' }),
  'repair-correlation': z
    .enum(['nearest'])
    .optional()
    .meta({ description: 'nearest: replace a matrix that is not positive semi-definite by the nearest one that is' }),
};

/** A market that lies in a file, with prices of now. */
export const marketReferenceForm = form({
  preset: text('the name of a market', limits.nameLength)
    .optional()
    .meta({ description: 'a market that comes with the program (experiments/markets/), by name' }),
  file: marketPath.optional().meta({ description: 'a market file, relative to this file' }),
  prices: renewedPrices.optional(),
});
