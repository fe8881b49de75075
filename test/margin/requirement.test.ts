import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.ts';
import { maintenanceRules } from '../../src/margin/maintenance/registry.ts';
import type { MaintenanceRule } from '../../src/margin/maintenance/rule.ts';
import { bracketOf, continuousAmounts, requirementJumps, requirementOf } from '../../src/margin/requirement.ts';

const table = maintenanceRules.brackets.brackets([
  [0, 50_000, 0.004, 0],
  [50_000, 250_000, 0.005, 50],
  [250_000, 1_000_000, 0.01, 1_300],
]);

describe('bracket look-up', () => {
  it('counts the bound to the lower bracket, 0 to the first and everything beyond the last cap to the last', () => {
    const rates = [0, 49_999, 50_000, 50_000.01, 250_000, 250_001, 5_000_000].map((n) => bracketOf(table, n).rate);
    expect(rates).toEqual([0.004, 0.004, 0.004, 0.005, 0.005, 0.01, 0.01]);
  });

  it('never requires less than nothing', () => {
    expect(requirementOf([{ floor: 0, cap: null, rate: 0.01, amount: 5 }], 100)).toBe(0);
  });
});

describe('continuity', () => {
  // binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93: 250,000 * (1 % - 0.5 %) + 50 = 1,300.
  it('gives the amounts that Binance publishes', () => {
    expect(continuousAmounts([0, 50_000, 250_000], [0.004, 0.005, 0.01])).toEqual([0, 50, 1_300]);
  });

  it('finds the bounds at which a table jumps, and none in a continuous one', () => {
    expect(requirementJumps(table)).toEqual([]);
    const rows = [
      [0, 50_000, 0.005, 0],
      [50_000, null, 0.05, 0],
    ] as const;
    // 50,000 * (5 % - 0.5 %) = 2,250
    expect(requirementJumps(maintenanceRules.brackets.brackets(rows))).toEqual([{ notional: 50_000, jump: 2_250 }]);
  });
});

describe('every registered maintenance rule', () => {
  // The parameters of each rule are its own business, so its examples go straight back to it.
  const made = Object.entries(maintenanceRules).flatMap(([name, rule]) => {
    const { examples, brackets } = rule as MaintenanceRule<unknown>;
    return examples.map((example) => ({ name, brackets: brackets(example) }));
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

describe('maintenance rules refuse what makes no rule', () => {
  it.each([
    ['a rate above 100 %', () => maintenanceRules.flat.brackets(1.5)],
    ['a rate that is no number', () => maintenanceRules.flat.brackets(Number.NaN)],
    ['no bracket', () => maintenanceRules.brackets.brackets([])],
    ['a first floor above 0', () => maintenanceRules.brackets.brackets([[10, null, 0.01, 0]])],
    [
      'a gap between brackets',
      () =>
        maintenanceRules.brackets.brackets([
          [0, 10, 0.01, 0],
          [20, null, 0.02, 0],
        ]),
    ],
    [
      'an open bracket that is not the last',
      () =>
        maintenanceRules.brackets.brackets([
          [0, null, 0.01, 0],
          [20, null, 0.02, 0],
        ]),
    ],
    ['a cap below its floor', () => maintenanceRules.brackets.brackets([[0, -1, 0.01, 0]])],
    ['a leverage below 1', () => maintenanceRules['leverage-tiers'].brackets([[0, 0.5]])],
    [
      'tiers that do not ascend',
      () =>
        maintenanceRules['leverage-tiers'].brackets([
          [0, 20],
          [0, 10],
        ]),
    ],
  ])('%s', (_, make) => {
    expect(make).toThrow(InputError);
  });
});
