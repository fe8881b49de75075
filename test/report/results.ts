import { compile } from '../../src/engine/compile/compile.ts';
import { distancesOf } from '../../src/run/distances.ts';
import type { StudyResult } from '../../src/run/result.ts';
import { type Figure, positionOrAccount, wholeAccount } from '../../src/stats/figure.ts';
import { smallStudy } from '../run/studies.ts';

/** One figure with a symmetric interval of so many standard errors as 95 % takes. */
export function figure(
  scheme: string,
  metric: string,
  estimate: number,
  stdError: number,
  more: Partial<Figure> = {},
): Figure {
  const half = 1.96 * stdError;
  const interval = { ciLow: estimate - half, ciHigh: estimate + half };
  const fixed = {
    versus: null,
    subject: wholeAccount,
    level: null,
    pValue: null,
    note: null,
    paths: 200_000,
    effectivePaths: 200_000,
  };
  return { scheme, metric, estimate, stdError, ...interval, ...fixed, ...more };
}

/** A result with made-up round figures, so that tests of reports do not move when an engine does. */
export function inventedResult(figures: readonly Figure[], changes: Partial<StudyResult> = {}): StudyResult {
  const study = smallStudy();
  const scenario = study.scenarios[0]!;
  return {
    study,
    results: [
      {
        scenario,
        shape: compile(scenario).shape,
        figures: [...figures, marketFigure],
        distances: distancesOf(scenario),
        limits: [],
        assumptions: study.assumptions[0]!,
      },
    ],
    timing: { startedAt: '2026-01-01T00:00:00.000Z', seconds: 12, threads: 2, assetSteps: 576e6 },
    folder: 'results/small',
    ...changes,
  };
}

const marketFigure: Figure = {
  ...figure('', 'regime_steps', 1, 0),
  scheme: null,
  subject: { kind: 'regime', name: 'only' },
};

const pairs = [
  ['isolated', 'cross'],
  ['isolated', 'guarded'],
  ['cross', 'guarded'],
] as const;

/** The figures of the three schemes of the small study, and their differences with a p-value of 1e-12 or 0.4. */
export function compared(
  metric: string,
  values: Readonly<Record<'isolated' | 'cross' | 'guarded', number>>,
  stdError: number,
  more: Partial<Figure> = {},
): Figure[] {
  const single = Object.entries(values).map(([scheme, value]) => figure(scheme, metric, value, stdError, more));
  const differences = pairs.map(([left, right]) => {
    const difference = values[left] - values[right];
    const pValue = Math.abs(difference) > 5 * stdError ? 1e-12 : 0.4;
    return figure(left, metric, difference, stdError, { ...more, versus: right, pValue });
  });
  return [...single, ...differences];
}

export const inventedFigures: readonly Figure[] = [
  ...compared('p_any_pool', { isolated: 0.4, cross: 0.1, guarded: 0.15 }, 0.001),
  ...compared('p_wipeout', { isolated: 0.1, cross: 0.1, guarded: 0.15 }, 0.001),
  ...compared('p_position', { isolated: 0.3, cross: 0.1, guarded: 0.15 }, 0.001, {
    subject: positionOrAccount('btc-long'),
  }),
  ...compared('p_position', { isolated: 0.2, cross: 0.1, guarded: 0.15 }, 0.001, {
    subject: positionOrAccount('eth-short'),
  }),
  ...compared('mean_pnl', { isolated: -120, cross: -60, guarded: -61 }, 3),
  ...compared('var', { isolated: 5_000, cross: 7_000, guarded: 6_000 }, 10, { level: 0.95 }),
  ...compared('var', { isolated: 9_000, cross: 9_990, guarded: 8_000 }, 10, { level: 0.99 }),
  ...compared('es', { isolated: 6_000, cross: 8_000, guarded: 7_000 }, 12, { level: 0.95 }),
  ...compared('es', { isolated: 9_500, cross: 9_995, guarded: 8_000 }, 12, { level: 0.99 }),
  ...compared('p_bad_debt', { isolated: 0.02, cross: 0.001, guarded: 0.002 }, 0.0001),
  ...compared('mean_bad_debt', { isolated: 12, cross: 4, guarded: 4.1 }, 0.2),
  ...compared('cost_fees', { isolated: 300, cross: 100, guarded: 140 }, 1),
  figure('cross', 'spillover', 0.02, 0.0004, { subject: positionOrAccount('btc-long') }),
  figure('cross', 'rescue', 0.22, 0.001, { subject: positionOrAccount('btc-long') }),
  figure('isolated', 'time_to_liquidation', 30.5, 0.2),
];
