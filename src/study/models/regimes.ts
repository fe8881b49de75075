import { limits } from '../../base/limits.ts';
import { parseDurationSeconds } from '../../base/units.ts';
import type { ShockLaw } from '../../market/regime-model.ts';
import type { Findings } from '../document/findings.ts';
import { regimeModelFields } from '../forms/market.ts';
import { isWritten } from '../forms/read.ts';
import { resolveRegime } from '../resolve/regime.ts';
import { resolveStart, resolveTransition } from '../resolve/transition.ts';
import { type ModelFields, modelForm } from './model-form.ts';

type RegimeModelFields = ModelFields<typeof regimeModelFields>;

/** The model of a market file that names none: its regimes stand in the file itself. */
export const regimes = modelForm(regimeModelFields, (fields, { assets, source }, found) => {
  const names = Object.keys(fields.regimes ?? {});
  const repair = fields['repair-correlation'] === 'nearest';
  const resolved = Object.entries(fields.regimes ?? {}).map(([name, regime]) =>
    resolveRegime(name, regime, { assets, repair, shared: fields.correlation }, found),
  );
  const transition = names.length === 0 ? undefined : resolveTransition(fields, names, found);
  const start = names.length === 0 ? undefined : resolveStart(fields, transition, names, found);
  const shocks = resolveShocks(fields, source, found.below('shocks'));
  const complete = resolved.filter((regime) => regime !== undefined);
  if (complete.length < resolved.length || !transition || !start || !shocks) return undefined;
  return {
    regimes: complete.map(({ regime }) => regime),
    model: {
      kind: 'regimes',
      laws: complete.map(({ law }) => law),
      transition,
      start,
      shocks,
      compensateJumps: fields['jump-compensation'] ?? false,
    },
  };
});

function resolveShocks({ shocks }: RegimeModelFields, source: unknown, found: Findings): ShockLaw | undefined {
  if (shocks === undefined) return { law: 'normal' };
  const { law, degrees, per } = shocks;
  if (law === undefined) return undefined;
  if (law === 'normal') {
    for (const field of ['degrees', 'per'] as const) {
      if (shocks[field] !== undefined) found.add([field], 'belongs to the law student-t only');
    }
    return { law };
  }
  if (degrees === undefined) {
    const { smallest, largest } = limits.shockDegrees;
    if (!isWritten(shocks, 'degrees')) found.add(['degrees'], 'is missing', `a number from ${smallest} to ${largest}`);
    return undefined;
  }
  if (per !== undefined) return { law, degrees, perHours: per / 3_600 };
  const ofSource = sourceInterval(source);
  return ofSource === null
    ? { law, degrees, perHours: null }
    : { law, degrees, perHours: ofSource / 3_600, perIsOfSource: true };
}

/** Seconds between the prices that a calibrated market was fitted on, as `source` tells; null where it does not. */
function sourceInterval(source: unknown): number | null {
  if (typeof source !== 'object' || source === null || !('interval' in source)) return null;
  const { interval } = source;
  const seconds = typeof interval === 'string' ? parseDurationSeconds(interval) : null;
  const { smallest, largest } = limits.durationSeconds;
  return seconds !== null && Number.isInteger(seconds) && seconds >= smallest && seconds <= largest ? seconds : null;
}
