import * as z from 'zod';
import { experimentForm } from './forms/experiment.ts';
import { marketForm } from './models/registry.ts';

export const fileKinds = ['experiment', 'market'] as const;
export type FileKind = (typeof fileKinds)[number];

const forms = { experiment: experimentForm, market: marketForm } as const;

/**
 * JSON Schema (draft 2020-12) of a kind of file, for editors: made from the very forms that read it, so it accepts every file
 * that can be read. It knows the shape only; sums, references and matrices are checked when a file is read.
 *
 * @example
 * import { jsonSchema } from 'margin-lab';
 *
 * console.log(JSON.stringify(jsonSchema('experiment')).length, JSON.stringify(jsonSchema('market')).length);
 */
export function jsonSchema(kind: FileKind): Record<string, unknown> {
  const schema = z.toJSONSchema(forms[kind], { io: 'input', unrepresentable: 'any' });
  return { title: `Margin Lab ${kind}`, ...schema };
}
