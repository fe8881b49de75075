import { describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import { pairsOf, schemeText } from '../../src/stats/figure.ts';
import { createOutcomeBlock } from '../../src/stats/outcome.ts';
import { checked, metricDefinitions, statistics } from '../../src/stats/registry.ts';
import { addBlock, createSummary, mergeSummary } from '../../src/stats/summary.ts';
import { createPathWeights } from '../../src/stats/weights.ts';
import { chunkSummary, estimate, type PathOutcome, random, shapeOf, summarise } from './paths.ts';

const shape = shapeOf({
  schemes: ['isolated', 'cross', 'desk'],
  referenceScheme: 0,
  positions: ['btc', 'eth'],
  tags: ['carry', null],
  market: { regimes: ['calm', 'wild'], assets: ['BTC', 'ETH'] },
  levels: [0.9, 0.99],
  steps: 30,
  paths: 1500,
});

const { uniform, normal } = random('summary');
const step = () => (uniform() < 0.2 ? Math.ceil(30 * uniform()) : 0);
const marketOf = () => {
  const steps = Math.floor(30 * uniform());
  const [x, y] = [normal(), normal()];
  return {
    regime_steps: [steps, 30 - steps],
    regime_last_step: steps > 15 ? [1, 0] : [0, 1],
    regime_switches: [steps % 7],
    log_return: [x, 0.6 * x + 0.8 * y],
    realised_volatility: [Math.abs(x), Math.abs(y)],
    realised_correlation: [Math.tanh(x)],
  };
};
const outcomes = Array.from(
  { length: shape.paths },
  (_, path): PathOutcome => ({
    ...(path % 3 === 0 ? { market: marketOf() } : {}),
    schemes: shape.schemes.map(() => {
      const [x, y] = [normal(), normal()];
      const first = step();
      const later = () => (first > 0 && uniform() < 0.5 ? Math.ceil(first + (30 - first) * uniform()) : 0);
      const positions = [x, y].map((pnl) => {
        const closed = later();
        return { pnl, closed_step: closed, fees: closed > 0 ? Math.abs(pnl) : 0, funding: -pnl };
      });
      const [wipeout, debt] = [later(), first > 0 ? Math.max(0, x) : 0];
      return {
        account: {
          pnl: x + y,
          first_liquidation_step: first,
          wipeout_step: wipeout,
          bad_debt: debt,
          max_drawdown: x * x,
        },
        positions,
      };
    }),
  }),
);

describe('a summary', () => {
  it('has the same bits for the same chunks, however they were blocked and wherever they were computed', () => {
    expect(estimate(shape, outcomes, 400)).toEqual(estimate(shape, structuredClone(outcomes), 400));
    expect(structuredClone(chunkSummary(shape, outcomes, 64, 400))).toEqual(chunkSummary(shape, outcomes, 64, 400));
    const weighted = outcomes.map((outcome) => ({ ...outcome, weight: 0.5 + uniform() }));
    for (const paths of [outcomes, weighted]) {
      const summaryOf = (blockSize: number) => chunkSummary(shape, paths, 64, 1400, blockSize);
      for (const blockSize of [1, 4, 37, 256, 1400]) expect(summaryOf(blockSize)).toEqual(summaryOf(64));
    }
  });

  it('has the same figures to 11 digits for other chunks', () => {
    const whole = estimate(shape, outcomes);
    for (const chunk of [1, 37, 700]) {
      for (const [index, row] of estimate(shape, outcomes, chunk).entries()) {
        for (const [key, value] of Object.entries(row)) {
          const other = whole[index]![key as keyof typeof row];
          if (typeof value === 'number' && typeof other === 'number') {
            expect(Math.abs(value - other), `${row.metric} ${key}`).toBeLessThanOrEqual(
              1e-11 * Math.max(1, Math.abs(other)),
            );
          } else expect(value).toBe(other);
        }
      }
    }
  });

  it('refuses a gap between blocks, and a chunk that comes twice or too early', () => {
    const block = createOutcomeBlock(shape, 4);
    block.count = 4;
    block.firstPath = 8;
    expect(() => addBlock(createSummary(shape, 0), block)).toThrow(MarginLabError);
    const total = summarise(shape, outcomes.slice(0, 200));
    expect(() => mergeSummary(total, chunkSummary(shape, outcomes, 100, 100), shape)).toThrow(/each once/);
  });

  it('of a NaN loss is refused or empty, never a figure', () => {
    const broken = outcomes
      .slice(0, 10)
      .map((outcome, path): PathOutcome => (path === 3 ? { schemes: [{ account: { pnl: NaN } }, {}, {}] } : outcome));
    for (const row of estimate({ ...shape, levels: [] }, broken)) {
      for (const value of Object.values(row)) if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    }
  });
});

describe('the estimates', () => {
  const estimates = estimate(shape, outcomes);

  it('stand in a fixed order: metrics as registered, schemes, differences, positions, levels', () => {
    const metrics = [...new Set(estimates.map(({ metric }) => metric))];
    expect(metrics).toEqual(metricDefinitions.map(({ name }) => name));
    const subjects = [...shape.schemes, ...pairsOf(shape.schemes).map(schemeText)];
    expect(subjects.slice(3)).toEqual(['isolated - cross', 'isolated - desk', 'cross - desk']);
    const label = ({ scheme, position, level }: (typeof estimates)[number]) => [scheme, position, level];
    const of = (metric: string) => estimates.filter((row) => row.metric === metric).map(label);
    expect(of('p_any_pool')).toEqual(subjects.map((scheme) => [scheme, null, null]));
    expect(of('p_position')).toEqual(
      subjects.flatMap((scheme) => [
        [scheme, 'btc', null],
        [scheme, 'eth', null],
      ]),
    );
    expect(of('mean_pnl')).toEqual(
      subjects.flatMap((scheme) => [null, 'btc', 'eth'].map((position) => [scheme, position, null])),
    );
    expect(of('es')).toEqual(subjects.flatMap((scheme) => shape.levels.map((level) => [scheme, null, level])));
    expect(of('attribution')).toEqual(
      shape.schemes.flatMap((scheme) =>
        ['btc', 'eth', null].flatMap((position) => shape.levels.map((level) => [scheme, position, level])),
      ),
    );
    expect(of('spillover').map(([scheme]) => scheme)).toEqual(['cross', 'cross', 'desk', 'desk']);
  });

  it('are finite or null, never -0, and lie inside their interval', () => {
    for (const row of estimates) {
      for (const value of [row.estimate, row.stdError, row.ciLow, row.ciHigh, row.pValue]) {
        if (value !== null) expect(Number.isFinite(value) && !Object.is(value, -0)).toBe(true);
      }
      if (row.ciLow !== null && row.ciHigh !== null) {
        expect(row.ciLow, row.metric).toBeLessThanOrEqual(row.estimate! + 1e-12);
        expect(row.ciHigh, row.metric).toBeGreaterThanOrEqual(row.estimate! - 1e-12);
      }
      expect(row.pValue === null, row.metric).toBe(!row.scheme.includes(' - '));
    }
  });
});

describe('the registry of statistics', () => {
  it('refuses two of one name, and two metrics of one name', () => {
    const [first, second] = statistics;
    expect(() => checked([first!, first!])).toThrow(/registered once/);
    expect(() => checked([first!, { ...first!, name: 'other' }])).toThrow(/metric p_any_pool/);
    expect(checked([first!, second!])).toHaveLength(2);
  });

  it('explains every metric in words', () => {
    for (const { name, meaning, interval } of metricDefinitions) {
      expect(name).toMatch(/^[a-z_]+$/);
      expect(meaning.length).toBeGreaterThan(20);
      expect(interval.length).toBeGreaterThan(10);
    }
  });

  it.each(statistics.map((statistic) => [statistic.name, statistic] as const))(
    '%s: merging an empty chunk changes nothing',
    (_, statistic) => {
      const summary = chunkSummary(shape, outcomes, 0, 500);
      const [filled, weights] = [summary.accumulators[statistic.name], summary.weights[statistic.paths]];
      const none = createPathWeights();
      const before = [...statistic.figures(structuredClone(filled), shape, weights)];
      statistic.merge(filled, statistic.create(shape), shape, weights, none);
      expect([...statistic.figures(filled, shape, weights)]).toEqual(before);
      const fromEmpty = statistic.create(shape);
      statistic.merge(fromEmpty, filled, shape, none, weights);
      expect([...statistic.figures(fromEmpty, shape, weights)]).toEqual(before);
    },
  );
});
