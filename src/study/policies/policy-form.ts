import * as z from 'zod';
import { formatDurationSeconds } from '../../base/units.ts';
import type { Venue } from '../../margin/account.ts';
import type { Policy } from '../../margin/policies/registry.ts';
import type { Market } from '../../market/model.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { Read } from '../forms/read.ts';
import { type AmountOrShare, delay, name, share } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';

/** One kind of policy in an experiment: its fields, and how they become the policy that the engines run. */
export interface PolicyReader {
  readonly form: z.ZodObject;
  /** Nothing is returned where something is wrong with the fields, or could not be read. */
  read(name: string, fields: unknown, scheme: PolicyScheme, found: Findings): Policy | undefined;
}

/** What a policy may refer to. */
export interface PolicyScheme {
  readonly name: string;
  readonly pools: readonly { readonly name: string; readonly positions: readonly number[] }[];
  /** In the order of the account; the asset is undefined where it could not be read. */
  readonly positions: readonly { readonly name: string; readonly asset: number | undefined }[];
  /** Units per collateral asset that are in no pool. */
  readonly treasury: readonly number[];
  readonly contract: Venue['contract'];
  readonly quote: string;
  /** Value of all collateral in quote; undefined if it could not be read. */
  readonly value: number | undefined;
  readonly market: Market | undefined;
  readonly stepSeconds: number | undefined;
}

/** A kind of policy by its form. */
export function policyReader<Form extends z.ZodObject>(
  form: Form,
  read: (name: string, fields: NonNullable<Read<Form>>, scheme: PolicyScheme, found: Findings) => Policy | undefined,
): PolicyReader {
  return {
    form,
    read: (policy, fields, scheme, found) => read(policy, fields as NonNullable<Read<Form>>, scheme, found),
  };
}

/** Fields that several policies have, and how they are resolved. */
export const delayField = delay('4h')
  .optional()
  .meta({ description: 'from the step on whose figures it is decided to the one after which it is done; default 0h' });

export const poolsField = z
  .union([z.enum(['all']), z.array(name)])
  .optional()
  .meta({ description: 'the pools that it watches; default all' });

export const costField = share({ smallest: 0, largest: 1 }, '0.1%')
  .optional()
  .meta({ description: 'share of what is moved that the transfer costs; default 0' });

interface DelayFields {
  readonly delay?: number | undefined;
}
interface PoolFields {
  readonly pools?: 'all' | readonly string[] | undefined;
}
interface PositionFields {
  readonly positions?: 'all' | readonly string[] | undefined;
}

/** A delay as a number of steps; nothing if it is none. */
export function delaySteps(fields: DelayFields, { stepSeconds }: PolicyScheme, found: Findings): number | undefined {
  if (stepSeconds === undefined) return undefined;
  const steps = (fields.delay ?? 0) / stepSeconds;
  if (Number.isInteger(steps)) return steps;
  const below = Math.floor(steps);
  const near = [below, below + 1].map((whole) => (whole === 0 ? '0h' : formatDurationSeconds(whole * stepSeconds)));
  found.add(
    ['delay'],
    `must be a whole number of steps of ${formatDurationSeconds(stepSeconds)}`,
    `for example ${near.join(' or ')}`,
  );
  return undefined;
}

/** Indices of the pools that a policy names, ascending; nothing if a name is wrong. */
export function poolsNamed(fields: PoolFields, scheme: PolicyScheme, found: Findings): readonly number[] | undefined {
  return indicesOf(fields.pools ?? 'all', scheme.pools.map(nameOf), 'pool of this scheme', found.below('pools'));
}

/** Indices of the positions that a policy names, ascending; nothing if a name is wrong. */
export function positionsNamed(
  fields: PositionFields,
  scheme: PolicyScheme,
  found: Findings,
): readonly number[] | undefined {
  return indicesOf(fields.positions ?? 'all', scheme.positions.map(nameOf), 'position', found.below('positions'));
}

function nameOf(one: { readonly name: string }): string {
  return one.name;
}

/** Indices of names in a list of known ones, ascending; unknown and repeated names are faults, and so is an empty list. */
export function indicesOf(
  written: 'all' | readonly string[],
  known: readonly string[],
  noun: string,
  found: Findings,
): readonly number[] | undefined {
  if (written === 'all') return known.map((_, index) => index);
  const before = found.faults.length;
  if (written.length === 0) found.add([], 'is empty', `at least one ${noun}: ${listed(known)}`);
  for (const [index, one] of written.entries()) {
    if (!known.includes(one)) found.add([index], `is no ${noun}${hintFor(one, known)}`, listed(known));
    else if (written.indexOf(one) < index) found.add([index], `${one} stands here twice`, listed(known));
  }
  if (found.faults.length > before) return undefined;
  return written.map((one) => known.indexOf(one)).toSorted((a, b) => a - b);
}

/** An amount in quote, of all collateral where it is a percentage; nothing if it means something else than it says. */
export function quoteOf(
  written: AmountOrShare | undefined,
  { value, quote }: PolicyScheme,
  found: Findings,
): number | undefined {
  if (written === undefined || value === undefined) return undefined;
  if (written.kind === 'share') return written.share * value;
  if (written.value > 0 && written.value < 1 && value >= 100) {
    const meant = `${Number((written.value * 100).toPrecision(8))}%`;
    found.add([], `means ${written.value} ${quote}; for a share of all collateral write ${meant}`);
    return undefined;
  }
  return written.value;
}

/** Whether every value could be read. */
export function isComplete<Shape extends Readonly<Record<string, unknown>>>(
  values: Shape,
): values is { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } & Shape {
  return Object.values(values).every((value) => value !== undefined);
}
