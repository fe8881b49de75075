import { significant } from '../../report/render/numbers.ts';
import { startThreads } from '../../run/execute/executors/threads.ts';
import { rateOf, wallRateOf } from '../measure.ts';
import { type Contender, measureInTurn, ratioTo, spreadOf, studyOf } from '../rounds.ts';
import { type BenchTable, withRange } from '../table.ts';

/** How the work spreads over threads: wall time counts, so the machine should be idle. */
export const threadsTable: BenchTable = {
  title: 'Threads: million asset-steps per second of wall time (median over the rounds, least and most)',
  async measure(options) {
    const studies = Array.from({ length: options.cores }, (_, index) =>
      studyOf([], { ...options, threads: index + 1 }),
    );
    const contenders = studies.map((study, index): Contender => {
      const threads = index + 1;
      return { name: `${threads} of ${options.cores} threads`, study, workers: startThreads(threads) };
    });
    try {
      const measurements = await measureInTurn(contenders, options);
      return {
        head: ['threads', 'M asset-steps/s', 'x one thread', 'M/CPU-s'],
        rows: contenders.map(({ workers }, index) => {
          const own = measurements[index] ?? [];
          return [
            String(workers.threads),
            withRange(spreadOf(own.map(wallRateOf))),
            significant(ratioTo(measurements[0] ?? [], own, wallRateOf).median, 3),
            withRange(spreadOf(own.map(rateOf))),
          ];
        }),
      };
    } finally {
      await Promise.all(contenders.map(({ workers }) => workers.close()));
    }
  },
};
