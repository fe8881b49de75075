import type { PathSource, ReturnsBlock } from '../../market/sources/source.ts';
import type { Views } from './allocate.ts';
import { BLOCK_STEPS, LANES, Pause } from './constants.ts';
import type { Kernel } from './kernel.ts';
import { type arrays } from './table.ts';

/** Has the blocks of a kernel filled by a source outside of it: whoever drives the kernel does not see the pauses in which that happens. */
export function withSource(
  kernel: Kernel,
  source: PathSource,
  { returns, regimes, logWeights }: Views<typeof arrays>,
  steps: number,
): Kernel {
  const fillBlock = () => {
    const block: ReturnsBlock = {
      steps: Math.min(BLOCK_STEPS, steps - kernel.done),
      lanes: LANES,
      returns,
      regimes,
      logWeights,
    };
    // What a source leaves out has not moved.
    returns.fill(0);
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a source is no array
    source.fill(block, kernel.done);
  };
  const filled = (next: () => Pause) => () => {
    for (;;) {
      const pause = next();
      if (pause !== Pause.BLOCK) return pause;
      fillBlock();
    }
  };
  return Object.create(kernel, {
    start: {
      value: (path: number) => {
        logWeights.fill(0);
        kernel.start(path);
        source.start(path);
      },
    },
    advance: { value: filled(() => kernel.advance()) },
    nextSpan: { value: filled(() => kernel.nextSpan()) },
  }) as Kernel;
}
