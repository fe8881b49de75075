import { MarginLabError } from '../../base/errors.ts';
import { formatBytes, formatCount, formatSeconds } from '../../base/quantities.ts';
import type { Study } from '../../study/study.ts';
import { type Budget, formatBudget } from './budget.ts';
import { assetStepsPerPath } from './ranges.ts';

interface Limit {
  readonly name: string;
  readonly most: number;
  readonly format: (value: number) => string;
  readonly reason: string;
}

/** All limits of a run, each with its reason. More than this is a mistake in the experiment, or a job for several machines. */
export const limits = {
  paths: {
    name: 'paths',
    most: 1e10,
    format: formatCount,
    reason: 'paths of a study; errors shrink with the square root of their number',
  },
  scenarioPaths: {
    name: 'paths of one scenario',
    most: 2 ** 32,
    format: formatCount,
    reason: 'paths of a scenario; their numbers are kept in 32 bits',
  },
  chunks: {
    name: 'chunks',
    most: 1e6,
    format: formatCount,
    reason: 'chunks are files of one folder until the run is finished',
  },
  scenarios: {
    name: 'scenarios',
    most: 1e5,
    format: formatCount,
    reason: 'each is compiled before the start and is a block of rows in every table',
  },
  assetStepsPerPath: {
    name: 'asset-steps per path',
    most: 1e7,
    format: formatCount,
    reason: 'steps times assets; the smallest chunk must end in seconds',
  },
  seconds: { name: 'time', most: 14 * 86_400, format: formatSeconds, reason: 'two weeks on this machine' },
  memoryBytes: {
    name: 'memory',
    most: 8 * 2 ** 30,
    format: formatBytes,
    reason:
      'the largest losses of all paths are kept for exact VaR and ES, and every figure of a large book several times',
  },
  diskBytes: {
    name: 'disk',
    most: 10 * 2 ** 30,
    format: formatBytes,
    reason: 'stored chunks and tables of the run folder',
  },
} as const satisfies Record<string, Limit>;

type LimitName = keyof typeof limits;

/**
 * Throws a `limit` error with all figures of the estimate if a study is larger than a run may be. `time` says whether the speed of
 * this machine was measured: a guessed time is shown, but refuses nothing.
 */
export function checkBudget(study: Study, budget: Budget, time: 'guessed' | 'measured' = 'measured'): void {
  const asked: Record<LimitName, number> = {
    ...budget,
    scenarios: study.scenarios.length,
    scenarioPaths: Math.max(0, ...study.scenarios.map((scenario) => scenario.paths)),
    assetStepsPerPath: Math.max(0, ...study.scenarios.map(assetStepsPerPath)),
  };
  const broken = (Object.keys(limits) as LimitName[]).filter(
    (name) => !(asked[name] <= limits[name].most) && !(name === 'seconds' && time === 'guessed'),
  );
  if (broken.length === 0) return;
  const lines = broken.map((key) => {
    const { name, most, format, reason } = limits[key];
    return `  ${name}: ${format(asked[key])}; at most ${format(most)} (${reason})`;
  });
  const message = `'${study.name}' is too large for one run:\n${lines.join('\n')}\nEstimate of the whole: ${formatBudget(budget)}.`;
  throw new MarginLabError('limit', message);
}
