import { mostSchemes, onlyScenario, withSchemes } from '../canonical.ts';
import { costOf, rateOf } from '../measure.ts';
import { measureInTurn, ratioTo, spreadOf, studyOf, withWorkers } from '../rounds.ts';
import { asCost, type BenchTable, withRange } from '../table.ts';

const canonicalSchemes = 2;

/** What another scheme on the same paths costs; an asset-step evaluates all of them. */
export const schemesTable: BenchTable = {
  title: 'Schemes on the same paths: million asset-steps per CPU-second, all schemes evaluated in each',
  async measure(options) {
    const counts = Array.from({ length: mostSchemes }, (_, index) => index + 1);
    const studies = counts.map((count) => studyOf(withSchemes(count), options));
    return withWorkers(options.threads, async (workers) => {
      const contenders = studies.map((study, index) => ({ name: `${counts[index]} schemes`, study, workers }));
      const measurements = await measureInTurn(contenders, options);
      const base = measurements[canonicalSchemes - 1] ?? [];
      return {
        head: ['schemes', 'pools', 'M/CPU-s', `CPU time beside ${canonicalSchemes} schemes`],
        rows: studies.map((study, index) => {
          const own = measurements[index] ?? [];
          const { schemes } = onlyScenario(study).account;
          const pools = schemes.reduce((sum, scheme) => sum + scheme.pools.length, 0);
          const cost = asCost(ratioTo(base, own, costOf));
          const isBase = schemes.length === canonicalSchemes;
          return [String(schemes.length), String(pools), withRange(spreadOf(own.map(rateOf))), isBase ? '' : cost];
        }),
      };
    });
  },
};
