import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { studentCritical, studentTwoSided } from '../../src/stats/student.ts';
import { estimate, lossPaths, type PathOutcome, pick, random, shapeOf } from './paths.ts';

const shape = shapeOf({ schemes: ['a', 'b'], positions: ['btc'], steps: 5 });

describe('means', () => {
  const { normal } = random('means');
  const outcomes = Array.from({ length: 1000 }, (): PathOutcome => {
    const common = normal();
    return {
      schemes: [1e6 + 3 * common, 1e6 + 2 * common + normal()].map((pnl) => ({
        account: { pnl, cost_fees: 2, lowest_margin_ratio: pnl / 1e7 },
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

  it('of a column without spread have an error of exactly 0, and no difference has p-value 1', () => {
    const fees = pick(estimates, { metric: 'cost_fees', scheme: 'a', position: null });
    expect(fees).toMatchObject({ estimate: 2, stdError: 0, ciLow: 2, ciHigh: 2 });
    const difference = pick(estimates, { metric: 'cost_fees', scheme: 'a - b', position: null });
    expect(difference).toMatchObject({ estimate: 0, stdError: 0, ciLow: 0, ciHigh: 0, pValue: 1 });
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
    expect(got.stdError!).toBeLessThan(1e-12);
  });
});
