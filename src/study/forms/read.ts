import * as z from 'zod';
import { didYouMean, hintFor } from '../document/did-you-mean.ts';
import { Findings } from '../document/findings.ts';
import { kindOf, kindsOf, meantBy } from './choose.ts';
import { wording } from './scalars.ts';

/**
 * What could be read by a form: of a map its sound fields, of a list all items or nothing. A field that was written and could not be
 * read is there and undefined, so that it is not taken for one that is absent.
 */
export type Read<Schema> =
  Schema extends z.ZodOptional<infer Inner>
    ? Read<Inner> | undefined
    : Schema extends z.ZodObject<infer Shape>
      ? { readonly [Key in keyof Shape]?: Read<Shape[Key]> | undefined }
      : Schema extends z.ZodRecord<z.core.$ZodRecordKey, infer Value>
        ? Readonly<Record<string, Read<Value> | undefined>>
        : Schema extends z.ZodUnion<infer Options>
          ? Read<Options[number]>
          : Schema extends z.ZodType
            ? z.output<Schema>
            : never;

/**
 * Reads plain values by a form, field by field, so that one wrong field does not hide what is wrong with, or between, the others.
 * Everything that is wrong is added to `found`; undefined is returned for a value of the wrong kind.
 */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  found: Findings,
): Read<Schema> | undefined {
  return readValue(schema, value, found) as Read<Schema> | undefined;
}

/** Whether a field was written, be it wrong or misspelt: then its absence is no news. */
export function isWritten(fields: object | undefined, name: string): boolean {
  return fields !== undefined && Object.hasOwn(fields, name);
}

function readValue(schema: z.core.$ZodType, value: unknown, found: Findings): unknown {
  if (schema instanceof z.ZodOptional)
    return value === undefined ? undefined : readValue(schema.unwrap(), value, found);
  if (value === undefined) return found.add([], 'is missing', allowedBy(schema));
  if (schema instanceof z.ZodUnion) return readUnion(schema, value, found);
  if (schema instanceof z.ZodObject) return readForm(schema, value, found);
  if (schema instanceof z.ZodRecord) return readTable(schema, value, found);
  if (schema instanceof z.ZodArray) return readList(value, found, () => schema.element);
  if (schema instanceof z.ZodTuple) {
    const { items, rest } = schema.def;
    return readList(value, found, (index) => items[index] ?? rest, items.length);
  }
  return readScalar([schema], value, found);
}

function readForm({ shape }: z.ZodObject, value: unknown, found: Findings): unknown {
  const names = Object.keys(shape);
  if (!isMap(value)) return found.add([], 'must be a map', names.join(', '));
  const strangers = Object.keys(value).filter((key) => !names.includes(key));
  for (const key of strangers) found.addName([key], `is not known here${hintFor(key, names)}`, names.join(', '));
  const misspelt = new Set(strangers.map((key) => didYouMean(key, names)));
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const written = value[name];
    // What is absent because its name is misspelt was reported by that name.
    if (written !== undefined || misspelt.has(name)) fields[name] = undefined;
    if (written !== undefined || !misspelt.has(name)) {
      const result = readValue(schema, written, found.below(name));
      if (result !== undefined) fields[name] = result;
    }
  }
  return fields;
}

function readTable(schema: z.ZodRecord, value: unknown, found: Findings): unknown {
  const { entries, largest = Number.POSITIVE_INFINITY, mayBeEmpty = false } = wording.get(schema) ?? {};
  const size = isMap(value) ? Object.keys(value).length : 0;
  if (!isMap(value) || (size === 0 && entries !== undefined && !mayBeEmpty)) {
    return found.add([], entries === undefined ? 'must be a map' : `must be a map with at least one of the ${entries}`);
  }
  if (size > largest) return found.add([], `has too many ${entries}`, `at most ${largest}`, String(size));
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    for (const { what, allowed } of faultsOf(schema.keyType, key)) found.addName([key], what, allowed);
    result[key] = readValue(schema.valueType, child, found.below(key));
  }
  return result;
}

function readList(
  value: unknown,
  found: Findings,
  schemaOf: (index: number) => z.core.$ZodType | null | undefined,
  least = 0,
): unknown {
  if (!Array.isArray(value)) return found.add([], 'must be a list');
  const before = found.faults.length;
  const result = Array.from({ length: Math.max(least, value.length) }, (_, index) => {
    const schema = schemaOf(index);
    if (schema == null) return found.add([index], 'is too much here', `a list of ${least}`);
    return readValue(schema, value[index], found.below(index));
  });
  return found.faults.length === before ? result : undefined;
}

/** Reads a value by the alternative that is meant by it, so that a message names what is wrong inside it. */
function readUnion(schema: z.ZodUnion, value: unknown, found: Findings): unknown {
  const choice = meantBy(schema, value);
  if ('faults' in choice) return found.addAll([], choice.faults);
  const { options } = choice;
  if (options.length === 0) return found.add([], 'is of the wrong kind', allowedBy(schema));
  const [only] = options;
  return only !== undefined && options.length === 1 ? readValue(only, value, found) : readScalar(options, value, found);
}

/** Reads a single value by the first schema that takes it; where none does, all that is allowed is said. */
function readScalar(schemas: readonly z.core.$ZodType[], value: unknown, found: Findings): unknown {
  for (const schema of schemas) {
    const result = z.safeParse(schema, value);
    if (result.success) return result.data;
  }
  const words = schemas.flatMap((schema) => (schema instanceof z.ZodEnum ? schema.options.map(String) : []));
  const figures = schemas.filter((schema) => !(schema instanceof z.ZodEnum));
  // A table or a list is no word.
  const word = ['string', 'number', 'boolean'].includes(typeof value) ? `${value as string | number | boolean}` : '';
  // What begins like a figure was meant as one.
  const isFigure = figures.length > 0 && (words.length === 0 || /^[-+.\d]/.test(word));
  const [fault] = (isFigure ? figures : schemas).flatMap((schema) => faultsOf(schema, value));
  const what = isFigure && fault ? fault.what : `is not known here${hintFor(word, words)}`;
  const allowed = schemas.length === 1 ? fault?.allowed : [...new Set(schemas.map(allowedBy))].join(', or ');
  return found.add([], what, allowed !== undefined && what.endsWith(allowed) ? undefined : allowed);
}

/** What a schema of a single value says is wrong with one. */
function faultsOf(schema: z.core.$ZodType, value: unknown): { readonly what: string; readonly allowed?: string }[] {
  const { error } = z.safeParse(schema, value);
  return (error?.issues ?? []).map((issue) => {
    if (issue.code === 'custom') {
      const allowed: unknown = issue.params?.['allowed'];
      return { what: issue.message, ...(typeof allowed === 'string' && { allowed }) };
    }
    if (issue.code === 'invalid_value')
      return { what: 'is not known here', allowed: issue.values.map(String).join(', ') };
    const noun = issue.code === 'invalid_type' ? (nouns[issue.expected] ?? issue.expected) : 'something else';
    return { what: `must be ${noun}`, allowed: noun };
  });
}

const nouns: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false', number: 'a number' };

/** What a schema takes, in words. */
function allowedBy(schema: z.core.$ZodType): string {
  const words = wording.get(schema)?.allowed;
  if (words !== undefined) return words;
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.map(allowedBy))].join(', or ');
  const [kind] = kindsOf(schema);
  if (kind === 'map') return 'a map';
  if (kind === 'list') return 'a list';
  return faultsOf(schema, undefined)[0]?.allowed ?? 'nothing';
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return kindOf(value) === 'map';
}
