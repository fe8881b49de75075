import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { isWritten } from '../forms/read.ts';
import { amountOrShare, cover, form } from '../forms/scalars.ts';
import {
  costField,
  delayField,
  delaySteps,
  isComplete,
  policyReader,
  poolsField,
  poolsNamed,
  quoteOf,
} from './policy-form.ts';

const topUpForm = form({
  policy: z.literal('top-up'),
  below: cover('120%').meta({ description: 'cover (equity / requirement) below which a pool is topped up' }),
  amount: amountOrShare.meta({ description: 'what is moved each time: an amount, or a percentage of all collateral' }),
  budget: amountOrShare.optional().meta({ description: 'over the whole path; default: as far as the treasury goes' }),
  cost: costField,
  pools: poolsField,
  delay: delayField,
});

export const topUp = policyReader(topUpForm, (name, fields, scheme, found) => {
  const policy = {
    name,
    policy: 'top-up' as const,
    pools: poolsNamed(fields, scheme, found),
    below: fields.below,
    amount: quoteOf(fields.amount, scheme, found.below('amount')),
    // The treasury ends before this does.
    budget: isWritten(fields, 'budget') ? quoteOf(fields.budget, scheme, found.below('budget')) : limits.money.largest,
    cost: fields.cost ?? 0,
    delaySteps: delaySteps(fields, scheme, found),
  };
  if (!isComplete(policy)) return undefined;
  const { treasury, contract, quote } = scheme;
  // What a treasury pays in: the quote currency, or the coins of inverse contracts.
  const [money, hasMoney] =
    contract === 'linear' ? [quote, (treasury[0] ?? 0) > 0] : ['coins', treasury.some((units) => units > 0)];
  if (!hasMoney) {
    found.warnings.push(
      `Policy ${name} of scheme ${scheme.name} does nothing: it tops up from the treasury, which holds no ${money}.`,
    );
  }
  return policy;
});
