import * as z from 'zod';
import { hintFor } from '../document/did-you-mean.ts';
import type { Fault } from '../document/findings.ts';

type Kind = 'map' | 'list' | 'scalar' | 'nothing';
type Schema = z.core.$ZodType;

/** The alternatives of a union that a value can be meant as (more than one only of single values), or why none can be told. */
export type Choice = { readonly options: readonly Schema[] } | { readonly faults: readonly Fault[] };

/**
 * What a user meant who wrote `value` where several things may stand. What is of the kind of the value; of several maps the one that a
 * field of the value names (`policy: stop`), else the one whose own field the value has (`cover` of a trigger), else the one
 * in which least is strange.
 */
export function meantBy(union: z.ZodUnion, value: unknown): Choice {
  const options = optionsOf(union);
  const kind = kindOf(value);
  const fitting = options.filter((option) => kindsOf(option).includes(kind));
  const naming = namingField(options);
  if (kind === 'scalar' && naming !== null) return meantByWord(naming, fitting, String(value));
  if (fitting.length === 0 && options.every((option) => option instanceof z.ZodObject)) {
    return { faults: [{ path: [], what: 'must be a map', allowed: `a map with ${namesOf(options, naming)}` }] };
  }
  if (!isMap(value) || fitting.length < 2) return { options: fitting };
  if (naming !== null) return meantByName(naming, value);
  const own = ownFields(fitting);
  return own === null ? { options: leastStrange(fitting, value) } : meantByField(own, value);
}

function optionsOf(union: z.ZodUnion): readonly Schema[] {
  return union.options.flatMap((option) => (option instanceof z.ZodUnion ? optionsOf(option) : [option]));
}

/** The field whose word says which of the forms a map is, and the forms by that word. */
interface Naming {
  readonly field: string;
  readonly forms: ReadonlyMap<string, Schema>;
}

function namingField(options: readonly Schema[]): Naming | null {
  const forms = options.filter((option) => option instanceof z.ZodObject);
  const [first] = forms;
  const field = first && Object.keys(first.shape).find((name) => first.shape[name] instanceof z.ZodLiteral);
  if (field === undefined) return null;
  const wordOf = (literal: Schema | undefined) => (literal instanceof z.ZodLiteral ? String(literal.value) : '');
  return { field, forms: new Map(forms.map((form) => [wordOf(form.shape[field]), form])) };
}

function meantByName({ field, forms }: Naming, value: Readonly<Record<string, unknown>>): Choice {
  const written = value[field];
  const word = typeof written === 'string' ? written : '';
  const form = forms.get(word);
  if (form !== undefined) return { options: [form] };
  const words = [...forms.keys()];
  const what = written === undefined ? 'is missing' : `is no known ${field}${hintFor(word, words)}`;
  return { faults: [{ path: [field], what, allowed: words.join(', ') }] };
}

/** A word alone, where a map can say more: allowed are those words that need no more. */
function meantByWord({ field, forms }: Naming, fitting: readonly Schema[], word: string): Choice {
  if (fitting.some((option) => z.safeParse(option, word).success)) return { options: fitting };
  const words = [...forms.keys()];
  if (forms.has(word)) {
    return { faults: [{ path: [], what: 'needs its parameters', allowed: `a map such as { ${field}: ${word}, … }` }] };
  }
  if (fitting.length === 0) {
    return { faults: [{ path: [], what: 'must be a map', allowed: `a map with ${field}: ${words.join(', or ')}` }] };
  }
  return { faults: [{ path: [], what: `is no known ${field}${hintFor(word, words)}`, allowed: words.join(', ') }] };
}

/** What tells the forms of a union apart. */
function namesOf(options: readonly Schema[], naming: Naming | null): string {
  if (naming !== null) return `${naming.field}: ${[...naming.forms.keys()].join(', or ')}`;
  return [...(ownFields(options)?.keys() ?? [])].join(', or ');
}

/** Forms by the first field that each must have, where every one has another; null where that tells nothing. */
function ownFields(options: readonly Schema[]): ReadonlyMap<string, Schema> | null {
  const fields = options.map((option) =>
    option instanceof z.ZodObject
      ? Object.keys(option.shape).find((name) => !(option.shape[name] instanceof z.ZodOptional))
      : undefined,
  );
  const named = fields.filter((field) => field !== undefined);
  if (new Set(named).size < options.length) return null;
  return new Map(named.map((field, index) => [field, options[index]!]));
}

function meantByField(own: ReadonlyMap<string, Schema>, value: Readonly<Record<string, unknown>>): Choice {
  const names = [...own.keys()];
  const [first, second] = names.filter((name) => Object.hasOwn(value, name));
  if (first !== undefined && second !== undefined) {
    return {
      faults: [
        {
          path: [second],
          what: `does not go together with ${first}`,
          allowed: `one of ${names.join(', ')}`,
          inName: true,
        },
      ],
    };
  }
  if (first !== undefined) return { options: [own.get(first)!] };
  const allowed = names.join(', ');
  const keys = Object.keys(value);
  const stranger = keys.find((key) => hintFor(key, names) !== '') ?? keys[0];
  if (stranger === undefined) return { faults: [{ path: [], what: 'is empty', allowed: `one of ${allowed}` }] };
  return {
    faults: [{ path: [stranger], what: `is not known here${hintFor(stranger, names)}`, allowed, inName: true }],
  };
}

/** The alternative with the fewest names that it does not know and values that are of another kind than it takes; the first of equals. */
function leastStrange(options: readonly Schema[], value: Readonly<Record<string, unknown>>): readonly Schema[] {
  const strangers = (option: Schema) =>
    Object.entries(value).filter(([key, child]) => {
      const inner = option instanceof z.ZodObject ? option.shape[key] : entryOf(option, key);
      return inner === undefined || !kindsOf(inner).includes(kindOf(child));
    }).length;
  return options.toSorted((a, b) => strangers(a) - strangers(b)).slice(0, 1);
}

function entryOf(option: Schema, key: string): Schema | undefined {
  return option instanceof z.ZodRecord && z.safeParse(option.keyType, key).success ? option.valueType : undefined;
}

export function kindOf(value: unknown): Kind {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : 'scalar';
}

/** The kinds of values that a schema can take. */
export function kindsOf(schema: Schema): readonly Kind[] {
  if (schema instanceof z.ZodOptional) return kindsOf(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(kindsOf);
  if (schema instanceof z.ZodUnknown) return ['map', 'list', 'scalar', 'nothing'];
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return ['map'];
  if (schema instanceof z.ZodArray || schema instanceof z.ZodTuple) return ['list'];
  return schema instanceof z.ZodNull ? ['nothing'] : ['scalar'];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return kindOf(value) === 'map';
}
