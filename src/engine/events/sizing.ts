import { bracketOfNotional } from '../account-figures.ts';
import type { CompiledAccount } from '../compile/account.ts';
import { depthOf, HALF_PERCENT, usedDepth } from './depth.ts';
import {
  contractValue,
  equityOf,
  requirementNotional,
  requirementOf,
  requirementOfSlot,
  requirementWorth,
} from './figures.ts';
import type { Lane } from './lane.ts';

/**
 * The least share of a slot whose close by a market order brings the equity of its pool to `level` times the requirement; null if no
 * part of it does; 0 if nothing is missing.
 *
 * A close of notional x (of N, whose requirement is taken of M) leaves the notional m = M (1 - x / N) in bracket r m - a, of which a
 * unit is worth v. It costs
 * c x + h (2 u + x) x: slippage, fees, and the impact h = 0.5 % / depth with u used up. So on the stretch of one bracket
 *   equity - level * requirement = B x - h x^2 - S,  B = level v r M / N - c - 2 u h,  S = level (R_others + v (r M - a)) - E,
 * whose smaller root is x = 2 S / (B + sqrt(B^2 - 4 h S)).
 */
export function shareToRestore(lane: Lane, slot: number, level: number): number | null {
  const { account } = lane;
  const pool = account.slotPool[slot]!;
  const asset = account.slotAsset[slot]!;
  const equity = equityOf(lane, pool);
  const requirement = requirementOf(lane, pool);
  if (equity >= level * requirement) return 0;
  const others = requirement - requirementOfSlot(lane, slot);
  const whole = Math.abs(contractValue(lane, slot));
  const size = requirementNotional(lane, slot);
  const worth = requirementWorth(lane, slot);
  const impact = HALF_PERCENT / depthOf(lane, asset);
  const cost =
    account.slippage + account.takerFee + account.liquidationFee[asset]! + 2 * usedDepth(lane, asset) * impact;
  for (const { floor, cap, rate, amount } of pieces(account, asset, size)) {
    const least = whole * (1 - cap / size);
    const most = whole * (1 - floor / size);
    const short = level * (others + worth * rate * size - worth * amount) - equity;
    const gain = (level * worth * rate * size) / whole - cost;
    // A table that jumps may be good enough at the very bound of a lower bracket.
    if (least > 0 && (gain - impact * least) * least >= short) return least / whole;
    const discriminant = gain * gain - 4 * impact * short;
    if (gain <= 0 || discriminant < 0) continue;
    const x = (2 * short) / (gain + Math.sqrt(discriminant));
    if (x >= least && x <= most && x < whole) return x / whole;
  }
  return null;
}

interface Piece {
  readonly floor: number;
  readonly cap: number;
  readonly rate: number;
  readonly amount: number;
}

/** The straight pieces of a requirement from a notional down to 0: its brackets, cut where rate n - amount changes its sign. */
function pieces(account: CompiledAccount, asset: number, size: number): Piece[] {
  const first = account.bracketStart[asset]!;
  const found: Piece[] = [];
  for (let bracket = bracketOfNotional(account, asset, size); bracket >= first; bracket--) {
    const rate = account.bracketRate[bracket]!;
    const amount = account.bracketAmount[bracket]!;
    const floor = bracket === first ? 0 : account.bracketCap[bracket - 1]!;
    const cap = Math.min(size, account.bracketCap[bracket]!);
    const zero = rate > 0 ? amount / rate : 0;
    if (zero < cap) found.push({ floor: Math.max(floor, zero), cap, rate, amount });
    if (zero > floor) found.push({ floor, cap: Math.min(cap, zero), rate: 0, amount: 0 });
  }
  return found;
}
