import { simulateExact } from '../../src/exact/simulate.ts';
import type { Bracket } from '../../src/margin/account.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import { bracketOf, requirementOf } from '../../src/margin/requirement.ts';
import { maintenanceFraction as maintenanceOfTier } from '../../src/margin/venues/dydx-v4.ts';
import { flatBrackets, onePool, type PositionRow, pathOf } from './books.ts';
import { type Driver, signOf } from './vector.ts';

/** Rates on the whole notional above each floor, without amounts: a table that jumps. */
function jumpingTiers(tiers: readonly (readonly [number, number])[]): readonly Bracket[] {
  return tiers.map(([floor, rate], index) => ({ floor, cap: tiers[index + 1]?.[0] ?? null, rate, amount: 0 }));
}

/** One check of a pool at these marks, by the exact engine. */
function checkOnce(
  rows: readonly PositionRow[],
  cash: number,
  marks: readonly number[],
  rules: Parameters<typeof onePool>[2],
) {
  const account = onePool(rows, [cash], rules);
  const [result] = simulateExact(account, marks, pathOf([marks]), { watchedSteps: () => true });
  const check = result?.ledger.find((entry) => entry.kind === 'check');
  return {
    liquidatable: result?.account.firstLiquidationStep === 1,
    equity: Number(check?.equity),
    maintenance: Number(check?.requirement),
    badDebt: Number(result?.account.badDebt),
    fees: Number(result?.account.costFees),
  };
}

/** What a position receives as funding at one step, by the exact engine. */
function fundingReceived(quantity: number, mark: number, rate: number): number {
  const account = onePool([[0, quantity, mark]], [quantity * quantity * mark + 1e20], { equality: 'holds' });
  const path = pathOf([[mark]], { 1: { fundingRates: [rate] } });
  return -Number(simulateExact(account, [mark], path, { watchedSteps: () => false })[0]?.account.costFunding);
}

/** Formulas that belong to no single venue. */
export const generalDrivers: Readonly<Record<string, Driver>> = {
  'cum_n=floor_n*(mmr_n-mmr_{n-1})+cum_{n-1}': ({ floor, mmrPrev, mmr, cumPrev }) => {
    // A lower bracket that brings its amount with it: cumPrev = floor_1 mmrPrev, from rate 0.
    const lower = cumPrev / mmrPrev;
    const table = maintenanceRules.brackets.brackets([
      [0, lower, 0],
      [lower, floor, mmrPrev],
      [floor, null, mmr],
    ]);
    return { cum: table[2]?.amount ?? Number.NaN };
  },
  'bracket by notional floor': ({ tiers, notional }) => ({ mmr: bracketOf(jumpingTiers(tiers), notional).rate }),
  'notional*rate-cum': ({ qty, mark, brackets }) => {
    const rows = brackets.map(({ cap, rate, cum }, index) => [brackets[index - 1]?.cap ?? 0, cap, rate, cum] as const);
    return { maintenance: requirementOf(maintenanceRules.brackets.brackets(rows), qty * mark) };
  },
  'equity+pnl<mmr*notional': ({ side, qty, entry, margin, mark, mmr, tiers }) => {
    const maintenance = [tiers === undefined ? flatBrackets(mmr) : jumpingTiers(tiers)];
    const rows = [[0, signOf(side) * qty, entry]] as const;
    return checkOnce(rows, margin, [mark], { maintenance, equality: 'holds' });
  },
  'equity<sum mmr*notional': ({ wallet, mmr, positions }) =>
    checkOnce(
      positions.map(({ side, qty, entry }, asset): PositionRow => [asset, signOf(side) * qty, entry]),
      wallet,
      positions.map(({ mark }) => mark),
      { maintenance: positions.map(() => flatBrackets(mmr)), equality: 'holds' },
    ),
  'deficit=-(margin+pnl)': ({ side, qty, entry, margin, mark }) => ({
    deficit: checkOnce([[0, signOf(side) * qty, entry]], margin, [mark], {}).badDebt,
  }),
  'mark*size*rate': ({ side, size, mark, rate }) => ({ received: fundingReceived(signOf(side) * size, mark, rate) }),
  // The index is the sum of price * rate, so one step of it is a rate at price 1. In millionths.
  'funding=-size*(index1-index0)': ({ sizeQuantums, index0, index1 }) => ({
    settlementPpm: fundingReceived(sizeQuantums, 1, index1 - index0),
  }),
  // The maintenance side of the vector; in millionths, rounded up by the source.
  'dydx-v4-imf-oi': ({ notional, imf, maintenanceFraction }) => ({
    maintenanceMarginMicroQuote:
      1e6 *
      requirementOf(
        maintenanceRules.flat.brackets(maintenanceOfTier({ initial: imf, maintenanceShare: maintenanceFraction })),
        notional,
      ),
  }),
};
