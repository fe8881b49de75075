import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import type { Market } from '../../src/market/model.ts';
import { type FlatRegime, flatMarket, regimeMarket, withRegimes } from '../support/regime-market.ts';
import { type Recording, record } from './support/record.ts';
import { accountOf, hourlyFunding, livelyScenario, precisions, scenarioIn } from './support/scenario.ts';

/** Neighbouring scenarios of a sweep share their draws: what is not changed moves on the same paths, to the last bit. */
const PATHS = 256;
describe.each(precisions)('%s', (precision) => {
  const scenarioOf = scenarioIn(precision);
  const base = livelyScenario({ precision });
  const recorded = record(compile(base), PATHS);

  const recordOf = (scenario: Scenario): Recording => record(compile(scenario), PATHS);
  const withAccount = (changes: Partial<Scenario['account']>): Scenario => ({
    ...base,
    account: { ...base.account, ...changes },
  });
  const changedRegimes = (change: (regime: FlatRegime, r: number) => Partial<FlatRegime>): Scenario => ({
    ...base,
    market: withRegimes(base.market, (regime, r) => ({ ...regime, ...change(regime, r) })),
  });

  /** Whether all that the first recording has of an asset is in the second one as well. */
  function expectSameAsset(changed: Recording, asset: number, as = asset): void {
    expect(changed.prices[as]).toEqual(recorded.prices[asset]);
    expect(changed.due[as]).toEqual(recorded.due[asset]);
  }

  describe('no price, regime or rate moves', () => {
    const { venue, positions, schemes } = base.account;
    const other: [string, Scenario][] = [
      ['with the leverage', withAccount({ positions: positions.map((p) => ({ ...p, quantity: 7 * p.quantity })) })],
      ['with the entry prices', withAccount({ positions: positions.map((p) => ({ ...p, entry: 0.9 * p.entry })) })],
      ['with the schemes', withAccount({ schemes: schemes.slice(1) })],
      ['with the fees', withAccount({ venue: { ...venue, takerFee: 0.01, slippage: 0.1, remainder: 'forfeited' } })],
      ['with haircuts and depth', changedRegimes(() => ({ haircut: [0.3, 0.3, 0.3], depth: [1e3, 1e3, 1e3] }))],
      ['with what is watched', { ...base, watch: 'every-step' }],
      [
        'with another position in an asset that is held',
        scenarioOf(
          base.market,
          [0, 1, 2, 0].map((asset) => ({ asset, quantity: 1 })),
          { steps: base.steps },
        ),
      ],
    ];
    it.each(other)('%s', (_, scenario) => {
      const changed = recordOf(scenario);
      expect(changed.regimes).toEqual(recorded.regimes);
      for (const asset of [0, 1, 2]) expectSameAsset(changed, asset);
    });
  });

  describe('no other asset moves', () => {
    const unit = (assets: readonly number[], market: Market) =>
      scenarioOf(
        market,
        accountOf(
          market,
          assets.map((asset) => ({ asset, quantity: 1 })),
        ),
        { steps: base.steps },
      );

    it('when one is added at the end of the market and held', () => {
      const wider = livelyScenario({ precision }, 5).market;
      const common = flatMarket(wider).regimes.map(({ correlation }) => correlation);
      // The wider market has the three assets of the narrow one first, alike in everything.
      expect(common.map((rows) => rows.slice(0, 3).map((row) => row.slice(0, 3)))).toEqual(
        flatMarket(base.market).regimes.map(({ correlation }) => correlation),
      );
      for (const held of [
        [0, 1, 2, 3],
        [0, 1, 2, 3, 4],
      ]) {
        const changed = recordOf(unit(held, wider));
        expect(changed.regimes).toEqual(recorded.regimes);
        for (const asset of [0, 1, 2]) expectSameAsset(changed, asset);
      }
    });

    it('when one in the middle, or at the end, is not held: it only costs less', () => {
      for (const held of [[0, 2], [2], [1], [0]]) {
        const changed = recordOf(unit(held, base.market));
        expect(changed.regimes).toEqual(recorded.regimes);
        for (const asset of held) expectSameAsset(changed, asset);
      }
    });

    it('when one has other volatility, jumps or funding', () => {
      const changed = recordOf(
        changedRegimes(({ volatility, singleJumps, funding }) => ({
          volatility: volatility.with(0, 3),
          singleJumps: singleJumps.with(0, null).with(1, { probability: 0.5, perHours: 1, mean: 0.1, sd: 0.1 }),
          funding: funding.with(0, { mean: 0, sd: 0, reversionHours: 0 }),
        })),
      );
      expect(changed.regimes).toEqual(recorded.regimes);
      expectSameAsset(changed, 2);
      expect(changed.prices[0]).not.toEqual(recorded.prices[0]);
    });
  });

  describe('what a change leaves alone stays', () => {
    it('prices, when funding is settled at another interval or not at all', () => {
      const none = { mean: 0, sd: 0, reversionHours: 0 };
      const still = recordOf(changedRegimes(() => ({ funding: [none, none, none] })));
      expect(still.prices).toEqual(recorded.prices);
      for (const everyHours of [1, 3, 24, 0.5]) {
        const { venue } = base.account;
        const changed = recordOf(withAccount({ venue: { ...venue, funding: hourlyFunding(everyHours) } }));
        expect(changed.prices).toEqual(recorded.prices);
      }
    });

    it('the shocks themselves, when volatility, drift or jumps change', () => {
      // Returns without jumps are drift + volatility x shock: at twice the volatility, twice the shock part.
      const plain = (scale: number) =>
        recordOf(
          changedRegimes(({ volatility }) => ({
            volatility: volatility.map((sigma) => scale * sigma),
            drift: volatility.map((sigma) => 0.5 * (scale * sigma) ** 2),
            commonJump: null,
            singleJumps: [null, null, null],
          })),
        );
      const [single, double] = [plain(1), plain(2)];
      single.returns.forEach((column, asset) => {
        const gap = column.reduce((worst, x, k) => Math.max(worst, Math.abs(2 * x - double.returns[asset]![k]!)), 0);
        expect(gap).toBeLessThan(precision === 'mixed' ? 1e-7 : 1e-14);
      });
    });

    it('the size of every jump, when a regime has them less often: the same ones come, and none sooner', () => {
      const still = (scale: number) =>
        recordOf(
          changedRegimes(({ commonJump }, r) => ({
            volatility: [0, 0, 0],
            drift: [0, 0, 0],
            singleJumps: [null, null, null],
            // Sizes that do not depend on the regime, so that a jump that comes later can be known again.
            commonJump: {
              ...commonJump!,
              mean: 0.01,
              sd: 0.03,
              beta: [1, 1, 1],
              spread: [0, 0, 0],
              probability: (r === 0 ? scale : 1) * commonJump!.probability,
            },
          })),
        );
      const jumpsOf = ({ paths, steps, returns }: Recording) =>
        Array.from({ length: paths }, (_, path) =>
          Array.from({ length: steps }, (__, step) => ({ step, size: returns[0]![path * steps + step]! })).filter(
            ({ size }) => size !== 0,
          ),
        );
      const [before, after] = [jumpsOf(still(1)), jumpsOf(still(0.5))];
      let [kept, later, dropped] = [0, 0, 0];
      before.forEach((jumps, path) => {
        const left = after[path]!;
        dropped += jumps.length - left.length;
        left.forEach(({ step, size }, k) => {
          expect(step).toBeGreaterThanOrEqual(jumps[k]!.step);
          if (step > jumps[k]!.step) later++;
          else kept++;
          // A return is known as the difference of two sums over the block, to their rounding.
          expect(Math.abs(size - jumps[k]!.size)).toBeLessThan(1e-6);
        });
      });
      for (const count of [kept, later, dropped]) expect(count).toBeGreaterThan(10);
    });

    it('the regime law of a path, when a regime is renamed; but another transition moves it', () => {
      expect(recordOf(changedRegimes((_, r) => ({ name: `x${r}` }))).regimes).toEqual(recorded.regimes);
      const market = regimeMarket({
        ...flatMarket(base.market),
        transition: {
          perHours: 1,
          rows: [
            [0.9, 0.1],
            [0.2, 0.8],
          ],
        },
      });
      expect(recordOf({ ...base, market }).regimes).not.toEqual(recorded.regimes);
    });
  });
});
