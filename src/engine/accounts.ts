import { countedUnits } from '../margin/headroom.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { LANES } from './memory/constants.ts';
import type { PathGroup } from './memory/group.ts';

/** Puts the accounts of every lane at step 0: all positions open, all collateral where its scheme allocates it. */
export type StartAccounts = () => void;

/** Prepares the start of a group's accounts. It is copied for every eight paths, so what stands there is laid out once. */
export function accountsAtStart(group: PathGroup, { account }: CompiledScenario): StartAccounts {
  const { schemes, positions, collaterals } = account;
  const fund = account.insurance.fund ?? Number.POSITIVE_INFINITY;
  const holdings = Array.from({ length: schemes * positions }, (_, holding) => holding);
  const counted = account.poolUnits.map((units, place) =>
    countedUnits(account.sizeDiscount[place % collaterals]!, units),
  );
  const starts = [
    [group.quantity, spread(account.slotQuantity)],
    [group.equityIntercept, spread(account.poolEquityIntercept)],
    [group.units, spread(account.poolUnits)],
    [group.countedUnits, spread(counted)],
    [group.heldCollateral, spread(Array.from({ length: schemes }, () => [...account.collateralTotal]).flat())],
    [group.held, spread(holdings.map((holding) => account.positionQuantity[holding % positions]!))],
    [group.poolOf, spread(holdings.map((holding) => account.slotPool[account.homeSlot[holding]!]!))],
    [group.treasury, spread(account.treasury)],
    [group.fundLeft, spread(Array.from({ length: schemes }, () => fund))],
    [group.openPositions, spread(Array.from({ length: schemes }, () => positions))],
    [group.lowestMarginRatio, spread(Array.from({ length: schemes }, () => Number.POSITIVE_INFINITY))],
  ] as const;
  return () => {
    for (const [array, values] of starts) array.set(values);
    group.empty.fill(0);
    group.dirty.fill(0);
    group.settledPnl.fill(0);
    group.soldCollateralPnl.fill(0);
    group.highestPnl.fill(0);
    group.maxDrawdown.fill(0);
  };
}

/** Gives every lane the same values. */
function spread(values: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: values.length * LANES }, (_, k) => values[Math.floor(k / LANES)]!);
}
