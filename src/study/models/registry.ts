import * as z from 'zod';
import type { MarketModel } from '../../market/sources/registry.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import { sharedMarketFields } from '../forms/market.ts';
import { form } from '../forms/scalars.ts';
import type { ModelForm } from './model-form.ts';
import { regimes } from './regimes.ts';

/** The models that a market file may write: one file, and a line here. */
export const modelForms: { readonly [Kind in MarketModel['kind']]: ModelForm } = { regimes };

const marketForms = Object.values(modelForms).map((model) => form({ ...sharedMarketFields, ...model.fields }));

/** The forms of a market file, one for each model. Meaning and units of every field: `Market` in `src/market/model.ts`. */
export const marketForm = marketForms.length === 1 ? marketForms[0]! : z.union(marketForms);

/** The model that a market file writes, and the form of the file; the model of a file that names none is that of regimes. */
export function writtenModel(written: unknown, found: Findings) {
  const { model } = { ...(written as { readonly model?: unknown }) };
  const { kind = 'regimes' } = { ...(model as { readonly kind?: unknown }) };
  const kinds = Object.keys(modelForms);
  if (!kinds.includes(String(kind))) {
    const others = kinds.filter((known) => known !== 'regimes');
    return found.add(
      ['model', 'kind'],
      `is no known model${hintFor(String(kind), others)}`,
      [...others, 'no `model` for regimes'].join(', '),
    );
  }
  const chosen = modelForms[kind as MarketModel['kind']];
  return { model: chosen, form: marketForms[kinds.indexOf(String(kind))]! };
}
