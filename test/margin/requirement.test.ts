import { describe, expect, it } from 'vitest';
import { countedUnits } from '../../src/margin/headroom.ts';
import type { BracketRow } from '../../src/margin/maintenance/brackets.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import type { MaintenanceRule } from '../../src/margin/maintenance/rule.ts';
import { bracketOf, bracketWorth, requiredNotional, requirementOf } from '../../src/margin/requirement.ts';
import { seeded } from '../support/seeds.ts';
import { venueOf } from './books.ts';

describe('bracket look-up', () => {
  const table = maintenanceRules.brackets.brackets([
    [0, 50_000, 0.004, 0],
    [50_000, 250_000, 0.005, 50],
    [250_000, 1_000_000, 0.01, 1_300],
  ]);

  it('counts the bound to the lower bracket, 0 to the first and everything beyond the last cap to the last', () => {
    const rates = [0, 49_999, 50_000, 50_000.01, 250_000, 250_001, 5_000_000].map((n) => bracketOf(table, n).rate);
    expect(rates).toEqual([0.004, 0.004, 0.004, 0.005, 0.005, 0.01, 0.01]);
  });

  it('never requires less than nothing', () => {
    expect(requirementOf([{ floor: 0, cap: null, rate: 0.01, amount: 5 }], 100)).toBe(0);
  });
});

describe('the notional of a requirement', () => {
  const position = { name: 'p', asset: 0, quantity: -2, entry: 100, tag: null };
  const at = (rules: Parameters<typeof venueOf>[2]) => requiredNotional(venueOf(1, 1, rules), position, 130);

  it('is at mark, or at entry where the venue says so', () => {
    expect(at({})).toBe(260);
    expect(at({ maintenanceNotional: 'entry' })).toBe(200);
  });

  it('of an inverse contract is its fixed value, or the coins that this is worth at mark or at entry', () => {
    expect(at({ contract: 'inverse' })).toBe(200);
    expect(at({ contract: 'inverse', maintenanceNotional: 'entry' })).toBe(200);
    expect(at({ contract: 'inverse', bracketsUnit: 'coin' })).toBe(2 * (100 / 130));
    expect(at({ contract: 'inverse', bracketsUnit: 'coin', maintenanceNotional: 'entry' })).toBe(2);
  });
});

describe('the requirement of a table that joins', () => {
  const table = maintenanceRules.brackets.brackets([
    [0, 5, 0.01],
    [5, 20, 0.04],
    [20, null, 0.5],
  ]);
  const terms = (['linear', 'inverse'] as const).flatMap((contract) =>
    (['mark', 'entry'] as const).flatMap((maintenanceNotional) =>
      (contract === 'linear' ? (['quote'] as const) : (['quote', 'coin'] as const)).map((bracketsUnit) => ({
        contract,
        maintenanceNotional,
        bracketsUnit,
      })),
    ),
  );

  it.each(terms)('never jumps with the price or the size ($contract, $maintenanceNotional, $bracketsUnit)', (rules) => {
    const random = seeded('continuous requirement');
    const required = (quantity: number, entry: number, price: number) =>
      requirementOf(table, requiredNotional(rules, { name: 'p', asset: 0, quantity, entry, tag: null }, price)) *
      bracketWorth(rules, entry, price);
    for (let k = 0; k < 300; k++) {
      const entry = 10 ** (4 * random() - 2);
      // Exactly at the bound of a bracket, for the price that is drawn.
      const price = entry * 10 ** (random() - 0.5);
      const one = requiredNotional(rules, { name: 'p', asset: 0, quantity: 1, entry, tag: null }, price);
      const size = (k % 2 === 0 ? 5 : 20) / one;
      const at = required(size, entry, price);
      for (const nudge of [1 - 1e-9, 1 + 1e-9]) {
        expect(Math.abs(required(size, entry, price * nudge) / at - 1)).toBeLessThan(1e-7);
        expect(Math.abs(required(size * nudge, entry, price) / at - 1)).toBeLessThan(1e-7);
      }
    }
  });
});

describe('counted units', () => {
  const tiers = [
    { floor: 0, share: 1 },
    { floor: 10, share: 0.5 },
    { floor: 20, share: 0 },
  ];

  it('are the shares of what lies in each tier; without tiers everything counts', () => {
    expect([0, 4, 10, 16, 20, 1_000].map((units) => countedUnits(tiers, units))).toEqual([0, 4, 10, 13, 15, 15]);
    expect(countedUnits([], 30)).toBe(30);
  });
});

describe('a bracket table without amounts', () => {
  // binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93: 250,000 * (1 % - 0.5 %) + 50 = 1,300.
  it('is given those that Binance publishes', () => {
    const table = maintenanceRules.brackets.brackets([
      [0, 50_000, 0.004],
      [50_000, 250_000, 0.005],
      [250_000, null, 0.01],
    ]);
    expect(table.map(({ amount }) => amount)).toEqual([0, 50, 1_300]);
  });

  it('goes on from an amount that is written', () => {
    const rows = [
      [0, 100, 0.01, -5],
      [100, null, 0.02],
    ] as const;
    // 100 * (2 % - 1 %) - 5
    expect(maintenanceRules.brackets.brackets(rows)[1]?.amount).toBe(-4);
  });
});

describe('every registered maintenance rule', () => {
  // The parameters of each rule are its own business, so its examples go straight back to it.
  const made = Object.entries(maintenanceRules).flatMap(([name, rule]) => {
    const { examples, faults, brackets } = rule as MaintenanceRule<unknown>;
    return examples.map((example) => ({ name, faults: faults(example, 'quote'), brackets: brackets(example) }));
  });

  it.each(made)('$name finds no fault with its examples', ({ faults }) => {
    expect(faults).toEqual([]);
  });

  it.each(made)('$name makes brackets that cover every notional once', ({ brackets }) => {
    expect(brackets[0]?.floor).toBe(0);
    for (const [index, bracket] of brackets.entries()) {
      const next = brackets[index + 1];
      if (next !== undefined) expect(bracket.cap).toBe(next.floor);
      if (bracket.cap !== null) expect(bracket.cap).toBeGreaterThan(bracket.floor);
    }
  });

  it.each(made)('$name requires nothing for nothing, and never less for more', ({ brackets }) => {
    const notionals = [0, 1, 1e3, 4.9e4, 5e4, 5.1e4, 1e6, 1e9];
    const required = notionals.map((notional) => requirementOf(brackets, notional));
    expect(required[0]).toBe(0);
    expect(required).toEqual(required.toSorted((a, b) => a - b));
  });
});

describe('brackets refuse rows that make no table', () => {
  // The sentences are those of test/fixtures/bad; here is said which number each is about.
  const first: BracketRow = [0, 50_000, 0.004, 0];
  const cases: [what: string, rows: readonly BracketRow[], path: readonly number[]][] = [
    ['no row', [], []],
    ['more rows than any venue publishes', Array.from({ length: 129 }, () => first), []],
    ['a first floor above 0', [[10, null, 0.01]], [0, 0]],
    ['a gap between brackets', [first, [60_000, null, 0.005]], [1, 0]],
    ['an end that is not above the start', [[0, 0, 0.01]], [0, 1]],
    ['a bracket without an end that is not the last', [[0, null, 0.01], first], [0, 1]],
    ['a rate that falls', [first, [50_000, null, 0.003]], [1, 2]],
    ['a jump of the requirement by more than a cent', [first, [50_000, null, 0.005, 49.9]], [1, 3]],
    ['five numbers', [[0, null, 0.01, 0, 0]], [0, 4]],
  ];

  it.each(cases)('%s', (_, rows, path) => {
    expect(maintenanceRules.brackets.faults(rows, 'quote')[0]?.path).toEqual(path);
  });

  it('of more than a cent in quote, and of much less in coins', () => {
    const rows: BracketRow[] = [
      [0, 200, 0.066975],
      [200, null, 0.125, 11.6],
    ];
    expect(maintenanceRules.brackets.faults(rows, 'quote')).toEqual([]);
    expect(maintenanceRules.brackets.faults(rows, 'coin')).toMatchObject([
      { path: [1, 3], allowed: 'an amount of 11.605, or none' },
    ]);
  });

  it('but not a jump of half a cent, to which published amounts are rounded', () => {
    expect(maintenanceRules.brackets.faults([first, [50_000, null, 0.005, 50.005]], 'quote')).toEqual([]);
  });

  it('and names what is wrong with every row', () => {
    const rows: BracketRow[] = [first, [60_000, 70_000, 0.005], [70_000, 60_000, 0.01]];
    expect(maintenanceRules.brackets.faults(rows, 'quote').map(({ path }) => path)).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });
});
