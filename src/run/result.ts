import { serialize } from 'node:v8';
import { sha256 } from '../base/digest.ts';
import type { CompiledScenario } from '../engine/compile/compile.ts';
import { type MarketFigure, marketFigures } from '../engine/market-figures.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { LiquidationDistance } from '../margin/distance.ts';
import type { Figure } from '../stats/figure.ts';
import type { OutcomeShape } from '../stats/outcome.ts';
import { type Summary, summaryFigures } from '../stats/summary.ts';
import type { Assumption } from '../study/governance/assumption.ts';
import type { LimitFinding } from '../study/governance/limit.ts';
import type { Study } from '../study/study.ts';
import { distancesOf } from './distances.ts';
import { marketSamplePaths } from './plan/ranges.ts';

/** All figures of one scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly shape: OutcomeShape;
  /** Rows of summary.csv, survival.csv and strategies.csv. */
  readonly figures: readonly Figure[];
  /** Liquidation distances at the start, per scheme and position. */
  readonly distances: readonly LiquidationDistance[];
  /** What the market did on a sample of the paths. */
  readonly market: readonly MarketFigure[];
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

/** The figures of a scenario of a study, from the merged summary of its paths. */
export function resultOf(
  { scenarios, limits, assumptions }: Pick<Study, 'scenarios' | 'limits' | 'assumptions'>,
  index: number,
  compiled: CompiledScenario,
  summary: Summary,
  market: readonly MarketFigure[],
): ScenarioResult {
  const scenario = scenarios[index]!;
  return {
    scenario,
    shape: compiled.shape,
    figures: summaryFigures(summary, compiled.shape),
    distances: distancesOf(scenario),
    market,
    limits: limits[index] ?? [],
    assumptions: assumptions[index] ?? [],
  };
}

/** Returns what describes the market of a scenario on a sample of its paths: sweeps over the account share one. */
export function marketDescriber(): (scenario: Scenario, compiled: CompiledScenario) => readonly MarketFigure[] {
  const known = new Map<string, readonly MarketFigure[]>();
  return (scenario, compiled) => {
    const { market, key, steps, precision, shape } = compiled;
    const { stepHours, levels } = shape;
    const identity = sha256(serialize({ market, key, steps, precision, stepHours, levels }));
    const figures = known.get(identity) ?? marketFigures(compiled, marketSamplePaths(scenario));
    known.set(identity, figures);
    return figures;
  };
}
