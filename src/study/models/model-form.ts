import type * as z from 'zod';
import { inputError } from '../../base/errors.ts';
import type { Market } from '../../market/model.ts';
import type { Findings } from '../document/findings.ts';
import type { Read } from '../forms/read.ts';

/** How a market file writes a model. */
export interface ModelForm {
  /** The fields of the file beside those that every market has; `model`, with its kind, for every model but that of regimes. */
  readonly fields: z.ZodRawShape;
  /** The model as it is written, and the regimes that it is about; nothing if something that it needs could not be read. */
  read(fields: object, use: ModelUse, found: Findings): Pick<Market, 'regimes' | 'model'> | undefined;
}

/** What the model of a market may ask for. */
export interface ModelUse {
  readonly assets: readonly string[];
  /** What the file says of where its figures come from. */
  readonly source: unknown;
  /** Reads a file that the market names, relative to it; throws `InputError` if it cannot. */
  readonly readFile: ReadFile;
}

export type ReadFile = (path: string) => { readonly file: string; readonly text: string };

/** Where no file can be read. */
export function refuseFiles(path: string): never {
  throw inputError('', `the file ${path} cannot be read from here`);
}

/** What could be read of the fields of a model. */
export type ModelFields<Shape extends z.ZodRawShape> = NonNullable<Read<z.ZodObject<Shape>>>;

/** The form of a model, with the types of its fields. */
export function modelForm<const Shape extends z.ZodRawShape>(
  fields: Shape,
  read: (fields: ModelFields<Shape>, use: ModelUse, found: Findings) => Pick<Market, 'regimes' | 'model'> | undefined,
): ModelForm {
  return { fields, read };
}
