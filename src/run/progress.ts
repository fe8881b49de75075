import { formatSeconds } from '../base/quantities.ts';
import type { Study } from '../study/study.ts';
import type { Budget } from './plan/budget.ts';
import type { Family } from './plan/family.ts';
import { assetStepsPerPath, type PathRange } from './plan/ranges.ts';

/** How far a run is: handed to `onProgress` after each chunk. */
export interface Progress {
  readonly study: string;
  readonly paths: number;
  readonly totalPaths: number;
  readonly assetSteps: number;
  readonly totalAssetSteps: number;
  /** Asset-steps that were taken over from an interrupted run: they say nothing about speed. */
  readonly reusedAssetSteps: number;
  readonly reusedPaths: number;
  /** Scenarios that are merged completely, of how many; and the one whose turn it is. */
  readonly scenariosDone: number;
  readonly scenarios: number;
  readonly scenario: string;
  readonly seconds: number;
}

/** Speed and time left of a run, from the work that it has done itself. */
export function paceOf(progress: Progress): {
  readonly share: number;
  readonly pathsPerSecond: number;
  readonly assetStepsPerSecond: number;
  /** null until something was computed. */
  readonly secondsLeft: number | null;
} {
  const computed = progress.assetSteps - progress.reusedAssetSteps;
  const seconds = Math.max(progress.seconds, 1e-3);
  const rate = computed / seconds;
  return {
    share: progress.totalAssetSteps === 0 ? 1 : progress.assetSteps / progress.totalAssetSteps,
    pathsPerSecond: (progress.paths - progress.reusedPaths) / seconds,
    assetStepsPerSecond: rate,
    secondsLeft: rate > 0 ? (progress.totalAssetSteps - progress.assetSteps) / rate : null,
  };
}

/** One line without colour: `desk-book  37 %  74,000 of 200,000 paths  15,200 paths/s  43.8 M asset-steps/s  8.3 s left`. */
export function formatProgress(progress: Progress, barWidth = 0): string {
  const { share, pathsPerSecond, assetStepsPerSecond, secondsLeft } = paceOf(progress);
  const filled = Math.floor(share * barWidth);
  const bar = barWidth > 0 ? `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ` : '';
  const parts = [
    progress.study,
    `${bar}${Math.floor(share * 100)} %`,
    `${whole(progress.paths)} of ${whole(progress.totalPaths)} paths`,
    `${whole(pathsPerSecond)} paths/s`,
    `${(assetStepsPerSecond / 1e6).toFixed(1)} M asset-steps/s`,
    secondsLeft === null ? 'time left unknown' : `${formatSeconds(secondsLeft)} left`,
  ];
  if (progress.scenarios > 1) {
    parts.splice(
      2,
      0,
      `scenario ${Math.min(progress.scenariosDone + 1, progress.scenarios)}/${progress.scenarios} ${progress.scenario}`,
    );
  }
  return parts.join('  ');
}

/** `1,234,567`. Not by the library of locales: to load that takes as long as a dozen chunks to merge. */
function whole(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/**
 * Returns what is told of each finished task and tells the progress of the whole on: of the study with this name and these scenarios, whose
 * work is that of the budget.
 */
export function progressReporter(
  study: Pick<Study, 'name' | 'scenarios'>,
  budget: Pick<Budget, 'paths' | 'assetSteps'>,
  soFar: { readonly finished: () => number; readonly seconds: () => number },
  onProgress: ((progress: Progress) => void) | undefined,
): (paths: Pick<PathRange, 'count'>, family: Family, reused: boolean) => void {
  let [paths, assetSteps, reusedPaths, reusedAssetSteps] = [0, 0, 0, 0];
  return ({ count }, family, reused) => {
    const work = family.scenarios.reduce((sum, { scenario }) => sum + count * assetStepsPerPath(scenario), 0);
    const ofFamily = count * family.scenarios.length;
    paths += ofFamily;
    assetSteps += work;
    if (reused) {
      reusedPaths += ofFamily;
      reusedAssetSteps += work;
    }
    onProgress?.({
      study: study.name,
      paths,
      totalPaths: budget.paths,
      assetSteps,
      totalAssetSteps: budget.assetSteps,
      reusedPaths,
      reusedAssetSteps,
      scenariosDone: soFar.finished(),
      scenarios: study.scenarios.length,
      scenario: family.scenarios[0]?.scenario.name ?? '',
      seconds: soFar.seconds(),
    });
  };
}
