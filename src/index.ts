/**
 * The public interface of Margin Lab, one function a task, each with an example in its docstring: load or build an experiment, run it,
 * read its figures, find its worst paths and replay one, measure how far liquidation is now.
 */
export { type Diagnostic, type ErrorKind, exitCodes, InputError, MarginLabError } from './base/errors.ts';
export type { Scenario } from './engine/scenario.ts';
export { streamVersion } from './engine/stream-key.ts';
export type { LedgerEntry } from './exact/ledger.ts';
export type { ExactSchemeResult } from './exact/outcome.ts';
export type { Account, Bracket, Pool, Position, Scheme, Venue } from './margin/account.ts';
export type { LiquidationDistance } from './margin/distance.ts';
export type { MarketStep } from './margin/market-step.ts';
export { venuePresets } from './margin/venues/registry.ts';
export type { Market, RegimeMarket } from './market/model.ts';
export type { RegimeLaw, RegimeModel } from './market/regime-model.ts';
export type { Regime, SharedMarket } from './market/shared.ts';
export { runFiles } from './report/writers/run-files.ts';
export { distancesOf } from './run/distances.ts';
export { type ExplainedPath, explainPath } from './run/explain-path.ts';
export { figuresOf, type ScenarioFigure, type WantedFigures } from './run/figures-of.ts';
export type { LogLevel } from './run/log/events.ts';
export type { LogEntry } from './run/log/run-log.ts';
export type { ScenarioResult, StudyResult } from './run/result.ts';
export { type RunOptions, runStudy } from './run/run-study.ts';
export { readRun } from './run/store/finished-run.ts';
export { type WorstPath, worstPaths } from './run/worst-paths.ts';
export type { Figure, Subject } from './stats/figure.ts';
export { metricDefinitions } from './stats/registry.ts';
export type { MetricDefinition } from './stats/statistic.ts';
export { jsonSchema } from './study/json-schema.ts';
export { buildStudy, type ExperimentFields, loadMarket, loadStudy, marketPresets } from './study/load.ts';
export type { StudyOverrides } from './study/parse.ts';
export type { Study } from './study/study.ts';
