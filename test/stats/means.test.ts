import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { studentCritical, studentTwoSided } from '../../src/stats/beta.ts';
import { estimate, lossPaths, type PathOutcome, pick, random, shapeOf } from './paths.ts';

const shape = shapeOf({ schemes: ['a', 'b'], positions: ['btc'], steps: 5 });

describe('means', () => {
  const { normal } = random('means');
  const outcomes = Array.from({ length: 1000 }, (): PathOutcome => {
    const common = normal();
    return {
      schemes: [1e6 + 3 * common, 1e6 + 2 * common + normal()].map((pnl) => ({
        account: { pnl, cost_funding: 2, lowest_margin_ratio: pnl / 1e7 },
        positions: [{ pnl: pnl / 2, funding: -pnl }],
      })),
    };
  });
  const pnl = [0, 1].map((scheme) => outcomes.map((outcome) => outcome.schemes[scheme]!.account!.pnl!));
  const estimates = estimate(shape, outcomes, 300);

  it("are the ordinary mean, its error and Student's interval", () => {
    const got = pick(estimates, { metric: 'mean_pnl', scheme: 'a', position: null });
    const error = sampleStandardDeviation(pnl[0]!) / Math.sqrt(1000);
    expect(got.estimate! / mean(pnl[0]!)).toBeCloseTo(1, 13);
    expect(got.stdError! / error).toBeCloseTo(1, 10);
    expect(got.ciHigh! - got.estimate!).toBeCloseTo(studentCritical(0.95, 999) * error, 8);
    expect(got.pValue).toBeNull();
    const loss = pick(estimates, { metric: 'mean_loss', scheme: 'a' });
    expect([loss.estimate, loss.ciLow, loss.ciHigh]).toEqual([-got.estimate!, -got.ciHigh!, -got.ciLow!]);
    expect(
      pick(estimates, { metric: 'cost_funding', scheme: 'b', position: 'btc' }).estimate! / -mean(pnl[1]!),
    ).toBeCloseTo(1, 13);
  });

  it('are compared path by path: the paired t test', () => {
    const got = pick(estimates, { metric: 'mean_pnl', scheme: 'a - b', position: null });
    const differences = pnl[0]!.map((value, i) => value - pnl[1]![i]!);
    const error = sampleStandardDeviation(differences) / Math.sqrt(1000);
    expect(got.estimate!).toBeCloseTo(mean(differences), 9);
    expect(got.stdError! / error).toBeCloseTo(1, 8);
    expect(got.pValue!).toBeCloseTo(studentTwoSided(mean(differences) / error, 999), 8);
  });

  it('of a column without spread have no error: other values may not have been seen; no difference has p-value 1', () => {
    const funding = pick(estimates, { metric: 'cost_funding', scheme: 'a', position: null });
    expect(funding).toMatchObject({ estimate: 2, stdError: null, ciLow: null, ciHigh: null });
    expect(funding.note).toBe('the same on all 1000 paths');
    const difference = pick(estimates, { metric: 'cost_funding', scheme: 'a - b', position: null });
    expect(difference).toMatchObject({ estimate: 0, stdError: null, ciLow: null, ciHigh: null, pValue: 1 });
  });

  describe('of costs that only liquidations have', () => {
    const { uniform, normal } = random('costs of liquidations');
    const fee = () => (uniform() < 0.2 ? 5 + normal() : 0);
    const fees = Array.from({ length: 3 }, () => Array.from({ length: 700 }, fee));
    const pathsOf = (columns: readonly number[][]) =>
      Array.from({ length: 700 }, (_, path): PathOutcome => {
        const outcome = (cost: number) => ({
          account: { first_liquidation_step: cost > 0 ? 1 : 0, cost_fees: cost },
          positions: [{ fees: 2 * cost, funding: cost + path }],
        });
        return { schemes: columns.map((column) => outcome(column[path]!)) };
      });
    const [one, two, three] = [1, 2, 3].map((schemes) => {
      const names = ['a', 'b', 'c'].slice(0, schemes);
      return estimate(shapeOf({ schemes: names, positions: ['btc'] }), pathsOf(fees.slice(0, schemes)), 200);
    });

    it('count 0 for every path without a liquidation', () => {
      const got = pick(three!, { metric: 'cost_fees', scheme: 'b', position: null });
      expect(got.estimate! / mean(fees[1]!)).toBeCloseTo(1, 13);
      expect(got.stdError! / (sampleStandardDeviation(fees[1]!) / Math.sqrt(700))).toBeCloseTo(1, 11);
      const differences = fees[0]!.map((cost, path) => 2 * (cost - fees[2]![path]!));
      const pair = pick(three!, { metric: 'cost_fees', scheme: 'a - c', position: 'btc' });
      expect(pair.estimate! / mean(differences)).toBeCloseTo(1, 11);
      expect(pair.stdError! / (sampleStandardDeviation(differences) / Math.sqrt(700))).toBeCloseTo(1, 11);
    });

    it('are the same whether one, two or three schemes are compared', () => {
      for (const [fewer, more] of [
        [one!, two!],
        [two!, three!],
      ] as const) {
        for (const row of fewer.filter(({ metric }) => metric.startsWith('cost_'))) {
          const { metric, scheme, position } = row;
          const same = pick(more, { metric, scheme, position });
          for (const key of ['estimate', 'stdError', 'ciLow', 'ciHigh'] as const) {
            expect(Math.abs(row[key]! - same[key]!), `${metric} ${scheme} ${key}`).toBeLessThanOrEqual(
              1e-12 * Math.max(1, Math.abs(same[key]!)),
            );
          }
        }
      }
    });

    it('have no error where every path has the same', () => {
      const certain = Array.from({ length: 50 }, () => 0.1);
      const got = estimate(
        shapeOf({ schemes: ['a', 'b'], positions: ['btc'] }),
        pathsOf([certain, certain]).slice(0, 50),
      );
      expect(pick(got, { metric: 'cost_fees', scheme: 'b', position: null })).toMatchObject({
        estimate: 0.1,
        stdError: null,
      });
    });
  });

  it('of one path have no error; of no path no value', () => {
    const one = pick(estimate(shapeOf({}), lossPaths([[5]])), { metric: 'mean_loss' });
    expect(one).toMatchObject({ estimate: 5, stdError: null, ciLow: null, ciHigh: null });
    expect(pick(estimate(shapeOf({}), []), { metric: 'mean_loss' }).estimate).toBeNull();
  });

  it('are unbiased under weights that are likelihood ratios', () => {
    // E[exp(Z)] = exp(1/2) under N(0, 1), sampled from N(1, 1); the weighted value is exp(1/2) on every path.
    const weighted = Array.from({ length: 500 }, (): PathOutcome => {
      const z = 1 + normal();
      return { weight: Math.exp(0.5 - z), schemes: [{ account: { pnl: Math.exp(z) } }] };
    });
    const got = pick(estimate(shapeOf({}), weighted), { metric: 'mean_pnl' });
    expect(got.estimate!).toBeCloseTo(Math.exp(0.5), 12);
    expect(got).toMatchObject({ stdError: null, note: 'the same on all 500 paths' });
  });
});
