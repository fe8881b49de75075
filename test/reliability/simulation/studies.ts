import type { CompiledScenario } from '../../../src/engine/compile/compile.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';
import type { Envelope } from '../../../src/run/execute/envelope.ts';
import { performTask, type Task } from '../../../src/run/execute/task.ts';
import type { MakeOutputs, OutputFile } from '../../../src/run/store/outputs.ts';
import type { Study } from '../../../src/study/study.ts';
import { smallScenario, smallStudy } from '../../run/studies.ts';

/** A name among the results for which the experiments of a mix compete. */
export const runName = 'small';

/** One position under one scheme for a few hours: what a run costs beside its files is figures. */
function tinyScenario(changes: Partial<Scenario>): Scenario {
  const scenario = smallScenario({ steps: 4, levels: [], ...changes });
  const { account } = scenario;
  const cross = account.schemes[1]!;
  const schemes = [{ ...cross, pools: cross.pools.map((pool) => ({ ...pool, positions: [0] })) }];
  return { ...scenario, account: { ...account, positions: account.positions.slice(0, 1), schemes } };
}

const studyOf = (...scenarios: Scenario[]): Study => smallStudy({ name: runName, scenarios });

/** The same experiment with more and more paths (ranges hold 200 of them), and another one of the same name, of two scenarios. */
export const studies = {
  short: studyOf(tinyScenario({ paths: 400 })),
  cut: studyOf(tinyScenario({ paths: 730 })),
  long: studyOf(tinyScenario({ paths: 1_000 })),
  other: studyOf(
    tinyScenario({ paths: 500, seed: 'another' }),
    tinyScenario({ name: 'second', paths: 200, seed: 'another' }),
  ),
} as const satisfies Record<string, Study>;

export type StudyName = keyof typeof studies;

/** Small files: a table of the figures, and one that is no part of the result digest. */
const outputs: readonly OutputFile[] = [
  {
    name: 'figures.json',
    inResultDigest: true,
    open: () => ({
      add: ({ scenario, figures }) => Buffer.from(`${JSON.stringify([scenario.name, figures])}\n`),
      finish: () => Buffer.from('end\n'),
    }),
  },
  {
    name: 'explanation.txt',
    inResultDigest: false,
    open: () => ({ add: () => new Uint8Array(), finish: () => Buffer.from('what the figures mean\n') }),
  },
];

export const simulatedOutputs: MakeOutputs = () => outputs;

const known = new Map<string, Envelope[]>();

/** What a sound worker answers, computed once for all mixes. */
export function soundAnswer(
  task: Task,
  experimentDigest: string,
  compiled: (digest: string) => CompiledScenario,
): Envelope[] {
  const key = JSON.stringify([experimentDigest, task]);
  const answer = known.get(key) ?? performTask(task, { experimentDigest, compiled });
  known.set(key, answer);
  return answer;
}
