import { compile } from '../../engine/compile/compile.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { simulate, simulateBlocks } from '../../engine/simulate.ts';
import { significant } from '../../report/render/numbers.ts';
import { largestRange } from '../../run/plan/ranges.ts';
import type { OutcomeBlock } from '../../stats/outcome.ts';
import { addBlock, createSummary, sealSummary } from '../../stats/summary.ts';
import { onlyScenario } from '../canonical.ts';
import { measureInTurn, type RoundOptions, spreadOf, studyOf, withWorkers } from '../rounds.ts';
import { asShare, type BenchTable } from '../table.ts';

/** Where CPU time goes beside the simulation of paths. */
export const sharesTable: BenchTable = {
  title: 'Shares of the CPU time of a run',
  async measure(options) {
    const study = studyOf([], options);
    const scenario = onlyScenario(study);
    const runs = await withWorkers(options.threads, (workers) =>
      measureInTurn([{ name: 'coordinator', study, workers }], options),
    );
    const coordinator = spreadOf((runs[0] ?? []).map((one) => one.coordinatorSeconds / one.cpuSeconds));
    const [statistics, chunk, unobserved] = cpuSecondsInTurn(options, worksOf(scenario));
    const share = spreadOf((statistics ?? []).map((seconds, round) => seconds / (chunk?.[round] ?? Number.NaN)));
    const observing = (chunk ?? []).map((seconds, round) => seconds - (unobserved?.[round] ?? Number.NaN));
    return {
      head: ['part', 'share', 'CPU seconds'],
      rows: [
        [`coordinator, ${scenario.paths.toLocaleString('en-US')} paths`, asShare(coordinator.median), ''],
        ['statistics in the workers', asShare(share.median), ''],
        ['watching the market on 256 paths, once per run', '', significant(spreadOf(observing).median, 2)],
      ],
    };
  },
};

type Work = readonly [name: string, work: () => unknown];

/** The statistics of a chunk alone, on outcomes that were simulated before; the same chunk as a whole; and without watching the market. */
function worksOf(scenario: Scenario): readonly Work[] {
  const compiled = compile(scenario);
  const paths = largestRange(scenario);
  const blocks: OutcomeBlock[] = [];
  simulateBlocks(compiled, 0, paths, (block) => blocks.push(structuredClone(block)));
  const summarise = () => {
    const summary = createSummary(compiled.shape, 0);
    for (const block of blocks) addBlock(summary, block);
    sealSummary(summary, compiled.shape);
  };
  return [
    ['statistics of a chunk', summarise],
    ['chunk', () => simulate(compiled, 0, paths)],
    ['chunk without a look at the market', () => simulate(compiled, 0, paths, () => false)],
  ];
}

/** CPU seconds of this thread that each work takes, in turn, round after round; the first round of each is not counted. */
function cpuSecondsInTurn(options: RoundOptions, works: readonly Work[]): number[][] {
  const results: number[][] = works.map(() => []);
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, [name, work]] of works.entries()) {
      options.onStep(`${name}, round ${round} of ${options.rounds}`);
      const seconds = cpuSecondsOf(work, options.seconds);
      if (round > 0) results[index]?.push(seconds);
    }
  }
  return results;
}

/** CPU seconds of this thread for one call, from calls that take at least so many seconds together. */
function cpuSecondsOf(work: () => unknown, atLeast: number): number {
  const started = process.threadCpuUsage();
  for (let calls = 1; ; calls++) {
    work();
    const { user, system } = process.threadCpuUsage(started);
    const seconds = (user + system) / 1e6;
    if (seconds >= atLeast) return seconds / calls;
  }
}
