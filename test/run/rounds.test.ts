import { describe, expect, it } from 'vitest';
import { createInlineExecutor, inlineExecutor } from '../../src/run/execute/executors/inline.ts';
import { fixedPlan, type MakePlan, tasksOf } from '../../src/run/plan/plan.ts';
import { runStudy } from '../../src/run/run-study.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { smallScenario, smallStudy } from './studies.ts';

/** Rounds of 400 paths until so many are merged; writes down what it is asked with. */
function rounds(until: number, asked: number[] = []): MakePlan {
  return (family) => ({
    next([summary]: readonly Summary[]) {
      const { paths } = summary!;
      asked.push(paths);
      return paths >= until ? 'done' : tasksOf(family, paths, paths + 400);
    },
  });
}

const study = smallStudy({ scenario: { paths: 1_200, steps: 24 } });

describe('a plan in rounds', () => {
  it('is asked at the end of each round with what is merged by then, and gives the bits of one round', async () => {
    const asked: number[] = [];
    const inRounds = await runStudy(study, { executor: 'inline', plan: rounds(1_200, asked) });
    expect(asked).toEqual([0, 400, 800, 1_200]);
    const atOnce = await runStudy(study, { executor: 'inline', plan: fixedPlan });
    expect(inRounds.results).toEqual(atOnce.results);
  });

  it.each([1, 2, 3])('is asked the same on %i threads', async (threads) => {
    const asked: number[] = [];
    const { results } = await runStudy(study, { executor: 'threads', threads, plan: rounds(1_200, asked) });
    expect(asked).toEqual([0, 400, 800, 1_200]);
    expect(results).toEqual((await runStudy(study, { executor: 'inline' })).results);
  });

  it('may end a run at the end of a round: its figures are those of a run of that size', async () => {
    const { results } = await runStudy(study, { executor: 'inline', plan: rounds(800) });
    const short = await runStudy(smallStudy({ scenario: { paths: 800, steps: 24 } }), { executor: 'inline' });
    expect(results[0]!.figures).toEqual(short.results[0]!.figures);
    expect(results[0]!.figures[0]!.paths).toBe(800);
  });

  it('lets the next family begin while the last tasks of a round are awaited, and hands families on in their order', async () => {
    const scenarios = ['a', 'b', 'c'].map((seed) => smallScenario({ name: seed, seed, paths: 800, steps: 24 }));
    const begun: string[] = [];
    const watched = {
      ...inlineExecutor,
      create(options: Parameters<typeof createInlineExecutor>[0]) {
        const inner = createInlineExecutor(options);
        const names = new Map(options.scenarios.map(({ digest }, index) => [digest, scenarios[index]!.name]));
        return {
          ...inner,
          tasksInFlight: 3,
          run(task: Parameters<typeof inner.run>[0], signal: AbortSignal) {
            begun.push(`${names.get(task.scenarios[0]!)} ${task.firstPath}`);
            return inner.run(task, signal);
          },
        };
      },
    };
    const several = smallStudy({ scenarios });
    const { results } = await runStudy(several, { executor: watched, plan: rounds(800) });
    expect(begun.slice(0, 3)).toEqual(['a 0', 'a 200', 'b 0']);
    expect(results.map(({ scenario }) => scenario.name)).toEqual(['a', 'b', 'c']);
    expect(results).toEqual((await runStudy(several, { executor: 'inline' })).results);
  });
});
