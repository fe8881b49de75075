import { limits } from '../../base/limits.ts';
import { formatDurationHours } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { sourceOf } from '../../market/sources/registry.ts';
import type { Findings } from '../document/findings.ts';

/** A normal variable is so many standard deviations from its mean once in 1e15 times. */
const certain = 8;

/**
 * Adds a fault where a price that the account depends on would rise beyond what can be counted on every path: then the study is one of a slip of
 * the pen. Where only some paths get so far, the run says on which (`engine/range.ts`).
 */
export function refuseEndlessRise({ market, account, stepHours, steps }: Scenario, found: Findings): void {
  const used = new Set([
    ...account.positions.map(({ asset }) => asset),
    ...account.collateral.flatMap(({ asset }) => asset ?? []),
  ]);
  const rises = sourceOf(market.model).leastRise(
    market.model,
    market.regimes.map(({ name }) => name),
  );
  const hours = stepHours * steps;
  for (const asset of used) {
    const { mean, variance, field } = rises[asset]!;
    const room = Math.log(limits.pathPrice.largest / market.prices[asset]!);
    if (mean * hours - certain * Math.sqrt(variance * hours) <= room) continue;
    // mean h + 8 sqrt(variance h) = room: so long that nearly no path gets there.
    const deviation = certain * Math.sqrt(variance);
    const root = (Math.sqrt(deviation * deviation + 4 * mean * room) - deviation) / (2 * mean);
    const fitting = Math.floor((root * root) / stepHours) * stepHours;
    found.add(
      ['horizon'],
      `is too long for this market: the price of ${market.assets[asset]!} would rise above ${limits.pathPrice.largest} on every path, by its field ${field}`,
      fitting > 0
        ? `at most ${formatDurationHours(fitting)}, or less of ${field}`
        : `a shorter step, or less of ${field}`,
    );
    return;
  }
}
