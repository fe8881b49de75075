import type { Study } from '../../study/study.ts';
import { notes, type Section } from './section.ts';

/** How to read the tables of a run. */
export function readingSection({ scenarios }: Study): Section {
  const schemes = scenarios.flatMap(({ account }) => account.schemes);
  const causes = schemes.some(({ policies }) => policies.length > 0) ? 'pools and policies' : 'pools';
  const text =
    `How to read this: all schemes hold the same positions and saw the same paths, so a difference between columns is due to the ${causes} ` +
    'alone. “Any pool” counts a path as soon as one pool is liquidated, “closed” counts one position, “wipe-out” only paths on which ' +
    'a forced close leaves no position; pooling may lower one and raise another. VaR and ES are losses of the account over the ' +
    'horizon; what a pool cannot pay is bad debt and not part of them. A difference whose interval excludes 0 has a small p.';
  return { blocks: [notes(text)] };
}
