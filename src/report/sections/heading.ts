import type { StudyResult } from '../../run/result.ts';
import { amount, counted, notes, type Section, words } from './section.ts';

/** What was run: the name, the question, and the facts in a few words. */
export function headingSection({ study, results: [first] }: StudyResult): Section {
  const { name, question, scenarios } = study;
  if (first === undefined) return { blocks: [notes({ words: name, tone: 'heading' })] };
  const { scenario, shape } = first;
  const { account, market } = scenario;
  const gross = account.positions.reduce(
    (sum, position) => sum + Math.abs(position.quantity) * (market.prices[position.asset] ?? 0),
    0,
  );
  const several = scenarios.length > 1;
  const paths = scenarios.reduce((sum, one) => sum + one.paths, 0);
  const money = (value: number) => words`${amount(value, 'quote')} ${market.quote}`;
  const facts = [
    words`${several ? words`${amount(scenarios.length, 'count')} scenarios, of which the first: ` : ''}${counted(account.positions.length, 'position')}, gross notional ${money(gross)}, wealth ${money(shape.initialWealth)} (leverage ${amount(gross / shape.initialWealth, 'number')})`,
    `venue ${account.venue.name}`,
    words`${counted(market.regimes.length, 'regime')} (${market.regimes.map((regime) => regime.name).join(', ')})`,
    words`${amount(scenario.steps * scenario.stepHours, 'hours')} in steps of ${amount(scenario.stepHours, 'hours')}`,
    words`${counted(paths, 'path')}${several ? ' in all' : ''}, seed '${scenario.seed}'`,
  ];
  const line = facts.reduce((all, fact) => words`${all} · ${fact}`);
  return {
    title: name,
    blocks: [notes(...(question === null ? [] : [question]), { words: line, tone: 'muted' })],
  };
}
