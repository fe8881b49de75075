import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.ts';
import { createGroup, LANES, seedGroup } from '../../src/engine/group.ts';
import { STATE_WORDS } from '../../src/random/streams.ts';
import { livelyScenario } from './support/scenario.ts';

it('every purpose of every path has a stream of its own, and none is left unseeded', () => {
  const compiled = compile(livelyScenario({}, 5));
  const group = createGroup(compiled);
  seedGroup(group, compiled, 1000);
  const { states, streams } = group;
  const starts = Array.from({ length: streams.count * LANES }, (_, k) =>
    states.subarray(k * STATE_WORDS, (k + 1) * STATE_WORDS).join(' '),
  );
  const seeded = starts.filter((start) => start !== '0 0 0 0');
  expect(new Set(seeded).size).toBe(seeded.length);
  // Regime, mixing, common jump; three pairs for five assets; five spreads; four own jumps (asset 1 has none); five rates.
  expect(seeded).toHaveLength((3 + 3 + 5 + 4 + 5) * LANES);
});
