import type { VenuePreset } from '../../margin/venues/preset.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import type { CollateralReading } from './collateral.ts';
import { listed } from './per-asset.ts';
import type { PositionReading } from './positions.ts';

/** Inverse contracts are settled in the coin that they are on: the account holds just these coins as collateral. */
export function refuseOtherCollateral(
  rules: VenuePreset,
  collateral: CollateralReading,
  collateralNode: TreeNode,
  positions: readonly PositionReading[],
  problems: Problems,
): void {
  const coins = [...new Set(positions.flatMap(({ asset }) => asset ?? []))];
  if (rules.contract === 'linear' || coins.length === 0) return;
  const written = new Set(collateral.held.map(({ name }) => name));
  for (const { name, node } of collateral.held) {
    if (coins.includes(name)) continue;
    problems.addPlace(
      node.place,
      `${name} cannot back contracts of venue ${rules.name}, which are settled in their own coin`,
      {
        allowed: listed(coins),
      },
    );
  }
  for (const coin of coins) {
    if (written.has(coin)) continue;
    problems.add(collateralNode, [coin], `is missing: contracts on ${coin} are settled in it`, {
      allowed: `units of ${coin}`,
    });
  }
}
