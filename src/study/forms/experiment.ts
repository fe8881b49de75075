import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { limitsForm } from '../governance/limits.ts';
import { marketForm } from '../models/registry.ts';
import { policiesForm } from '../policies/registry.ts';
import { allocationRules } from '../resolve/allocation.ts';
import { venueForm } from '../venue/fields.ts';
import { marketPath, marketReferenceForm } from './market.ts';
import type { Read } from './read.ts';
import {
  amountOrShare,
  count,
  duration,
  form,
  name,
  quantity,
  runName,
  share,
  table,
  text,
  wording,
} from './scalars.ts';

const positionForm = form({
  asset: name,
  side: z.enum(['long', 'short']),
  notional: quantity({ smallest: 0, largest: limits.money.largest }, 'an amount')
    .optional()
    .meta({ description: 'quote value at the price now' }),
  quantity: quantity({ smallest: 0, largest: limits.money.largest }, 'a number of units').optional(),
  entry: quantity(limits.price, 'a price')
    .optional()
    .meta({ description: 'price at which it was opened; default: the price now' }),
  tag: name.optional().meta({ description: 'the strategy that it belongs to' }),
});

const schemeForm = form({
  pools: z.union([z.enum(['each', 'one', 'policy-map']), z.record(name, z.array(name))]).meta({
    description:
      'each: a pool per position; one: a pool for all; policy-map: as the policy map of the experiment says; or a map from pool to ' +
      'its positions',
  }),
  allocate: z
    .union([z.enum(Object.keys(allocationRules) as [string, ...string[]]), z.record(name, amountOrShare)])
    .optional()
    .meta({ description: 'how collateral is split over the pools: a rule (default by-notional), or a map by pool' }),
  treasury: amountOrShare.optional(),
  policies: policiesForm
    .optional()
    .meta({ description: 'what the account does by itself, by name, asked in this order' }),
});

const names = z.union([name, z.array(name)]).optional();

/** Rules that give positions to pools: the first that fits a position takes it; all that a rule asks for must hold. */
const policyMapForm = z.array(
  form({
    asset: names.meta({ description: 'an asset, or a list of them' }),
    tag: names.meta({ description: 'a tag of positions, or a list of them' }),
    position: names.meta({ description: 'a position, or a list of them' }),
    pool: name.meta({ description: 'the pool that takes them; each: every position has a pool of its own' }),
  }),
);

/** Values of a sweep axis: a list of plain values, or a map from label to anything. */
const sweepForm = z.record(z.string(), z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]));

export const experimentForm = form({
  name: runName,
  question: text('a sentence', limits.questionLength).optional(),
  market: z.union([marketPath, marketReferenceForm, marketForm]).meta({
    description:
      'the name of a preset, or a market file, relative to this file; either with prices of now; or the market itself',
  }),
  venue: z
    .union([text('the name of a venue', limits.nameLength), venueForm])
    .meta({ description: 'the name of a venue whose rules are known; or its rules' })
    .register(wording, { allowed: 'the name of a venue, or its rules' }),
  collateral: table(quantity(limits.money, 'an amount'), {
    entries: 'collateral assets',
    largest: limits.collateralAssets.largest,
    allowed: 'a map from asset to units held',
  }).meta({ description: 'units held, by asset' }),
  positions: table(positionForm, {
    entries: 'positions',
    largest: limits.positions.largest,
    allowed: 'a map of positions by name',
  }).meta({ description: 'what is held, by name' }),
  leverage: quantity({ smallest: 0, largest: 1_000, exclusive: true }, 'a ratio')
    .optional()
    .meta({ description: 'total notional / value of all collateral; scales all positions' }),
  schemes: table(schemeForm, {
    entries: 'schemes',
    largest: limits.schemes.largest,
    allowed: 'a map of schemes by name',
  }).meta({ description: 'the ways of pooling that are compared, by name' }),
  'policy-map': policyMapForm
    .optional()
    .meta({ description: 'rules that give positions to pools; a scheme uses them by `pools: policy-map`' }),
  limits: limitsForm.optional().meta({ description: 'governance checks before the run' }),
  horizon: duration('30d'),
  step: duration('1h'),
  paths: count({ smallest: 1, largest: Number.MAX_SAFE_INTEGER }),
  seed: text('text', limits.seedLength).optional().meta({ description: 'default: the name of the experiment' }),
  levels: z
    .array(share({ smallest: 0, largest: 1, exclusive: true }, '99%'))
    .optional()
    .meta({ description: 'confidence levels of VaR and ES; default 95% and 99%' }),
  precision: z.enum(['mixed', 'f64']).optional().meta({
    description:
      'returns in single (mixed) or double precision (f64), prices and money always in double; default mixed',
  }),
  watch: z
    .enum(['period-end', 'every-step'])
    .optional()
    .meta({
      description:
        'when drawdown and lowest margin ratio are watched: at every step, or (period-end, the default) at every 8th step, every ' +
        'settlement of funding and the last step',
    }),
  sweep: sweepForm.optional().meta({ description: 'values by path of a field; every combination is a scenario' }),
});

/** The same without what is read by itself: the market, which scenarios share, and the sweep, which is gone when a scenario is read. */
export const scenarioForm = experimentForm.extend({
  market: z.unknown().register(wording, { allowed: 'the path of a market file, or its content' }),
  sweep: z.unknown().optional(),
});

type FieldsOf<Form> = NonNullable<Read<Form>>;
export type ScenarioFields = FieldsOf<typeof scenarioForm>;
export type PositionFields = FieldsOf<typeof positionForm>;
export type SchemeFields = FieldsOf<typeof schemeForm>;
export type PolicyMapRule = z.output<typeof policyMapForm>[number];
