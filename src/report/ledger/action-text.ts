import type { Decimal } from 'decimal.js';
import { limits } from '../../base/limits.ts';
import type { LedgerEntry, PolicyEvent, TransferEvent } from '../../exact/ledger.ts';
import { money, price, share, units } from './figures.ts';

/** Entries that policies are behind. */
type ActionEntry = Extract<LedgerEntry, { readonly kind: (TransferEvent | PolicyEvent)['kind'] | 'policy-close' }>;

/** What a policy decided or did: a sentence, and under it what explains it further. */
export function describeAction(action: ActionEntry, step: number): readonly [string, ...string[]] {
  const { policy } = action;
  switch (action.kind) {
    case 'decision':
      return describeDecision(action, step);
    case 'no-effect':
      return [`${policy}: nothing could be done about ${action.subject}`];
    case 'policy-close':
      return [`${policy}: close ${closed(action)}`, realised(action)];
    case 'transfer-out':
      return [`${policy}: transfer to ${action.to}`];
    case 'transfer-in':
      return [`${policy}: transfer from ${action.from.join(', ')}`, `at a cost of ${money(action.cost)}`];
    case 'top-up':
      return [
        `${policy}: top-up from the treasury, at a cost of ${money(action.cost)}`,
        action.budget.lt(limits.money.largest)
          ? `${money(action.spent)} of the budget of ${money(action.budget)} spent`
          : `${money(action.spent)} so far; no budget but the treasury`,
      ];
    case 'isolate':
      return [
        `${policy}: ${action.position} leaves for ${action.to}`,
        `with its open profit and ${money(action.amount.negated())} of ${money(action.wanted)} wanted (free: ${money(action.free)})`,
      ];
    case 'isolated':
      return [
        `${policy}: ${action.position} arrives from ${action.from}`,
        `with its open profit and ${money(action.amount)}`,
      ];
    case 'rejoin':
      return [
        `${policy}: ${action.position} goes back to ${action.to}`,
        `with its open profit and ${money(action.amount.negated())}`,
      ];
    case 'rejoined':
      return [
        `${policy}: ${action.position} is back from ${action.from}`,
        `with its open profit and ${money(action.amount)}`,
      ];
    default:
      return action satisfies never;
  }
}

const observed = {
  cover: 'cover',
  drawdown: 'drawdown',
  move: 'price against it by',
  volatility: 'volatility',
  correlation: 'correlation',
  'volatility-ratio': 'ratio of volatilities',
} as const;

function describeDecision(
  decision: Extract<LedgerEntry, { readonly kind: 'decision' }>,
  step: number,
): readonly [string, ...string[]] {
  const { policy, does, subject, subjectKind, why, decidedStep, dueStep } = decision;
  const what = subjectKind === 'pool' ? `pool ${subject}` : subject;
  const value = why.value === null ? 'none' : share(why.of, why.value);
  const when = [
    ...(decidedStep === step ? [] : [`decided on the figures of step ${decidedStep}`]),
    ...(dueStep === step ? [] : [`carried out after step ${dueStep}`]),
  ];
  return [
    `${policy} decides: ${does} ${what}`,
    [`as ${observed[why.of]} ${value} ${why.sign} ${share(why.of, why.level)}`, ...when].join(', '),
  ];
}

type Closing = Extract<LedgerEntry, { readonly remaining: Decimal }>;

/** What was closed at which price: `btc-carry: 1.5 of 3 at 58,000` */
export function closed({ position, quantity, remaining, price: mark }: Closing): string {
  const part = remaining.isZero() ? units(quantity) : `${units(quantity)} of ${units(quantity.plus(remaining))}`;
  return `${position}: ${part} at ${price(mark)}`;
}

/** `entry 60,000: realises -3,000.00` */
export function realised({ entryPrice, amount }: Closing): string {
  return `entry ${price(entryPrice)}: realises ${money(amount)}`;
}
