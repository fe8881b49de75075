import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemAt } from '../../src/base/errors.ts';
import type { LedgerEntry } from '../../src/exact/ledger.ts';
import type { ExactSchemeResult } from '../../src/exact/outcome.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account } from '../../src/margin/account.ts';
import type { MarketStep } from '../../src/margin/market-step.ts';
import { type Policy, policyRules } from '../../src/margin/policies/registry.ts';
import type { Signal } from '../../src/margin/policies/signal.ts';
import { randomCases } from './random-accounts.ts';
import { policiesArbitrary, switches, topUps } from './random-policies.ts';

// Theorems that hold on every path, over random accounts with every rule of liquidation, insurance, depth and discount, linear and
// inverse, and policies of every kind. No test here is statistical. The seed is fixed because the tests also count whether their cases
// reach the rules; fast-check prints it, and the place of the counterexample, on a failure.

const runs = { numRuns: 100, seed: 2024 };

function simulate(
  account: Account,
  start: readonly number[],
  steps: readonly MarketStep[],
  ledger = false,
): ExactSchemeResult[] {
  return simulateExact(account, start, steps, { watchedSteps: () => true, ledger });
}

/** Columns as text, so that equality is equality of all digits. */
function text(columns: object): Record<string, string> {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, String(value)]));
}

const noReturns = [
  [0, 0],
  [0, 0],
];

function withPolicies(
  account: Account,
  policiesOf: (scheme: Account['schemes'][number]) => readonly Policy[],
): Account {
  return { ...account, schemes: account.schemes.map((scheme) => ({ ...scheme, policies: policiesOf(scheme) })) };
}

describe('with all rules and policies on', () => {
  it('money is conserved, every kind of event occurs, and the columns add up', () => {
    const seen = new Set<string>();
    const rulesSeen = new Set<string>();
    fc.assert(
      fc.property(randomCases({ rules: 'all', policies: policiesArbitrary }), ({ account, start, steps }) => {
        // Conservation itself is asserted by the engine after every step and every action, to the last digit.
        for (const result of simulate(account, start, steps, true)) {
          const { account: columns, positions } = result;
          const total = positions.reduce(
            (sum, { pnl }) => sum.plus(pnl),
            columns.collateralPnl.minus(columns.costTransfers),
          );
          expect(String(total)).toBe(String(columns.pnl));
          for (const { pnl, pricePnl, funding, fees, slippage, adl, badDebt } of positions) {
            const made = pricePnl.minus(funding).minus(fees).minus(slippage).minus(adl).plus(badDebt);
            expect(String(made)).toBe(String(pnl));
            expect(adl.gte(0) && badDebt.gte(0) && fees.gte(0) && slippage.gte(0)).toBe(true);
          }
          const { fund } = account.venue.insurance;
          const drawn = result.ledger.flatMap((entry) => (entry.kind === 'insurance' ? [Number(entry.fromFund)] : []));
          if (fund !== null) expect(drawn.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(fund + 1e-9);
          for (const entry of result.ledger) {
            seen.add(entry.kind);
            if (entry.kind !== 'decision') continue;
            const deciding = account.schemes
              .flatMap(({ policies }) => policies)
              .find(({ name }) => name === entry.policy);
            if (deciding !== undefined) rulesSeen.add(deciding.policy);
          }
        }
      }),
      runs,
    );
    const kinds: LedgerEntry['kind'][] = [
      'close',
      'takeover',
      'policy-close',
      'auto-deleveraging',
      'slippage',
      'taker-fee',
    ];
    kinds.push('liquidation-fee', 'deleveraging-loss', 'socialised-loss', 'collateral-sale', 'bad-debt', 'insurance');
    kinds.push(
      'deficit',
      'forfeit',
      'transfer-out',
      'transfer-in',
      'top-up',
      'isolate',
      'isolated',
      'rejoin',
      'rejoined',
    );
    kinds.push('settlement', 'decision', 'no-effect', 'funding', 'check', 'start', 'end');
    expect([...seen].toSorted()).toEqual(kinds.toSorted());
    expect([...rulesSeen].toSorted()).toEqual(Object.keys(policyRules).toSorted());
  });

  it('the amounts of the ledger add up to the cash of a pool without coins and open positions', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomCases({ rules: 'all', policies: policiesArbitrary }), ({ account, start, steps }) => {
        for (const [index, { ledger }] of simulate(account, start, steps, true).entries()) {
          for (const { name, collateral } of itemAt(account.schemes, index).pools) {
            const entries = ledger.filter(({ pool }) => pool === name);
            const end = entries.findLast(({ kind }) => kind === 'end');
            if (collateral.slice(1).some((units) => units > 0) || end === undefined || !isEmpty(entries)) continue;
            compared += 1;
            const amounts = entries.flatMap((entry) => ('amount' in entry ? [entry.amount] : []));
            const cash = amounts.reduce(
              (sum, amount) => sum.plus(amount),
              end.equity.times(0).plus(itemAt(collateral, 0)),
            );
            expect(String(cash)).toBe(String(end.equity));
          }
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(10);
  });

  it('the ledger changes nothing', () => {
    fc.assert(
      fc.property(randomCases({ rules: 'all', policies: policiesArbitrary }), ({ account, start, steps }) => {
        const outcomes = (results: readonly ExactSchemeResult[]) =>
          results.map((result) => [text(result.account), ...result.positions.map(text)]);
        expect(outcomes(simulate(account, start, steps, true))).toEqual(outcomes(simulate(account, start, steps)));
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('the path after a step changed: nothing that was decided or booked up to it changes', () => {
    let acted = 0;
    fc.assert(
      fc.property(
        randomCases({ rules: 'all', policies: policiesArbitrary }),
        fc.nat(22),
        fc.integer({ min: 50, max: 200 }),
        ({ account, start, steps }, cut, percent) => {
          const changed = steps.map((step) =>
            step.step <= cut
              ? step
              : {
                  ...step,
                  prices: step.prices.map((price) => (price * percent) / 100),
                  fundingRates: null,
                  deleveraging: 0.5,
                },
          );
          const before = (prices: readonly MarketStep[]) =>
            simulate(account, start, prices, true).map(({ ledger }) =>
              ledger
                .filter(({ step, kind }) => step <= cut && kind !== 'end')
                .filter(isNotThinnest)
                .map(text),
            );
          const told = before(steps);
          if (told.flat().some(({ kind }) => kind === 'decision')) acted += 1;
          expect(before(changed)).toEqual(told);
        },
      ),
      { ...runs, numRuns: 60 },
    );
    expect(acted).toBeGreaterThan(10);
  });

  it('policies that never act: every figure is that of an account without them, to the last digit', () => {
    const never: (scheme: Account['schemes'][number]) => Policy[] = ({ pools }) => {
      const common = { delaySteps: 0, pools: pools.map((_, index) => index) };
      const signal: Signal = {
        kind: 'correlation',
        assets: [0, 1],
        weight: 0.5,
        slowWeight: 0.1,
        start: noReturns,
        stepsPerYear: 1,
      };
      const trigger = { on: 'signal', signal, above: 2, release: 2 } as const;
      return [
        { policy: 'top-up', name: 'a', ...common, below: -1e9, amount: 1, budget: 1, cost: 0.1 },
        { policy: 'deleverage', name: 'b', ...common, trigger, share: 0.5 },
        { policy: 'stop', name: 'c', delaySteps: 1, positions: [0], distance: 1e9 },
        { policy: 'switch', name: 'd', delaySteps: 2, positions: [0], trigger, margin: 0.1 },
        { policy: 'rebalance', name: 'e', ...common, below: -1e9, restore: 2, keep: 2, cost: 0 },
      ];
    };
    fc.assert(
      fc.property(randomCases({ rules: 'all' }), ({ account, start, steps }) => {
        const without = simulate(account, start, steps);
        for (const [index, result] of simulate(withPolicies(account, never), start, steps).entries()) {
          expect(text(result.account)).toEqual(text(itemAt(without, index).account));
          expect(result.positions.map(text)).toEqual(itemAt(without, index).positions.map(text));
        }
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('a lone position that is topped up loses at most its collateral and what was moved to it', () => {
    // Slices may leave a pool below zero for a while, and funding after the check is not seen by it.
    let toppedUp = 0;
    fc.assert(
      fc.property(
        randomCases({ positions: { min: 1, max: 1 }, rules: 'all', policies: topUps.map((draft) => [draft]) }),
        ({ account, start, steps }) => {
          const { liquidation, funding, contract } = account.venue;
          if (liquidation.close.rule === 'slices' || funding.booked === 'after-check' || contract === 'inverse') return;
          for (const [index, { account: columns, initialWealth }] of simulate(account, start, steps).entries()) {
            const treasury = itemAt(itemAt(account.schemes, index).treasury, 0);
            const pool = initialWealth.minus(treasury);
            if (columns.topUps.gt(0)) toppedUp += 1;
            if (pool.lt(0)) continue;
            expect(columns.pnl.gte(pool.plus(columns.topUps).negated())).toBe(true);
          }
        },
      ),
      { ...runs, numRuns: 300 },
    );
    expect(toppedUp).toBeGreaterThan(3);
  });

  it('a switch moves money without making or losing any', () => {
    let switched = 0;
    fc.assert(
      fc.property(randomCases({ policies: switches.map((draft) => [draft]) }), ({ account, start, steps }) => {
        const without = simulate(
          withPolicies(account, () => []),
          start,
          steps,
        );
        for (const [index, result] of simulate(account, start, steps).entries()) {
          const plain = itemAt(without, index);
          if (result.account.policyActions === 0) continue;
          if (result.account.firstLiquidationStep + plain.account.firstLiquidationStep > 0) continue;
          switched += 1;
          expect(String(result.account.pnl)).toBe(String(plain.account.pnl));
          expect(result.positions.map(text)).toEqual(plain.positions.map(text));
        }
      }),
      { ...runs, numRuns: 200 },
    );
    expect(switched).toBeGreaterThan(10);
  });
});

/** The thinnest check of a path is known at its end only. */
function isNotThinnest(entry: LedgerEntry): boolean {
  return entry.kind !== 'check' || entry.reason !== 'lowest-cover';
}

/** Whether the last that was closed, or moved away, left nothing in the pool. */
function isEmpty(entries: readonly LedgerEntry[]): boolean {
  const last = entries.findLast(
    (entry) => 'remaining' in entry || entry.kind === 'isolate' || entry.kind === 'rejoined',
  );
  return last !== undefined && 'remaining' in last && last.remaining.isZero() && last.requirement.isZero();
}
