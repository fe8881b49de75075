import { formatDuration } from '../run/plan/budget.ts';
import type { ScenarioResult, StudyResult } from '../run/result.ts';
import { formatAssumptions } from './assumptions-report.ts';
import { assumptionsTable } from './assumptions-table.ts';
import { formatDifferences } from './difference-table.ts';
import { formatDistances } from './distance-table.ts';
import { plain, significant } from './figures.ts';
import { formatLimits } from './limits-report.ts';
import { formatHours, mostPositions } from './lines.ts';
import { formatSchemes } from './scheme-table.ts';
import { formatStrategies } from './strategy-table.ts';
import { paint, type Style, wrap } from './style.ts';
import { formatSweep } from './sweep-table.ts';
import { tableBuilders } from './tables.ts';
import { formatWarnings } from './warnings.ts';

/** The whole report of a run for the terminal: what was run, the tables, how to read them, and where the files are. */
export function formatStudy(result: StudyResult, style: Style): string {
  const tables =
    result.study.scenarios.length > mostInFull ? [formatSweep(result, style)] : tablesInFull(result, style);
  return [
    '',
    heading(result, style),
    ...tables,
    formatLimits(result.study, style),
    formatAssumptions(result.study, style),
    readingAid(result, style),
    formatWarnings(result.study, style),
    footer(result),
  ]
    .filter((part, index) => part !== '' || index === 0)
    .join('\n\n')
    .trimStart();
}

/** So many scenarios are compared scheme by scheme, each with all its lines; more of them figure by figure. */
const mostInFull = 2;

function tablesInFull({ results }: StudyResult, style: Style): string[] {
  const [first, ...more] = results;
  if (first === undefined) return [];
  if (more.length === 0) return scenarioTables(first, style);
  return results.flatMap((result) => [
    paint(style, 'bold', result.scenario.name),
    formatSchemes(result, style),
    formatStrategies(result, style),
  ]);
}

function scenarioTables(result: ScenarioResult, style: Style): string[] {
  const { account, market } = result.scenario;
  return [
    formatSchemes(result, style),
    formatDifferences(result, style),
    formatStrategies(result, style),
    formatDistances(account, market.prices, result.distances, style, mostPositions),
  ];
}

function heading(result: StudyResult, style: Style): string {
  const { study, results } = result;
  const [first] = results;
  if (first === undefined) return paint(style, 'bold', study.name);
  const { scenario, shape } = first;
  const { account, market } = scenario;
  const gross = account.positions.reduce(
    (sum, position) => sum + Math.abs(position.quantity) * (market.prices[position.asset] ?? 0),
    0,
  );
  const { scenarios } = study;
  const paths = scenarios.reduce((sum, one) => sum + one.paths, 0);
  const facts = [
    `${scenarios.length > 1 ? `${plain(scenarios.length, 0)} scenarios, of which the first: ` : ''}${count(account.positions.length, 'position')}, gross notional ${plain(gross, 0)} ${market.quote}` +
      `, wealth ${plain(shape.initialWealth, 0)} ${market.quote} (leverage ${significant(gross / shape.initialWealth, 3)})`,
    `venue ${account.venue.name}`,
    `${count(market.regimes.length, 'regime')} (${market.regimes.map((regime) => regime.name).join(', ')})`,
    `${formatHours(scenario.steps * scenario.stepHours)} in steps of ${formatHours(scenario.stepHours)}`,
    `${paths === 1 ? '1 path' : `${plain(paths, 0)} paths`}${scenarios.length > 1 ? ' in all' : ''}, seed '${scenario.seed}'`,
  ];
  return [
    paint(style, 'bold', study.name),
    ...(study.question === null ? [] : [wrap(study.question, style.width)]),
    paint(style, 'dim', wrap(facts.join(' · '), style.width)),
  ].join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function readingAid({ study }: StudyResult, style: Style): string {
  const schemes = study.scenarios.flatMap(({ account }) => account.schemes);
  const causes = schemes.some(({ policies }) => policies.length > 0) ? 'pools and policies' : 'pools';
  const text =
    `How to read this: all schemes hold the same positions and saw the same paths, so a difference between columns is due to the ${causes} ` +
    'alone. “Any pool” counts a path as soon as one pool is liquidated, “closed” counts one position, “wipe-out” only paths on which ' +
    'a forced close leaves no position; pooling may lower one and raise another. VaR and ES are losses of the account over the ' +
    'horizon; what a pool cannot pay is bad debt and not part of them. A difference whose interval excludes 0 has a small p.';
  return wrap(text, style.width);
}

function footer({ study, folder, timing }: StudyResult): string {
  const rate = timing.assetSteps / timing.seconds / 1e6;
  const threads = count(timing.threads, 'thread');
  const time = `${formatDuration(timing.seconds)} on ${threads}, ${significant(rate, 3)} million asset-steps per second`;
  if (folder === null) return time;
  const files = [...tableBuilders(study).map((build) => build([]).name), assumptionsTable.name, 'dictionary'].map(
    (name) => `${name}.csv`,
  );
  return `${time}\n${folder}/  ${[...files, 'manifest.json'].join(', ')}`;
}
