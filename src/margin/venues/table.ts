import type { Bracket } from '../account.ts';
import { maintenanceRules } from '../maintenance/registry.ts';

/** Rows `[notional floor, maintenance rate, maintenance amount]`; a bracket ends where the next one begins, the last one never. */
export function brackets(
  ...rows: readonly (readonly [floor: number, rate: number, amount: number])[]
): readonly Bracket[] {
  return rows.map(([floor, rate, amount], index) => ({ floor, cap: rows[index + 1]?.[0] ?? null, rate, amount }));
}

/** Rows `[notional floor, maintenance rate]` where a rate holds for the part of a position above its floor: nothing jumps. */
export function marginalBrackets(...rows: readonly (readonly [floor: number, rate: number])[]): readonly Bracket[] {
  return maintenanceRules.brackets.brackets(
    rows.map(([floor, rate], index) => [floor, rows[index + 1]?.[0] ?? null, rate]),
  );
}

/** The same rows where a rate holds for the whole position: the requirement jumps from bracket to bracket. */
export function wholePositionBrackets(
  ...rows: readonly (readonly [floor: number, rate: number])[]
): readonly Bracket[] {
  return brackets(...rows.map(([floor, rate]) => [floor, rate, 0] as const));
}

/** The same value for every one of these assets. */
export function forAssets<Value>(assets: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(assets.map((asset) => [asset, value]));
}
