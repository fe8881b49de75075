import { limits } from '../../base/limits.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';

const defaultLevels: readonly number[] = [0.95, 0.99];

/** Levels of VaR and ES, ascending; a level that is given twice is a problem. */
export function levelsInOrder(
  levels: readonly number[] | undefined,
  experiment: TreeNode,
  problems: Problems,
): readonly number[] {
  if (levels === undefined) return defaultLevels;
  const { smallest, largest } = limits.levels;
  if (levels.length < smallest || levels.length > largest) {
    problems.add(experiment, ['levels'], 'has the wrong number of levels', {
      allowed: `from ${smallest} to ${largest}`,
    });
  }
  for (const [index, level] of levels.entries()) {
    if (levels.indexOf(level) < index) problems.add(experiment, ['levels', index], 'this level stands here twice');
  }
  return levels.toSorted((a, b) => a - b);
}
