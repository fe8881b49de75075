import { onlyScenario } from '../canonical.ts';
import { type Feature, features } from '../features.ts';
import { costOf, rateOf } from '../measure.ts';
import { measureInTurn, ratioTo, spreadOf, studyOf, withWorkers } from '../rounds.ts';
import { asCost, type BenchTable, type TableOptions, withRange } from '../table.ts';

/** What each feature costs, switched on alone: it and the canonical workload in turn, on the same workers and as many paths. */
export const featuresTable: BenchTable = {
  title:
    'Features switched on alone, each measured in turn with the canonical workload: million asset-steps per CPU-second',
  async measure(options) {
    const base = studyOf([], options);
    const rows: string[][] = [];
    for (const feature of features) rows.push(await measureFeature(feature, onlyScenario(base).paths, options));
    return { head: ['feature', 'M/CPU-s without', 'M/CPU-s with', 'CPU time more'], rows };
  },
};

async function measureFeature(feature: Feature, paths: number, options: TableOptions): Promise<string[]> {
  const base = studyOf([], options, paths);
  const study = studyOf(feature.changes(onlyScenario(base)), options, paths);
  return withWorkers(options.threads, async (workers) => {
    const contenders = [
      { name: `without ${feature.name}`, study: base, workers },
      { name: feature.name, study, workers },
    ];
    const [without = [], having = []] = await measureInTurn(contenders, options);
    return [
      feature.name,
      withRange(spreadOf(without.map(rateOf))),
      withRange(spreadOf(having.map(rateOf))),
      asCost(ratioTo(without, having, costOf)),
    ];
  });
}
