import type { Decimal } from 'decimal.js';
import { assert } from '../base/errors.ts';
import { at } from '../margin/at.ts';
import type { LiquidationState, PolicyState } from '../margin/scheme-state.ts';
import { closeAtMarket, partOf } from './closing.ts';
import { decimal, divide } from './decimal.ts';
import type { DecisionLog } from './decisions.ts';
import { afterClose } from './ending.ts';
import { isolate, rejoin } from './isolation.ts';
import { closeByForce, takeOver } from './liquidation.ts';
import {
  equityOf,
  hasOpenPositions,
  notionalOfPool,
  openPositions,
  type PoolState,
  requirementOfPool,
} from './pool.ts';
import { feePrice, isOpen, openProfit, type PositionState, requirementPrice } from './position.ts';
import { bracketIndex } from './rules.ts';
import { countAction, type SchemeRun } from './run.ts';
import { sizeToLowerBracket, sizeToRestore } from './sizing.ts';
import { transfer } from './transfers.ts';
import { rememberMargin, watchPool } from './watching.ts';

/** The state of a scheme that the rules of venues and policies see and act on. `log` is told of what policies ask and act on. */
export function stateOf(run: SchemeRun, log: DecisionLog | null): LiquidationState & PolicyState {
  const { rules, pools, positions } = run;
  const poolAt = (pool: number) => at(pools, pool);
  const positionAt = (position: number) => at(positions, position);
  const coverOf = (pool: PoolState) => ({
    equity: equityOf(pool, run.world, rules),
    requirement: requirementOfPool(pool, run.world, rules),
  });

  return {
    get step() {
      return run.world.step;
    },
    openPositions: (pool) => openPositions(poolAt(pool)).map(({ index }) => index),
    isOpen: (position) => isOpen(positionAt(position)),
    coverBelow(index, level) {
      const pool = poolAt(index);
      if (!hasOpenPositions(pool)) return false;
      const { equity, requirement } = coverOf(pool);
      const least = decimal(level);
      const over = equity.minus(least.times(requirement));
      const below = over.lt(0);
      rememberCover(run, pool, over);
      if (below) {
        const value = requirement.gt(0) ? divide(equity, requirement) : null;
        log?.ask(`pool ${index}`, { of: 'cover', value, sign: '<', level: least });
      }
      return below;
    },

    fires: (pool) => fires(run, poolAt(pool)),
    largestLoss: (pool) =>
      firstLargest(openPositions(poolAt(pool)), (one) => openProfit(one, run.world).negated()).index,
    inHighestBracket(pool) {
      const highest = firstLargest(openPositions(poolAt(pool)), (one) => bracketOf(run, one));
      return bracketOf(run, highest).isZero() ? null : highest.index;
    },
    notionalAtMost(index, amount) {
      const position = positionAt(index);
      return position.quantity
        .abs()
        .times(feePrice(position, run.world, rules))
        .lte(amount);
    },
    lastPartialClose(pool) {
      const { lastPartialClose } = poolAt(pool);
      return lastPartialClose === run.world.step ? 0 : lastPartialClose;
    },
    closeAll(index) {
      const pool = poolAt(index);
      closeByForce(
        run,
        pool,
        openPositions(pool).map((position) => ({ position, quantity: position.quantity })),
      );
    },
    closeShare(index, share) {
      const position = positionAt(index);
      closeByForce(run, position.pool, [partOf(position, decimal(share))]);
    },
    closeToRestore(index, share) {
      const position = positionAt(index);
      const { pool } = position;
      const level = decimal(share);
      const { units, shortage, suffices } = sizeToRestore(run, position, level);
      if (units.isZero()) return true;
      closeByForce(run, pool, [unitsOf(position, units)], { level, shortage });
      if (suffices) return true;
      const { equity, requirement } = coverOf(pool);
      return equity.gte(level.times(requirement));
    },
    closeToLowerBracket(index) {
      const position = positionAt(index);
      closeByForce(run, position.pool, [unitsOf(position, sizeToLowerBracket(run, position))]);
    },
    takeOver(index) {
      const pool = poolAt(index);
      const backstop = decimal(rules.liquidation.backstop);
      const { equity, requirement } = coverOf(pool);
      takeOver(run, pool, equity.lt(backstop.times(requirement)) ? backstop : null);
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
      const change = at(run.world.prices, asset).minus(entry);
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
      const order = partOf(position, decimal(share));
      const closed = closeAtMarket(run, order, { kind: 'policy-close', policy: run.actingPolicy });
      afterClose(run, pool, [closed], false);
    },
    transfer: (order) => transfer(run, order),
    isolate: (position, margin) => isolate(run, positionAt(position), margin),
    rejoin: (position) => rejoin(run, positionAt(position)),
  };
}

/** Whether equity is not above (or is below, as the venue says) the requirement of a pool that holds something. */
export function fires(run: SchemeRun, pool: PoolState): boolean {
  const { world, rules } = run;
  if (!hasOpenPositions(pool)) return false;
  const over = equityOf(pool, world, rules).minus(requirementOfPool(pool, world, rules));
  rememberCover(run, pool, over);
  return rules.equality === 'fires' ? over.lte(0) : over.lt(0);
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
function bracketOf({ rules, world }: SchemeRun, position: PositionState): Decimal {
  const notional = position.quantity.abs().times(requirementPrice(position, world, rules));
  return decimal(bracketIndex(rules, position.asset, notional));
}

/** Units of a position, with its sign. */
function unitsOf(position: PositionState, units: Decimal): { position: PositionState; quantity: Decimal } {
  return { position, quantity: position.isLong ? units : units.negated() };
}

function rememberCover(run: SchemeRun, pool: PoolState, over: Decimal): void {
  const notional = notionalOfPool(pool, run.world);
  if (notional.gt(0)) rememberMargin(run, pool.name, divide(over, notional));
}
