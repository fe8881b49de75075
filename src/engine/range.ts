import { MarginLabError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { OutcomeBlock } from '../stats/outcome.ts';
import type { CompiledScenario } from './compile/compile.ts';
import { LANES } from './memory/constants.ts';
import type { PathGroup } from './memory/group.ts';

/**
 * What a path may come to. A market of legal figures can take a price anywhere, by heavy tails if by nothing else; beyond these bounds, powers of it
 * overflow in the statistics, and a figure of it would mean nothing. Such a path ends the run with words: to leave it out would bend every figure.
 */

/** Refuses paths of a finished group on which a price has left the range. One that has overflowed never comes back. */
export function refusePrices(group: PathGroup, { market }: CompiledScenario, block: OutcomeBlock, row: number): void {
  const { largest } = limits.pathPrice;
  const lanes = Math.min(LANES, block.count - row);
  for (const asset of market.priced) {
    for (let lane = 0; lane < lanes; lane++) {
      const price = group.mark[asset * LANES + lane]!;
      if (price <= largest) continue;
      throw refusal(block.firstPath + row + lane, `the price of ${market.assetNames[asset]!} ends above ${largest}`);
    }
  }
}

/** Refuses a block in which a sum of money or a ratio has left the range; what it does not look at is no larger than what it does by much. */
export function refuseOutcomes({ account, positions, count, firstPath }: OutcomeBlock): void {
  const { pathMoney, pathRatio } = limits;
  for (const { pnl, collateral_pnl, max_drawdown, bad_debt, lowest_margin_ratio } of account) {
    for (const column of [pnl, collateral_pnl, max_drawdown, bad_debt]) {
      refuseAbove(column, count, firstPath, pathMoney.largest, 'a sum of money of the account');
    }
    refuseAbove(lowest_margin_ratio, count, firstPath, pathRatio.largest, 'a margin ratio');
  }
  for (const { price_pnl, funding } of positions.flat()) {
    refuseAbove(price_pnl, count, firstPath, pathMoney.largest, 'the profit or loss of a position');
    refuseAbove(funding, count, firstPath, pathMoney.largest, 'the funding of a position');
  }
}

function refuseAbove(column: Float64Array, count: number, firstPath: number, most: number, what: string): void {
  for (let row = 0; row < count; row++) {
    // Also where it is not a number.
    if (!(Math.abs(column[row]!) <= most)) throw refusal(firstPath + row, `${what} is not within ${most}`);
  }
}

function refusal(path: number, what: string): MarginLabError {
  return new MarginLabError(
    'limit',
    `on path ${path} ${what}, and nothing can be counted there; lower volatility, drift or jumps of the market, or the horizon`,
  );
}
