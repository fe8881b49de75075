import { inputError } from '../../base/errors.ts';
import { Faults, quoteSome } from './faults.ts';
import { checkVenue, type FundingHistory, inOrder, type Settlement } from './funding-history.ts';

/** Settlements of several files, as exchanges publish one per coin or month; throws where two rates stand at one time. */
export function joinFundingHistories(histories: readonly FundingHistory[]): FundingHistory {
  const faults = new Faults(histories.map(({ sources }) => sources[0]!.name).join(', '));
  const settlements = new Map<string, readonly Settlement[]>();
  for (const asset of new Set(histories.flatMap((history) => [...history.settlements.keys()]))) {
    const all = histories.flatMap((history) => history.settlements.get(asset) ?? []);
    settlements.set(asset, inOrder(asset, all, faults));
  }
  const venues = new Set(histories.flatMap(({ venue }) => (venue === null ? [] : [venue])));
  checkVenue(venues, undefined, faults);
  if (!faults.none) throw faults.error();
  return {
    sources: histories.flatMap(({ sources }) => sources),
    venue: [...venues][0] ?? null,
    settlements,
    symbols: new Map(histories.flatMap(({ symbols }) => [...symbols])),
    said: histories.flatMap(({ said }) => said),
  };
}

/** Refuses funding that leaves some of the assets without rates, unless they are named as `without`. */
export function checkFundingCovers(
  history: FundingHistory,
  assets: readonly string[],
  without: readonly string[],
): void {
  const missing = assets.filter((asset) => !history.settlements.has(asset) && !without.includes(asset));
  if (missing.length === 0) return;
  throw inputError('', `has no rates of ${missing.join(', ')}`, {
    file: history.sources.map(({ name }) => name).join(', '),
    allowed: `--without-funding ${missing.join(',')} takes them as 0`,
    got: `rates of ${quoteSome([...history.symbols.values()])}`,
  });
}
