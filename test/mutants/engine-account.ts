import { mutantsOf } from './mutant.ts';

const accounts = ['compile', 'funding', 'liquidation', 'simulate', 'watch', 'screen'].map(
  (name) => `test/engine/${name}.test.ts`,
);

/** Where the two engines check each other under every rule. */
const rules = ['test/property/conservation.test.ts', 'test/differential/any-rules.test.ts'];

/** The account half of the engine. */
export const accountMutants = [
  ...mutantsOf('src/engine/compile/account.ts', accounts, [
    ['entry values are added to the collateral', 'base - positions[i]!.quantity', 'base + positions[i]!.quantity'],
    [
      'the treasury backs the pools',
      'positions[i]!.entry, quote!)',
      'positions[i]!.entry, quote! + schemes[0]!.treasury[0]!)',
    ],
    ['the last bracket ends at its cap', 'k === table.length - 1 || cap === null', 'cap === null'],
    ['positions stand as they are listed', 'a.position.quantity - b.position.quantity ||', ''],
    [
      'open profit is no wealth',
      'position.quantity * (prices[position.asset]! - position.entry), collateral)',
      'position.quantity * 0, collateral)',
    ],
  ]),
  ...mutantsOf(
    'src/engine/compile/account.ts',
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
    'src/engine/memory/account.ts',
    ['test/engine/funding.test.ts', 'test/engine/screen.test.ts', 'test/differential'],
    [
      ['funding is charged on the mark where the entry counts', 'unit: fundingUnit(account, slot),', 'unit: 1,'],
      [
        'amounts of brackets are those of one unit',
        '(watchedCover * account.bracketAmount[from + k]!) / size',
        'watchedCover * account.bracketAmount[from + k]!',
      ],
      ['all slots are the first position', 'holding % account.positions)', 'holding - holding)'],
    ],
  ),
  ...mutantsOf('src/engine/simulate.ts', accounts, [
    [
      'one event a path',
      'pause !== Pause.HORIZON; pause = kernel.advance()',
      'pause !== Pause.HORIZON; pause = Pause.HORIZON',
    ],
    [
      'a block begins at path 0',
      'simulateGroup(group, events, block.firstPath + at);',
      'simulateGroup(group, events, at);',
    ],
  ]),
  ...mutantsOf('src/engine/accounts.ts', accounts, [
    ['drawdowns are kept from group to group', 'group.maxDrawdown.fill(0);', ''],
    ['closes are kept from group to group', 'group.empty.fill(0);', ''],
  ]),
  ...mutantsOf('src/engine/events/path-events.ts', accounts, [
    [
      'steps count from 0',
      'lane.pathStep = kernel.blockFirst + step;',
      'lane.pathStep = kernel.blockFirst + step - 1;',
    ],
    ['one pool a step', 'group.events.subarray(0, eventCount)', 'group.events.subarray(0, 1)'],
    [
      'funding before the check is not paid by who is closed there',
      'lane.fundingPending = fundingPending;',
      'lane.fundingPending = false;',
    ],
  ]),
  ...mutantsOf('src/engine/events/closing.ts', accounts, [
    ['the fee is charged twice', 'account.takerFee * notional', '2 * account.takerFee * notional'],
    ['the liquidation fee makes bad debt', 'Math.min(full, wealthOf(lane, pool))', 'full'],
    ['rounding is called bad debt', 'owes: charged === 0', 'owes: true'],
    [
      'funding that is due is not paid by a closed pool',
      'group.equityIntercept[place]! - fundingDue + (value - costs)',
      'group.equityIntercept[place]! + (value - costs)',
    ],
    [
      'funding that is due is not booked on a closed position',
      '(lane.fundingPending ? group.fundingDue[laneIndex(lane, asset)]! : 0)',
      '0',
    ],
    [
      'a closed position is worth its price change only',
      '(pricePnl - funding - fees - slippage - givenUp + badDebt)',
      'pricePnl',
    ],
  ]),
  ...mutantsOf('src/engine/events/closing.ts', rules, [
    ['a part of a position is all of it', 'share === 1 ? 0 : group.quantity[place]! - quantity', '0'],
    ['profit given up is kept', 'fill.slippage + fill.fees + fill.givenUp', 'fill.slippage + fill.fees'],
    ['inverse pools keep their profit in quote', '  settleInAsset(lane, pool);\n', ''],
  ]),
  ...mutantsOf('src/engine/events/depth.ts', accounts, [
    ['the whole order fills at the last price', 'HALF_PERCENT = 0.005;', 'HALF_PERCENT = 0.01;'],
    ['slippage has no limit', 'Math.min(1, account.slippage', 'Math.min(9, account.slippage'],
    [
      'depth of the first regime',
      'market.depth[group.regimes[step * LANES + lane]! * market.assets + asset]!',
      'market.depth[asset]!',
    ],
  ]),
  ...mutantsOf('src/engine/events/depth.ts', rules, [
    ['a book never recovers', 'used *= account.depthMemory', 'used *= 1'],
    ['own orders use nothing up', 'group.usedDepth[place] = used + notional;', ''],
  ]),
  ...mutantsOf('src/engine/events/closing.ts', accounts, [
    [
      'bad debt is attributed to the last one',
      'if (group.poolOf[laneIndex(lane, holding)] !== pool) continue;',
      'losses.clear();',
    ],
    ['the remainder is always returned', 'const forfeit = forfeits ?', 'const forfeit = forfeits && false ?'],
  ]),
  ...mutantsOf('src/engine/events/collateral.ts', accounts, [
    ['a coin is sold twice', 'group.heldCollateral[held]! + units', 'group.heldCollateral[held]! + 2 * units'],
    ['coins are sold for more than the debt', 'worth > need ? need / worth : 1', '1'],
  ]),
  ...mutantsOf('src/engine/events/figures.ts', rules, [
    ['inverse contracts are charged at mark', 'lane.account.isInverse ? quantityOf', 'false ? quantityOf'],
    ['a requirement in coins is one in quote', 'return required * requirementWorth(lane, slot);', 'return required;'],
  ]),
  ...mutantsOf('src/engine/events/scheme-state.ts', accounts, [
    ['the first liquidation is the last one', 'if (group.firstLiquidationStep[place] === 0) group', 'group'],
  ]),
  ...mutantsOf('src/engine/events/insurance.ts', rules, [
    ['the fund has no bottom', 'const deficit = amount - group.fundLeft[place]!;', 'const deficit = 0;'],
    ['winners give up more than they won', 'Math.min(deficit, total) / total', 'deficit / total'],
    ['the smallest return is closed first', 'if (gain > largest) {', 'if (best === null || gain < largest) {'],
  ]),
  ...mutantsOf('src/engine/events/sizing.ts', rules, [
    ['impact is left out of the size', 'gain * gain - 4 * impact * short', 'gain * gain'],
    ['fees are left out of the size', 'account.takerFee + account.liquidationFee[asset]!', '0'],
  ]),
  ...mutantsOf('src/engine/events/transfers.ts', rules, [
    [
      'the treasury has no bottom',
      'Math.min(amount, from.budget - budgets.spent(lane, policy), treasuryCash(lane, to))',
      'Math.min(amount, from.budget - budgets.spent(lane, policy))',
    ],
    [
      'budgets have no end',
      'Math.min(amount, from.budget - budgets.spent(lane, policy), treasuryCash(lane, to))',
      'Math.min(amount, treasuryCash(lane, to))',
    ],
    ['donors keep nothing', 'keep * requirementOf(lane, pool)', '0'],
    ['a position is isolated without collateral', 'takeMoney(lane, own, -moved);', ''],
    [
      'a position comes back without its money',
      'group.equityIntercept[laneIndex(lane, home)]! + group.equityIntercept[laneIndex(lane, own)]!',
      'group.equityIntercept[laneIndex(lane, home)]!',
    ],
  ]),
  ...mutantsOf('src/kernel/watching/signals.ts', rules, [
    ['returns are of the block', 'step == 0 ? one', 'step >= 0 ? one'],
    ['variances are not weighted', 'f64x2.splat(1 - weight)', 'f64x2.splat(1)'],
  ]),
  ...mutantsOf(
    'src/engine/events/policy-screen.ts',
    ['test/engine/screen.test.ts'],
    [
      ['a drawdown wakes nobody', 'return [() => true];', 'return [];'],
      ['a stop wakes nobody', 'watched.positions.map(', '[].map('],
      ['orders on their way wake nobody', 'if (isDue(runs[place]!, last)) active[place] = 1;', ''],
      ['thin cover wakes nobody', 'if (watchesCover[scheme]) active', 'if (false) active'],
      ['the venue wakes nobody', 'if (kernel.deleverages) activateDeleveraged();', ''],
    ],
  ),
  ...mutantsOf('src/engine/events/drawdowns.ts', rules, [
    ['funding is no part of a drawdown', '- market.startPrices[asset]! - paid)', '- market.startPrices[asset]!)'],
  ]),
  ...mutantsOf('src/engine/outcomes.ts', accounts, [
    [
      'funding of open positions is lost',
      'closedFunding[place]! + open * unit * fundingIndex[asset * LANES + lane]!',
      'closedFunding[place]!',
    ],
    ['the insurance fund is paid, not paying', '- adl + badDebt', '- adl - badDebt'],
    ['coins that went do not count', 'let pnl = group.soldCollateralPnl[scheme * LANES + lane]!;', 'let pnl = 0;'],
  ]),
];
