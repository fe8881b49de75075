import type { ScenarioResult } from '../../run/result.ts';
import { metricDefinitions } from '../../stats/registry.ts';
import type { MetricDefinition } from '../../stats/statistic.ts';
import { tellsOfCap } from '../../stats/tail/notes.ts';
import type { Line } from '../comparison.ts';
import { plain } from '../render/numbers.ts';

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
        line('any pool', 'p_any_pool', 'lower'),
        line('wipe-out: no position left', 'p_wipeout', 'lower'),
        ...positions.map((position) => line(`closed: ${position}`, 'p_position', 'lower', position)),
        line('mean time, where it happens', 'time_to_liquidation', null),
      ],
    },
    {
      heading: `Profit and loss of the account, ${quote}`,
      lines: [
        line('mean P&L', 'mean_pnl', 'higher'),
        ...tailLines(result, 'VaR', 'var'),
        ...tailLines(result, 'ES', 'es'),
        line('mean of largest drawdown', 'max_drawdown', 'lower'),
      ],
    },
    {
      heading: `Bad debt, borne by the insurance fund${hasEnd ? ' as far as it goes' : ''}, ${quote}`,
      lines: [line('probability', 'p_bad_debt', 'lower'), line('mean', 'mean_bad_debt', 'lower')],
    },
    {
      heading: `Mean costs, ${quote}`,
      lines: [
        line('funding', 'cost_funding', null),
        line('fees', 'cost_fees', 'lower'),
        line('slippage', 'cost_slippage', 'lower'),
        line('profit given up', 'cost_adl', 'lower'),
        line('moving collateral', 'cost_transfers', 'lower'),
      ],
    },
    {
      heading: 'Closes and policies, mean per path',
      lines: [
        line('forced closes', 'forced_closes', null),
        line('actions of policies', 'policy_actions', null),
        line(`top-ups from the treasury, ${quote}`, 'top_ups', null),
      ],
    },
    {
      heading: 'Against a pool of its own: closed only here (spillover), closed only there (rescue)',
      lines: [
        ...positions.map((position) => line(`spillover: ${position}`, 'spillover', null, position)),
        ...positions.map((position) => line(`rescue: ${position}`, 'rescue', null, position)),
      ],
    },
  ];
}

/** VaR or ES at every level; and with bad debt included where all the wealth there is cuts the tail off under some scheme. */
function tailLines({ estimates, shape }: ScenarioResult, label: string, metric: 'var' | 'es'): Line[] {
  const isCutOff = (level: number) =>
    estimates.some(
      (one) =>
        one.metric === metric && one.level === level && shape.schemes.includes(one.scheme) && tellsOfCap(one.note),
    );
  return [
    ...shape.levels.map((level) => line(`${label} ${percentLevel(level)}`, metric, 'lower', null, level)),
    ...shape.levels
      .filter(isCutOff)
      .map((level) =>
        line(`${label} ${percentLevel(level)} with bad debt`, `${metric}_uncapped`, 'lower', null, level),
      ),
  ];
}

/** The lines of the table by strategy: those of every tag, then of the account as a whole; none where no position has a tag. */
export function strategyGroups({ shape, scenario }: ScenarioResult): LineGroup[] {
  const tags = [...new Set(shape.tags)].filter((tag) => tag !== null);
  if (tags.length === 0) return [];
  const quote = scenario.market.quote;
  const deepest = scenario.levels.at(-1);
  const linesOf = (tag: string | null): Line[] => {
    const own = (label: string, metric: string, better: Line['better'], level: number | null = null): Line => {
      return { label, metric, tag, position: null, level, better };
    };
    const atDeepest = (label: string, metric: string, better: Line['better']) =>
      deepest === undefined ? [] : [own(`${label} ${percentLevel(deepest)}`, metric, better, deepest)];
    return [
      own('mean P&L', 'strategy_pnl', 'higher'),
      own('mean cost', 'strategy_cost', 'lower'),
      own('standard deviation', 'strategy_sd', 'lower'),
      ...atDeepest('ES', 'strategy_es', 'lower'),
      own('mean P&L / standard deviation', 'strategy_pnl_per_sd', 'higher'),
      ...atDeepest('mean P&L / ES', 'strategy_pnl_per_es', 'higher'),
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
    line('P(any pool liquidated)', 'p_any_pool', 'lower'),
    line('P(wipe-out)', 'p_wipeout', 'lower'),
    line(`mean P&L, ${quote}`, 'mean_pnl', 'higher'),
    ...(deepest === undefined
      ? []
      : [
          line(`VaR ${percentLevel(deepest)}, ${quote}`, 'var', 'lower', null, deepest),
          line(`ES ${percentLevel(deepest)}, ${quote}`, 'es', 'lower', null, deepest),
        ]),
    line('P(bad debt)', 'p_bad_debt', 'lower'),
  ];
}

function line(
  label: string,
  metric: string,
  better: Line['better'],
  position: string | null = null,
  level: number | null = null,
): Line {
  return { label, metric, better, position, level };
}

/** `99.9 %`. */
export function percentLevel(level: number): string {
  return `${Number((level * 100).toPrecision(12))} %`;
}

const units = new Map(metricDefinitions.map(({ name, unit }) => [name, unit]));

export function unitOf(metric: string): MetricDefinition['unit'] {
  return units.get(metric) ?? 'quote';
}

/** `30 d`, `36 h`. */
export function formatHours(hours: number): string {
  return hours >= 48 && hours % 24 === 0 ? `${plain(hours / 24, 0)} d` : `${Number(hours.toPrecision(6))} h`;
}
