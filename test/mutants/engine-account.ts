import { mutantsOf } from './mutant.ts';

const accounts = ['compile', 'funding', 'liquidation', 'simulate', 'watch', 'screen'].map(
  (name) => `test/engine/${name}.test.ts`,
);

/** The account half of the engine. */
export const accountMutants = [
  ...mutantsOf('src/engine/compile-account.ts', accounts, [
    ['entry values are added to the collateral', 'base - positions[i]!.quantity', 'base + positions[i]!.quantity'],
    ['the treasury backs the pools', 'pool.collateral[0]!),', 'pool.collateral[0]! + schemes[0]!.treasury[0]!),'],
    ['the last bracket ends at its cap', 'k === table.length - 1 || cap === null', 'cap === null'],
    ['positions stand as they are listed', 'a.position.quantity - b.position.quantity ||', ''],
    [
      'open profit is no wealth',
      'position.quantity * (prices[position.asset]! - position.entry), collateral)',
      'position.quantity * 0, collateral)',
    ],
  ]),
  ...mutantsOf(
    'src/engine/compile-account.ts',
    ['test/engine/screen.test.ts'],
    [
      [
        "the regime's haircut is ignored",
        'Math.max(venue.haircut[c + 1]!, market.haircut[regime * market.assets + coin.asset!]!)',
        'venue.haircut[c + 1]!',
      ],
      [
        "the venue's haircut is ignored",
        'Math.max(venue.haircut[c + 1]!, market.haircut[regime * market.assets + coin.asset!]!)',
        'market.haircut[regime * market.assets + coin.asset!]!',
      ],
    ],
  ),
  ...mutantsOf(
    'src/engine/kernel-account.ts',
    ['test/engine/funding.test.ts', 'test/engine/screen.test.ts', 'test/differential'],
    [
      [
        'funding is charged on the mark where the entry counts',
        'unit: account.fundingOnEntry ? account.slotEntry[slot]! : 1,',
        'unit: 1,',
      ],
      [
        'amounts of brackets are those of one unit',
        'account.bracketAmount[from + k]! / size',
        'account.bracketAmount[from + k]!',
      ],
      ['all slots are positions as they are listed', 'rank[position] = place;', 'rank[position] = position;'],
    ],
  ),
  ...mutantsOf('src/engine/simulate.ts', accounts, [
    ['steps count from 0', 'kernel.blockFirst + step, kernel', 'kernel.blockFirst + step - 1, kernel'],
    ['one liquidation a path', 'count > 0; count = kernel.advance()', 'count > 0; count = 0'],
    ['one pool a step', 'event < count; event++', 'event < 1; event++'],
    [
      'a block begins at path 0',
      'simulateGroup(group, compiled, block.firstPath + at);',
      'simulateGroup(group, compiled, at);',
    ],
    ['funding before the check is not paid by who is closed there', 'kernel.eventPays)', 'false)'],
  ]),
  ...mutantsOf('src/engine/accounts.ts', accounts, [
    ['drawdowns are kept from group to group', 'group.maxDrawdown.fill(0);', ''],
    ['closes are kept from group to group', 'group.closedStep.fill(0);', ''],
  ]),
  ...mutantsOf('src/engine/liquidation.ts', accounts, [
    ['the first scheme is charged', 'account.poolScheme[pool]! * LANES + lane', 'lane'],
    ['the fee is charged twice', 'account.takerFee * notional', '2 * account.takerFee * notional'],
    ['the whole order fills at the last price', 'const HALF_PERCENT = 0.005;', 'const HALF_PERCENT = 0.01;'],
    ['slippage has no limit', 'Math.min(1, account.slippage', 'Math.min(9, account.slippage'],
    [
      'bad debt is attributed to winners too',
      'Math.max(0, lossOf(group, compiled, slot, lane, step)) / losses',
      'lossOf(group, compiled, slot, lane, step) / losses',
    ],
    ['the remainder is always returned', 'account.forfeited ?', 'account.forfeited && false ?'],
    ['a coin is sold twice', 'group.heldCoin[held]! - gone', 'group.heldCoin[held]! - 2 * gone'],
    ['coins are sold for more than the debt', 'worth > need ? need / worth : 1', '1'],
    [
      'the liquidation fee makes bad debt',
      'Math.min(full, cash + coinWorth(group, compiled, pool, lane, step))',
      'full',
    ],
    ['rounding is called bad debt', 'charged > 0 ? 0 : missing', 'missing'],
    [
      'funding that is due is not paid by a closed pool',
      'group.base[place]! - (paying ? group.owed[place]! : 0)',
      'group.base[place]!',
    ],
    [
      'funding that is due is not booked on a closed position',
      'const due = paying ? group.due[asset * LANES + lane]! : 0;',
      'const due = 0;',
    ],
    [
      'depth of the first regime',
      'market.depth[group.regimes[step * LANES + lane]! * market.assets + asset]!',
      'market.depth[asset]!',
    ],
    ['the first liquidation is the last one', 'if (group.firstLiquidationStep[owner] === 0) group', 'group'],
    [
      'a closed position is worth its price change only',
      'group.slotFees[at]! -\n      group.slotSlippage[at]! +\n      group.slotBadDebt[at]!',
      'group.slotFees[at]!',
    ],
  ]),
  ...mutantsOf('src/engine/outcomes.ts', accounts, [
    [
      'funding of open positions is lost',
      'slotFunding[place]! + open * unit * fundingIndex[asset * LANES + lane]!',
      'slotFunding[place]!',
    ],
    ['the insurance fund is paid, not paying', '- slippage + badDebt', '- slippage - badDebt'],
    ['coins that went do not count', 'let pnl = group.goneCoinPnl[scheme * LANES + lane]!;', 'let pnl = 0;'],
  ]),
];
