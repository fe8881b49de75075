import { describe, expect, it } from 'vitest';
import { loadCanonical, onlyScenario, withPositions, withSchemes } from '../../src/bench/canonical.ts';
import { features } from '../../src/bench/tables/features.ts';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { smallestEigenvalue } from '../../src/market/correlation.ts';
import { flatMarket } from '../support/regime-market.ts';

const base = onlyScenario(loadCanonical());

function having(name: string): Scenario {
  const feature = features.find((one) => one.name === name)!;
  return onlyScenario(loadCanonical({ set: feature.changes(base) }));
}

/** Names of the parts of two scenarios that differ. */
function differences(one: Scenario, other: Scenario): string[] {
  const flat = ({ market, account, ...rest }: Scenario) =>
    Object.entries({ ...rest, ...account, ...account.venue, ...flatMarket(market), market: 0, account: 0, venue: 0 });
  const values = new Map(flat(other));
  return flat(one)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(values.get(name)))
    .map(([name]) => name);
}

const grossOf = ({ account }: Scenario) => account.positions.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);

describe('a feature', () => {
  const changed: Readonly<Record<string, readonly string[]>> = {
    'drawdown at every step': ['watch'],
    '4 maintenance brackets each': ['maintenance'],
    'Student-t shocks': ['shocks'],
    'coin collateral, haircut by regime': ['collateral', 'haircut', 'regimes', 'schemes', 'sizeDiscount'],
    'random funding': ['regimes'],
    'single jumps of every asset': ['regimes'],
    'leverage 5': ['positions'],
    'leverage 10': ['positions'],
    'leverage 20': ['positions'],
    'double precision throughout': ['precision'],
    '3 more schemes': ['schemes'],
    'partial liquidation': ['liquidation'],
    'top-up at cover 150 %': ['schemes'],
    'switch by volatility': ['schemes'],
  };

  it.each(features.map(({ name }) => name))('%s changes what it says and nothing else', (name) => {
    expect(differences(having(name), base).toSorted()).toEqual(changed[name]);
  });

  it('reaches the compiled scenario', () => {
    expect(compile(having('drawdown at every step')).watchEveryStep).toBe(true);
    const { bracketStart, bracketRate } = compile(having('4 maintenance brackets each')).account;
    expect([...bracketStart]).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32]);
    expect(new Set(bracketRate.slice(0, 4)).size).toBe(4);
    expect(compile(having('Student-t shocks')).market.laws.mixing?.degrees).toBe(4);
    expect(compile(having('coin collateral, haircut by regime')).account.collaterals).toBe(1);
    expect([...compile(having('random funding')).market.funding!.moves]).toEqual(Array(8).fill(1));
    expect(compile(having('single jumps of every asset')).market.laws.singleJumps.every((jump) => jump !== null)).toBe(
      true,
    );
    expect(compile(having('3 more schemes')).account.schemes).toBe(5);
  });

  it('leaves the wealth alone, and moves notional by leverage only', () => {
    for (const { name } of features) {
      const scenario = having(name);
      expect(compile(scenario).shape.initialWealth, name).toBeCloseTo(100_000, 6);
      const leverage = Number(/^leverage (\d+)$/.exec(name)?.[1] ?? 3);
      expect(grossOf(scenario) / 100_000, name).toBeCloseTo(leverage, 9);
    }
  });

  it('haircuts differ between the regimes', () => {
    const { regimes } = having('coin collateral, haircut by regime').market;
    expect(regimes.map(({ haircut }) => haircut[0])).toEqual([0.05, 0.1]);
  });
});

describe('a book of another size', () => {
  it.each([2, 4, 8, 16, 32, 64])(
    '%i positions, each on its own asset, with the same leverage and a true correlation',
    (count) => {
      const scenario = onlyScenario(loadCanonical({ set: withPositions(base, count) }));
      const { market, account } = scenario;
      expect(account.positions.map(({ asset }) => asset)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(market.assets).toHaveLength(count);
      expect(grossOf(scenario)).toBeCloseTo(300_000, 6);
      expect(account.schemes.map(({ pools }) => pools.length)).toEqual([count, 1]);
      flatMarket(market).regimes.forEach(({ correlation }, r) => {
        if (count <= 8) return;
        // Eigenvalues of a Kronecker product are the products of those of its factors (Horn and Johnson 1991, theorem 4.2.12); the
        // smallest one of the matrix with 0.95 off the diagonal is 0.05.
        const canonical = smallestEigenvalue(flatMarket(base.market).regimes[r]!.correlation);
        expect(smallestEigenvalue(correlation)).toBeCloseTo(0.05 * canonical, 9);
      });
    },
  );

  it('of eight positions is the canonical book', () => {
    const eight = onlyScenario(loadCanonical({ set: withPositions(base, 8) }));
    expect(eight.market).toEqual(base.market);
    expect(eight.account).toEqual(base.account);
  });

  it('correlates relatives by 0.95, and with others by as much less', () => {
    const { correlation } = flatMarket(onlyScenario(loadCanonical({ set: withPositions(base, 16) })).market)
      .regimes[0]!;
    expect(correlation[0]![8]).toBe(0.95);
    expect(correlation[1]![8]).toBeCloseTo(0.95 * 0.57, 12);
    expect(correlation[9]![8]).toBe(0.57);
  });
});

describe('more schemes', () => {
  it('come one by one, the canonical ones first, every position in each', () => {
    for (let count = 1; count <= 8; count++) {
      const { schemes } = onlyScenario(loadCanonical({ set: withSchemes(count) })).account;
      expect(schemes).toHaveLength(count);
      for (const { pools } of schemes) expect(pools.flatMap(({ positions }) => positions)).toHaveLength(8);
      expect(schemes.slice(0, 2)).toEqual(base.account.schemes.slice(0, count));
    }
  });
});
