import * as z from 'zod';
import { formatDurationSeconds } from '../../base/units.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import { type AmountOrShare, amountOrShare, delay, name, share } from '../form/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import type { PolicyScheme } from './reader.ts';

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

export { amountOrShare };

/** A delay as a number of steps; nothing if it is none. */
export function delaySteps(
  seconds: number | undefined,
  node: TreeNode,
  { stepSeconds }: PolicyScheme,
  problems: Problems,
): number | undefined {
  if (stepSeconds === undefined) return undefined;
  const steps = (seconds ?? 0) / stepSeconds;
  if (Number.isInteger(steps)) return steps;
  const below = Math.floor(steps);
  const near = [below, below + 1].map((whole) => (whole === 0 ? '0h' : formatDurationSeconds(whole * stepSeconds)));
  problems.add(node, ['delay'], `must be a whole number of steps of ${formatDurationSeconds(stepSeconds)}`, {
    allowed: `for example ${near.join(' or ')}`,
  });
  return undefined;
}

/** Indices of the pools that a policy names, ascending; nothing if a name is wrong. */
export function poolsNamed(
  written: 'all' | readonly string[] | undefined,
  node: TreeNode,
  { pools }: PolicyScheme,
  problems: Problems,
): readonly number[] | undefined {
  const names = pools.map((pool) => pool.name);
  if (written === undefined || written === 'all') return names.map((_, index) => index);
  return indicesOf(written, names, { node, field: 'pools', noun: 'pool of this scheme' }, problems);
}

/** Indices of the positions that a policy names, ascending; nothing if a name is wrong. */
export function positionsNamed(
  written: 'all' | readonly string[] | undefined,
  node: TreeNode,
  { positions }: PolicyScheme,
  problems: Problems,
): readonly number[] | undefined {
  const names = positions.map((position) => position.name);
  if (written === undefined || written === 'all') return names.map((_, index) => index);
  return indicesOf(written, names, { node, field: 'positions', noun: 'position' }, problems);
}

/** Indices of names in a list of known ones, ascending; unknown and repeated names are problems, and so is an empty list. */
export function indicesOf(
  written: readonly string[],
  known: readonly string[],
  { node, field, noun }: { readonly node: TreeNode; readonly field: string; readonly noun: string },
  problems: Problems,
): readonly number[] | undefined {
  let isSound = written.length > 0;
  if (!isSound) problems.add(node, [field], 'is empty', { allowed: `at least one ${noun}: ${listed(known)}` });
  for (const [index, one] of written.entries()) {
    const fault = !known.includes(one)
      ? `is no ${noun}${hintFor(one, known)}`
      : written.indexOf(one) < index
        ? `${one} stands here twice`
        : null;
    if (fault === null) continue;
    problems.add(node, [field, index], fault, { allowed: listed(known) });
    isSound = false;
  }
  return isSound ? written.map((one) => known.indexOf(one)).toSorted((a, b) => a - b) : undefined;
}

/** An amount in quote, of all collateral where it is a percentage; nothing if it means something else than it says. */
export function quoteOf(
  written: AmountOrShare | undefined,
  field: string,
  node: TreeNode,
  { value, quote }: PolicyScheme,
  problems: Problems,
): number | undefined {
  if (written === undefined || value === undefined) return undefined;
  if (written.kind === 'share') return written.share * value;
  if (written.value > 0 && written.value < 1 && value >= 100) {
    const meant = `${Number((written.value * 100).toPrecision(8))}%`;
    problems.add(node, [field], `means ${written.value} ${quote}; for a share of all collateral write ${meant}`);
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
