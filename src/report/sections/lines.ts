import type { ScenarioResult } from '../../run/result.ts';
import { positionOrAccount, type Subject, wholeAccount } from '../../stats/figure.ts';
import type { Question } from '../../stats/inference/figure-index.ts';
import { metricDefinitions } from '../../stats/registry.ts';
import type { MetricDefinition } from '../../stats/statistic.ts';
import { tellsOfCap } from '../../stats/tail/notes.ts';
import { amount, type Words, words } from './section.ts';

/** A figure that is shown for every scheme. */
export interface Line extends Question {
  readonly label: Words;
}

/** Lines of one kind of question, under a heading. */
export interface LineGroup {
  readonly heading: string;
  readonly lines: readonly Line[];
}

/** More positions than this are left to positions.csv. */
export const mostPositions = 12;
/** More strategies than this are left to strategies.csv. */
export const mostTags = 12;
/** Longer sweeps are cut here on the terminal; summary.csv has all of them. */
export const mostRows = 40;

/** The lines of the comparison of schemes, in the order in which they are read. */
export function lineGroups(result: ScenarioResult): LineGroup[] {
  const positions = result.shape.positions.slice(0, mostPositions);
  const quote = result.scenario.market.quote;
  const hasEnd = result.scenario.account.venue.insurance.fund !== null;
  return [
    {
      heading: 'Liquidation within the horizon',
      lines: [
        line('any pool', 'p_any_pool'),
        line('wipe-out: no position left', 'p_wipeout'),
        ...positions.map((position) => line(`closed: ${position}`, 'p_position', position)),
        line('mean time, where it happens', 'time_to_liquidation'),
      ],
    },
    {
      heading: `Profit and loss of the account, ${quote}`,
      lines: [
        line('mean P&L', 'mean_pnl'),
        ...tailLines(result, 'VaR', 'var'),
        ...tailLines(result, 'ES', 'es'),
        line('mean of largest drawdown', 'max_drawdown'),
      ],
    },
    {
      heading: `Bad debt, borne by the insurance fund${hasEnd ? ' as far as it goes' : ''}, ${quote}`,
      lines: [line('probability', 'p_bad_debt'), line('mean', 'mean_bad_debt')],
    },
    {
      heading: `Mean costs, ${quote}`,
      lines: [
        line('funding', 'cost_funding'),
        line('fees', 'cost_fees'),
        line('slippage', 'cost_slippage'),
        line('profit given up', 'cost_adl'),
        line('moving collateral', 'cost_transfers'),
      ],
    },
    {
      heading: 'Closes and policies, mean per path',
      lines: [
        line('forced closes', 'forced_closes'),
        line('actions of policies', 'policy_actions'),
        line(`top-ups from the treasury, ${quote}`, 'top_ups'),
      ],
    },
    {
      heading: 'Against a pool of its own: closed only here (spillover), closed only there (rescue)',
      lines: [
        ...positions.map((position) => line(`spillover: ${position}`, 'spillover', position)),
        ...positions.map((position) => line(`rescue: ${position}`, 'rescue', position)),
      ],
    },
  ];
}

/** VaR or ES at every level; and with bad debt included where all the wealth there is cuts the tail off under some scheme. */
function tailLines({ figures, shape }: ScenarioResult, label: Words, metric: 'var' | 'es'): Line[] {
  const isCutOff = (level: number) =>
    figures.some((one) => one.metric === metric && one.level === level && one.versus === null && tellsOfCap(one.note));
  return [
    ...shape.levels.map((level) => line(atLevel(label, level), metric, null, level)),
    ...shape.levels
      .filter(isCutOff)
      .map((level) => line(words`${atLevel(label, level)} with bad debt`, `${metric}_uncapped`, null, level)),
  ];
}

/** The lines of the table by strategy: those of every tag, then of the account as a whole; none where no position has a tag. */
export function strategyGroups({ shape, scenario }: ScenarioResult): LineGroup[] {
  const tags = [...new Set(shape.tags)].filter((tag) => tag !== null);
  if (tags.length === 0) return [];
  const quote = scenario.market.quote;
  const deepest = scenario.levels.at(-1);
  const linesOf = (tag: string | null): Line[] => {
    const subject: Subject = tag === null ? wholeAccount : { kind: 'tag', name: tag };
    const own = (label: Words, metric: string, level: number | null = null): Line => ({
      label,
      metric,
      subject,
      level,
    });
    const atDeepest = (label: Words, metric: string) =>
      deepest === undefined ? [] : [own(atLevel(label, deepest), metric, deepest)];
    return [
      own('mean P&L', 'strategy_pnl'),
      own('mean cost', 'strategy_cost'),
      own('standard deviation', 'strategy_sd'),
      ...atDeepest('ES', 'strategy_es'),
      own('mean P&L / standard deviation', 'strategy_pnl_per_sd'),
      ...atDeepest('mean P&L / ES', 'strategy_pnl_per_es'),
    ];
  };
  const named = tags.slice(0, mostTags).map((tag): LineGroup => {
    const members = shape.positions.filter((_, position) => shape.tags[position] === tag);
    const shown = members.slice(0, mostPositions).join(', ');
    return { heading: `${tag}, ${quote}: ${shown}${members.length > mostPositions ? ', …' : ''}`, lines: linesOf(tag) };
  });
  return [...named, { heading: `whole account, ${quote}`, lines: linesOf(null) }];
}

/** The few figures that stand for a scenario, in tables of differences and of sweeps. */
export function headlines(levels: readonly number[], quote: string): Line[] {
  const deepest = levels.at(-1);
  return [
    line('P(any pool liquidated)', 'p_any_pool'),
    line('P(wipe-out)', 'p_wipeout'),
    line(`mean P&L, ${quote}`, 'mean_pnl'),
    ...(deepest === undefined
      ? []
      : [
          line(words`${atLevel('VaR', deepest)}, ${quote}`, 'var', null, deepest),
          line(words`${atLevel('ES', deepest)}, ${quote}`, 'es', null, deepest),
        ]),
    line('P(bad debt)', 'p_bad_debt'),
  ];
}

function line(label: Words, metric: string, position: string | null = null, level: number | null = null): Line {
  return { label, metric, subject: positionOrAccount(position), level };
}

/** `VaR 99.9 %`. */
function atLevel(label: Words, level: number): Words {
  return words`${label} ${amount(level, 'level')}`;
}

const units = new Map(metricDefinitions.map(({ name, unit }) => [name, unit]));

export function unitOf(metric: string): MetricDefinition['unit'] {
  return units.get(metric) ?? 'quote';
}
