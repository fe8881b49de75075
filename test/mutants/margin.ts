import { mutantsOf } from './mutant.ts';

const exact = ['test/exact', 'test/margin'];

/** The exact margin engine, and the distances. */
export const marginMutants = [
  ...mutantsOf('src/exact/pool.ts', exact, [
    [
      "the regime's haircut is ignored",
      'larger(itemAt(rules.haircut, index), itemAt(market.haircuts, asset))',
      'itemAt(rules.haircut, index)',
    ],
    ['the haircut is what counts', 'one.minus(haircut)', 'haircut'],
    ['inverse contracts have haircuts on their own coin', 'rules.isInverse || units.lt(0)', 'units.lt(0)'],
  ]),
  ...mutantsOf('src/exact/pool.ts', exact, [
    [
      'a short position has a negative notional',
      'quantity.abs().times(itemAt(market.prices, asset))',
      'quantity.times(itemAt(market.prices, asset))',
    ],
    [
      'a requirement of coins is always that of the entry',
      "return rules.maintenanceNotional === 'entry' ? one : divide(entry, mark);",
      'return one;',
    ],
    [
      'dollars are turned into coins at mark, always',
      "return rules.maintenanceNotional === 'entry' ? divide(mark, entry) : one;",
      'return one;',
    ],
  ]),
  ...mutantsOf('src/exact/checks.ts', exact, [
    [
      'equality does not fire',
      "rules.equality === 'fires' ? headroom.lte(0)",
      "rules.equality === 'fires' ? headroom.lt(0)",
    ],
  ]),
  ...mutantsOf('src/exact/simulate.ts', exact, [
    [
      'funding is booked after the check, always',
      "if (rules.fundingBooked === 'before-check') for (const pool of pools) settleFunding(run, pool);",
      '',
    ],
  ]),
  ...mutantsOf('src/exact/checks.ts', exact, [
    ['a drawdown is counted from the start', 'watched.peak.minus(wealth)', 'run.initialWealth.minus(wealth)'],
  ]),
  ...mutantsOf('src/exact/payments.ts', exact, [
    ['longs receive', 'position.quantity.times(price)', 'position.quantity.negated().times(price)'],
    [
      'always on the mark',
      'atMark ? itemAt(market.prices, position.asset) : position.entry',
      'itemAt(market.prices, position.asset)',
    ],
  ]),
  ...mutantsOf('src/exact/closing.ts', exact, [
    ['the whole order fills at the last price', 'decimal(0.005)', 'decimal(0.01)'],
    ['own orders use nothing up', 'used.times(2).plus(notional)', 'notional'],
  ]),
  ...mutantsOf('src/exact/inputs.ts', exact, [
    [
      'a requirement can be negative',
      'larger(zero, bracket.rate.times(notional).minus(bracket.amount))',
      'bracket.rate.times(notional).minus(bracket.amount)',
    ],
  ]),
  ...mutantsOf('src/exact/ending.ts', exact, [
    ['all coins are sold', 'debt.gte(value) ? one : divideUp(debt, value)', 'one'],
    [
      'winners give up more than they won',
      'smaller(deficit.minus(given), openProfit(position, run))',
      'deficit.minus(given)',
    ],
  ]),
  ...mutantsOf('src/exact/ending.ts', exact, [
    ['the fund has no bottom', 'smaller(run.fund, debt)', 'debt'],
    ['socialised losses have no limit', 'smaller(deficit, sum(profits))', 'deficit'],
  ]),
  ...mutantsOf('src/exact/transfers.ts', exact, [
    [
      'the venue hands out what others need',
      'larger(zero, smaller(wanted, smaller(moneyOf(run, from), free)))',
      'wanted',
    ],
    [
      'a position is isolated below its requirement',
      'if (!moved.plus(profit).gt(requirement.times',
      'if (!moved.plus(requirement).gt(requirement.times',
    ],
  ]),
  ...mutantsOf('src/exact/transfers.ts', exact, [
    ['a transfer costs nothing', 'moved.times(decimal(order.cost))', 'zero'],
    ['budgets have no end', 'smaller(left, moneyOf(run, treasury, held))', 'moneyOf(run, treasury, held)'],
  ]),
  ...mutantsOf('src/margin/policies/run.ts', exact, [
    [
      'delays are a step shorter',
      'const dueStep = state.step + policy.delaySteps;',
      'const dueStep = state.step + policy.delaySteps - 1;',
    ],
    ['orders are given again and again', 'policy.delaySteps > 0 && isOnItsWay(run, index, order)', 'false'],
  ]),
  ...mutantsOf('src/margin/policies/trigger.ts', exact, [
    [
      'alarms are released where they go off',
      'isAtLeast(state, alarm, alarm.release)',
      'isAtLeast(state, alarm, alarm.above)',
    ],
  ]),
  ...mutantsOf('src/margin/liquidation/share-then-all.ts', exact, [
    ['cooldowns last a step less', 'state.step <= last + cooldownSteps', 'state.step < last + cooldownSteps'],
    ['small positions are closed in part', 'state.notionalAtMost(position, above) ? 1 : share', 'share'],
  ]),
  ...mutantsOf('src/margin/liquidation/slices.ts', exact, [
    ['slices have no end', 'slice < slicesPerStep', 'slice < 1e6'],
  ]),
  ...mutantsOf('src/margin/liquidation/registry.ts', exact, [
    ['there is no backstop', 'backstop > 0 && state', 'backstop > 1e9 && state'],
  ]),
  ...mutantsOf(
    'src/margin/requirement.ts',
    ['test/margin'],
    [
      [
        'a bracket bound belongs to the upper bracket',
        'cap === null || notional <= cap) ??',
        'cap === null || notional < cap) ??',
      ],
      ['a requirement can be negative', 'Math.max(0, rate * notional - amount)', 'rate * notional - amount'],
    ],
  ),
  ...mutantsOf(
    'src/margin/distance.ts',
    ['test/margin/distance.test.ts'],
    [
      ['the bankruptcy price has the wrong sign', '-constant / slope', 'constant / slope'],
      ['hedged pools have net risk', 'Math.abs(quantity) * itemAt(prices, asset)', 'quantity * itemAt(prices, asset)'],
    ],
  ),
  ...mutantsOf(
    'src/margin/crossing.ts',
    ['test/margin/crossing.test.ts'],
    [
      ['the farthest crossing', 'Math.abs(x - now) < Math.abs(best - now)', 'Math.abs(x - now) > Math.abs(best - now)'],
      ['a jump between brackets is no crossing', 'if (before > 0 !== atLow > 0) found.push(stretch.low);', ''],
      ['a stretch that begins on one side is clear', 'side === sideAt(high) && ', ''],
      ['a carried sum is taken as exact', 'rounding * (intercepts + gradients * x)', '0'],
      ['a jump into a stretch is overlooked', ' && (before === null || side === before)', ''],
    ],
  ),
];
