import { mutantsOf } from './mutant.ts';

const accounts = ['test/engine'];

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
    'src/engine/kernel/cover.ts',
    ['test/engine/kernel', ...accounts],
    [
      ['the screen takes instead of giving away', 'const SLACK = 1e-13;', 'const SLACK = -1e-13;'],
      ['equality does not fire', 'cover < 0 || (cover === 0 && equalityFires)', 'cover < 0'],
      [
        'a bracket bound belongs to the upper bracket',
        'while (notional > account.bracketCap[bracket]!)',
        'while (notional >= account.bracketCap[bracket]!)',
      ],
      [
        "the regime's haircut is ignored",
        '1 - Math.max(account.coinHaircut[coin]!, own)',
        '1 - account.coinHaircut[coin]!',
      ],
      ["the venue's haircut is ignored", '1 - Math.max(account.coinHaircut[coin]!, own)', '1 - own'],
      ['the screen forgets funding that is due', 'if (owed[at + lane]! > 0) bound', 'if (owed[at + lane]! < 0) bound'],
      [
        'the screen holds one haircut for a switched period',
        'bound[lane] = switched[lane]',
        'bound[lane] = switched[lane]! > 1',
      ],
      ['the screen looks at the low price only', 'Math.min(coverLow, coverHigh)', 'coverLow'],
      [
        'the screen takes one bracket for the whole period',
        'const end = Math.min(to, account.bracketCap[bracket]!);',
        'const end = to;',
      ],
      [
        'the screen takes the requirement for convex over all brackets',
        'leastCover(account, asset, q > 0 ? 1 : -1, Math.abs(atLow), Math.abs(atHigh))',
        'Math.min(atLow - requirementOf(account, asset, Math.abs(atLow)), atHigh - requirementOf(account, asset, Math.abs(atHigh)))',
      ],
      ['funding that is due does not count in its check', ' - (paying ? owed[place]! : 0);', ';'],
      [
        'funding is paid twice',
        'group.base[place]! - group.owed[place]!',
        'group.base[place]! - 2 * group.owed[place]!',
      ],
      [
        'funding is owed on the mark where the entry counts',
        'const unit = account.fundingOnEntry ? account.slotEntry[slot]! : 1;',
        'const unit = 1;',
      ],
      ['one pool a step', 'events[count++] = place;', 'events[(count = 1) - 1] = place;'],
      [
        'funding is not remembered for open positions',
        'group.fundingIndex[place]! + group.due[place]!',
        'group.fundingIndex[place]!',
      ],
    ],
  ),
  ...mutantsOf('src/engine/simulate.ts', accounts, [
    ['steps count from 0', 'done + step + 1, paying', 'done + step, paying'],
    ['one liquidation a period', 'while (step >= 0) {', 'if (step >= 0) {'],
    ['the last period is never short', 'Math.min(compiled.periodSteps, compiled.steps - done)', 'compiled.periodSteps'],
    [
      'funding is booked before the last check',
      'if (last === settlementStep) bookFunding',
      'if (last >= settlementStep) bookFunding',
    ],
    [
      'a block begins at path 0',
      'simulateGroup(group, compiled, firstPath + done);',
      'simulateGroup(group, compiled, done);',
    ],
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
  ...mutantsOf('src/engine/watch.ts', accounts, [
    ['a drawdown is counted from the start', 'highestPnl[owner + lane] = now;', 'highestPnl[owner + lane] = 0;'],
    ['funding does not count in the drawdown', ' - unit * fundingIndex[asset * LANES + lane]!', ''],
    ['the ratio is that of the net notional', 'notional += value < 0 ? -value : value;', 'notional += value;'],
    [
      'coins do not count in the drawdown',
      'pnl[lane]! + group.heldCoin[held + lane]!',
      'pnl[lane]! + 0 * group.heldCoin[held + lane]!',
    ],
    ['coins do not count in the ratio', 'if (account.coins > 0) equity', 'if (account.coins > 99) equity'],
  ]),
  ...mutantsOf('src/engine/outcomes.ts', accounts, [
    [
      'funding of open positions is lost',
      'group.slotFunding[at]! + open * unit * group.fundingIndex[asset * LANES + lane]!',
      'group.slotFunding[at]!',
    ],
    ['the insurance fund is paid, not paying', '- slippage + badDebt', '- slippage - badDebt'],
    ['coins that went do not count', 'let pnl = group.goneCoinPnl[scheme * LANES + lane]!;', 'let pnl = 0;'],
  ]),
];
