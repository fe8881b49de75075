import { InputError } from '../../base/errors.ts';
import type { Transition } from '../../market/regime-model.ts';
import { stationaryLaw, transitionFault } from '../../market/transition.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import type { regimeModelFields } from '../forms/market.ts';
import { isWritten } from '../forms/read.ts';
import type { ModelFields } from '../models/model-form.ts';

type MarketFields = ModelFields<typeof regimeModelFields>;

const sumTolerance = 1e-9;

/** The chain of the regimes, checked; nothing if there is a fault in it. A single regime needs none. */
export function resolveTransition(
  fields: Pick<MarketFields, 'transition'>,
  regimes: readonly string[],
  found: Findings,
): Transition | undefined {
  const { rows, per } = fields.transition ?? {};
  if (!isWritten(fields, 'transition')) {
    if (regimes.length === 1) return { perHours: 1, rows: [[1]] };
    found.add(
      ['transition'],
      `is missing: there are ${regimes.length} regimes`,
      `{ per: 1h, rows: … } with ${regimes.length} rows of ${regimes.length} probabilities`,
    );
  }
  if (rows === undefined) return undefined;
  const place = found.below('transition', 'rows');
  const fault = rows.length === regimes.length ? transitionFault(rows) : { kind: 'shape' as const };
  if (fault === null) return per === undefined ? undefined : { perHours: per / 3_600, rows };
  const { row, column = 0 } = fault;
  const path = row === undefined ? [] : [row];
  if (fault.kind === 'shape') {
    const length = row === undefined ? rows.length : rows[row]?.length;
    const what = `has the wrong number of ${row === undefined ? 'rows' : 'probabilities'}`;
    place.add(path, what, `${regimes.length}, one per regime: ${regimes.join(', ')}`, String(length));
  } else if (fault.kind === 'row-sum') {
    // All rows at once: the first fault hides the others.
    for (const [index, values] of rows.entries()) {
      refuseSum(values, `the probabilities after regime ${regimes[index]} do`, place.below(index));
    }
  } else {
    place.add([...path, column], 'a probability must lie from 0 to 1');
  }
  return undefined;
}

/** Probabilities that do not sum to 1 are a fault; true if they are. */
function refuseSum(values: readonly number[], subject: string, found: Findings): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= sumTolerance) return false;
  found.add([], `${subject} not sum to 1`, undefined, `a sum of ${Number(sum.toPrecision(12))}`);
  return true;
}

/** The law of the first regime, in the order of `regimes`; nothing if there is a fault in it. */
export function resolveStart(
  fields: Pick<MarketFields, 'start'>,
  transition: Transition | undefined,
  regimes: readonly string[],
  found: Findings,
): readonly number[] | undefined {
  const { start } = fields;
  const place = found.below('start');
  if (start === undefined && isWritten(fields, 'start')) return undefined;
  if (start === undefined || start === 'stationary') {
    return transition && stationary(transition, regimes, found.below(start === undefined ? 'transition' : 'start'));
  }
  if (typeof start === 'string') {
    const index = regimes.indexOf(start);
    if (index !== -1) return regimes.map((_, regime) => (regime === index ? 1 : 0));
    const what = `is no regime of this market${hintFor(start, [...regimes, 'stationary'])}`;
    place.add([], what, ['stationary', ...regimes].join(', '));
    return undefined;
  }
  const strangers = Object.keys(start).filter((name) => !regimes.includes(name));
  for (const name of strangers) {
    place.addName([name], `is no regime of this market${hintFor(name, regimes)}`, regimes.join(', '));
  }
  const isUnread = Object.values(start).includes(undefined);
  const law = regimes.map((name) => start[name] ?? 0);
  if (strangers.length > 0 || isUnread) return undefined;
  return refuseSum(law, 'the probabilities do', place) ? undefined : law;
}

function stationary(
  transition: Transition,
  regimes: readonly string[],
  found: Findings,
): readonly number[] | undefined {
  try {
    return stationaryLaw(transition.rows);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add(
      [],
      'the chain has no single stationary law: some regimes never lead to each other',
      `a start that names the first regime (${regimes.join(', ')}) or gives its law`,
      null,
    );
    return undefined;
  }
}
