import { onlyScenario, withPositions } from '../canonical.ts';
import { costOf, rateOf } from '../measure.ts';
import { measureInTurn, ratioTo, spreadOf, studyOf, withWorkers } from '../rounds.ts';
import { asCost, type BenchTable, withRange } from '../table.ts';

const counts = [8, 2, 4, 16, 32, 64] as const;

/** How the cost grows with the book: margins linearly, correlation with the square of the number of assets. */
export const positionsTable: BenchTable = {
  title: 'Positions, each on an asset of its own: million asset-steps per CPU-second',
  async measure(options) {
    const base = onlyScenario(studyOf([], options, 1));
    const studies = counts.map((count) => studyOf(withPositions(base, count), options));
    return withWorkers(options.threads, async (workers) => {
      const contenders = studies.map((study, index) => ({ name: `${counts[index]} positions`, study, workers }));
      const measurements = await measureInTurn(contenders, options);
      const rows = counts.map((count, index) => {
        const own = measurements[index] ?? [];
        const cost = asCost(ratioTo(measurements[0] ?? [], own, costOf));
        return { count, cells: [String(count), withRange(spreadOf(own.map(rateOf))), count === counts[0] ? '' : cost] };
      });
      return {
        head: ['positions', 'M/CPU-s', `CPU time per asset-step, beside ${counts[0]} positions`],
        rows: rows.toSorted((a, b) => a.count - b.count).map(({ cells }) => cells),
      };
    });
  },
};
