import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../../exact/ledger.ts';
import type { LedgerLine } from '../../exact/postings.ts';
import { closed, describeAction, realised } from './action-text.ts';
import { money, percent, price, signed, units } from './figures.ts';

/** What the venue says of equal sides. */
export type Equality = 'fires' | 'holds';

/** What a line of the ledger says happened: a sentence, and under it what explains it further. */
export function describe(line: LedgerLine, equality: Equality): readonly [string, ...string[]] {
  const { of } = line;
  switch (of.kind) {
    case 'start':
      return ['start: collateral and open profit'];
    case 'end':
      return ['end'];
    case 'price':
      return [`price of ${of.position} ${change(of.from, of.to)} to ${price(of.to)}${since(line)}`];
    case 'coins':
      return [`collateral in coins: price and haircut${since(line)}`];
    case 'funding':
      return [`funding of ${of.position} at ${percent(of.rate)}`];
    case 'funding-sum':
      return [`funding of ${of.position}${steps(line)}`];
    case 'check':
      return [describeCheck(of, equality)];
    case 'close': {
      const aim =
        of.aim === null
          ? []
          : [`to bring the cover to ${of.aim.level.toFixed()}: ${money(of.aim.shortage)} short of it`];
      return [`close ${closed(of)}`, realised(of), ...aim];
    }
    case 'takeover': {
      const why = of.backstop === null ? 'takeover' : `takeover below ${percent(of.backstop)} of the requirement`;
      return [`${why}: ${closed(of)}`, realised(of)];
    }
    case 'auto-deleveraging':
      return [`auto-deleveraging (${deleveragingCauses[of.cause]}): ${closed(of)}`, realised(of)];
    case 'slippage': {
      const used = of.used.isZero() ? '' : `, ${money(of.used)} of it used by closes before`;
      const depth = of.depth === null ? [] : [`depth for 1 %: ${money(of.depth)}${used}`];
      return [`slippage of ${of.position}, ${percent(of.share)} of notional`, ...depth];
    }
    case 'taker-fee':
      return [`taker fee of ${of.position}, ${percent(of.rate)} of notional`];
    case 'liquidation-fee':
      return [`liquidation fee of ${of.position}, ${percent(of.rate)} of notional`];
    case 'deleveraging-loss':
      return [`profit of ${of.position} given up in auto-deleveraging`];
    case 'socialised-loss':
      return [`share of ${of.position} in a loss beyond the insurance fund`];
    case 'collateral-sale':
      return [
        `sale of ${units(of.units)} ${of.collateral} at ${price(of.price)} for ${money(of.amount)}`,
        'the amount is the haircut that no longer counts',
      ];
    case 'settlement':
      return [`settled at ${price(of.price)}: ${signed(of.units, units)} ${of.collateral}`];
    case 'bad-debt':
      return [`bad debt of ${of.position}, paid into the pool`];
    case 'insurance':
      return [
        `insurance fund pays ${money(of.fromFund)} of a bad debt of ${money(of.debt)}`,
        `${money(of.fundLeft)} left in the fund, deficit beyond it ${money(of.deficit)}`,
      ];
    case 'deficit':
      return [
        `deficit of ${money(of.deficit)}: ${money(of.fromWinners)} from profitable positions, ${money(of.fromVenue)} from the venue`,
      ];
    case 'forfeit':
      return [`kept by the venue, booked on ${of.position}`];
    case 'policy-close':
    case 'transfer-out':
    case 'transfer-in':
    case 'top-up':
    case 'isolate':
    case 'isolated':
    case 'rejoin':
    case 'rejoined':
    case 'decision':
    case 'no-effect':
      return describeAction(of, line.step);
    default:
      return of satisfies never;
  }
}

const deleveragingCauses = {
  market: 'the venue spreads losses of others',
  'bad-debt': 'beyond the insurance fund',
} as const;

/** Both sides of the inequality, and how far apart they are. */
function describeCheck(check: Extract<LedgerEntry, { readonly kind: 'check' }>, equality: Equality): string {
  const { equity, requirement, notional, reason } = check;
  const fired = reason === 'liquidation';
  const sign = equality === 'fires' ? (fired ? '<=' : '>') : fired ? '<' : '>=';
  const cover = requirement.isZero() ? '' : `cover ${equity.div(requirement).toSignificantDigits(4).toFixed()}, `;
  const ratio = notional.isZero() ? 'no share' : percent(equity.div(notional));
  return `${checkNames[reason]}: ${money(equity)} ${sign} ${money(requirement)} (${cover}ratio ${ratio})`;
}

const checkNames = {
  first: 'first check',
  'lowest-cover': 'thinnest check',
  passed: 'check',
  liquidation: 'LIQUIDATED',
} as const;

function steps({ firstStep, step }: LedgerLine): string {
  return step - firstStep <= 1 ? '' : `, steps ${firstStep} to ${step}`;
}

/** Where it is not the step before. */
function since({ firstStep, step }: LedgerLine): string {
  return step - firstStep <= 1 ? '' : `, since step ${firstStep}`;
}

function change(from: Decimal, to: Decimal): string {
  return signed(to.div(from).minus(1), percent);
}
