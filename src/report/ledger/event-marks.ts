import type { LedgerEntry } from '../../exact/ledger.ts';
import type { MarkStyle } from '../charts/mark.ts';
import { palette } from '../charts/palette.ts';

/** Kinds of what can happen to a pool, as a plot marks them, the gravest first: of several at one step the first is shown. */
export const eventMarks = {
  debt: { name: 'close that left a bad debt', shape: 'circle', colour: palette.vermillion },
  liquidation: { name: 'liquidation', shape: 'cross', colour: palette.vermillion },
  takeover: { name: 'takeover by the venue', shape: 'square', colour: palette.vermillion },
  deleveraging: { name: 'auto-deleveraging or socialised loss', shape: 'triangle', colour: palette.purple },
  action: { name: 'action of a policy', shape: 'diamond', colour: palette.blue },
  decision: { name: 'decision of a policy', shape: 'circle', colour: palette.sky },
} as const satisfies Record<string, MarkStyle>;

export type EventMark = keyof typeof eventMarks;

/** How an entry is marked; null if it says only how another one went on, or that nothing happened. */
export function markOf(entry: LedgerEntry): EventMark | null {
  switch (entry.kind) {
    case 'check':
      return entry.reason === 'liquidation' ? 'liquidation' : null;
    case 'takeover':
      return 'takeover';
    case 'bad-debt':
      return 'debt';
    case 'auto-deleveraging':
    case 'socialised-loss':
      return 'deleveraging';
    case 'policy-close':
    case 'top-up':
    case 'transfer-in':
    case 'transfer-out':
    case 'isolate':
    case 'isolated':
    case 'rejoin':
    case 'rejoined':
      return 'action';
    case 'decision':
      return 'decision';
    default:
      return null;
  }
}
