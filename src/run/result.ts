import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledScenario } from '../engine/compile/compile.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { LiquidationDistance } from '../margin/distance.ts';
import type { Figure } from '../stats/figure.ts';
import type { OutcomeShape } from '../stats/outcome.ts';
import { eachFigure, type Summary, summaryFigures } from '../stats/summary.ts';
import type { Assumption } from '../study/governance/assumption.ts';
import type { LimitFinding } from '../study/governance/limit.ts';
import type { Study } from '../study/study.ts';
import type { Clock } from './clock.ts';
import { distancesOf } from './distances.ts';

/** All figures of one scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly shape: OutcomeShape;
  /** Rows of summary.csv, survival.csv, strategies.csv and market.csv. */
  readonly figures: readonly Figure[];
  /** Liquidation distances at the start, per scheme and position. */
  readonly distances: readonly LiquidationDistance[];
  /** What the governance checks found before the run. */
  readonly limits: readonly LimitFinding[];
  /** What the scenario takes for granted or leaves out. */
  readonly assumptions: readonly Assumption[];
}

/** A finished run, ready for any report. */
export interface StudyResult {
  readonly study: Study;
  /** In the order of the scenarios; only the first ones if a run was told to keep no more. */
  readonly results: readonly ScenarioResult[];
  readonly timing: RunTiming;
  /** Run folder with the files of this run; null for a run that was not stored. */
  readonly folder: string | null;
}

export interface RunTiming {
  readonly startedAt: string;
  readonly seconds: number;
  readonly threads: number;
  /** Paths times steps times assets, over all scenarios. */
  readonly assetSteps: number;
}

/** Milliseconds after which other things have their turn. */
const longestTurnMs = 100;

/** The same as `resultOf`, but signals are heard meanwhile; rejects with the reason of `signal` when that is aborted. */
export async function resultInTurns(
  study: Pick<Study, 'scenarios' | 'limits' | 'assumptions'>,
  index: number,
  compiled: CompiledScenario,
  summary: Summary,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<ScenarioResult> {
  signal.throwIfAborted();
  const figures: Figure[] = [];
  let begun = clock.now();
  for (const figure of eachFigure(summary, compiled.shape)) {
    figures.push(figure);
    if (clock.now() - begun < longestTurnMs) continue;
    await nextTurn();
    signal.throwIfAborted();
    begun = clock.now();
  }
  return withFigures(study, index, compiled, figures);
}

/** The figures of a scenario of a study, from the merged summary of its paths. */
export function resultOf(
  study: Pick<Study, 'scenarios' | 'limits' | 'assumptions'>,
  index: number,
  compiled: CompiledScenario,
  summary: Summary,
): ScenarioResult {
  return withFigures(study, index, compiled, summaryFigures(summary, compiled.shape));
}

function withFigures(
  { scenarios, limits, assumptions }: Pick<Study, 'scenarios' | 'limits' | 'assumptions'>,
  index: number,
  compiled: CompiledScenario,
  figures: readonly Figure[],
): ScenarioResult {
  const scenario = scenarios[index]!;
  return {
    scenario,
    shape: compiled.shape,
    figures,
    distances: distancesOf(scenario),
    limits: limits[index] ?? [],
    assumptions: assumptions[index] ?? [],
  };
}
