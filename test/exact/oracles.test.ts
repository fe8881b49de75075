import type { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemAt } from '../../src/base/errors.ts';
import type { ExactPositionOutcome, ExactSchemeResult } from '../../src/exact/outcome.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account, Bracket, Scheme } from '../../src/margin/account.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';
import { randomCases } from '../margin/random-accounts.ts';

// Theorems that hold path by path and need no expected value. No test here is statistical: there is no false alarm.
// The seed is fixed because the tests also count whether their cases reach the rules; fast-check prints it, and the
// place of the counterexample, on a failure.

const runs = { numRuns: 80 };

function simulate(account: Account, start: readonly number[], steps: readonly MarketStep[]): ExactSchemeResult[] {
  return simulateExact(account, start, steps, { watchedSteps: () => true, ledger: false });
}

/** Columns as text, so that equality is equality of all digits. */
function text(columns: object): Record<string, string> {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, String(value)]));
}

/** Equal up to the last decimal places of a quotient, of which 40 are kept. */
function expectSame(a: Decimal, b: Decimal): void {
  expect(Number(a.minus(b).abs())).toBeLessThan(1e-28);
}

describe('path by path', () => {
  it('money is conserved, and the columns of the positions add up to those of the account', () => {
    let liquidations = 0;
    let badDebts = 0;
    fc.assert(
      fc.property(randomCases(), ({ account, start, steps }) => {
        // Conservation itself is asserted by the engine after every step, to the last digit.
        for (const result of simulate(account, start, steps)) {
          const total = (column: keyof ExactPositionOutcome) =>
            result.positions.reduce((sum, position) => sum.plus(position[column]), result.initialWealth.times(0));
          expectSame(total('pnl').plus(result.account.collateralPnl), result.account.pnl);
          expectSame(total('badDebt'), result.account.badDebt);
          expect(result.account.badDebt.gte(0)).toBe(true);
          expect(result.account.pnl.plus(result.initialWealth).gte(0) || hasOpen(result)).toBe(true);
          if (result.account.firstLiquidationStep > 0) liquidations += 1;
          if (result.account.badDebt.gt(0)) badDebts += 1;
        }
      }),
      runs,
    );
    // The cases must reach the rules that they are to test.
    expect(liquidations).toBeGreaterThan(runs.numRuns / 2);
    expect(badDebts).toBeGreaterThan(runs.numRuns / 10);
  });

  it('one position: every partition gives the same columns', () => {
    fc.assert(
      fc.property(randomCases({ positions: { min: 1, max: 1 }, treasury: false }), ({ account, start, steps }) => {
        const [first, ...others] = simulate(account, start, steps);
        for (const other of others) {
          expect(text(other.account)).toEqual(text(first?.account ?? {}));
          expect(other.positions.map(text)).toEqual(first?.positions.map(text));
        }
      }),
      runs,
    );
  });

  it('nobody liquidated: the profit is the same in all schemes', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomCases(), ({ account, start, steps }) => {
        const untouched = simulate(account, start, steps).filter((result) => result.account.firstLiquidationStep === 0);
        const [first, ...others] = untouched;
        for (const other of others) {
          compared += 1;
          expect(text(other.positions)).toEqual(text(first?.positions ?? {}));
          expect(other.account.pnl.eq(first?.account.pnl ?? 0)).toBe(true);
          expect(other.account.maxDrawdown.eq(first?.account.maxDrawdown ?? 0)).toBe(true);
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(5);
  });

  it('other pools removed: the columns of a pool stay, to the last digit', () => {
    fc.assert(
      fc.property(randomCases(), ({ account, start, steps }) => {
        const results = simulate(account, start, steps);
        for (const [index, scheme] of account.schemes.entries()) {
          for (const pool of scheme.pools) {
            const lone: Account = {
              ...account,
              positions: pool.positions.map((position) => itemAt(account.positions, position)),
              schemes: [
                {
                  ...scheme,
                  pools: [{ ...pool, positions: pool.positions.map((_, position) => position) }],
                  treasury: scheme.treasury.map(() => 0),
                },
              ],
            };
            const alone = simulate(lone, start, steps)[0]?.positions.map(text);
            expect(alone).toEqual(
              pool.positions.map((position) => text(itemAt(itemAt(results, index).positions, position))),
            );
          }
        }
      }),
      runs,
    );
  });

  it('more collateral in a pool: its first liquidation is not earlier', () => {
    fc.assert(
      fc.property(randomCases(), fc.integer({ min: 1, max: 20_000 }), ({ account, start, steps }, extra) => {
        const cross = itemAt(account.schemes, 1);
        const pool = itemAt(cross.pools, 0);
        const richer: Scheme = {
          ...cross,
          pools: [{ ...pool, collateral: pool.collateral.map((units, asset) => units + (asset === 0 ? extra : 0)) }],
        };
        const [before, after] = simulate({ ...account, schemes: [cross, richer] }, start, steps).map(
          (result) => result.account.firstLiquidationStep || Number.POSITIVE_INFINITY,
        );
        expect(after).toBeGreaterThanOrEqual(before ?? 0);
      }),
      runs,
    );
  });

  it('cross liquidated: some isolated pool was liquidated by then', () => {
    // The requirement is additive and the collateral the same, so a pool below its requirement has a part that is.
    let crossed = 0;
    fc.assert(
      fc.property(randomCases({ treasury: false }), ({ account, start, steps }) => {
        const [isolated, cross] = simulate(account, start, steps);
        const step = cross?.account.firstLiquidationStep ?? 0;
        if (step === 0) return;
        crossed += 1;
        expect(isolated?.account.firstLiquidationStep).toBeGreaterThan(0);
        expect(isolated?.account.firstLiquidationStep).toBeLessThanOrEqual(step);
      }),
      runs,
    );
    expect(crossed).toBeGreaterThan(5);
  });

  it('all money times a power of two: the same decisions, all money columns times it', () => {
    fc.assert(
      fc.property(randomCases(), fc.constantFrom(-3, -1, 1, 6), ({ account, start, steps }, power) => {
        const factor = 2 ** power;
        const scaledSteps = steps.map((step) => ({
          ...step,
          depths: step.depths.map((depth) => (depth === null ? null : depth * factor)),
        }));
        const results = simulate(account, start, steps);
        for (const [index, scaled] of simulate(scale(account, factor), start, scaledSteps).entries()) {
          const result = itemAt(results, index);
          expect(scaled.positions.map(({ closedStep }) => closedStep)).toEqual(
            result.positions.map(({ closedStep }) => closedStep),
          );
          for (const column of ['pnl', 'badDebt', 'maxDrawdown', 'costFees', 'costFunding', 'costSlippage'] as const) {
            expectRatio(scaled.account[column], result.account[column], factor);
          }
          expectRatio(scaled.account.lowestMarginRatio, result.account.lowestMarginRatio, 1);
        }
      }),
      runs,
    );
  });

  it('positions and pools relabelled: the same columns, permuted', () => {
    fc.assert(
      fc.property(randomCases(), ({ account, start, steps }) => {
        const last = account.positions.length - 1;
        const reversed: Account = {
          ...account,
          positions: account.positions.toReversed(),
          schemes: account.schemes.map((scheme) => ({
            ...scheme,
            pools: scheme.pools.toReversed().map(({ name, positions, collateral }) => ({
              name,
              positions: positions.map((index) => last - index),
              collateral,
            })),
          })),
        };
        const results = simulate(account, start, steps);
        for (const [index, result] of simulate(reversed, start, steps).entries()) {
          const original = itemAt(results, index);
          for (const [position, columns] of result.positions.toReversed().entries()) {
            const expected = itemAt(original.positions, position);
            expect(columns.closedStep).toBe(expected.closedStep);
            for (const column of ['pnl', 'funding', 'fees', 'slippage', 'badDebt'] as const) {
              expectSame(columns[column], expected[column]);
            }
          }
          expectSame(result.account.pnl, original.account.pnl);
        }
      }),
      runs,
    );
  });

  it('the path after a step changed: no decision up to it changes', () => {
    fc.assert(
      fc.property(randomCases(), fc.nat(23), ({ account, start, steps }, cut) => {
        const shortened = steps.slice(0, cut + 1);
        const results = simulate(account, start, steps);
        for (const [index, early] of simulate(account, start, shortened).entries()) {
          for (const [position, { closedStep }] of early.positions.entries()) {
            const full = itemAt(itemAt(results, index).positions, position).closedStep;
            expect(closedStep).toBe(full <= shortened.length ? full : 0);
          }
        }
      }),
      runs,
    );
  });

  it('the ledger changes nothing', () => {
    fc.assert(
      fc.property(randomCases(), ({ account, start, steps }) => {
        const silent = simulate(account, start, steps);
        const told = simulateExact(account, start, steps, { watchedSteps: () => true, ledger: true });
        expect(told.map((result) => text(result.account))).toEqual(silent.map((result) => text(result.account)));
      }),
      runs,
    );
  });
});

function hasOpen({ positions }: ExactSchemeResult): boolean {
  return positions.some(({ closedStep }) => closedStep === 0);
}

function scale(account: Account, factor: number): Account {
  const brackets = (table: readonly Bracket[]): Bracket[] =>
    table.map(({ floor, cap, rate, amount }) => ({
      floor: floor * factor,
      cap: cap === null ? null : cap * factor,
      rate,
      amount: amount * factor,
    }));
  return {
    ...account,
    positions: account.positions.map((position) => ({ ...position, quantity: position.quantity * factor })),
    collateral: account.collateral.map((asset) => ({ ...asset, amount: asset.amount * factor })),
    schemes: account.schemes.map((scheme) => ({
      ...scheme,
      treasury: scheme.treasury.map((units) => units * factor),
      pools: scheme.pools.map((pool) => ({ ...pool, collateral: pool.collateral.map((units) => units * factor) })),
    })),
    venue: { ...account.venue, maintenance: account.venue.maintenance.map(brackets) },
  };
}

/**
 * The shortest decimals of x and of 2^k x differ by less than an ulp of the double, so products agree to 16 digits of
 * the largest term, not to the last one.
 */
function expectRatio(scaled: Decimal | null, original: Decimal | null, factor: number): void {
  if (scaled === null || original === null) {
    expect(scaled).toBe(original);
    return;
  }
  const difference = Number(scaled.div(factor).minus(original).abs());
  expect(difference).toBeLessThan(1e-8);
}
