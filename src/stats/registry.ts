import { assert } from '../base/errors.ts';
import { liquidationTime } from './liquidation-time.ts';
import { marketLaws } from './market/laws.ts';
import { marketMeans } from './market/means.ts';
import { meansStatistic } from './means.ts';
import { probabilities } from './probabilities.ts';
import { spillover } from './spillover.ts';
import type { MetricDefinition, Statistic } from './statistic.ts';
import { strategy } from './strategy/strategy.ts';
import { survival } from './survival.ts';
import { tail } from './tail/tail.ts';

/** Every statistic of a run, in the order of their rows. To add one: a file of its own, and a line here. */
export const statistics: readonly Statistic<unknown>[] = checked([
  probabilities,
  meansStatistic,
  tail,
  liquidationTime,
  survival,
  spillover,
  strategy,
  marketMeans,
  marketLaws,
]);

/** Every metric, for the data dictionary, in the order of the rows. */
export const metricDefinitions: readonly MetricDefinition[] = statistics.flatMap((statistic) => statistic.metrics);

/** Refuses two statistics or two metrics of one name: the second would hide the first. */
export function checked(list: readonly Statistic<unknown>[]): readonly Statistic<unknown>[] {
  refuseDuplicates(
    'statistic',
    list.map((statistic) => statistic.name),
  );
  refuseDuplicates(
    'metric',
    list.flatMap((statistic) => statistic.metrics.map((metric) => metric.name)),
  );
  return list;
}

function refuseDuplicates(kind: string, names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    assert(names.indexOf(name) === index, `${kind} ${name} is registered once`);
  }
}

const better = new Map(metricDefinitions.map((metric) => [metric.name, metric.better]));

/** Which direction of a metric is better for whoever holds the account; null where that cannot be said. */
export function betterOf(metric: string): MetricDefinition['better'] {
  return better.get(metric) ?? null;
}
