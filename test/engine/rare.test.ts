import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import type { CommonJump, SingleJump } from '../../src/market/regime-model.ts';
import { type Recording, record, where } from './support/record.ts';
import { driftFor, everyStep, livelyScenario, marketOf, precisions, scenarioIn } from './support/scenario.ts';
import { covarianceOf, LIMIT, meanScore, shareScore } from './support/scores.ts';

/** All scores below: |z| < 4.5, false alarm 6.8e-6 each. Seed of every test: "engine tests". */
const PATHS = 64 * 400;

describe.each(precisions)('%s', (precision) => {
  const scenarioOf = scenarioIn(precision);
  /** Decimals to which a return is known: of the difference of two sums over the block. */
  const digits = precision === 'mixed' ? 6 : 12;

  describe('regimes', () => {
    const rows = [
      [0.7, 0.3, 0],
      [0.1, 0.5, 0.4],
      [0.25, 0.25, 0.5],
    ];
    const start = [0.5, 0.2, 0.3];
    const market = marketOf([100], [{}, {}, {}], { transition: { perHours: 1, rows }, start });
    const { regimes, steps } = record(compile(scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 20 })), PATHS);

    it('start is the law of the regime that governs the first return', () => {
      start.forEach((p, r) => {
        let count = 0;
        for (let path = 0; path < PATHS; path++) if (regimes[path * steps] === r) count++;
        expect(Math.abs(shareScore(count, PATHS, p))).toBeLessThan(LIMIT);
      });
    });

    it('from the second step on, each regime is followed by the others with the probabilities of its row', () => {
      // Twice: over all steps, and over the first change that is possible, from step 1 to step 2.
      for (const lastStep of [1, steps - 1]) {
        const counts = rows.map((row) => row.map(() => 0));
        for (let path = 0; path < PATHS; path++) {
          for (let step = 1; step <= lastStep; step++) {
            counts[regimes[path * steps + step - 1]!]![regimes[path * steps + step]!]!++;
          }
        }
        rows.forEach((row, from) => {
          const visits = counts[from]!.reduce((sum, count) => sum + count, 0);
          row.forEach((p, to) => {
            if (p === 0) expect(counts[from]![to]).toBe(0);
            else expect(Math.abs(shareScore(counts[from]![to]!, visits, p)), `${from} to ${to}`).toBeLessThan(LIMIT);
          });
        });
      }
    });

    it('a certain change comes at every step, and not before the second', () => {
      const swap = marketOf([100], [{}, {}], {
        transition: {
          perHours: 1,
          rows: [
            [0, 1],
            [1, 0],
          ],
        },
      });
      const run = record(compile(scenarioOf(swap, [{ asset: 0, quantity: 1 }], { steps: 19 })), 64);
      run.regimes.forEach((regime, k) => expect(regime).toBe((k % 19) % 2));
    });

    it('a regime that is never left lasts', () => {
      const stuck = marketOf([100], [{}, {}], {
        transition: {
          perHours: 1,
          rows: [
            [0.5, 0.5],
            [0, 1],
          ],
        },
      });
      const run = record(compile(scenarioOf(stuck, [{ asset: 0, quantity: 1 }], { steps: 40 })), 64);
      for (let k = 1; k < run.regimes.length; k++) {
        if (k % 40 !== 0 && run.regimes[k - 1] === 1) expect(run.regimes[k]).toBe(1);
      }
    });

    it('the return of a step is that of the regime that governs it, also where the regime changes within a block', () => {
      const growth = [1.01, 0.98, 1.05];
      const drifting = marketOf(
        [100, 7],
        growth.map((factor) => ({ drift: [driftFor(factor), driftFor(1 / factor)] })),
        {
          transition: { perHours: 1, rows },
          start,
        },
      );
      const held = [0, 1].map((asset) => ({ asset, quantity: 1 }));
      const run = record(compile(scenarioOf(drifting, held, { steps: 20 })), 640);
      run.returns[0]!.forEach((x, k) => expect(x).toBeCloseTo(Math.log(growth[run.regimes[k]!]!), digits));
      run.returns[1]!.forEach((x, k) => expect(x).toBeCloseTo(-Math.log(growth[run.regimes[k]!]!), digits));
    });
  });

  describe('jumps', () => {
    // Nothing else moves the price, so a return other than 0 is a jump. The second regime has none.
    const probabilities = [0.02, 0, 0.3];
    const rows = [
      [0.9, 0.05, 0.05],
      [0.2, 0.7, 0.1],
      [0.2, 0.2, 0.6],
    ];
    const jumpOf = (probability: number, r: number): SingleJump => ({
      probability,
      perHours: 1,
      mean: [-0.03, 9, 0.02][r]!,
      sd: [0.05, 9, 0.01][r]!,
    });
    const commonOf = (probability: number, r: number): CommonJump => ({
      ...jumpOf(probability, r),
      beta: [1, 0.5],
      spread: [0.01, 0.02],
    });
    const regimesOf = (make: (probability: number, r: number) => object) => probabilities.map(make);
    const singles = marketOf(
      [100, 100],
      regimesOf((p, r) => ({ singleJumps: [p === 0 ? null : jumpOf(p, r), r === 1 ? jumpOf(0, r) : null] })),
      { transition: { perHours: 1, rows } },
    );
    const commons = marketOf(
      [100, 100],
      regimesOf((p, r) => ({ commonJump: p === 0 ? null : commonOf(p, r) })),
      { transition: { perHours: 1, rows } },
    );
    const run = (market: typeof singles, paths = PATHS): Recording =>
      record(
        compile(
          scenarioOf(
            market,
            [0, 1].map((asset) => ({ asset, quantity: 1 })),
            { steps: 30 },
          ),
        ),
        paths,
      );
    const recordings = [
      ['single', run(singles)],
      ['common', run(commons)],
    ] as const;

    it.each(recordings)(
      '%s ones come with the probability of the regime of the step, wherever it is entered',
      (_, recording) => {
        const { regimes, returns, steps } = recording;
        probabilities.forEach((p, r) => {
          // All steps of the regime; steps at which it was just entered; steps after a jump: no memory of any kind.
          const conditions: ((k: number) => boolean)[] = [
            () => true,
            (k) => k % steps > 0 && regimes[k - 1] !== r,
            (k) => k % steps > 0 && returns[0]![k - 1] !== 0,
            (k) => k % steps === 0,
            (k) => k % steps === 8,
          ];
          for (const [c, condition] of conditions.entries()) {
            let visits = 0;
            let jumps = 0;
            returns[0]!.forEach((x, k) => {
              if (regimes[k] !== r || !condition(k)) return;
              visits++;
              if (x !== 0) jumps++;
            });
            if (p === 0) expect(jumps).toBe(0);
            else if (visits > 0) expect(Math.abs(shareScore(jumps, visits, p)), `${r} ${c}`).toBeLessThan(LIMIT);
          }
        });
      },
    );

    it.each(recordings)('%s ones have the log size of their regime', (_, recording) => {
      for (const r of [0, 2]) {
        const { mean, sd } = jumpOf(1, r);
        const at = (path: number, step: number) => {
          const k = path * recording.steps + step;
          return recording.regimes[k] === r && recording.returns[0]![k] !== 0;
        };
        const sizes = where(recording, recording.returns[0]!, at);
        const spread = recording === recordings[1][1] ? 0.01 : 0;
        const variance = sd ** 2 + spread ** 2;
        expect(Math.abs(meanScore(sizes, mean))).toBeLessThan(LIMIT);
        expect(Math.abs(covarianceOf(sizes, sizes) / variance - 1) / Math.sqrt(2 / sizes.length)).toBeLessThan(LIMIT);
      }
    });

    it('common ones strike all assets at once: beta times the size, plus a spread of their own', () => {
      const [, recording] = recordings[1];
      const { regimes, returns, steps } = recording;
      expect(returns[0]!.every((x, k) => (x === 0) === (returns[1]![k] === 0))).toBe(true);
      for (const r of [0, 2]) {
        const { mean, sd } = jumpOf(1, r);
        const at = (path: number, step: number) =>
          regimes[path * steps + step] === r && returns[0]![path * steps + step] !== 0;
        const [first, second] = [where(recording, returns[0]!, at), where(recording, returns[1]!, at)];
        expect(Math.abs(meanScore(second, 0.5 * mean))).toBeLessThan(LIMIT);
        // Cov = beta_0 beta_1 sd^2, by the mean of the products of deviations from the true means.
        const products = first.map((x, k) => (x - mean) * (second[k]! - 0.5 * mean));
        expect(Math.abs(meanScore(products, 0.5 * sd ** 2))).toBeLessThan(LIMIT);
        const squares = second.map((x) => (x - 0.5 * mean) ** 2);
        expect(Math.abs(meanScore(squares, (0.5 * sd) ** 2 + 0.02 ** 2))).toBeLessThan(LIMIT);
      }
    });

    it('are at most one of each kind a step, even where they are certain', () => {
      const certain = marketOf(
        [100, 100],
        [{ commonJump: { ...everyStep(0.01), beta: [1, 2], spread: [0, 0] }, singleJumps: [everyStep(0.1), null] }],
      );
      const { returns } = run(certain, 64);
      for (const x of returns[0]!) expect(x).toBeCloseTo(0.11, digits);
      for (const x of returns[1]!) expect(x).toBeCloseTo(0.02, digits);
    });

    it('of different assets, and of different kinds, come independently', () => {
      const law = { probability: 0.1, perHours: 1, mean: 1, sd: 0 };
      const market = marketOf(
        [100, 100],
        [{ singleJumps: [law, law], commonJump: { ...law, mean: 10, beta: [1, 1], spread: [0, 0] } }],
      );
      const { returns } = run(market);
      const n = returns[0]!.length;
      const count = (condition: (a: number, b: number) => boolean) =>
        returns[0]!.filter((a, k) => condition(a, returns[1]![k]!)).length;
      expect(
        Math.abs(
          shareScore(
            count((a, b) => a % 10 === 1 && b % 10 === 1),
            n,
            0.01,
          ),
        ),
      ).toBeLessThan(LIMIT);
      expect(
        Math.abs(
          shareScore(
            count((a) => a === 11),
            n,
            0.01,
          ),
        ),
      ).toBeLessThan(LIMIT);
    });
  });

  it('the venue deleverages its book with the probability of the regime of the step, path by path, by the share of the regime', () => {
    const laws = [
      { probability: 0.02, perHours: 1, share: 0.25 },
      null,
      { probability: 0.3, perHours: 1, share: 0.75 },
    ];
    const market = marketOf(
      [100],
      laws.map((deleveraging) => ({ deleveraging })),
      {
        transition: {
          perHours: 1,
          rows: [
            [0.9, 0.05, 0.05],
            [0.2, 0.7, 0.1],
            [0.2, 0.2, 0.6],
          ],
        },
      },
    );
    const scenario = scenarioOf(market, [{ asset: 0, quantity: 1 }], { steps: 30 });
    const { regimes, deleveraging, steps } = record(compile(scenario), PATHS);
    laws.forEach((law, r) => {
      // All steps of the regime; the first; those at which it was just entered; those after another: no memory of any kind.
      const conditions: ((k: number) => boolean)[] = [
        () => true,
        (k) => k % steps === 0,
        (k) => k % steps > 0 && regimes[k - 1] !== r,
        (k) => k % steps > 0 && deleveraging[k - 1] !== 0,
      ];
      for (const [c, condition] of conditions.entries()) {
        let visits = 0;
        let times = 0;
        deleveraging.forEach((share, k) => {
          if (regimes[k] !== r || !condition(k)) return;
          visits++;
          if (share === 0) return;
          times++;
          expect(share).toBe(law?.share);
        });
        if (law === null) expect(times).toBe(0);
        else if (visits > 0)
          expect(Math.abs(shareScore(times, visits, law.probability)), `${r} ${c}`).toBeLessThan(LIMIT);
      }
    });
  });

  it('without switches and jumps of any kind nothing rare ever happens', () => {
    const { market } = livelyScenario();
    const calm = marketOf(market.prices, [{ volatility: [0.6, 0.6, 0.6] }]);
    const { returns, regimes } = record(compile(scenarioOf(calm, [{ asset: 0, quantity: 1 }], { steps: 48 })), 640);
    expect(regimes.every((regime) => regime === 0)).toBe(true);
    expect(returns[0]!.every((x) => Math.abs(x) < (7 * 0.6) / Math.sqrt(8760))).toBe(true);
  });
});
