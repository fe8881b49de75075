import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import { createGroup, type PathGroup } from '../../src/engine/memory/group.ts';
import { nextWord, purposes, startOfStream } from '../kernel/support/reference.ts';
import { livelyScenario } from './support/scenario.ts';

/** Rows that the kernel keeps to itself: [stream][word][lane]. */
type Rows = PathGroup & { readonly states: Int32Array };

it('every purpose of every path has a stream of its own, that of its address, and none is left unseeded', () => {
  const assets = 5;
  const compiled = compile(livelyScenario({}, assets));
  const group = createGroup(compiled) as Rows;
  const path = 1000;
  group.kernel.start(path);
  const states: string[] = [];
  for (let stream = 0; stream < group.states.length / (4 * LANES); stream++) {
    for (let lane = 0; lane < LANES; lane++) {
      const state = [0, 1, 2, 3].map((word) => group.states[(4 * stream + word) * LANES + lane]! >>> 0);
      if (state.some((word) => word !== 0)) states.push(state.join(' '));
    }
  }
  // What the start of a path draws: the first regime and its end, two words each; the first jumps and the first rates, two words.
  const each = (index: number) => Array.from({ length: index }, (_, k) => k);
  const streams = [
    { purpose: purposes.regime, index: 0, drawn: 4 },
    { purpose: purposes.mixing, index: 0, drawn: 0 },
    { purpose: purposes.commonJump, index: 0, drawn: 2 },
    ...each(3).map((pair) => ({ purpose: purposes.shocks, index: pair, drawn: 0 })),
    ...each(assets).map((asset) => ({ purpose: purposes.commonJumpSpread, index: asset, drawn: 0 })),
    // Asset 1 has no jumps of its own.
    ...[0, 2, 3, 4].map((asset) => ({ purpose: purposes.singleJump, index: asset, drawn: 2 })),
    ...each(assets).map((asset) => ({ purpose: purposes.funding, index: asset, drawn: 2 })),
  ];
  const expected = streams.flatMap(({ purpose, index, drawn }) =>
    Array.from({ length: LANES }, (_, lane) => {
      const state = startOfStream(compiled.key, path + lane, purpose, index);
      for (let k = 0; k < drawn; k++) nextWord(state);
      return state.join(' ');
    }),
  );
  expect(states.toSorted()).toEqual(expected.toSorted());
  expect(new Set(states).size).toBe(states.length);
});
