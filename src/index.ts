/**
 * The public interface of Margin Lab: read an experiment, run it, look at the figures, replay a path.
 *
 * Everything that the command line does is made of these.
 */
export { type Diagnostic, type ErrorKind, exitCodes, InputError, MarginLabError } from './base/errors.ts';
export { type CompiledScenario, compile } from './engine/compile.ts';
export { type MarketFigure, marketFigures, marketMetrics } from './engine/market-figures.ts';
export { marketHistories } from './engine/market-histories.ts';
export { scoreMarket } from './engine/market-scorecard.ts';
export { replayMarket } from './engine/replay.ts';
export type { Scenario } from './engine/scenario.ts';
export { simulate, simulateBlocks } from './engine/simulate.ts';
export { streamVersion } from './engine/stream-key.ts';
export { simulateExact } from './exact/simulate.ts';
export type { Account, Bracket, Pool, Position, Scheme, Venue } from './margin/account.ts';
export { type LiquidationDistance, liquidationDistances } from './margin/distance.ts';
export { type LiquidationRules, liquidationRules } from './margin/liquidation/registry.ts';
export type { MarketStep } from './margin/market-step.ts';
export { type Policy, policyRules } from './margin/policies/registry.ts';
export type { LiquidationState, PolicyState } from './margin/scheme-state.ts';
export { venuePresets } from './margin/venues/registry.ts';
export { correlationFault, smallestEigenvalue } from './market/correlation.ts';
export type { Market, Regime } from './market/model.ts';
export { nearestCorrelation } from './market/nearest-correlation.ts';
export { toCsv } from './report/csv.ts';
export { formatLedger } from './report/ledger/format.ts';
export { plotLedger } from './report/ledger/plot.ts';
export { runFiles } from './report/run-files.ts';
export { buildTables } from './report/tables.ts';
export { formatStudy } from './report/terminal.ts';
export { distancesOf } from './run/distances.ts';
export { explainPath } from './run/explain-path.ts';
export type { ScenarioResult, StudyResult } from './run/result.ts';
export { type RunOptions, runStudy } from './run/run-study.ts';
export { worstPaths } from './run/worst-paths.ts';
export { clopperPearsonInterval } from './stats/intervals.ts';
export { accountColumns, type OutcomeBlock, type OutcomeShape, positionColumns } from './stats/outcome.ts';
export { metricDefinitions, statistics } from './stats/registry.ts';
export type { Estimate, MetricDefinition, Statistic } from './stats/statistic.ts';
export type { Assumption } from './study/governance/assumption.ts';
export type { LimitFinding } from './study/governance/limit.ts';
export { loadMarket, loadStudy, marketPresets } from './study/load.ts';
export { parseMarket, parseStudy } from './study/parse.ts';
export type { Study } from './study/study.ts';
