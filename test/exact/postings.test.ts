import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, zero } from '../../src/exact/decimal.ts';
import type { LedgerEntry, LedgerEvent } from '../../src/exact/ledger.ts';
import { ledgerLines, postings } from '../../src/exact/postings.ts';
import { simulateExact } from '../../src/exact/simulate.ts';
import type { Account, Scheme } from '../../src/margin/account.ts';
import { formatLedger } from '../../src/report/ledger/format.ts';
import { ledgerTable } from '../../src/report/ledger/table.ts';
import { describe as words } from '../../src/report/ledger/text.ts';
import type { RandomCase } from '../margin/random-accounts.ts';
import { ledgerCases } from '../report/ledger-cases.ts';

const seed = 20_261_122;
console.log(`seed: ${seed}`);

function told({ account, start, steps }: RandomCase, checkedSteps: (step: number) => boolean) {
  return {
    path: { account, startPrices: start, steps },
    results: simulateExact(account, start, steps, { watchedSteps: () => true, checkedSteps }),
  };
}

describe('the lines of a ledger', () => {
  it('add up in every pool from one equity to the next, to the last digit, on random accounts with everything on', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(ledgerCases, fc.boolean(), fc.boolean(), (random, eachFunding, everyCheck) => {
        const { path, results } = told(random, () => everyCheck);
        for (const result of results) {
          const equity = new Map<string, typeof zero>();
          for (const line of ledgerLines(result, path, eachFunding)) {
            const before = equity.get(line.pool) ?? zero;
            expect(before.plus(line.amount).eq(line.equity)).toBe(true);
            equity.set(line.pool, line.equity);
            kinds.add(line.of.kind);
          }
          // … and end where the account does: what the pools are worth, if no coin has a haircut and nothing stayed in the treasury.
          for (const { kind, pool, equity: after } of result.ledger) {
            if (kind === 'end') expect(equity.get(pool)?.eq(after)).toBe(true);
          }
        }
      }),
      { numRuns: 150, seed },
    );
    const expected: readonly (LedgerEvent['kind'] | 'price' | 'coins' | 'funding-sum')[] = [
      'auto-deleveraging',
      'bad-debt',
      'check',
      'close',
      'coins',
      'collateral-sale',
      'decision',
      'deficit',
      'deleveraging-loss',
      'end',
      'forfeit',
      'funding',
      'funding-sum',
      'insurance',
      'isolate',
      'isolated',
      'liquidation-fee',
      'no-effect',
      'policy-close',
      'price',
      'rejoin',
      'rejoined',
      'settlement',
      'slippage',
      'socialised-loss',
      'start',
      'takeover',
      'taker-fee',
      'top-up',
      'transfer-in',
      'transfer-out',
    ];
    expect([...kinds].toSorted()).toEqual(expected);
  });
});

describe('the coins of an inverse pool', () => {
  // Without haircut and discount a coin counts for its price, so what a pool holds of coins grows as the price does.
  it('gain what their price gains between two entries of the pool, to 30 decimals', () => {
    let moves = 0;
    const inverse = ledgerCases
      .filter(({ account }) => account.venue.contract === 'inverse' && new Set(assetsOf(account)).size === 1)
      .map(({ account, start, steps }) => ({
        account: { ...account, venue: { ...account.venue, haircut: [0, 0, 0], sizeDiscount: [[], [], []] } },
        start,
        steps: steps.map((step) => ({ ...step, haircuts: [0, 0, 0] })),
      }));
    fc.assert(
      fc.property(inverse, (random) => {
        const { path, results } = told(random, () => false);
        const asset = assetsOf(random.account)[0]!;
        const markAt = (step: number) => decimal((step === 0 ? random.start : random.steps[step - 1]!.prices)[asset]!);
        for (const { scheme, ledger } of results) {
          const [before, lines] = [new Map<string, LedgerEntry>(), postings(ledger, schemeOf(random, scheme), path)];
          const ofCoins = Map.groupBy(
            lines.filter(({ of }) => of.kind === 'coins'),
            ({ pool, step }) => `${pool} ${step}`,
          );
          for (const entry of ledger) {
            const last = before.get(entry.pool);
            before.set(entry.pool, entry);
            // Funding becomes coins after its entry.
            if (last === undefined || last.step === entry.step || last.kind === 'funding') continue;
            const gain = last.collateralValue.times(markAt(entry.step).div(markAt(last.step)).minus(1));
            const booked = ofCoins.get(`${entry.pool} ${entry.step}`)?.[0]?.amount ?? zero;
            expect(booked.minus(gain).abs().lt(1e-30)).toBe(true);
            moves++;
          }
        }
      }),
      { numRuns: 60, seed },
    );
    expect(moves).toBeGreaterThan(500);
  });
});

function assetsOf({ positions }: Account): number[] {
  return positions.map(({ asset }) => asset);
}

function schemeOf({ account }: RandomCase, name: string): Scheme {
  return account.schemes.find((scheme) => scheme.name === name)!;
}

describe('the table of a ledger', () => {
  it('has the sum of all amounts of a pool as its equity, within rounding of doubles', () => {
    fc.assert(
      fc.property(ledgerCases, (random) => {
        const { path, results } = told(random, () => false);
        const gross = random.account.positions.reduce(
          (sum, { asset, quantity }) => sum + Math.abs(quantity) * random.start[asset]!,
          0,
        );
        const { table } = ledgerTable([{ ...path, path: 3, stepHours: 1, results }], false);
        const sums = new Map<string, number>();
        for (const { scheme, pool, amount, equity } of table.objects() as {
          readonly scheme: string;
          readonly pool: string;
          readonly amount: number;
          readonly equity: number;
        }[]) {
          const key = JSON.stringify([scheme, pool]);
          sums.set(key, (sums.get(key) ?? 0) + amount);
          expect(Math.abs(sums.get(key)! - equity)).toBeLessThan(1e-9 * gross);
        }
      }),
      { numRuns: 40, seed },
    );
  });
});

describe('the text of a ledger', () => {
  it('has words for every line of random accounts, and shows no figure that is none', () => {
    fc.assert(
      fc.property(ledgerCases, (random) => {
        const { path, results } = told(random, () => true);
        const text = formatLedger(results, { ...path, title: 'book, path 3', stepHours: 1 });
        expect(text).not.toMatch(/NaN|Infinity|undefined|null|\[object|e[+-]\d/);
        expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
        for (const result of results) {
          for (const line of ledgerLines(result, path, true)) {
            expect(words(line, 'fires').every((sentence) => sentence.length > 2)).toBe(true);
          }
        }
      }),
      { numRuns: 30, seed },
    );
  });
});
