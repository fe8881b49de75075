import { expect, it } from 'vitest';
import { otherNode } from '../support/nodes.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { withImages } from './support/images.ts';
import { livelyScenario, precisions } from './support/scenario.ts';

const node = otherNode();

it.skipIf(node === null)('the kernel leaves the same bits in its memory on another version of Node', () => {
  const random = seeded('another node');
  const scenarios = precisions.flatMap((precision) => [
    livelyScenario({ precision }, 5),
    ...Array.from({ length: 10 }, () => randomScenario(random, { precision })),
  ]);
  withImages(scenarios, (run) => {
    const here = run(process.execPath, []);
    expect(here).toHaveLength(scenarios.length);
    expect(new Set(here.map((digest) => JSON.stringify(digest))).size).toBe(scenarios.length);
    expect(run(node!, [])).toEqual(here);
  });
});
