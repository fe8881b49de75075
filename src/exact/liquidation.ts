import type { Decimal } from 'decimal.js';
import { at } from '../margin/at.ts';
import { pay } from './books.ts';
import { type Closed, closeAtMarket, type Part, realise } from './closing.ts';
import { divide, inProportion, smaller, sum } from './decimal.ts';
import { afterClose } from './ending.ts';
import { openPositions, type PoolState, wealthOf } from './pool.ts';
import { countForced, note, type SchemeRun } from './run.ts';

/** What a close was sized for, if it was: the level of cover, and what was missing to it. */
export interface Aim {
  readonly level: Decimal;
  readonly shortage: Decimal;
}

/**
 * Closes parts of positions of one pool together, by force and by market orders, with slippage, the taker fee and then the liquidation fee
 * of all of them. If that leaves the pool empty, it ends.
 */
export function closeByForce(run: SchemeRun, pool: PoolState, parts: readonly Part[], aim: Aim | null = null): void {
  const closed = parts.map((part) => closeAtMarket(run, part, { kind: 'close', aim }));
  chargeLiquidationFee(run, pool, closed);
  countForced(
    run,
    pool,
    closed.map(({ position }) => position),
  );
  afterClose(run, pool, closed, run.rules.remainder === 'forfeited');
}

/**
 * The venue takes over positions and collateral as they are: everything is closed at mark without any cost, and whatever the pool is
 * then worth is the venue's; below 0, it is bad debt.
 */
export function takeOver(run: SchemeRun, pool: PoolState, backstop: Decimal | null): void {
  const closed = openPositions(pool).map((position) =>
    realise(run, { position, quantity: position.quantity }, { kind: 'takeover', backstop }),
  );
  countForced(
    run,
    pool,
    closed.map(({ position }) => position),
  );
  afterClose(run, pool, closed, true);
}

/**
 * The liquidation fee goes to the insurance fund, so it is charged only as far as the pool can pay it: the fund would
 * otherwise owe itself what it cannot collect (so does dYdX, v4-chain, which caps it by the collateral left over). What
 * the pool can pay is split in proportion to the full fees of what was closed.
 */
function chargeLiquidationFee(run: SchemeRun, pool: PoolState, closed: readonly Closed[]): void {
  const full = closed.map(({ position, notional }) => at(run.rules.liquidationFee, position.asset).times(notional));
  const payable = smaller(sum(full), wealthOf(pool, run.world));
  if (!payable.gt(0)) return;
  const parts = inProportion(payable, full);
  for (const [index, { position, notional }] of closed.entries()) {
    const fee = at(parts, index);
    if (fee.isZero()) continue;
    pay(run.books, pool, position, 'venue', fee);
    const rate = divide(fee, notional);
    note(run, pool, { kind: 'liquidation-fee', position: position.name, amount: fee.negated(), rate });
  }
}
