import { compile } from '../../src/engine/compile/compile.ts';
import { replayMarket } from '../../src/engine/replay.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account } from '../../src/margin/account.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { requirementOf } from '../../src/margin/requirement.ts';
import { largestFundingRate8h } from '../../src/margin/venues/dydx-v4.ts';
import { hyperliquid } from '../../src/margin/venues/hyperliquid.ts';
import { pathOf } from './books.ts';
import { accountOfBook, type Book, firstDistance, type Held, scenarioOf, type VenueText } from './preset-account.ts';
import { type Driver, type Inputs, type Leg, signOf } from './vector.ts';

const price = (value: number | null) => value ?? Number.NaN;

/** Distance of a lone position of asset A. */
function lone(venue: VenueText, { side, qty, entry }: Leg, margin: number) {
  const positions = [{ asset: 'A', quantity: signOf(side) * qty, entry }];
  return firstDistance({ venue, prices: { A: entry }, positions, collateral: { USDT: margin } });
}

/** The same inverse position under a venue: contracts of 1 quote at an entry price, backed by coins. */
function inverseBook(venue: VenueText, { contractsUsd, entry }: Inputs, coins: number): Book {
  const positions = [{ asset: 'BTC', quantity: contractsUsd / entry, entry }];
  return { venue, prices: { BTC: entry }, positions, collateral: { BTC: coins } };
}

/** First step of a path at these marks by the exact engine, under the first scheme. */
function stepAt(account: Account, start: readonly number[], marks: readonly number[]) {
  const [result] = simulateExact(account, start, pathOf([marks]), { watchedSteps: () => true });
  if (result === undefined) throw new Error('an account has a scheme');
  return result;
}

/** The check of the first step. */
function checkAt(account: Account, start: readonly number[], marks: readonly number[]) {
  const result = stepAt(account, start, marks);
  const check = result.ledger.find(({ kind, step }) => kind === 'check' && step === 1);
  return {
    fires: result.account.firstLiquidationStep === 1,
    equity: Number(check?.equity),
    requirement: Number(check?.requirement),
  };
}

/** What is closed by force of the first position at the first step. */
function closedAt(book: Book): number {
  const account = accountOfBook(book);
  const prices = Object.values(book.prices);
  const closes = stepAt(account, prices, prices).ledger.filter(({ kind }) => kind === 'close');
  return closes.reduce((total, close) => total + (close.kind === 'close' ? Math.abs(Number(close.quantity)) : 0), 0);
}

/**
 * A subaccount of dYdX: positions at their oracle price, worth quote + size * oracle together. Collateral must be above 0 here, so
 * the first position brings what is missing from it as a loss from its entry.
 */
function subaccount({ quoteBalance, positions }: Inputs): Book {
  const worth = positions.reduce((total, { size, oracle }) => total + size * oracle, quoteBalance);
  const collateral = Math.abs(worth) + 1;
  const assets = positions.map((_, index) => `A${index}`);
  const held = positions.map(({ size, oracle }, index): Held => {
    const loss = index === 0 ? collateral - worth : 0;
    return { asset: assets[index] ?? '', quantity: size, entry: oracle + loss / size };
  });
  const rates = Object.fromEntries(positions.map(({ mmf }, index) => [assets[index], mmf]));
  return {
    venue: { preset: 'dydx-v4', maintenance: rates },
    prices: Object.fromEntries(positions.map(({ oracle }, index) => [assets[index], oracle])),
    positions: held,
    collateral: { USDT: collateral },
  };
}

/** Half of the initial margin at the largest leverage, which is what the preset has for the markets whose tier has not changed since. */
function hyperliquidAt(symbol: string, leverage: number): { asset: string; venue: VenueText } {
  const rate = 1 / (2 * leverage);
  return hyperliquid.maintenance[symbol]?.[0]?.rate === rate
    ? { asset: symbol, venue: 'hyperliquid' }
    : { asset: 'A', venue: { preset: 'hyperliquid', maintenance: { A: rate } } };
}

/** Formulas of venues that have a preset, and of rules that a venue of an experiment can have. */
export const venueDrivers: Readonly<Record<string, Driver>> = {
  'binance-linear-liq': (inputs) => {
    const legs = inputs.positions === undefined ? [{ ...inputs, mark: inputs.entry }] : inputs.positions;
    const brackets = legs.map(({ mmr, maintenanceAmount }, index) => [
      `A${index}`,
      [[0, null, mmr, maintenanceAmount]],
    ]);
    // All of these solve for the first position.
    const found = firstDistance({
      venue: { preset: 'binance-usdm', brackets: Object.fromEntries(brackets) },
      prices: Object.fromEntries(legs.map(({ mark }, index) => [`A${index}`, mark])),
      positions: legs.map(({ side, qty, entry }, index) => ({
        asset: `A${index}`,
        quantity: signOf(side) * qty,
        entry,
      })),
      collateral: { USDT: inputs.wallet },
    });
    return { liqPrice: price(found.liquidationPrice) };
  },
  'gate-okx-linear-iso-liq': (inputs) => {
    const venue = { preset: `${inputs.venue}-linear`, maintenance: { A: inputs.mmr }, taker: inputs.takerFee };
    return { liqPrice: price(lone(venue, inputs, inputs.margin).liquidationPrice) };
  },
  'bybit-linear-iso-liq': (inputs) => {
    const venue = { preset: 'bybit-linear', maintenance: { A: inputs.mmr } };
    const margin = (inputs.entry * inputs.qty) / inputs.leverage + inputs.extraMargin;
    return { liqPrice: price(lone(venue, inputs, margin).liquidationPrice) };
  },
  // The bankruptcy price of the page is where the equity pays just the fee of the close.
  'bybit-inverse-cross-liq-legacy': (inputs) => {
    const { takerFee, balanceBtc, orderMargin } = inputs;
    const feeOnly = {
      preset: 'bybit-linear',
      contract: 'inverse',
      haircut: 0,
      maintenance: 0,
      taker: takerFee,
      'maintenance-includes-taker': true,
    };
    const found = firstDistance(inverseBook(feeOnly, inputs, balanceBtc - orderMargin));
    return { bankruptcyPrice: price(found.liquidationPrice) };
  },
  'inverse: liq=Q*(1+mmr)/(Q/entry+margin); bankruptcy=Q/(Q/entry+margin)': (inputs) => {
    const found = firstDistance(inverseBook('kraken-inverse', inputs, inputs.marginBtc));
    return { liqPrice: price(found.liquidationPrice), bankruptcyPrice: price(found.bankruptcyPrice) };
  },
  'hyperliquid-liq': ({ symbol, side, qty, entry, isolatedMargin, marketMaxLeverage }) => {
    const { asset, venue } = hyperliquidAt(symbol, marketMaxLeverage);
    const positions = [{ asset, quantity: signOf(side) * qty, entry }];
    const found = firstDistance({ venue, prices: { [asset]: entry }, positions, collateral: { USDT: isolatedMargin } });
    return { liqPrice: price(found.liquidationPrice) };
  },
  'equity<maintenance': (inputs) => {
    const book = subaccount(inputs);
    const prices = Object.values(book.prices);
    const { fires, equity, requirement } = checkAt(accountOfBook(book), prices, prices);
    return { liquidatable: fires, equity, maintenance: requirement };
  },
  // One position: whatever part is closed, it is closed at the price at which the whole is worth nothing.
  'dydx-v4-bankruptcy-price': (inputs) => ({
    bankruptcyQuote: -inputs.delta * price(firstDistance(subaccount(inputs)).bankruptcyPrice),
  }),
  // What the fund gains: the liquidation fee less what the account could not pay. Opened at its bankruptcy price the position is worth
  // the fill minus the bankruptcy quote.
  'dydx-v4-insurance-fund-delta': ({ side, fillQuote, bankruptcyQuote, maxLiquidationFee }) => {
    const sign = signOf(side);
    // As 1 of collateral must be there, it is lost before.
    const book: Book = {
      venue: {
        preset: 'dydx-v4',
        maintenance: { A: 1 },
        taker: 0,
        'liquidation-fee': maxLiquidationFee,
        liquidation: 'all',
      },
      prices: { A: fillQuote },
      positions: [{ asset: 'A', quantity: sign, entry: bankruptcyQuote + sign }],
      collateral: { USDT: 1 },
    };
    const { account } = stepAt(accountOfBook(book), [fillQuote], [fillQuote]);
    return { insuranceFundDelta: Number(account.costFees.minus(account.badDebt)) };
  },
  'dydx-v4-funding-clamp': ({ imf, maintenanceFraction }) => ({
    maxAbs8hFundingRate: largestFundingRate8h({ initial: imf, maintenanceShare: maintenanceFraction }),
  }),
  // Just so much is closed that what it frees, less its fees, is the shortage. The quote currency has a price of its own there.
  'drift-base-to-cover-shortage': ({
    marginShortage,
    marginRatio,
    liquidatorFee,
    insuranceFee,
    oracle,
    quoteOracle,
  }) => {
    const mark = oracle * quoteOracle;
    const size = (10 * marginShortage) / (marginRatio * mark);
    const baseToLiquidate = closedAt({
      venue: {
        maintenance: { A: marginRatio },
        'liquidation-fee': liquidatorFee + insuranceFee,
        liquidation: { rule: 'just-enough', restore: 1 },
      },
      prices: { A: mark },
      positions: [{ asset: 'A', quantity: size, entry: mark }],
      collateral: { USDT: marginRatio * size * mark - marginShortage },
    });
    return { baseToLiquidate };
  },
  // The winner of the other side is closed when the fund has nothing, and gives up the deficit out of its profit.
  'winner keeps uPnL - absorbed': ({ deficit, winner, mark }) => {
    const sign = signOf(winner.side);
    const start = winner.entry;
    // The loser of the same size on the other side, with a margin that leaves this deficit.
    const margin = winner.qty * Math.abs(mark - start) - deficit;
    const account = accountOfBook({
      venue: { maintenance: { A: 0.05 }, insurance: { fund: 0, beyond: 'auto-deleveraging' } },
      prices: { A: start },
      positions: [
        { asset: 'A', quantity: -sign * winner.qty, entry: start },
        { asset: 'A', quantity: sign * winner.qty, entry: start },
      ],
      collateral: { USDT: margin + winner.margin },
      schemes: {
        isolated: { pools: { loser: ['p0'], winner: ['p1'] }, allocate: { loser: margin, winner: winner.margin } },
      },
    });
    const { positions } = stepAt(account, [start], [mark]);
    return { winnerEquity: winner.margin + Number(positions[1]?.pnl) };
  },
  // The margin that goes with a position into a pool of its own is a share of its value at entry.
  'vega-isolated-margin=entry*size*marginFactor': ({ entry, size, marginFactor }) => {
    const account = accountOfBook({
      venue: { maintenance: 0.05 },
      prices: { A: entry, B: 100 },
      positions: [
        { asset: 'A', quantity: size, entry },
        { asset: 'B', quantity: 100, entry: 100 },
      ],
      collateral: { USDT: 10 * entry },
      schemes: {
        one: {
          pools: 'one',
          policies: { away: { policy: 'switch', positions: ['p0'], when: { drawdown: '0.1%' }, margin: marginFactor } },
        },
      },
    });
    // B falls, which sets the policy off; policies act between steps, so there is a second one.
    const marks = [entry, 90];
    const [result] = simulateExact(account, [entry, 100], pathOf([marks, marks]), { watchedSteps: () => true });
    const moved = result?.ledger.find(({ kind }) => kind === 'isolated');
    return { isolatedMargin: moved?.kind === 'isolated' ? Number(moved.amount) : Number.NaN };
  },
  // The premium of mark over spot, which the damper moves towards an interest of 0 by at most the bound; paid on the spot price.
  'f-s+clampBound*s': ({ spotTwap, markTwap, bound }) => {
    const premium = (markTwap - spotTwap) / spotTwap;
    const scenario = scenarioOf({
      venue: { maintenance: 0.05, 'funding-damper': -bound, 'funding-every': '1h' },
      prices: { A: spotTwap },
      positions: [{ asset: 'A', quantity: 1, entry: spotTwap }],
      collateral: { USDT: 100 * spotTwap },
      funding: premium,
    });
    const [step] = replayMarket(compile(scenario), 0);
    const account: Account = { ...scenario.account };
    const path = pathOf([[spotTwap]], { 1: { fundingRates: step?.fundingRates ?? null } });
    const [result] = simulateExact(account, [spotTwap], path, { watchedSteps: () => false });
    return { fundingPayment: Number(result?.account.costFunding) };
  },
  // A contract is worth contracts / price in coin, and so is its requirement.
  'nautilus-leveraged-margin': (inputs) => {
    if (inputs.contractsUsd === undefined) {
      return { margin: requirementOf(maintenanceRules.flat.brackets(inputs.rate), inputs.notional) };
    }
    const at = { ...inputs, entry: inputs.price };
    const account = accountOfBook(inverseBook({ preset: 'kraken-inverse', maintenance: { BTC: inputs.rate } }, at, 1));
    return { marginBase: checkAt(account, [inputs.price], [inputs.price]).requirement / inputs.price };
  },
  // Profit in coin at the mark; the maintenance of that engine is in coins at entry, divided by the leverage.
  'inverse-pnl=contracts*(1/entry-1/mark)': (inputs) => {
    const { entry, mark, wallet, maintRate, leverage, triggerRatio } = inputs;
    const rate = maintRate / leverage;
    const venue = { contract: 'inverse', maintenance: rate * triggerRatio, 'maintenance-notional': 'entry' };
    const account = accountOfBook(inverseBook(venue, inputs, wallet));
    const { equity, requirement, fires } = checkAt(account, [entry], [mark]);
    return {
      pnlBase: equity / mark - wallet,
      maintenanceBase: requirement / mark / triggerRatio,
      thresholdBase: requirement / mark,
      liquidatable: fires,
    };
  },
};
