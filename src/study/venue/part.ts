import type * as z from 'zod';
import { formatShare } from '../../base/units.ts';
import type { Venue } from '../../margin/account.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import type { Findings } from '../document/findings.ts';
import type { Read } from '../forms/read.ts';
import { share } from '../forms/scalars.ts';

/**
 * A part of the rules of a venue: its fields in a file, and all that is made of them. Nothing else knows these fields.
 *
 * There are three forms of a rule: as written, as in a preset (`VenuePreset`, for any account and step) and as the engines read it
 * (`Venue`, for the assets and the step of one account).
 */
export interface VenuePart<Bound = Partial<Venue>, Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Forms of its fields, all optional. */
  readonly fields: Shape;
  /** The rules that what is written puts in the place of those of `base`. */
  read(fields: object, base: VenuePreset, found: Findings): Partial<VenuePreset>;
  /** The fields that read back to the same rules. */
  write(rules: VenuePreset, use: VenueText): Readonly<Record<string, unknown>>;
  bind(rules: VenuePreset, use: VenueUse): Bound;
  /** Adds what does not fit the account; `found` is about the experiment, `fields` what it writes of its venue (none where it names one). */
  check?(rules: VenuePreset, use: VenueUse, fields: object | undefined, found: Findings): void;
}

/** What of an account decides which rules it needs. */
export interface VenueUse {
  readonly assets: readonly string[];
  /** Assets that are held in positions, with the names of these. */
  readonly held: readonly (readonly [asset: string, position: string])[];
  /** What is held as collateral; `isQuote`: it is the quote currency or counts as it. */
  readonly collateral: readonly { readonly name: string; readonly isQuote: boolean }[];
  readonly quote: string;
  readonly stepSeconds: number;
}

/** For which assets and currencies the rules are written out. */
export interface VenueText {
  readonly assets: readonly string[];
  readonly collateral: readonly string[];
  readonly quote: string;
}

/** A part by the forms of its fields. */
export function venuePart<Shape extends z.ZodRawShape, Bound extends Partial<Venue>>(
  part: Omit<VenuePart<Bound, Shape>, 'read' | 'check'> & {
    readonly read: (fields: Written<Shape>, base: VenuePreset, found: Findings) => Partial<VenuePreset>;
    readonly check?: (rules: VenuePreset, use: VenueUse, fields: Written<Shape> | undefined, found: Findings) => void;
  },
): VenuePart<Bound, Shape> {
  const { read, check } = part;
  return {
    ...part,
    read: (fields, base, found) => read(fields, base, found),
    check: (rules, use, fields, found) => check?.(rules, use, fields, found),
  };
}

type Written<Shape extends z.ZodRawShape> = NonNullable<Read<z.ZodObject<Shape>>>;

/** A rule whose value is the same in a file, a preset and for an account. `otherwise`: the value of presets that do not say it. */
export function plainRule<Field extends string, Key extends keyof Venue & keyof VenuePreset>(
  field: Field,
  key: Key,
  form: z.ZodType<Venue[Key]>,
  description: string | null,
  { write = (value) => value, otherwise }: { write?: (value: Venue[Key]) => unknown; otherwise?: Venue[Key] } = {},
): VenuePart<Pick<Venue, Key>, { readonly [Name in Field]: z.ZodOptional<z.ZodType<Venue[Key]>> }> {
  const valueOf = (rules: VenuePreset) => ((rules as unknown as Partial<Venue>)[key] ?? otherwise) as Venue[Key];
  const optional = form.optional();
  return {
    fields: { [field]: description === null ? optional : optional.meta({ description }) } as {
      readonly [Name in Field]: typeof optional;
    },
    read(fields: { readonly [Name in string]?: Venue[Key] }, base) {
      return { [key]: fields[field] ?? valueOf(base) };
    },
    write: (rules) => ({ [field]: write(valueOf(rules)) }),
    bind: (rules) => ({ [key]: valueOf(rules) }) as Pick<Venue, Key>,
  };
}

export const rate = share({ smallest: 0, largest: 1 }, '0.5%');

/** A share of the notional or the price, as in `plainRule`. */
export function shareRule<Field extends string, Key extends 'takerFee' | 'slippage'>(
  field: Field,
  key: Key,
  description: string,
) {
  return plainRule(field, key, rate, description, { write: formatShare });
}

/** One value replaces all values of the base; a map replaces those that it names. */
export function replaced<Value, Other>(
  written: Value | Readonly<Record<string, Value | undefined>> | undefined,
  byAsset: Readonly<Record<string, Value>>,
  other: Other,
): { readonly byAsset: Readonly<Record<string, Value>>; readonly other: Value | Other } {
  if (written === undefined) return { byAsset, other };
  if (typeof written !== 'object' || written === null) return { byAsset: {}, other: written };
  return { byAsset: { ...byAsset, ...(written as Readonly<Record<string, Value>>) }, other };
}
