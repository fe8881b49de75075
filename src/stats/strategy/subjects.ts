import type { BlockPaths } from '../block-paths.ts';
import type { OutcomeBlock, OutcomeShape } from '../outcome.ts';

/** What a figure by strategy is about: the account, all positions with one tag, or one position. */
export interface StrategySubject {
  /** The tag, or that of the position; null for the account and for a position without one. */
  readonly tag: string | null;
  /** Index of the position; null for the account and for a tag. */
  readonly position: number | null;
  /** Indices of the positions that it is made of; null for the account. */
  readonly members: readonly number[] | null;
}

/** Where positions have tags: the account, every tag in the order of its first position, and every position; otherwise none. */
export function subjectsOf({ positions, tags }: Pick<OutcomeShape, 'positions' | 'tags'>): StrategySubject[] {
  const names = [...new Set(tags)].filter((tag) => tag !== null);
  if (names.length === 0) return [];
  return [
    { tag: null, position: null, members: null },
    ...names.map((tag): StrategySubject => {
      const members = positions.flatMap((_, position) => (tags[position] === tag ? [position] : []));
      return { tag, position: null, members };
    }),
    ...positions.map(
      (_, position): StrategySubject => ({ tag: tags[position] ?? null, position, members: [position] }),
    ),
  ];
}

/** Columns of what each subject gains and pays under every scheme, in one block of paths. */
interface SubjectColumns {
  /** Holds until the next subject is asked for. */
  profits(subject: StrategySubject, scheme: number): Float64Array;
  /** Funding, fees, slippage and profit given up; of the account also what it cost to move collateral. Holds as long. */
  costs(subject: StrategySubject, scheme: number): Float64Array;
}

/**
 * The columns of one block. Most paths have no event, and on them costs are funding alone: fees, slippage and profit given up are read
 * on the others only, once per position, also for the tag that it belongs to.
 */
export function subjectColumns(block: OutcomeBlock, { eventful }: BlockPaths): SubjectColumns {
  const { count, account, positions } = block;
  const room = () => account.map(() => new Float64Array(count));
  const [profitRoom, costRoom] = [room(), room()];
  const ofPositions = new Map<Float64Array, Float64Array>();
  const costOfPosition = (position: number, scheme: number) => {
    const { funding, fees, slippage, adl } = positions[scheme]![position]!;
    const known = ofPositions.get(funding);
    if (known !== undefined) return known;
    const cost = funding.slice(0, count);
    for (const column of [fees, slippage, adl]) addAt(cost, column, eventful[scheme]!);
    ofPositions.set(funding, cost);
    return cost;
  };
  return {
    profits: ({ members }, scheme) =>
      members === null
        ? account[scheme]!.pnl
        : summed(
            members.map((position) => positions[scheme]![position]!.pnl),
            profitRoom[scheme]!,
          ),
    costs({ members }, scheme) {
      if (members !== null) {
        const columns = members.map((position) => costOfPosition(position, scheme));
        return summed(columns, costRoom[scheme]!);
      }
      const { cost_funding, cost_fees, cost_slippage, cost_adl, cost_transfers } = account[scheme]!;
      const cost = cost_funding.slice(0, count);
      for (const column of [cost_fees, cost_slippage, cost_adl, cost_transfers]) addAt(cost, column, eventful[scheme]!);
      return cost;
    },
  };
}

/** The sum of columns, in the room for it unless there is only one. */
function summed(columns: readonly Float64Array[], room: Float64Array): Float64Array {
  const [first, ...others] = columns;
  if (others.length === 0) return first!;
  room.set(first!.subarray(0, room.length));
  for (const column of others) addColumn(room, column);
  return room;
}

function addColumn(into: Float64Array, column: Float64Array): void {
  for (let path = 0; path < into.length; path++) into[path]! += column[path]!;
}

function addAt(into: Float64Array, column: Float64Array, paths: Uint16Array): void {
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!;
    into[path]! += column[path]!;
  }
}
