import { mutantsOf } from './mutant.ts';

const exact = ['test/margin', 'test/differential'];

/** The exact margin engine, and the distances. */
export const marginMutants = [
  ...mutantsOf('src/margin/exact/pool.ts', exact, [
    [
      "the regime's haircut is ignored",
      'larger(at(rules.haircut, coin.collateral), at(world.haircuts, coin.asset))',
      'at(rules.haircut, coin.collateral)',
    ],
    ['the haircut is what counts', 'one.minus(haircut)', 'haircut'],
    ['a short position has a negative notional', 'position.quantity.abs()', 'position.quantity'],
  ]),
  ...mutantsOf('src/margin/exact/scheme.ts', exact, [
    ['equality does not fire', 'equity.lte(requirement)', 'equity.lt(requirement)'],
    [
      'funding is booked after the check, always',
      "if (rules.fundingBooked === 'before-check') settleFunding(run, pool);\n    if",
      'if',
    ],
    ['a drawdown is counted from the start', 'run.peak.minus(run.wealth)', 'run.initialWealth.minus(run.wealth)'],
  ]),
  ...mutantsOf('src/margin/exact/funding.ts', exact, [
    ['longs receive', 'position.quantity.times(price)', 'position.quantity.negated().times(price)'],
    [
      'always on the mark',
      "rules.fundingNotional === 'mark' ? at(world.prices, position.asset) : position.entry",
      'at(world.prices, position.asset)',
    ],
  ]),
  ...mutantsOf('src/margin/exact/rules.ts', exact, [
    ['the whole order fills at the last price', 'decimal(0.005)', 'decimal(0.01)'],
    ['a bracket bound belongs to the upper bracket', 'notional.lte(cap)', 'notional.lt(cap)'],
    [
      'a requirement can be negative',
      'larger(zero, bracket.rate.times(notional).minus(bracket.amount))',
      'bracket.rate.times(notional).minus(bracket.amount)',
    ],
  ]),
  ...mutantsOf('src/margin/exact/liquidation.ts', exact, [
    ['the fee is charged twice', 'const fee = rate.times(notional);', 'const fee = rate.times(notional).times(2);'],
    [
      'the liquidation fee makes bad debt',
      'smaller(sum(full), pool.cash.plus(coinsValue(pool, run.world)))',
      'sum(full)',
    ],
    ['fees are no loss of the position that caused them', '.minus(slippage).minus(fee) };', '.minus(slippage) };'],
    ['all coins are sold', 'debt.gte(value) ? one : divideUp(debt, value)', 'one'],
    [
      'what is left is returned where it is forfeited',
      "run.rules.remainder === 'forfeited'",
      "run.rules.remainder === 'returned'",
    ],
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
      ['hedged pools have net risk', 'Math.abs(quantity) * at(prices, asset)', 'quantity * at(prices, asset)'],
    ],
  ),
  ...mutantsOf(
    'src/margin/crossing.ts',
    ['test/margin/distance.test.ts'],
    [
      ['the farthest crossing', 'Math.abs(x - now) < Math.abs(best - now)', 'Math.abs(x - now) > Math.abs(best - now)'],
      [
        'a jump between brackets is no crossing',
        'if (before !== null && before > 0 !== atLow > 0) found.push(stretch.low);',
        '',
      ],
    ],
  ),
];
