import { assert, inputError } from '../base/errors.ts';
import type { ScenarioResult } from '../run/result.ts';
import { namedIf } from '../stats/figure.ts';
import type { Study } from '../study/study.ts';
import { onlyScenario } from './canonical.ts';
import { type Measurement, wallRateOf } from './measure.ts';

/**
 * What `margin-lab bench` prints as one line of JSON: the fields in which programs of the canonical workload report, then what only this
 * one tells. Losses and profits are fractions of the capital.
 */
export interface WorkloadLine {
  readonly impl: string;
  readonly paths: number;
  /** From before the first path to after the figures; starting workers and compiling excluded, unless the run started cold. */
  readonly seconds: number;
  readonly assetStepsPerSec: number;
  /** Probability that some isolated position, or the cross pool, is liquidated. */
  readonly pAnyIsolated: number;
  readonly pCross: number;
  readonly var99Iso: number;
  readonly es99Iso: number;
  readonly var99Cross: number;
  readonly es99Cross: number;
  /** Mean profit, and mean bad debt. */
  readonly meanIso: number;
  readonly meanCross: number;
  readonly threads: number;
  readonly cpuSeconds: number;
  readonly badDebtIso: number;
  readonly badDebtCross: number;
  /** Probability of liquidation of each position in isolated mode. */
  readonly pLiq: readonly number[];
  readonly peakMemoryBytes: number;
  /** Share of the CPU time that went into handing out, merging and making figures. */
  readonly coordinatorCpuShare: number;
  /** From the start of the process to the first chunk, of a run that started cold; else null. */
  readonly firstChunkSeconds: number | null;
  /** `warm`, or `cold` if starting workers and compiling are in `seconds`. */
  readonly start: 'warm' | 'cold';
}

/** The level of the tail figures of the workload. */
const tailLevel = 0.99;

/** Throws `InputError` if the experiment was changed so far that it has not all figures of the line. */
export function checkWorkload(study: Study): void {
  const { account, levels } = onlyScenario(study);
  const schemes = account.schemes.map((scheme) => scheme.name);
  if (!schemes.includes('isolated') || !schemes.includes('cross')) {
    throw inputError('schemes', 'the workload reports on isolated and cross', {
      allowed: 'further schemes beside these two',
      got: schemes.join(', '),
    });
  }
  if (!levels.includes(tailLevel)) {
    throw inputError('levels', 'the workload reports the tail at 99%', {
      allowed: 'further levels beside it',
      got: levels.join(', '),
    });
  }
}

/** The line of a measured run of a study that passed `checkWorkload`. */
export function workloadLine(measurement: Measurement, start: 'warm' | 'cold'): WorkloadLine {
  const { result, seconds, cpuSeconds, coordinatorSeconds, peakMemoryBytes, firstChunkSeconds } = measurement;
  const [scenario] = result.results;
  assert(scenario !== undefined, 'a run has a result');
  const isolated = figuresOf(scenario, 'isolated');
  const cross = figuresOf(scenario, 'cross');
  return {
    impl: 'margin-lab',
    paths: scenario.shape.paths,
    seconds,
    assetStepsPerSec: wallRateOf(measurement) * 1e6,
    pAnyIsolated: isolated.share('p_any_pool'),
    pCross: cross.share('p_any_pool'),
    var99Iso: isolated.ofCapital('var', tailLevel),
    es99Iso: isolated.ofCapital('es', tailLevel),
    var99Cross: cross.ofCapital('var', tailLevel),
    es99Cross: cross.ofCapital('es', tailLevel),
    meanIso: isolated.ofCapital('mean_pnl'),
    meanCross: cross.ofCapital('mean_pnl'),
    threads: result.timing.threads,
    cpuSeconds,
    badDebtIso: isolated.ofCapital('mean_bad_debt'),
    badDebtCross: cross.ofCapital('mean_bad_debt'),
    pLiq: scenario.shape.positions.map((position) => isolated.share('p_position', position)),
    peakMemoryBytes,
    coordinatorCpuShare: coordinatorSeconds / cpuSeconds,
    firstChunkSeconds: start === 'cold' ? firstChunkSeconds : null,
    start,
  };
}

interface SchemeFigures {
  share(metric: string, position?: string): number;
  ofCapital(metric: string, level?: number): number;
}

/** Looks the figures of a scheme up among those of a run. */
function figuresOf({ figures, shape }: ScenarioResult, scheme: string): SchemeFigures {
  const find = (metric: string, position: string | null, level: number | null) => {
    const found = figures.find(
      (one) =>
        one.metric === metric &&
        one.scheme === scheme &&
        one.versus === null &&
        namedIf(one.subject, 'position') === position &&
        one.level === level,
    );
    assert(found?.estimate != null, `the workload has the figure ${metric} of ${scheme}`);
    return found.estimate;
  };
  return {
    share: (metric, position) => find(metric, position ?? null, null),
    ofCapital: (metric, level) => find(metric, null, level ?? null) / shape.initialWealth,
  };
}
