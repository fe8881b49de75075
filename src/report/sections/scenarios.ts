import type { ScenarioResult, StudyResult } from '../../run/result.ts';
import { differencesSections } from './differences.ts';
import { distancesSection } from './distances.ts';
import { mostPositions } from './lines.ts';
import { schemesSection } from './schemes.ts';
import { notes, type Section } from './section.ts';
import { strategiesSections } from './strategies.ts';
import { sweepSection } from './sweep.ts';

/** So many scenarios are compared scheme by scheme, each with all its lines; more of them figure by figure. */
const mostInFull = 2;

/** The figures of a run: of one scenario all there is, of two what their schemes came to, of more a table per figure. */
export function scenariosSections(result: StudyResult): Section[] {
  if (result.study.scenarios.length > mostInFull) return [sweepSection(result)];
  const [first, ...more] = result.results;
  if (first === undefined) return [];
  if (more.length === 0) return inFull(first);
  return result.results.flatMap((one) => [
    { blocks: [notes({ words: one.scenario.name, tone: 'heading' })] },
    schemesSection(one),
    ...strategiesSections(one),
  ]);
}

function inFull(result: ScenarioResult): Section[] {
  const { account, market } = result.scenario;
  return [
    schemesSection(result),
    ...differencesSections(result),
    ...strategiesSections(result),
    distancesSection(account, market.prices, result.distances, mostPositions),
  ];
}
