import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { checkFields } from '../document/check.ts';
import { childOf } from '../document/tree.ts';
import { cover, form } from '../form/scalars.ts';
import {
  amountOrShare,
  costField,
  delayField,
  delaySteps,
  isComplete,
  poolsField,
  poolsNamed,
  quoteOf,
} from './common.ts';
import type { PolicyReader, PolicyScheme } from './reader.ts';

const topUpForm = form({
  policy: z.literal('top-up'),
  below: cover('120%').meta({ description: 'cover (equity / requirement) below which a pool is topped up' }),
  amount: amountOrShare.meta({ description: 'what is moved each time: an amount, or a percentage of all collateral' }),
  budget: amountOrShare.optional().meta({ description: 'over the whole path; default: as far as the treasury goes' }),
  cost: costField,
  pools: poolsField,
  delay: delayField,
});

export const topUp: PolicyReader = {
  form: topUpForm,
  read(name, node, scheme, problems, warnings) {
    const fields = checkFields(topUpForm, node, problems) ?? {};
    const hasBudget = childOf(node, 'budget') !== undefined;
    const policy = {
      name,
      policy: 'top-up' as const,
      pools: poolsNamed(fields.pools, node, scheme, problems),
      below: fields.below,
      amount: quoteOf(fields.amount, 'amount', node, scheme, problems),
      // The treasury ends before this does.
      budget: hasBudget ? quoteOf(fields.budget, 'budget', node, scheme, problems) : limits.money.largest,
      cost: fields.cost ?? 0,
      delaySteps: delaySteps(fields.delay, node, scheme, problems),
    };
    if (!isComplete(policy)) return undefined;
    if (!hasMoney(scheme)) {
      warnings.push(
        `Policy ${name} of scheme ${scheme.name} does nothing: it tops up from the treasury, which holds no ` +
          `${scheme.contract === 'linear' ? scheme.quote : 'coins'}.`,
      );
    }
    return policy;
  },
};

/** What a treasury pays in: the quote currency, or the coins of inverse contracts. */
function hasMoney({ treasury, contract }: PolicyScheme): boolean {
  return contract === 'linear' ? (treasury[0] ?? 0) > 0 : treasury.some((units) => units > 0);
}
