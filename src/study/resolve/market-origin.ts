import { basename, extname } from 'node:path';
import { limits } from '../../base/limits.ts';
import { oneLine } from '../document/tree.ts';
import type { marketKinds } from '../form/market.ts';

/** What a report says of where the figures of a market come from. Nothing of it moves a path. */
export interface MarketOrigin {
  /** What it calls itself, or the name of its file; null: written in the experiment, without a name. */
  readonly name: string | null;
  readonly kind: (typeof marketKinds)[number] | null;
  /** Day of its prices, such as 2026-04-30; null: unknown. */
  readonly pricedOn: string | null;
  /** Assets whose price is given anew by the experiment. */
  readonly renewed: readonly string[];
  /** The period that its funding rates are for; null: the funding interval of the venue. */
  readonly fundingPerHours: number | null;
}

/** `crypto-majors` of `markets/crypto-majors.yaml`, whatever characters the name has. */
export function marketNameOf(file: string): string {
  return oneLine(basename(file, extname(file)), limits.nameLength.largest);
}

/** The day on which the period of `source` ends, as `calibrate` writes it; null where there is none. */
export function endOfPeriod(source: unknown): string | null {
  if (typeof source !== 'object' || source === null || !('period' in source)) return null;
  const { period } = source;
  const end: unknown = Array.isArray(period) ? period.at(-1) : null;
  return typeof end === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(end)?.[0] ?? null) : null;
}
