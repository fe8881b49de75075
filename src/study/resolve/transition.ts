import { InputError } from '../../base/errors.ts';
import type { Transition } from '../../market/regime-model.ts';
import { stationaryLaw, transitionFault } from '../../market/transition.ts';
import { type Fields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import type { marketForm } from '../form/market.ts';

type MarketFields = Fields<typeof marketForm>;

const sumTolerance = 1e-9;

/** The chain of the regimes, checked; nothing if there is a problem with it. A single regime needs none. */
export function resolveTransition(
  fields: Pick<MarketFields, 'transition'>,
  regimes: readonly string[],
  marketNode: TreeNode,
  problems: Problems,
): Transition | undefined {
  const { transition } = fields;
  if (transition === undefined) {
    if (childOf(marketNode, 'transition') !== undefined) return undefined;
    if (regimes.length === 1) return { perHours: 1, rows: [[1]] };
    problems.add(marketNode, ['transition'], `is missing: there are ${regimes.length} regimes`, {
      allowed: `{ per: 1h, rows: … } with ${regimes.length} rows of ${regimes.length} probabilities`,
    });
    return undefined;
  }
  const { rows, per } = transition;
  const fault = rows.length === regimes.length ? transitionFault(rows) : { kind: 'shape' as const };
  if (fault === null) return { perHours: per / 3_600, rows };
  const { row, column = 0 } = fault;
  const path = ['transition', 'rows', ...(row === undefined ? [] : [row])];
  if (fault.kind === 'shape') {
    problems.add(marketNode, path, `has the wrong number of ${row === undefined ? 'rows' : 'probabilities'}`, {
      allowed: `${regimes.length}, one per regime: ${regimes.join(', ')}`,
      got: String(row === undefined ? rows.length : rows[row]?.length),
    });
  } else if (fault.kind === 'row-sum') {
    // All rows at once: the first fault hides the others.
    for (const [index, values] of rows.entries()) refuseSum(values, index, regimes, marketNode, problems);
  } else {
    problems.add(marketNode, [...path, column], 'a probability must lie from 0 to 1');
  }
  return undefined;
}

function refuseSum(
  values: readonly number[],
  row: number,
  regimes: readonly string[],
  node: TreeNode,
  problems: Problems,
): void {
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= sumTolerance) return;
  problems.add(node, ['transition', 'rows', row], `the probabilities after regime ${regimes[row]} do not sum to 1`, {
    got: `a sum of ${Number(sum.toPrecision(12))}`,
  });
}

/** The law of the first regime, in the order of `regimes`; nothing if there is a problem with it. */
export function resolveStart(
  fields: Pick<MarketFields, 'start'>,
  transition: Transition | undefined,
  regimes: readonly string[],
  marketNode: TreeNode,
  problems: Problems,
): readonly number[] | undefined {
  const { start } = fields;
  const startNode = childOf(marketNode, 'start');
  if (start === undefined && startNode !== undefined) return undefined;
  if (start === undefined || start === 'stationary') {
    return transition === undefined ? undefined : stationary(transition, regimes, marketNode, problems);
  }
  if (typeof start === 'string') {
    const index = regimes.indexOf(start);
    if (index !== -1) return regimes.map((_, regime) => (regime === index ? 1 : 0));
    problems.add(marketNode, ['start'], `is no regime of this market${hintFor(start, [...regimes, 'stationary'])}`, {
      allowed: ['stationary', ...regimes].join(', '),
    });
    return undefined;
  }
  let isKnown = true;
  for (const name of Object.keys(start)) {
    if (regimes.includes(name) || startNode === undefined) continue;
    problems.addKey(startNode, name, `is no regime of this market${hintFor(name, regimes)}`, {
      allowed: regimes.join(', '),
    });
    isKnown = false;
  }
  const law = regimes.map((name) => start[name] ?? 0);
  const sum = law.reduce((total, value) => total + value, 0);
  if (isKnown && Math.abs(sum - 1) > sumTolerance) {
    problems.add(marketNode, ['start'], 'the probabilities do not sum to 1', {
      got: `a sum of ${Number(sum.toPrecision(12))}`,
    });
    return undefined;
  }
  return isKnown ? law : undefined;
}

function stationary(
  transition: Transition,
  regimes: readonly string[],
  marketNode: TreeNode,
  problems: Problems,
): readonly number[] | undefined {
  try {
    return stationaryLaw(transition.rows);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const place = childOf(marketNode, 'start') === undefined ? 'transition' : 'start';
    problems.add(marketNode, [place], 'the chain has no single stationary law: some regimes never lead to each other', {
      allowed: `a start that names the first regime (${regimes.join(', ')}) or gives its law`,
      got: null,
    });
    return undefined;
  }
}
