import type * as z from 'zod';
import type { Scenario } from '../../engine/scenario.ts';
import type { Account, Pool, Position } from '../../margin/account.ts';
import type { Market } from '../../market/model.ts';
import type { Findings } from '../document/findings.ts';
import type { Path } from '../document/tree.ts';
import type { Read } from '../forms/read.ts';

/** What one governance check found of one thing: a line of the table of limits. */
export interface LimitFinding {
  /** Name of the rule as in the `limits` of the experiment, such as `max-leverage`. */
  readonly rule: string;
  /** null where it does not depend on the scheme. */
  readonly scheme: string | null;
  /** What is measured, in words: `position btc`, `position btc after crash`, `account`. */
  readonly subject: string;
  /** null: there is no such figure. Nothing backs the position, or no price liquidates it. */
  readonly value: number | null;
  readonly limit: number;
  readonly bound: 'at-most' | 'at-least';
  /** ratio: a multiple (5 is 5x). share: a fraction of 1. quote: money in the quote currency. */
  readonly unit: 'ratio' | 'share' | 'quote';
  readonly holds: boolean;
}

/** One kind of governance check: arithmetic on what stands in the scenario at its start, no simulation. */
export interface LimitRule {
  readonly name: string;
  readonly meaning: string;
  readonly bound: LimitFinding['bound'];
  readonly unit: LimitFinding['unit'];
  /** Of its field in the `limits` of an experiment. */
  readonly form: z.ZodType;
  /** The limits that its field asks for. */
  read(written: unknown, use: LimitUse, found: Findings): readonly Limit[];
}

/** A limit of an experiment. */
export interface Limit {
  readonly limit: number;
  /** Where it stands in the field of its rule. */
  readonly path: Path;
  /** Everything that the limit is about, in the order of the account. */
  measure(scenario: Scenario): readonly Measure[];
  /** Sentences about what it says nothing of. */
  silences?(scenario: Scenario): readonly string[];
}

/** A figure that a limit bounds. */
export interface Measure {
  readonly scheme: string | null;
  readonly subject: string;
  readonly value: number | null;
}

/** What limits may refer to. */
export interface LimitUse {
  readonly assets: readonly string[];
  readonly regimes: readonly string[];
  /** Tags of the positions. */
  readonly tags: readonly string[];
  /** Value of all collateral, quote; undefined if it could not be read. */
  readonly value: number | undefined;
}

/** A rule whose field is read by a form of its own. */
export function limitRule<Form extends z.ZodType>(
  rule: Omit<LimitRule, 'read' | 'form'> & {
    readonly form: Form;
    readonly read: (written: NonNullable<Read<Form>>, use: LimitUse, found: Findings) => readonly Limit[];
  },
): LimitRule {
  return { ...rule, read: (written, use, found) => rule.read(written as NonNullable<Read<Form>>, use, found) };
}

/** Notional of a position now, quote: at the price now, or what an inverse contract was opened for. */
export function notionalOf({ venue }: Account, { prices }: Market, position: Position): number {
  const price = venue.contract === 'inverse' ? position.entry : (prices[position.asset] ?? 0);
  return Math.abs(position.quantity) * price;
}

/** Value of units of every collateral asset at the prices now, without haircuts, quote. */
export function valueOfUnits({ collateral }: Account, { prices }: Market, units: readonly number[]): number {
  return collateral.reduce((sum, { asset }, index) => {
    const price = asset === null ? 1 : (prices[asset] ?? 0);
    return sum + (units[index] ?? 0) * price;
  }, 0);
}

/** Sum of the notionals of a pool's positions now, quote. */
export function notionalOfPool(account: Account, market: Market, pool: Pool): number {
  return pool.positions.reduce((sum, index) => {
    const position = account.positions[index];
    return position === undefined ? sum : sum + notionalOf(account, market, position);
  }, 0);
}
