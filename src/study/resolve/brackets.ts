import type * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { formatShare } from '../../base/units.ts';
import type { Bracket } from '../../margin/account.ts';
import type { Problems } from '../document/problems.ts';
import type { Path, TreeNode } from '../document/tree.ts';
import type { bracketRow } from '../form/venue.ts';

type BracketRow = z.output<typeof bracketRow>;

/** Two steps of a requirement may differ by this much where they meet: published amounts are rounded to cents. */
const gapAllowed = (requirement: number) => 0.01 + 1e-9 * Math.abs(requirement);

/**
 * A bracket table as written, checked: floors ascend from 0, each cap is the next floor, rates do not fall, and the
 * requirement rate n - amount has no jump. An amount that is left out is the one that makes it continuous:
 * amount_k = floor_k (rate_k - rate_(k-1)) + amount_(k-1), and 0 in the first bracket.
 */
export function resolveBrackets(
  rows: readonly BracketRow[],
  node: TreeNode,
  path: Path,
  problems: Problems,
): readonly Bracket[] | undefined {
  if (rows.length === 0 || rows.length > limits.brackets.largest) {
    problems.add(node, path, 'has the wrong number of brackets', { allowed: `from 1 to ${limits.brackets.largest}` });
    return undefined;
  }
  const brackets: Bracket[] = [];
  let isSound = true;
  for (const [index, row] of rows.entries()) {
    const previous = brackets.at(-1);
    const [floor, cap, rate, written] = row;
    const amount = written ?? (previous === undefined ? 0 : continuousAmount(previous, floor, rate));
    const bracket = { floor, cap, rate, amount };
    isSound =
      isBracketSound(bracket, previous, row.length, [...path, index], index === rows.length - 1, node, problems) &&
      isSound;
    brackets.push(bracket);
  }
  return isSound ? brackets : undefined;
}

function continuousAmount(previous: Bracket, floor: number, rate: number): number {
  return floor * (rate - previous.rate) + previous.amount;
}

function isBracketSound(
  { floor, cap, rate, amount }: Bracket,
  previous: Bracket | undefined,
  cells: number,
  path: Path,
  isLast: boolean,
  node: TreeNode,
  problems: Problems,
): boolean {
  const fault = (column: number, what: string, allowed?: string): false => {
    problems.add(node, [...path, column], what, allowed === undefined ? {} : { allowed });
    return false;
  };
  if (cells > 4)
    return fault(4, 'a bracket has at most four numbers', '[floor, cap, rate] or [floor, cap, rate, amount]');
  if (previous === undefined && floor !== 0) return fault(0, 'the first bracket must start at 0');
  if (previous !== undefined && previous.cap !== null && floor !== previous.cap) {
    return fault(0, 'a bracket must start where the one before it ends', String(previous.cap));
  }
  if (cap === null && !isLast) return fault(1, 'only the last bracket may be without an end', `above ${floor}`);
  if (cap !== null && cap <= floor) return fault(1, 'the end of a bracket must be above its start', `above ${floor}`);
  if (previous === undefined) return true;
  if (rate < previous.rate) return fault(2, 'rates must not fall with size', `${formatShare(previous.rate)} or more`);
  const continuous = continuousAmount(previous, floor, rate);
  if (Math.abs(amount - continuous) > gapAllowed(rate * floor)) {
    return fault(3, `the requirement jumps at ${floor}`, `an amount of ${Number(continuous.toPrecision(12))}, or none`);
  }
  return true;
}
