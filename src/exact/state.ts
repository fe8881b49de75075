import type { Decimal } from 'decimal.js';
import { assert, itemAt } from '../base/errors.ts';
import type { LiquidationState, PolicyState } from '../margin/scheme-state.ts';
import { rememberHeadroom, rememberMargin, stillFires, watchPool } from './checks.ts';
import { closeAtMarket, orderOfAll, orderOfShare, orderOfUnits } from './closing.ts';
import { decimal, divide } from './decimal.ts';
import type { DecisionLog } from './decisions.ts';
import { afterClose } from './ending.ts';
import { bracketIndex } from './inputs.ts';
import { closeByForce, sizeToLowerBracket, sizeToRestore, takeOver } from './liquidation.ts';
import {
  equityOf,
  feePrice,
  hasOpenPositions,
  headroomOver,
  isOpen,
  openPositions,
  openProfit,
  type PositionState,
  requirementOf,
  requirementPrice,
} from './pool.ts';
import { countAction, type SchemeRun } from './run.ts';
import { isolate, rejoin, transfer } from './transfers.ts';

/** The state of a scheme that the rules of venues and policies see and act on. `log` is told of what policies ask and act on. */
export function stateOf(run: SchemeRun, log: DecisionLog | null): LiquidationState & PolicyState {
  const poolAt = (pool: number) => itemAt(run.pools, pool);
  const positionAt = (position: number) => itemAt(run.positions, position);

  return {
    get step() {
      return run.market.step;
    },
    openPositions: (pool) => openPositions(poolAt(pool)).map(({ index }) => index),
    isOpen: (position) => isOpen(positionAt(position)),
    coverBelow(index, level) {
      const pool = poolAt(index);
      if (!hasOpenPositions(pool)) return false;
      const cover = decimal(level);
      const headroom = headroomOver(cover, pool, run);
      const below = headroom.lt(0);
      rememberHeadroom(run, pool, headroom);
      if (below && log !== null) {
        const requirement = requirementOf(pool, run);
        const value = requirement.gt(0) ? divide(equityOf(pool, run), requirement) : null;
        log.ask(`pool ${index}`, { of: 'cover', value, sign: '<', level: cover });
      }
      return below;
    },

    fires: (pool) => stillFires(run, poolAt(pool)),
    largestLoss: (pool) => firstLargest(openPositions(poolAt(pool)), (one) => openProfit(one, run).negated()).index,
    inHighestBracket(pool) {
      const highest = firstLargest(openPositions(poolAt(pool)), (one) => bracketOf(run, one));
      return bracketOf(run, highest).isZero() ? null : highest.index;
    },
    notionalAtMost(index, amount) {
      const position = positionAt(index);
      return position.quantity.abs().times(feePrice(position, run)).lte(amount);
    },
    lastPartialClose(pool) {
      const { lastPartialClose } = poolAt(pool);
      return lastPartialClose === run.market.step ? 0 : lastPartialClose;
    },
    closeAll(index) {
      const pool = poolAt(index);
      closeByForce(run, pool, openPositions(pool).map(orderOfAll));
    },
    closeShare(index, share) {
      const position = positionAt(index);
      closeByForce(run, position.pool, [orderOfShare(position, decimal(share))]);
    },
    closeToRestore(index, share) {
      const position = positionAt(index);
      const { pool } = position;
      const level = decimal(share);
      const { units, shortage, suffices } = sizeToRestore(run, position, level);
      if (units.isZero()) return true;
      closeByForce(run, pool, [orderOfUnits(position, units)], { level, shortage });
      if (suffices) return true;
      return headroomOver(level, pool, run).gte(0);
    },
    closeToLowerBracket(index) {
      const position = positionAt(index);
      closeByForce(run, position.pool, [orderOfUnits(position, sizeToLowerBracket(run, position))]);
    },
    takeOver(index) {
      const pool = poolAt(index);
      const backstop = decimal(run.rules.liquidation.backstop);
      takeOver(run, pool, headroomOver(backstop, pool, run).lt(0) ? backstop : null);
    },

    drawdownAtLeast(share) {
      const fall = run.highest.minus(run.wealth);
      const initial = run.initialWealth;
      const level = decimal(share);
      const over = fall.minus(level.times(initial));
      const reached = over.gte(0);
      if (initial.gt(0)) rememberMargin(run, 'drawdown', divide(over, initial));
      const value = () => (initial.gt(0) ? divide(fall, initial) : null);
      log?.ask(null, { of: 'drawdown', value: value(), sign: reached ? '>=' : '<', level });
      return reached;
    },
    movedAgainst(index, share) {
      const { name, asset, entry, isLong } = positionAt(index);
      const change = itemAt(run.market.prices, asset).minus(entry);
      const against = isLong ? change.negated() : change;
      const distance = decimal(share);
      const over = against.minus(distance.times(entry));
      const reached = over.gte(0);
      rememberMargin(run, `move ${name}`, divide(over, entry));
      if (reached) {
        log?.ask(`position ${index}`, { of: 'move', value: divide(against, entry), sign: '>=', level: distance });
      }
      return reached;
    },
    signalAtLeast(signal, level) {
      const { signals } = run;
      const over = signals.overLevel(signal, level);
      const reached = over.gte(0);
      rememberMargin(run, signal.kind, over);
      log?.ask(null, {
        of: signal.kind,
        value: signals.value(signal),
        sign: reached ? '>=' : '<',
        level: decimal(level),
      });
      return reached;
    },
    reduce(index, share) {
      const position = positionAt(index);
      const { pool } = position;
      if (!isOpen(position)) return;
      countAction(run);
      watchPool(run, pool);
      const order = orderOfShare(position, decimal(share));
      const fill = closeAtMarket(run, order, { kind: 'policy-close', policy: run.actingPolicy });
      afterClose(run, pool, [fill], false);
    },
    transfer: (order) => transfer(run, order),
    isolate: (position, margin) => isolate(run, positionAt(position), margin),
    rejoin: (position) => rejoin(run, positionAt(position)),
  };
}

function firstLargest(
  positions: readonly PositionState[],
  measure: (position: PositionState) => Decimal,
): PositionState {
  const [first, ...others] = positions;
  assert(first !== undefined, 'a pool that is liquidated holds a position');
  return others.reduce((best, position) => (measure(position).gt(measure(best)) ? position : best), first);
}

/** Bracket that a position is in, counted from the lowest of its asset. */
function bracketOf(run: SchemeRun, position: PositionState): Decimal {
  const notional = position.quantity.abs().times(requirementPrice(position, run));
  return decimal(bracketIndex(run.rules, position.asset, notional));
}
