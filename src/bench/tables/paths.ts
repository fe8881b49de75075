import { formatBytes } from '../../base/quantities.ts';
import { plain, significant } from '../../report/render/numbers.ts';
import { onlyScenario } from '../canonical.ts';
import { fixed, measureFresh } from '../fresh-process.ts';
import { studyOf } from '../rounds.ts';
import { asShare, type BenchTable, type TableOptions } from '../table.ts';

const fewest = 10_000;

/** How time and memory grow with the paths: each number of them in a process of its own, since memory is never given back. */
export const pathsTable: BenchTable = {
  title: 'Paths, each row once in a process of its own',
  async measure(options) {
    const { assets, steps } = sizeOf(options);
    const rows: string[][] = [];
    for (let paths = fewest; paths <= options.mostPaths; paths *= 10) {
      options.onStep(`${plain(paths, 0)} paths`);
      const line = await measureFresh(
        [...options.command, '--paths', String(paths), ...fixed(options)],
        options.signal,
      );
      rows.push([
        plain(paths, 0),
        significant(line.seconds, 3),
        significant((paths * steps * assets) / line.cpuSeconds / 1e6, 3),
        formatBytes(line.peakMemoryBytes),
        asShare(line.coordinatorCpuShare),
      ]);
    }
    return { head: ['paths', 'seconds', 'M/CPU-s', 'peak memory', 'coordinator, of CPU time'], rows };
  },
};

function sizeOf(options: TableOptions): { readonly assets: number; readonly steps: number } {
  const { market, steps } = onlyScenario(studyOf([], options, 1));
  return { assets: market.assets.length, steps };
}
