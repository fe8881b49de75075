import { watchedBy } from '../../margin/policies/registry.ts';
import { fundingUnit } from '../account-figures.ts';
import type { CompiledScenario } from '../compile/compile.ts';
import { BLOCK_STEPS, LANES } from '../memory/constants.ts';
import type { PathGroup } from '../memory/group.ts';
import type { Lane } from './lane.ts';

/** How far the accounts have fallen below their highest, at the end of every step: only for schemes whose policies ask for it. */
export interface Drawdowns {
  start(): void;
  /** Follows the accounts of the group to the end of a step; the prices of the block must have been formed. */
  follow(step: number): void;
  of(lane: Lane): number;
}

export function createDrawdowns(group: PathGroup, compiled: CompiledScenario): Drawdowns {
  const { account } = compiled;
  const highest = new Float64Array(account.schemes * LANES);
  const fallen = new Float64Array(account.schemes * LANES);
  const schemes = [...account.policies.keys()].filter((scheme) => asksForDrawdown(compiled, scheme));
  return {
    start() {
      highest.fill(0);
      fallen.fill(0);
    },
    follow(step) {
      for (const scheme of schemes) {
        for (let lane = 0; lane < LANES; lane++) {
          const place = scheme * LANES + lane;
          const pnl = pnlOf(group, compiled, scheme, lane, step);
          highest[place] = Math.max(highest[place]!, pnl);
          fallen[place] = highest[place] - pnl;
        }
      }
    },
    of: ({ scheme, lane }) => fallen[scheme * LANES + lane]!,
  };
}

/** Whether a policy of the scheme watches its drawdown. */
function asksForDrawdown({ account }: CompiledScenario, scheme: number): boolean {
  return account.policies[scheme]!.some((policy) => watchedBy(policy).on === 'drawdown');
}

/** Profit of an account since the start, at the prices of a step of the block and after the funding booked so far. */
function pnlOf(group: PathGroup, compiled: CompiledScenario, scheme: number, lane: number, step: number): number {
  const { account, market } = compiled;
  const priceOf = (asset: number) => group.prices[(asset * BLOCK_STEPS + step) * LANES + lane]!;
  let pnl = group.settledPnl[scheme * LANES + lane]! + group.soldCollateralPnl[scheme * LANES + lane]!;
  for (let rank = 0; rank < account.positions; rank++) {
    const holding = scheme * account.positions + rank;
    const slot = account.homeSlot[holding]!;
    const asset = account.slotAsset[slot]!;
    const unit = fundingUnit(account, slot);
    const paid = unit * group.fundingIndex[asset * LANES + lane]!;
    pnl += group.held[holding * LANES + lane]! * (priceOf(asset) - market.startPrices[asset]! - paid);
  }
  for (let c = 0; c < account.collaterals; c++) {
    const asset = account.collateralAsset[c]!;
    const units = group.heldCollateral[(scheme * account.collaterals + c) * LANES + lane]!;
    pnl += units * (priceOf(asset) - market.startPrices[asset]!);
  }
  return pnl;
}
