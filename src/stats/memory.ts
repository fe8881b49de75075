import type { OutcomeShape } from './outcome.ts';
import { subjectsOf } from './strategy/subjects.ts';
import { mergedRoom } from './tail/keep.ts';
import { bytesPerLoss } from './tail/losses.ts';

type TailShape = Pick<OutcomeShape, 'schemes' | 'positions' | 'tags' | 'levels' | 'paths'>;

/** Bytes that each kept path of a tail takes: under every scheme for the account with its parts, and for every subject of its own. */
export function keptLossBytes(shape: Omit<TailShape, 'levels' | 'paths'>): number {
  const { account, subjects, ofSubject } = lossBytes(shape);
  return account + subjects * ofSubject;
}

/**
 * Most memory that the kept losses of a whole scenario take, in bytes, with all weights 1. While they are ranked, those of the account
 * take twice themselves, and of the subjects one at a time.
 */
export function tailMemoryBytes(shape: TailShape): number {
  const { account, subjects, ofSubject } = lossBytes(shape);
  return mergedRoom(shape) * (2 * account + (subjects + 1) * ofSubject);
}

function lossBytes({ schemes, positions, tags }: Omit<TailShape, 'levels' | 'paths'>): {
  readonly account: number;
  readonly subjects: number;
  readonly ofSubject: number;
} {
  return {
    // With the parts of each loss; and the losses with bad debt included, without parts.
    account: schemes.length * (bytesPerLoss(positions.length + 1) + bytesPerLoss(0)),
    subjects: subjectsOf({ positions, tags }).length,
    ofSubject: schemes.length * bytesPerLoss(schemes.length),
  };
}
